"""The values of an indicator through time, for charts and maps, and the one of them that counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from qalqan.domains.evidence.queries.observations import observations
from qalqan.domains.evidence.rules.contradict import BOUNDS
from qalqan.domains.evidence.rules.indicator import Indicator
from qalqan.domains.evidence.rules.standing import Seen, counting


@dataclass(frozen=True, slots=True)
class Point:
    """What one source held of one place for one period. `value` in the indicator's unit. `plan_code` and
    `measure_number` of a claim: what it was claimed of, as several measures may share an indicator.
    `coverage`: the share 0..1 of units that the source looked at, None when it does not say. `method`: how,
    "at_least" and "at_most" for a limit that was seen and not the number."""

    place: str
    place_id: UUID
    region_id: UUID
    period_start: date
    period_end: date
    value: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    source_kind: str
    source_name: str
    address: str
    known_from: datetime
    plan_code: str
    measure_number: int | None
    coverage: Decimal | None
    method: str

    def is_claim_of(self, plan_code: str, number: int) -> bool:
        """Whether it was claimed of this measure."""
        return (self.source_kind, self.plan_code, self.measure_number) == ("claim", plan_code, number)


def counted(indicator: Indicator, points: Iterable[Point]) -> Point | None:
    """Of the points of one place the independent value that counts, by the rule that evidences a measure: the
    newest of an accepted source, of several on one day the worse. None when there is none."""
    by_seen = {
        Seen(
            point.value,
            point.period_end,
            point.source_kind,
            Decimal(0) if point.method in BOUNDS else point.coverage,
        ): point
        for point in points
    }
    chosen = counting(indicator, by_seen)
    return by_seen[chosen] if chosen else None


def series(indicator: str, *, at: datetime | None = None, region_id: UUID | None = None) -> tuple[Point, ...]:
    """Observations of the nation and the regions held at a moment (now if None), oldest period first, in the
    open scope. Parts by dimension are left out."""
    rows = observations([indicator], at=at).filter(place__in=("nation", "region"), dims="")
    if region_id is not None:
        rows = rows.filter(region_id=region_id)
    return tuple(
        Point(*values)
        for values in rows.order_by("period_end", "known_from", "id").values_list(
            "place",
            "place_id",
            "region_id",
            "period_start",
            "period_end",
            "value",
            "numerator",
            "denominator",
            "source_kind",
            "source_name",
            "address",
            "known_from",
            "plan_code",
            "measure_number",
            "coverage",
            "method",
        )
    )
