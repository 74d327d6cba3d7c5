"""Which work item a new report belongs to. Two reports of one thing that arrive at once must not open two: a
report takes the locks of the cells of a grid that its circle of 300 m touches, so that of two within reach of
each other the later one sees the earlier one's work item."""

import math
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from qalqan.domains.watch.models import Cluster
from qalqan.domains.watch.queries.candidates import REACH, candidates
from qalqan.domains.watch.rules.clustering import choose
from qalqan.domains.watch.rules.likeness import Mark
from qalqan.domains.watch.rules.states import life
from qalqan.kernel.geo import Point, box

CELL = 0.01  # degrees: about a kilometre, so that a circle touches four cells at most
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('watch.cell ' || cell, 0)) FROM unnest(%s::text[]) cell"


@dataclass(frozen=True, slots=True)
class Joined:
    """A work item that a report belongs to, how sure (0 to 1) and by which terms; without one `why` names
    those that it may be."""

    cluster_id: UUID | None
    score: float | None
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


def named(region_id: UUID, cluster_id: UUID | None) -> Joined | None:
    """The work item on whose page a witness said "I saw it too"; None where none was named or it is over:
    likeness decides then."""
    rows = Cluster.objects.filter(region_id=region_id)
    row = rows.filter(pk=cluster_id).first() if cluster_id else None
    if row is not None and row.merged_into:
        row = rows.filter(pk=row.merged_into).first()
    if row is None or row.state in life().final:
        return None
    return Joined(row.pk, 1.0, {"about": True})


def join(region_id: UUID, new: Mark) -> Joined:
    """The work item that a report belongs to, or those that it perhaps belongs to: a moderator decides
    then."""
    found = choose(new, candidates(region_id, new.point, new.at))
    if found is None:
        return Joined(None, None, {})
    terms = [[term.key, round(term.amount, 2), term.points] for term in found.likeness.why]
    if found.joins:
        return Joined(found.key, found.likeness.score, {"terms": terms})
    perhaps = [(found.key, found.likeness.score), *found.others]
    return Joined(None, None, {"perhaps": [[str(key), round(score, 2)] for key, score in perhaps[:5]]})
