"""All standings of a plan at once, for the map of the country: plain tuples, one query."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from qalqan.domains.evidence.models import Standing
from qalqan.domains.evidence.queries.observations import known
from qalqan.kernel.access.scope import scope


class StandingAt(NamedTuple):
    """A measure in a place for a period. The nation has the capital's `region_id` and `is_nation`: the id of
    a place alone does not tell the two apart."""

    number: int
    is_nation: bool
    region_id: UUID
    period_start: date
    standing: str


def country(plan_code: str, *, at: datetime | None = None) -> list[StandingAt]:
    """What was known of every measure of a plan at a moment (now if None), in the nation and in the regions
    that the current scope reaches. NoScope outside a scope."""
    rows = (
        Standing.objects.within(scope.current())
        .filter(known(at), plan_code=plan_code, place__in=("nation", "region"))
        .values_list("measure_number", "place", "region_id", "period_start", "standing")
    )
    return [
        StandingAt(number, place == "nation", region, start, word)
        for number, place, region, start, word in rows
    ]
