"""Work items of the past as the rules of routing see them, for the dry run. Inside a scope."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from qalqan.domains.territory import api as territory
from qalqan.domains.watch.models import Cluster
from qalqan.domains.watch.queries.around import around, case_of
from qalqan.domains.watch.rules.categories import category
from qalqan.domains.watch.rules.routing import Case
from qalqan.kernel.access.scope import scope
from qalqan.kernel.geo import Point

LAST = 300


@dataclass(frozen=True, slots=True)
class Routed:
    """A work item and what is known of it now for the rules."""

    id: UUID
    number: str
    case: Case


def last_cases(count: int = LAST) -> list[Routed]:
    """The last work items within reach, with what the register knows around them today."""
    codes = {one.id: one.code for one in territory.regions_on(timezone.localdate())}
    rows = Cluster.objects.within(scope.current()).filter(merged_into=None).order_by("-opened_at", "-id")
    found = []
    for row in rows[: min(count, 1000)]:
        kind = category(row.category)
        here = around(Point(row.lat, row.lon), kind)
        found.append(Routed(row.pk, row.number, case_of(codes[row.region_id], row.district_id, kind, here)))
    return found
