"""Held observations, page by page, the newest period first. One query a page; how many there are is not
counted: over hundreds of thousands of rows that costs more than the page."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from qalqan.domains.evidence.queries.nation import capital
from qalqan.domains.evidence.queries.observations import observations

ROWS = 50
MOST_PAGES = 400


@dataclass(frozen=True, slots=True)
class Held:
    """An observation as a list shows it. `value` in the indicator's unit; `coverage` a part of one."""

    id: UUID
    place: str
    region_id: UUID
    indicator: str
    dims: str
    period_start: date
    period_end: date
    value: Decimal
    numerator: Decimal | None
    denominator: Decimal | None
    coverage: Decimal | None
    source_kind: str
    source_body: str
    source_ref: str
    source_name: str
    address: str
    method: str
    observed_on: date
    known_from: datetime
    replaces: UUID | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: an indicator's key, a region or the nation, a kind of source; empty is any. `at`: as
    it was known at a moment. `plans`: only claims for these plans, all if None."""

    indicator: str = ""
    region_id: UUID | None = None
    is_nation: bool = False
    source_kind: str = ""
    at: datetime | None = None
    plans: frozenset[str] | None = None


def listed(asked: Asked, page: int = 1, rows: int = ROWS) -> tuple[tuple[Held, ...], bool]:
    """A page of held observations in the open scope, and whether more follow."""
    found = observations([asked.indicator] if asked.indicator else None, at=asked.at)
    if asked.is_nation:
        found = found.filter(place="nation", region_id=capital())
    elif asked.region_id is not None:
        found = found.filter(region_id=asked.region_id).exclude(place="nation")
    if asked.source_kind:
        found = found.filter(source_kind=asked.source_kind)
    if asked.plans is not None:
        found = found.filter(Q(plan_code="") | Q(plan_code__in=asked.plans))
    start = (min(max(page, 1), MOST_PAGES) - 1) * rows
    ordered = found.order_by("-period_end", "-known_from", "-id")
    made = [Held(*one) for one in ordered.values_list(*Held.__slots__)[start : start + rows + 1]]
    return tuple(made[:rows]), len(made) > rows
