"""What is known of each measure in a place for a period, to stand beside an empty line of a report: the
newest value of an independent source, and what was claimed last. Each with its day and source, so that nobody
takes over a number without seeing whose it is. Nothing is summed or guessed: what is unknown is absent."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from qalqan.domains.evidence.indicators import indicator
from qalqan.domains.evidence.models import Observation
from qalqan.domains.evidence.queries.bindings import bindings
from qalqan.domains.evidence.queries.nation import capital
from qalqan.domains.evidence.queries.observations import observations
from qalqan.domains.evidence.rules.standing import MeasureBinding, Seen, counting
from qalqan.kernel import clock


@dataclass(frozen=True, slots=True)
class Fact:
    """A value with whose it is. `source_kind` "claim": what this measure's reporter last said. `coverage`:
    the part of units looked at, None is unknown. `id`: of the observation."""

    id: UUID
    indicator: str
    value: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    unit: str
    period_start: date
    period_end: date
    source_kind: str
    source_name: str
    address: str
    known_from: datetime
    coverage: Decimal | None

    @property
    def is_claim(self) -> bool:
        """Whether it is what a reporter said, and not what somebody else saw."""
        return self.source_kind == "claim"


def prefill(
    plan_code: str,
    region_id: UUID | None,
    period_start: date,
    period_end: date,
    day: date | None = None,
) -> dict[int, tuple[Fact, ...]]:
    """Facts by measure, in the order of its indicators; a measure of which nothing is known has none.

    `region_id` None: the nation. `day`: as known at the end of that day in Kazakhstan, now if None.
    Independent values of periods that overlap this one; the last claim of any that began before its end.
    Three queries.
    """
    bound = bindings(plan_code)
    keys = {one.indicator for each in bound for one in each.indicators}
    at = None if day is None else clock.end_of(day)
    place = "nation" if region_id is None else "region"
    place_id = capital() if region_id is None else region_id
    rows = (
        observations(keys, at=at)
        .filter(region_id=place_id, place=place, place_id=place_id, dims="", period_start__lte=period_end)
        .filter(
            Q(source_kind="claim", plan_code=plan_code)
            | (~Q(source_kind="claim") & Q(period_end__gte=period_start))
        )
    )
    seen: dict[str, list[Observation]] = defaultdict(list)
    claims: dict[tuple[int, str], Observation] = {}
    for row in rows:  # newest period first
        if row.source_kind == "claim":
            if row.measure_number is not None:
                claims.setdefault((row.measure_number, row.indicator), row)
        else:
            seen[row.indicator].append(row)
    newest = {key: _newest(key, found) for key, found in seen.items()}
    facts = {each.number: tuple(_facts(each, newest, claims)) for each in bound}
    return {number: found for number, found in facts.items() if found}


def _newest(key: str, rows: list[Observation]) -> Observation | None:
    """The independent value that counts, by the same rule that evidences a measure."""
    by_seen = {Seen(row.value, row.period_end, row.source_kind, row.coverage): row for row in reversed(rows)}
    chosen = counting(indicator(key), by_seen)
    return by_seen[chosen] if chosen else None


def _facts(
    each: MeasureBinding,
    newest: dict[str, Observation | None],
    claims: dict[tuple[int, str], Observation],
) -> Iterable[Fact]:
    for one in each.indicators:
        for row in (newest.get(one.indicator), claims.get((each.number, one.indicator))):
            if row is not None:
                yield _fact(row)


def _fact(row: Observation) -> Fact:
    return Fact(
        id=row.pk,
        indicator=row.indicator,
        value=row.value,
        numerator=row.numerator,
        denominator=row.denominator,
        unit=indicator(row.indicator).unit,
        period_start=row.period_start,
        period_end=row.period_end,
        source_kind=row.source_kind,
        source_name=row.source_name or row.source_body,
        address=row.address,
        known_from=row.known_from,
        coverage=row.coverage,
    )
