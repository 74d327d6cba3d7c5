"""What the ministry reads before it decides: one measure across bodies, and one report line by line. Ticked
lines go on to `ministry_decide.py`, which says what will happen before it does."""

from datetime import date
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
from .ministry import READ, as_file, ministry_page
from .screens import day_asked

REVIEW = "reporting.review"


@act(READ)
@require_safe
@ministry_page
def compare(request: HttpRequest, plan: str, year: int, number: int) -> HttpResponse:
    """One measure across all bodies; `?format=` gives it as a file."""
    asked = day_asked(request)
    day = asked.day
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
            "bad_day": asked.bad,
            "country": [shown.seen(one) for one in found.country],
            "strip": shown.strip(found.lines, found.indicator),
            "indicator": found.indicator.name[formatting.language()] if found.indicator else "",
            "may_decide": may_decide(request, day, found.lines),
        },
    )


@act(READ)
@require_safe
@ministry_page
def review(request: HttpRequest, package: UUID) -> HttpResponse:
    """One report, line by line."""
    asked = day_asked(request)
    day = asked.day
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
            "bad_day": asked.bad,
            "may_decide": may_decide(request, day, found.lines),
        },
    )


def may_decide(request: HttpRequest, day: date | None, lines: tuple[Compared, ...]) -> bool:
    """Whether this reader can do something on this page: never with a past day, which is history."""
    return day is None and any(line.may_be_decided for line in lines) and policy.may(request.user, REVIEW)


def line(one: Compared, names: Any) -> dict[str, Any]:
    """A line with the badges and words of a page."""
    kind, words = shown.STATES[one.state]
    language = formatting.language()
    outcome = shown.OUTCOMES[one.signed.outcome] if one.signed else None
    return {
        "one": one,
        "state": words,
        "kind": kind,
        "outcome_kind": outcome[0] if outcome else "",
        "outcome": outcome[1] if outcome else "",
        "notes": [shown.pointed(note, names) for note in one.notes],
        "last": shown.last_act(one.last),
        "amount": shown.amount(one.signed.value, one.signed.numerator, one.signed.denominator, one.indicator)
        if one.signed and one.signed.value is not None
        else "",
        "standing": shown.STANDINGS[one.standing],
        "seen": [shown.seen(seen) for seen in one.seen],
        "contradictions": [(opposed.id, opposed.sentence(language)) for opposed in one.contradictions],
        "change": shown.moved(one.change, one.indicator) if one.change is not None else "",
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
        Column("standing", _("Evidence"), 20),
        Column("contradictions", _("Open contradictions"), 50),
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
                str(drawn["standing"][1]),
                " ".join(sentence for __, sentence in drawn["contradictions"]),
                " ".join(drawn["notes"]),
            )
        )
    return Table(f"{found.measure.number}. {found.measure.title.text}: {found.year}", columns, tuple(rows))
