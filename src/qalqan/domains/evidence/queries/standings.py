"""Where measures stand, as the engine keeps it, of any day."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from qalqan.domains.evidence.models import Standing
from qalqan.domains.evidence.queries.observations import known
from qalqan.kernel.access.scope import scope


def standings(
    plan_code: str, *, at: datetime | None = None, region_id: UUID | None = None
) -> Mapping[tuple[int, UUID | None, date], str]:
    """(measure, region's id or None for the nation, first day of the period) to one of STANDINGS, as held
    at a moment (now if None), in the open scope. The nation has no id of its own: its rows are kept in the
    capital's region, which has standings too. A key that is missing: nothing is known."""
    rows = Standing.objects.within(scope.current()).filter(known(at), plan_code=plan_code)
    if region_id is not None:
        rows = rows.filter(region_id=region_id)
    found = rows.values_list("measure_number", "place", "region_id", "period_start", "standing")
    return {
        (number, None if place == "nation" else region, start): word
        for number, place, region, start, word in found
    }
