"""Whether something that a person enters by hand stands there already, or stands where it cannot. A file asks
this of all its rows at once (`intake_plan.py`), a round of the things around (`round_evidence.py`)."""

import math
from collections.abc import Collection
from uuid import UUID

from django.db import connection

from qalqan.domains.schools.models import Site
from qalqan.domains.schools.queries.near import assets_near, sites_near
from qalqan.domains.schools.queries.sites import point_of
from qalqan.domains.schools.rules.matching import DOUBTFUL, NEAR, Known, score
from qalqan.domains.schools.rules.problem import Refused
from qalqan.kernel.geo import Point, box, metres
from qalqan.kernel.names import Names

CLOSE = 25.0  # metres: one thing, measured twice
OWN_GROUND = 1_000.0  # metres: what stands farther away is not of the place
CELL = 0.02  # degrees: over a kilometre, so that what is near touches four cells at most
LOCK = (
    "SELECT pg_advisory_xact_lock(hashtextextended('schools.cell ' || cell, 0)) FROM unnest(%s::text[]) cell"
)


def demand_own_ground(given: Point, site: Site) -> None:
    """Refused("point-far"): a thing of a place stands on its ground or at its fence."""
    here = point_of(site.lat, site.lon)
    if here is not None and (far := metres(given, here)) > OWN_GROUND:
        raise Refused.of("point-far", "point", km=f"{far / 1000:.1f}")


def demand_no_twin(kind: str, given: Point, others: Collection[str] = ()) -> None:
    """Refused("asset-twin") with the key of the nearest thing of the kind that stands there, and of all,
    unless each is among the `others` that it is not. In a scope."""
    _lock_around(given, CLOSE)
    near = [one for one in assets_near(given.lat, given.lon, CLOSE, (kind,)) if one.asset.state != "absent"]
    keys = [str(one.asset.id) for one in near]
    for one, key in zip(near, keys, strict=True):
        if key not in others:
            far = f"{one.metres:.0f}"
            raise Refused.of("asset-twin", "point", metres=far, key=key, keys=" ".join(keys))


def demand_no_twin_site(
    kind: str, name: Names, given: Point, district_id: UUID | None, others: Collection[str] = ()
) -> None:
    """Refused("site-twin") with the key of a place close by that is likely the same, and of all, unless each
    is among the `others` that it is not. In a scope."""
    _lock_around(given, NEAR)
    new = Known(UUID(int=0), "", kind, name, district_id, given)
    likely = []
    for one in sites_near(given.lat, given.lon, NEAR):
        site = one.site
        found = score(new, Known(site.id, "", site.kind, site.name, district_id, site.point))
        if found.value >= DOUBTFUL:
            likely.append((found.value, str(site.id), site.name))
    if asked := [one for one in likely if one[1] not in others]:
        _value, key, same = max(asked, key=lambda one: one[:2])
        keys = " ".join(one[1] for one in likely)
        raise Refused.of("site-twin", "point", name=same.ru or same.kk, key=key, keys=keys)


def _lock_around(given: Point, reach: float) -> None:
    """Two taps at once must not make two: until its transaction ends, who asks within reach of this one
    waits, and then sees what it wrote. The locks are taken in one order by everybody."""
    south, west, north, east = box(given, reach)
    cells = {
        f"{math.floor(lat / CELL)} {math.floor(lon / CELL)}" for lat in (south, north) for lon in (west, east)
    }
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [sorted(cells)])
