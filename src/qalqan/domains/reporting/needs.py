"""What lines must say before they are certified: the rules are pure (`rules/lines.py`), this asks the other
rooms for what they need to know. Used by the verbs, which refuse, and by the pages, which say so beforehand:
one source, so that the help never contradicts the refusal.

The value of a line speaks of one indicator: the first that is bound to its measure. The others of the
measure are filled by their own sources; a reporter who means "the cameras hang there" must not thereby claim
that they conform.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from qalqan.domains.evidence import api as evidence
from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.models import Entry, Line, Step
from qalqan.domains.reporting.rules.lines import Fields, Needs
from qalqan.kernel.access.scope import scope


def claimed_indicators(plan_code: str) -> dict[int, evidence.Indicator]:
    """The indicator that the value of a measure's line speaks of, by number; measures without one are not
    there. Two queries."""
    return {
        one.number: evidence.indicator(one.indicators[0].indicator)
        for one in evidence.bindings(plan_code)
        if one.indicators
    }


def measure_rows(plan_code: str, day: date, language: str = "kk") -> dict[int, plans.OverviewRow]:
    """The rows of a plan in force on a day by number; none for a plan that the register does not hold."""
    try:
        return {row.number: row for row in plans.overview(plan_code, as_of=day, language=language).rows}
    except plans.Refused:
        return {}


def needs_of(
    plan_code: str, period: tuple[date, date], numbers: Iterable[int], claimed: Iterable[int] = ()
) -> dict[int, Needs]:
    """What the lines of these measures need on a period. `claimed`: numbers of those that were certified with
    a value before."""
    bound = claimed_indicators(plan_code)
    rows = measure_rows(plan_code, period[1])
    years, said = range(period[0].year, period[1].year + 1), set(claimed)
    found = {}
    for number in numbers:
        row, indicator = rows.get(number), bound.get(number)
        is_paid = row is not None and any(row.years.get(year) for year in years)
        found[number] = _needs(indicator, is_paid=is_paid, was_claimed=number in said)
    return found


def _needs(indicator: evidence.Indicator | None, *, is_paid: bool, was_claimed: bool) -> Needs:
    if indicator is None:
        return Needs(spend=is_paid)
    least, most = indicator.range
    return Needs(
        value=True,
        share=indicator.unit == "percent",
        whole=indicator.measured_in.whole,
        minimum=least,
        maximum=most,
        spend=is_paid,
        claimed=was_claimed,
    )


def claimed_numbers(package_id: UUID) -> set[int]:
    """Measures of a package whose value was certified at any time."""
    submitted = Step.objects.filter(line=OuterRef("line"), act="submit", entry_number=OuterRef("number"))
    said = Q(value__isnull=False) | Q(numerator__isnull=False, denominator__isnull=False)
    rows = Entry.objects.within(scope.current()).filter(said, Exists(submitted), line__package=package_id)
    return set(rows.values_list("line__measure_number", flat=True))


def held_entries(lines: Iterable[Line]) -> Mapping[UUID, Entry]:
    """The revision that holds, by line; lines without one are not there. One query."""
    keys = [line.pk for line in lines if line.entry_number]
    rows = Entry.objects.within(scope.current()).filter(line__in=keys, number=F("line__entry_number"))
    return {row.line_id: row for row in rows}


def said(entry: Entry | None) -> Fields:
    """The fields of a revision; nothing said for none."""
    if entry is None:
        return Fields()
    return Fields(
        entry.outcome,
        entry.text_kk,
        entry.text_ru,
        entry.value,
        entry.numerator,
        entry.denominator,
        entry.spend,
    )
