"""The values of an indicator through time, for charts and maps."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from qalqan.domains.evidence.queries.observations import observations


@dataclass(frozen=True, slots=True)
class Point:
    """What one source held of one place for one period. `value` in the indicator's unit."""

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
        )
    )
