"""What is known to be missing: by norm, by region or district, place by place; what it would cost and who
owes it. The list as a file."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qalqan.domains.schools.queries import gaps as queries
from qalqan.domains.schools.queries.gaps import Asked, GapView
from qalqan.domains.territory import api as territory
from qalqan.kernel import tables
from qalqan.kernel.access import policy
from qalqan.kernel.i18n.formatting import language

from .norms import money, owners
from .reading import kept, reading
from .site_words import REASONS

MOST_PAGES = 400
FILTERS = ("region", "district", "requirement")


def asked_of(request: HttpRequest, *, is_open: bool) -> Asked:
    """The filters of an address; what is not known is no filter."""
    get = request.GET
    region = next((one for one in territory.atlas().regions if one.code == get.get("region", "")), None)
    districts = {
        str(one.id): one.id
        for one in (territory.districts_on(timezone.localdate(), region.id) if region else ())
    }
    asked = Asked(region.id if region else None, districts.get(get.get("district", "")), "", is_open)
    key = get.get("requirement", "")
    known = key in {one.key for one in asked.known}
    return Asked(asked.region_id, asked.district_id, key if known else "", is_open)


@require_safe
def index(request: HttpRequest, *, is_open: bool) -> HttpResponse:
    """The page, or with `?format=` a file of its places."""
    asked = asked_of(request, is_open=is_open)
    kind = request.GET.get("format", "")
    if kind in tables.WRITERS:
        return _file(request, asked, kind, is_open=is_open)
    number = _number(request)
    with reading(request, is_open=is_open):
        sums, areas = queries.sums(asked), queries.areas(asked)
        rows, total = queries.gaps(asked, number)
    lang, today = language(), timezone.localdate()
    names, owns = names_of(asked.region_id), owners()

    def here(key: UUID | None) -> str:
        return _link(request, key, asked)

    context = {
        "asked": asked,
        "sums": [
            (one, one.requirement.name[lang], money(one.low, one.high), owns[one.requirement.owes])
            for one in sums
        ],
        "areas": [
            (one, names.get(one.id, _("not known")), money(one.low, one.high), here(one.id)) for one in areas
        ],
        "whole": money(sum(one.low for one in sums), sum(one.high for one in sums)),
        "count": sum(one.gaps for one in sums),
        "unknown": sum(one.unknown for one in sums),
        "rows": [_row(one, asked, names) for one in rows],
        "page": Paginator(range(total), queries.PER_PAGE).get_page(number),
        "total": total,
        "regions": [(one.code, one.name[lang]) for one in territory.regions_on(today, lang)],
        "districts": [(str(key), name) for key, name in names.items()] if asked.region_id else [],
        "norms": [(one.key, one.name[lang]) for one in asked.known],
        "region": request.GET.get("region", "") if asked.region_id else "",
        "district": str(asked.district_id or ""),
        "active": sum(bool(request.GET.get(name)) for name in FILTERS),
        "may_plan": not is_open and policy.may(request.user, "schools.plan_money"),
        "is_open": is_open,
    }
    return kept(request, render(request, "schools/gaps.html", context), is_open=is_open)


def names_of(region_id: UUID | None) -> dict[UUID | None, str]:
    """Names of regions, or of the districts of one."""
    lang, today = language(), timezone.localdate()
    if region_id is None:
        return {one.id: one.name[lang] for one in territory.regions_on(today, lang)}
    return {one.id: one.name[lang] for one in territory.districts_on(today, region_id, lang)}


def _link(request: HttpRequest, key: UUID | None, asked: Asked) -> str:
    """The same page for one of its areas; "" where there is no narrower one."""
    if key is None or asked.district_id is not None:
        return ""
    here = reverse(
        "schools:gaps", current_app=request.resolver_match.namespace if request.resolver_match else None
    )
    norm = f"&requirement={asked.key}" if asked.key else ""
    if asked.region_id is None:
        return f"{here}?region={territory.atlas().region(key, timezone.localdate()).code}{norm}"
    return f"{here}?region={request.GET.get('region', '')}&district={key}{norm}"  # fmt: skip


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")[:4]
    return min(max(int(text), 1), MOST_PAGES) if text.isdecimal() and text.isascii() else 1


def _row(one: GapView, asked: Asked, names: dict[UUID | None, str]) -> dict[str, object]:
    lang = language()
    cost = one.requirement.cost
    return {
        "one": one,
        "name": one.name[lang] or one.name.ru or one.name.kk,
        "norm": one.requirement.name[lang],
        "reason": REASONS.get(one.reason, one.reason),
        "where": names.get(one.district_id if asked.region_id else one.region_id, _("not known")),
        "cost": money(cost.low, cost.high) if cost else _("no money"),
    }


def _file(request: HttpRequest, asked: Asked, kind: str, *, is_open: bool) -> HttpResponse:
    with reading(request, is_open=is_open):
        found, _total = queries.gaps(asked)
    today, lang = timezone.localdate(), language()
    regions, owns = names_of(None), owners()
    districts = {one.id: one.name[lang] for one in territory.districts_on(today)}
    rows = tuple(
        (
            one.name[lang] or one.name.ru,
            regions.get(one.region_id, ""),
            districts.get(one.district_id, "") if one.district_id else "",
            one.requirement.name[lang],
            str(REASONS.get(one.reason, one.reason)),
            one.since,
            owns[one.requirement.owes],
            one.requirement.cost.low if one.requirement.cost else 0,
            one.requirement.cost.high if one.requirement.cost else 0,
            *(() if is_open else (one.pupils,)),
        )
        for one in found
    )
    table = tables.Table(_("What is missing"), _columns(is_open=is_open), rows)
    response = HttpResponse(tables.written(table, kind), content_type=tables.CONTENT_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="qalqan-gaps.{kind}"'
    return response


def _columns(*, is_open: bool) -> tuple[tables.Column, ...]:
    told = (
        tables.Column("place", _("Place"), 40),
        tables.Column("region", _("Region"), 24),
        tables.Column("district", _("District"), 24),
        tables.Column("requirement", _("What is missing"), 36),
        tables.Column("reason", _("How it is known"), 36),
        tables.Column("since", _("Since"), 12),
        tables.Column("owes", _("Who owes it"), 30),
        tables.Column("low", _("From, tenge"), 14),
        tables.Column("high", _("To, tenge"), 14),
    )
    return told if is_open else (*told, tables.Column("pupils", _("Pupils"), 10))
