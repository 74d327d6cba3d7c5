"""Whether something that a person enters by hand stands there already, or stands where it cannot. A file asks
this of all its rows at once (`intake_plan.py`), a round of the things around (`round_evidence.py`)."""

from uuid import UUID

from qalqan.domains.schools.models import Site
from qalqan.domains.schools.queries.near import assets_near, sites_near
from qalqan.domains.schools.queries.sites import point_of
from qalqan.domains.schools.rules.matching import DOUBTFUL, NEAR, Known, score
from qalqan.domains.schools.rules.problem import Refused
from qalqan.kernel.geo import Point, metres
from qalqan.kernel.names import Names

CLOSE = 25.0  # metres: one thing, measured twice
OWN_GROUND = 1_000.0  # metres: what stands farther away is not of the place


def demand_own_ground(given: Point, site: Site) -> None:
    """Refused("point-far"): a thing of a place stands on its ground or at its fence."""
    here = point_of(site.lat, site.lon)
    if here is not None and (far := metres(given, here)) > OWN_GROUND:
        raise Refused.of("point-far", "point", km=f"{far / 1000:.1f}")


def demand_no_twin(kind: str, given: Point) -> None:
    """Refused("asset-twin") with the key of the nearest thing of the kind that stands there. In a scope."""
    near = [one for one in assets_near(given.lat, given.lon, CLOSE, (kind,)) if one.asset.state != "absent"]
    if near:
        far, key = f"{near[0].metres:.0f}", str(near[0].asset.id)
        raise Refused.of("asset-twin", "point", metres=far, key=key)


def demand_no_twin_site(kind: str, name: Names, given: Point, district_id: UUID | None) -> None:
    """Refused("site-twin") with the key of a place close by that is likely the same. In a scope."""
    new = Known(UUID(int=0), "", kind, name, district_id, given)
    likely = []
    for one in sites_near(given.lat, given.lon, NEAR):
        site = one.site
        found = score(new, Known(site.id, "", site.kind, site.name, district_id, site.point))
        if found.value >= DOUBTFUL:
            likely.append((found.value, str(site.id), site.name))
    if likely:
        _value, key, same = max(likely, key=lambda one: one[:2])
        raise Refused.of("site-twin", "point", name=same.ru or same.kk, key=key)
