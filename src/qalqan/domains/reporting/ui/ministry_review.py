"""What the ministry reads before it decides: one measure across bodies, and one report line by line. Ticked
lines go on to `ministry_decide.py`, which says what will happen before it does."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qalqan.domains.reporting.actor import READING, Actor, frame
from qalqan.domains.reporting.queries import comparison as comparing
from qalqan.domains.reporting.queries.comparison import Compared, Comparison
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n import formatting
from qalqan.kernel.tables import Column, Table, Value

from . import ministry_shown as shown
from .ministry import READ, as_file, day_asked, ministry_page

REVIEW = "reporting.review"


@act(READ)
@require_safe
@ministry_page
def compare(request: HttpRequest, plan: str, year: int, number: int) -> HttpResponse:
    """One measure across all bodies; `?format=` gives it as a file."""
    day, bad_day = day_asked(request)
    with frame(Actor.of(request.user, READ), READ, READING):
        found = comparing.comparison(plan, year, number, language=formatting.language(), day=day)
    if found is None:
        raise Http404("nobody reports on this measure for this year")
    if wanted := request.GET.get("format"):
        return as_file(comparison_table(found), wanted, f"{plan}-{year}-{number}")
    return render(
        request,
        "reporting/compare.html",
        {
            "found": found,
            "plan": found.plan,
            "measure": found.measure,
            "states": shown.states(found.tally.counts),
            "lines": [line(one, found.names) for one in found.lines],
            "day": day,
            "bad_day": bad_day,
            "may_decide": day is None and policy.may(request.user, REVIEW),
        },
    )


@act(READ)
@require_safe
@ministry_page
def review(request: HttpRequest, package: UUID) -> HttpResponse:
    """One report, line by line."""
    day, bad_day = day_asked(request)
    with frame(Actor.of(request.user, READ), READ, READING):
        found = comparing.review(package, language=formatting.language(), day=day)
    if found is None:
        raise Http404("no such report within reach")
    return render(
        request,
        "reporting/review.html",
        {
            "found": found,
            "plan": found.plan,
            "states": shown.states(found.tally.counts),
            "lines": [
                line(one, found.names) | {"measure": found.measures.get(one.number)} for one in found.lines
            ],
            "day": day,
            "bad_day": bad_day,
            "may_decide": day is None and policy.may(request.user, REVIEW),
        },
    )


def line(one: Compared, names: Any) -> dict[str, Any]:
    """A line with the badges and words of a page."""
    kind, words = shown.STATES[one.state]
    outcome = shown.OUTCOMES[one.signed.outcome] if one.signed else None
    return {
        "one": one,
        "state": words,
        "kind": kind,
        "outcome_kind": outcome[0] if outcome else "",
        "outcome": outcome[1] if outcome else "",
        "notes": [shown.pointed(note, names) for note in one.notes],
        "last": shown.last_act(one.last),
        "change": shown.signed_number(one.change) if one.change is not None else "",
    }


def comparison_table(found: Comparison) -> Table:
    """One measure across bodies as a table."""
    columns = (
        Column("body", _("Body"), 44),
        Column("state", _("State"), 16),
        Column("outcome", _("What the reporter says"), 24),
        Column("value", _("Value"), 12),
        Column("before", _("Value the year before"), 14),
        Column("change", _("Change"), 12),
        Column("spend", _("Spent, mln tenge"), 14),
        Column("text_kk", _("Text in Kazakh"), 60),
        Column("text_ru", _("Text in Russian"), 60),
        Column("notes", _("Worth a second look"), 50),
    )
    rows: list[tuple[Value, ...]] = []
    for one in found.lines:
        said, drawn = one.signed, line(one, found.names)
        rows.append(
            (
                one.name,
                str(drawn["state"]),
                str(drawn["outcome"]),
                said.value if said else None,
                one.before.value if one.before else None,
                one.change,
                said.spend if said else None,
                said.text_kk if said else "",
                said.text_ru if said else "",
                " ".join(drawn["notes"]),
            )
        )
    return Table(f"{found.measure.number}. {found.measure.title.text}: {found.year}", columns, tuple(rows))
