"""The register's reading pages. They ask one question, lay the answer before a template, and decide nothing.
`is_open` is true in the public mirror."""

from collections.abc import Iterable
from itertools import groupby
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qalqan.kernel.access import policy

from .. import exports, queries
from .. import gaps as ledger
from .common import badges, day_asked, draw_rows, heading, language, number_asked, page, register_page
from .forms import GapDecisionForm

PAGE_ROWS = 100  # rows of one page: decree No. 156 whole, a plan of 200 rows in two
ALL_ROWS = 10_000  # a file holds the whole list
LONGEST_CODE = 300  # of a body: a plan without abbreviations names it in full


@require_safe
@register_page
def plan_list(request: HttpRequest, *, is_open: bool) -> HttpResponse:
    """All plans, the newest act first."""
    found = queries.plans(language(), public_only=is_open)
    if wanted := request.GET.get("format"):
        return _file(exports.plans_table(_("Plans"), found, language()), wanted, "plans")
    return page(request, "list.html", {"is_open": is_open, "plans": found})


def _filters(request: HttpRequest) -> queries.Filters:
    """The filters of the address; each value is cut, so that no address makes the database sweat."""
    names = ("section", "body", "form", "deadline", "funding", "state", "search")
    return queries.Filters(**{name: request.GET.get(name, "").strip()[:100] for name in names})


@require_safe
@register_page
def overview(request: HttpRequest, code: str, *, is_open: bool) -> HttpResponse:
    """The plan: sections and rows, filters with counts, search; `?format=` gives the list as a file."""
    day, bad_day = day_asked(request)
    found = queries.overview(
        code,
        as_of=day,
        filters=_filters(request),
        language=language(),
        page=number_asked(request, "page", 1),
        page_rows=ALL_ROWS if request.GET.get("format") else PAGE_ROWS,
    )
    if wanted := request.GET.get("format"):
        return _file(exports.overview_table(found), wanted, code)
    query = f"?on={day.isoformat()}" if day else ""
    sections = [
        (
            section,
            draw_rows(
                (row for row in found.rows if row.section == section.number), found.key, code, request, query
            ),
        )
        for section in found.sections
    ]
    return page(
        request,
        "overview.html",
        {
            "is_open": is_open,
            "found": found,
            "plan": found.plan,
            "sections": [(section, rows) for section, rows in sections if rows],
            "states": next(facet for facet in found.facets if facet.name == "state").values,
            "day": day,
            "bad_day": bad_day,
            "previous_page": found.page - 1,
            "next_page": found.page + 1,
            "active": len(found.filters.as_query()),
        },
    )


def _file(table: exports.Table, wanted: str, name: str) -> HttpResponse:
    """A list as a file; an unknown format is a wrong address."""
    if wanted not in exports.WRITERS:
        raise Http404
    data = exports.written(table, wanted)
    response = HttpResponse(data, content_type=exports.CONTENT_TYPES[wanted])
    response["Content-Disposition"] = f'attachment; filename="{name}.{wanted}"'
    return response


@require_safe
@register_page
def measure(request: HttpRequest, code: str, number: int, *, is_open: bool) -> HttpResponse:
    """One measure: its text beside its place in the source, owners through time, clock, money, evidence."""
    day, bad_day = day_asked(request)
    found = queries.measure(code, number, as_of=day, language=language())
    return page(
        request,
        "measure.html",
        {
            "is_open": is_open,
            "found": found,
            "plan": found.plan,
            "row": found.row,
            "heading": heading(found.row.title.text),
            "badge": badges()[found.row.clock.state],
            "excerpt": _anchored(found.excerpt),
            "day": day,
            "bad_day": bad_day,
        },
    )


def _anchored(excerpt: Iterable[queries.Piece]) -> list[tuple[queries.Piece, bool]]:
    """Pieces of the source, each with whether it is the first of its field: there its link leads."""
    seen: set[str] = set()
    anchored = []
    for piece in excerpt:
        anchored.append((piece, bool(piece.field) and piece.field not in seen))
        seen.add(piece.field)
    return anchored


