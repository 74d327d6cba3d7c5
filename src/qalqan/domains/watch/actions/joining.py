"""Which work item a new report belongs to. Two reports of one thing that arrive at once must not open two: a
report takes the locks of the cells of a grid that its circle of 300 m touches, so that of two within reach of
each other the later one sees the earlier one's work item."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from qalqan.domains.watch.models import Cluster
from qalqan.domains.watch.rules.states import life
from qalqan.kernel.access.scope import scope
from qalqan.kernel.geo import Point, box, metres

REACH = 300.0
CELL = 0.01  # degrees: about a kilometre, so that a circle touches four cells at most
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('watch.cell ' || cell, 0)) FROM unnest(%s::text[]) cell"


@dataclass(frozen=True, slots=True)
class Joined:
    """A work item that a report belongs to, how sure (0 to 1) and by which terms."""

    cluster_id: UUID
    score: float
    why: dict[str, Any]


def lock_around(point: Point) -> None:
    """Take the locks of the cells around a point until the transaction ends, in one order for everybody."""
    south, west, north, east = box(point, REACH)
    cells = sorted(
        f"{math.floor(lat / CELL)} {math.floor(lon / (2 * CELL))}"
        for lat in (south, north)
        for lon in (west, east)
    )
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [sorted(set(cells))])


def join(region_id: UUID, point: Point, category: str, at: datetime) -> Joined | None:
    """The nearest work item of the same kind within 50 m."""
    south, west, north, east = box(point, 50)
    rows = Cluster.objects.within(scope.current()).filter(
        region_id=region_id,
        category=category,
        lat__range=(south, north),
        lon__range=(west, east),
        last_seen_at__gte=at - timedelta(days=60),
    )
    found = [
        (far, row.pk)
        for row in rows.exclude(state__in=life().final)
        if (far := metres(point, Point(row.lat, row.lon))) <= 50
    ]
    if not found:
        return None
    far, key = min(found)
    return Joined(key, 1.0, {"metres": round(far)})
