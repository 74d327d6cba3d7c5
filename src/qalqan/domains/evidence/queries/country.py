"""All standings of a plan at once, for the map of the country: plain tuples, one query."""

from datetime import date, datetime
from uuid import UUID

from qalqan.domains.evidence.models import Standing
from qalqan.domains.evidence.queries.observations import known
from qalqan.kernel.access.scope import scope

type StandingAt = tuple[int, str, UUID, date, str]


def country(plan_code: str, *, at: datetime | None = None, year: int | None = None) -> list[StandingAt]:
    """What was known of every measure of a plan at a moment (now if None), in the nation and in the regions
    that the current scope reaches; of periods that begin in `year`, if one is given. A row is (measure,
    "nation" or "region", id of the region, first day of the period, standing); the nation has the capital's
    id, so the id of a place alone does not tell the two apart. NoScope outside a scope."""
    rows = Standing.objects.within(scope.current()).filter(
        known(at), plan_code=plan_code, place__in=("nation", "region")
    )
    if year is not None:
        rows = rows.filter(period_start__gte=date(year, 1, 1), period_start__lte=date(year, 12, 31))
    return list(rows.values_list("measure_number", "place", "region_id", "period_start", "standing"))
