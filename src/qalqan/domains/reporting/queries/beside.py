"""What stands beside the ministry's lines: standings, what independent sources saw, and contradictions that
are not settled. Claims are left out: they are the lines themselves."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from qalqan.domains.evidence import api as evidence

FACTS = 3  # of one indicator in one place, the newest first
type Place = UUID | None  # a region, None for the nation


@dataclass(frozen=True, slots=True)
class Seen:
    """What a source that is not the reporter saw in the period. `address`: where it can be read."""

    indicator: evidence.Indicator
    value: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    period_end: date
    source_kind: str
    source_name: str
    address: str


@dataclass(frozen=True)
class Beside:
    """Looked up by measure and place."""

    indicators: Mapping[int, tuple[evidence.Indicator, ...]]
    _standings: Mapping[tuple[int, Place], str]
    _seen: Mapping[tuple[str, Place], tuple[Seen, ...]]
    _contradictions: Mapping[tuple[int, Place], tuple[evidence.ContradictionView, ...]]

    def standing(self, number: int, place: Place) -> str:
        """One of STANDINGS; "none" while nothing is known."""
        return self._standings.get((number, place), "none")

    def seen(self, number: int, place: Place) -> tuple[Seen, ...]:
        """What sources saw of the measure's indicators, in the order in which they are bound."""
        bound = self.indicators.get(number, ())
        return tuple(one for indicator in bound for one in self._seen.get((indicator.key, place), ()))

    def contradictions(self, number: int, place: Place) -> tuple[evidence.ContradictionView, ...]:
        """Those that nobody has settled."""
        return self._contradictions.get((number, place), ())


def beside(
    plan_code: str,
    year: int,
    numbers: Collection[int],
    *,
    day: date | None = None,
    at: datetime | None = None,
    only: tuple[Place] | None = None,
) -> Beside:
    """Evidence about measures in a year as known at the end of `day`, whose moment is `at` (now if None), of
    all places or of `only` one, in the open scope. Of one place it takes as many queries for seventy measures
    as for one; of all places one for each indicator."""
    bound = {
        one.number: tuple(evidence.indicator(part.indicator) for part in one.indicators)
        for one in evidence.bindings(plan_code)
        if one.number in numbers
    }
    region = only[0] if only else None
    standings = {
        (number, place): word
        for (number, place, start), word in evidence.standings(plan_code, at=at, region_id=region).items()
        if number in numbers and start.year == year
    }
    span = (date(year, 1, 1), date(year, 12, 31))
    if only:
        seen = _of_place(plan_code, region, span, day)
    else:
        seen = _of_all({one.key: one for found in bound.values() for one in found}, span, at)
    return Beside(bound, standings, seen, _contradictions(plan_code, numbers, at, region))


def _of_all(
    indicators: Mapping[str, evidence.Indicator], span: tuple[date, date], at: datetime | None
) -> dict[tuple[str, Place], tuple[Seen, ...]]:
    """What sources saw in all places, the newest first."""
    seen: dict[tuple[str, Place], list[Seen]] = defaultdict(list)
    for indicator in indicators.values():
        for point in reversed(evidence.series(indicator.key, at=at)):
            held = seen[indicator.key, None if point.place == "nation" else point.region_id]
            in_time = point.period_start <= span[1] and point.period_end >= span[0]
            if point.source_kind != "claim" and in_time and len(held) < FACTS:
                held.append(_seen(indicator, point))
    return {key: tuple(found) for key, found in seen.items()}


def _of_place(
    plan_code: str, place: Place, span: tuple[date, date], day: date | None
) -> dict[tuple[str, Place], tuple[Seen, ...]]:
    """The newest that a source saw in one place, of every indicator of the plan."""
    seen: dict[tuple[str, Place], tuple[Seen, ...]] = {}
    for facts in evidence.prefill(plan_code, place, *span, day=day).values():
        for fact in facts:
            if not fact.is_claim:
                seen[fact.indicator, place] = (_seen(evidence.indicator(fact.indicator), fact),)
    return seen


def _seen(indicator: evidence.Indicator, found: evidence.Point | evidence.Fact) -> Seen:
    return Seen(
        indicator,
        found.value,
        found.numerator,
        found.denominator,
        found.period_end,
        found.source_kind,
        found.source_name,
        found.address,
    )


def _contradictions(
    plan_code: str, numbers: Collection[int], at: datetime | None, region: Place
) -> dict[tuple[int, Place], tuple[evidence.ContradictionView, ...]]:
    number = next(iter(numbers)) if len(numbers) == 1 else None
    found = evidence.contradictions(plan_code, number=number, region_id=region, state="unsettled", at=at)
    by_place: dict[tuple[int, Place], list[evidence.ContradictionView]] = defaultdict(list)
    for one in found:
        by_place[one.number, None if one.place == "nation" else one.region_id].append(one)
    return {key: tuple(ones) for key, ones in by_place.items()}