@require_safe
@register_page
def body_list(request: HttpRequest, code: str, *, is_open: bool) -> HttpResponse:
    """The bodies that a plan names, with how many rows each owes."""
    found = queries.bodies_of(code, language=language())
    if wanted := request.GET.get("format"):
        return _file(exports.bodies_table(found, language()), wanted, f"{code}-bodies")
    return page(request, "bodies.html", {"is_open": is_open, "found": found, "plan": found.plan})


@require_safe
@register_page
def body(request: HttpRequest, body: str, *, is_open: bool) -> HttpResponse:
    """What a body owes, under every plan."""
    if len(body) > LONGEST_CODE or not body.isprintable():  # the database takes no NUL
        raise Http404
    day, bad_day = day_asked(request)
    found = queries.body_page(
        body,
        as_of=day,
        language=language(),
        public_only=is_open,
        plan=request.GET.get("plan", "")[:60],
    )
    if not found.plans and not found.stands_today:
        raise Http404
    if wanted := request.GET.get("format"):
        return _file(exports.body_table(found, language()), wanted, "body")
    query = f"?on={day.isoformat()}" if day else ""
    parts = [
        (label, len(rows), draw_rows(rows, found.key, found.shown.code, request, query))
        for label, rows in ((_("Leads"), found.leads), (_("Takes part in"), found.takes_part))
        if rows and found.shown is not None
    ]
    return page(
        request,
        "body.html",
        {"is_open": is_open, "found": found, "parts": parts, "day": day, "bad_day": bad_day},
    )


@require_safe
@register_page
def calendar(request: HttpRequest, code: str, *, is_open: bool) -> HttpResponse:
    """What falls due in a year, by month."""
    first = queries.calendar_years(code)
    this_year = timezone.localdate().year
    usual = min(max(this_year, first[0]), first[-1]) if first else this_year
    found = queries.calendar(code, number_asked(request, "year", usual), language=language())
    if wanted := request.GET.get("format"):
        return _file(exports.calendar_table(found, language()), wanted, f"{code}-{found.year}")
    drawn = badges()
    months = [
        (first_day, [(entry, drawn[entry.row.clock.state]) for entry in entries])
        for first_day, entries in groupby(found.entries, key=lambda entry: entry.day.replace(day=1))
    ]
    return page(
        request,
        "calendar.html",
        {"is_open": is_open, "found": found, "plan": found.plan, "months": months},
    )


@require_safe
@register_page
def findings(request: HttpRequest, code: str, *, is_open: bool) -> HttpResponse:
    """The lint report of the plan's present text."""
    found = queries.lint_report(code, language())
    if wanted := request.GET.get("format"):
        return _file(exports.lint_table(found, language()), wanted, f"{code}-findings")
    groups = [
        (severity, label, [finding for finding in found.findings if finding.severity == severity])
        for severity, label, count in found.counts
        if count
    ]
    return page(
        request, "findings.html", {"is_open": is_open, "found": found, "plan": found.plan, "groups": groups}
    )


@require_safe
@register_page
def gaps(request: HttpRequest, code: str, *, is_open: bool) -> HttpResponse:
    """The gap ledger: what the text leaves open and who decided what about it."""
    return gaps_page(request, code, is_open=is_open)


def gaps_page(
    request: HttpRequest,
    code: str,
    *,
    is_open: bool,
    form: GapDecisionForm | None = None,
    form_gap: UUID | None = None,
) -> HttpResponse:
    """The ledger's page; `form` is a refused decision on `form_gap`, shown with what was written."""
    plan = queries.plan_head(code, language())
    found = queries.gaps(code, language())
    if form is None and (wanted := request.GET.get("format")):
        table = exports.gaps_table(plan.act_title.text, found, language(), by_name=not is_open)
        return _file(table, wanted, f"{code}-gaps")
    broken = {(bad.gap_id, bad.sequence) for bad in ledger.verify(code)}
    shown = [
        (gap, [(decision, (gap.id, decision.sequence) not in broken) for decision in gap.decisions])
        for gap in found
    ]
    may_decide = not is_open and policy.may(request.user, "plans.decide_gap")
    return page(
        request,
        "gaps.html",
        {
            "is_open": is_open,
            "plan": plan,
            "gaps": shown,
            "form": form,
            "form_gap": form_gap,
            "may_decide": may_decide,
        },
    )
