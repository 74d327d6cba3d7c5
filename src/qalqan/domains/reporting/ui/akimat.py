"""The reporter's desk: what we owe, and the working page of one report with its certificate.

An akimat officer reports for the bodies of the own region, the coordinator for national ones. A reader sees
the same pages without a form on them.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qalqan.domains.bodies import api as bodies
from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.actions import lines as verbs
from qalqan.domains.reporting.actor import READING, Actor, frame
from qalqan.domains.reporting.queries import lines as queries
from qalqan.domains.reporting.queries.lines import LineRow, PackagePage
from qalqan.domains.reporting.queries.owing import Owed, owed
from qalqan.domains.reporting.refusals import Refused
from qalqan.domains.reporting.rules import lines as rules
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n import formatting

from . import akimat_shown as shown

READ, WRITE, CERTIFY = "reporting.read", "reporting.write", "reporting.certify"
MOST = 300  # lines of one certificate: a package has at most as many as its plan has rows
View = Callable[..., HttpResponse]
GONE = frozenset({"no_such_line", "no_such_package", "no_such_file"})


def reporter_page(view: View) -> View:
    """A refusal becomes a page with its words; what is out of reach answers as what does not exist."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            if refused.code in GONE:
                raise Http404(refused.code) from None
            if refused.code in ("not_allowed", "not_yours"):
                raise PermissionDenied(refused.code) from None
            context = {"words": str(refused), "back": request.META.get("HTTP_REFERER", "")}
            return render(request, "reporting/akimat/refused.html", context, status=409)

    return answered


@act(READ)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """By role: an akimat officer to what is owed, everybody else to the board."""
    seat = policy.acting(request, READ)
    name = "reporting:owing" if seat.role == "akimat_officer" else "reporting:boards"
    return HttpResponseRedirect(reverse(name))


@act(READ)
@require_safe
@reporter_page
def owing(request: HttpRequest) -> HttpResponse:
    """What we owe: reports by due day, each with the one next thing to do."""
    actor = Actor.of(request.user, READ)
    is_national = actor.role != "akimat_officer"
    with frame(actor, READ, READING):
        found = owed(national=is_national)
    work = [_owed(one) for one in found if one.step in ("mend", "write")]
    context = {
        "work": work,
        "next": work[0] if work else None,
        "early": [_owed(one) for one in found if one.step == "early"],
        "given": [_owed(one) for one in found if one.step in ("wait", "nothing")],
        "is_national": is_national,
        "late": sum(one["one"].days_left is not None and one["one"].days_left < 0 for one in work),
    }
    return render(request, "reporting/akimat/owing.html", context)


def _owed(one: Owed) -> dict[str, Any]:
    plan = plan_head(one.plan_code)
    left = one.days_left
    todo = one.total - one.given
    steps = {
        "mend": ngettext(
            "Mend %(n)s returned measure", "Mend %(n)s returned measures", one.counts["returned"]
        )
        % {"n": one.counts["returned"]},
        "write": ngettext("Report on %(n)s measure", "Report on %(n)s measures", todo) % {"n": todo},
        "early": _("Write ahead"),
        "wait": _("The ministry reads it"),
        "nothing": _("Everything is accepted"),
    }
    return {
        "one": one,
        "plan": plan,
        "body": one.body[formatting.language()],
        "late": -left if left is not None and left < 0 else 0,
        "left": left if left is not None and left >= 0 else None,
        "is_soon": left is not None and 0 <= left <= 21,
        "step": steps[one.step],
    }


def plan_head(code: str) -> plans.PlanHead | None:
    """A plan's head; None for one that the register does not hold."""
    try:
        return plans.overview(code, language=formatting.language(), page_rows=1).plan
    except plans.Refused:
        return None


SHOWN: dict[str, Callable[[LineRow], bool]] = {
    "todo": lambda row: row.is_writable and not row.is_ready,
    "ready": lambda row: row.is_ready,
    "returned": lambda row: row.kept_state == rules.RETURNED,
    "contradicted": lambda row: row.contradictions > 0,
    "given": lambda row: not row.is_writable,
}


@act(READ)
@require_safe
@reporter_page
def package(request: HttpRequest, package: UUID) -> HttpResponse:
    """The working page: every measure of a report, what is missing, and the way to the certificate."""
    actor = Actor.of(request.user, READ)
    with frame(actor, READ, READING):
        page = queries.package_page(package, language=formatting.language())
    chosen = request.GET.get("show", "")
    keep = SHOWN.get(chosen, lambda row: True)
    badges = shown.badges()
    may_write = policy.may(request.user, WRITE) and verbs.is_own(actor, page.head.body_code)
    rows = [line_context(row, badges, may_write=may_write) for row in page.rows if keep(row)]
    context = package_context(page) | {
        "rows": rows,
        "chosen": chosen if chosen in SHOWN else "",
        "filters": _filters(page),
        "states": [(badges[key], n) for key, n in page.counts.items() if n],
        "may_write": may_write,
        "offers": sum(is_offered(row) for row in page.rows),
        "certificates": page.certificates,
    }
    return render(request, "reporting/akimat/package.html", context)


def _filters(page: PackagePage) -> list[tuple[str, str, int]]:
    words = {
        "": _("All measures"),
        "todo": _("To write"),
        "ready": _("Ready to certify"),
        "returned": _("Returned"),
        "contradicted": _("Contradicted"),
        "given": _("Submitted or accepted"),
    }
    counts = {key: sum(map(keep, page.rows)) for key, keep in SHOWN.items()} | {"": len(page.rows)}
    return [(key, words[key], counts[key]) for key in words if counts[key] or not key]


def package_context(page: PackagePage) -> dict[str, Any]:
    """What every page of a package shows over its content."""
    head, language = page.head, formatting.language()
    recipient = bodies.body(head.recipient_code).name[language] if head.recipient_code else ""
    return {
        "page": page,
        "head": head,
        "plan": head.plan,
        "body": bodies.body(head.body_code).name[language],
        "recipient": recipient,
        "late": -head.days_left if head.days_left is not None and head.days_left < 0 else 0,
        "given": sum(not row.is_writable for row in page.rows),
        "total": len(page.rows),
        "ready": len(page.ready),
    }


def is_offered(row: LineRow) -> bool:
    """Whether evidence has a value to take over and the line says none yet."""
    silent = row.fields.value is None and row.fields.numerator is None
    return row.is_writable and silent and row.offered is not None


def line_context(row: LineRow, badges: Any, *, may_write: bool) -> dict[str, Any]:
    """A line as the working page draws it."""
    offered = row.offered
    step = row.last_step if row.kept_state == rules.RETURNED or row.state in rules.STATES[:3] else None
    return {
        "row": row,
        "badge": badges[row.state],
        "outcome": shown.OUTCOMES[row.fields.outcome] if row.fields.outcome != "unknown" else "",
        "amount": shown.amount(row),
        "change": shown.change(row),
        "offered": shown.fact(offered) if offered else None,
        "missing": len(row.problems),
        "returned": step if step and step.act in ("return", "reopen") else None,
        "is_open": may_write and row.is_writable,
    }


@act(WRITE)
@require_POST
@reporter_page
def take_over_all(request: HttpRequest, package: UUID) -> HttpResponse:
    """Fill every line that says no value yet with what evidence holds; nothing that was written changes."""
    actor = Actor.of(request.user, WRITE)
    with frame(actor, WRITE):
        page = queries.package_page(package, language=formatting.language())
        verbs.require_own(actor, page.head.body_code)
        taken = 0
        for row in page.rows:
            if is_offered(row):
                verbs.write(actor, row.id, seen=row.version, fields=with_offered(row))
                taken += 1
    words = ngettext("%(n)s value was taken over.", "%(n)s values were taken over.", taken) % {"n": taken}
    messages.success(request, words)
    return HttpResponseRedirect(reverse("reporting:package", args=[package]))


def with_offered(row: LineRow) -> rules.Fields:
    """The line's fields with the value that evidence offers."""
    found = row.offered
    if found is None:
        return row.fields
    if row.needs.share and found.numerator is not None and found.denominator is not None:
        return replace(row.fields, value=None, numerator=found.numerator, denominator=found.denominator)
    return replace(row.fields, value=found.value)


@act(CERTIFY)
@require_http_methods(["GET", "HEAD", "POST"])
@reporter_page
def certify(request: HttpRequest, package: UUID) -> HttpResponse:
    """What is about to be certified, what that means, and a box to tick; then the certificate."""
    actor = Actor.of(request.user, CERTIFY)
    with frame(actor, READ, READING):
        page = queries.package_page(package, language=formatting.language())
    verbs.require_own(actor, page.head.body_code)
    refusal = ""
    if request.method == "POST":
        try:
            return _certified(request, actor, page)
        except Refused as refused:
            if refused.code in GONE:
                raise
            refusal = str(refused)
    chosen = set(_versions(request.POST.getlist("line"))) if request.method == "POST" else None
    ready = [
        line_context(row, shown.badges(), may_write=True) | {"is_chosen": chosen is None or row.id in chosen}
        for row in page.ready
    ]
    context = package_context(page) | {
        "rows": ready,
        "left": [row for row in page.rows if row.is_writable and not row.is_ready],
        "name": actor.name,
        "post": bodies.post_title(actor.post, formatting.language()),
        "refusal": refusal,
    }
    return render(request, "reporting/akimat/certify.html", context, status=409 if refusal else 200)


def _versions(values: list[str]) -> dict[UUID, int]:
    """Lines and the versions that were looked at: "uuid.version"; what is no such pair is left out."""
    found: dict[UUID, int] = {}
    for value in values[:MOST]:
        line, __, version = value.partition(".")
        with suppress(ValueError):
            found[UUID(line)] = int(version)
    return found


def _certified(request: HttpRequest, actor: Actor, page: PackagePage) -> HttpResponse:
    if not request.POST.get("sure"):
        raise Refused("not_confirmed")
    done = verbs.certify(actor, page.head.id, _versions(request.POST.getlist("line")))
    words = ngettext(
        "%(n)s measure is certified under your name and submitted.",
        "%(n)s measures are certified under your name and submitted.",
        done.line_count,
    ) % {"n": done.line_count}
    messages.success(request, words)
    return HttpResponseRedirect(reverse("reporting:package", args=[page.head.id]))
