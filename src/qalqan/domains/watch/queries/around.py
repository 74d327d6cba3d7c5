"""What the register knows around a point: the place and the thing that a report is about, and whom that sends
it to. Inside a scope."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.schools import api as schools
from qalqan.domains.territory import api as territory
from qalqan.domains.watch.rules.categories import Category
from qalqan.domains.watch.rules.routing import Case
from qalqan.domains.watch.rules.triage import NEAR
from qalqan.kernel.geo import Point
from qalqan.kernel.names import Names

BY = 150  # metres from a place of children within which a thing is told on its page


@dataclass(frozen=True, slots=True)
class Around:
    """`near`: the nearest place of children within 300 m, by which danger is weighed; `site`: the place by
    which it is, None beyond 150 m and the category's reach; `asset`: the thing it is about."""

    near: schools.Near | None
    site: schools.SiteView | None
    asset: schools.ThingNear | None


def around(point: Point, category: Category) -> Around:
    """What stands around a point that matters for a report of this category."""
    near = schools.sites_near(point.lat, point.lon, NEAR)
    asset = (
        schools.thing_near(point.lat, point.lon, category.reach, category.asset_kind)
        if category.asset_kind
        else None
    )
    site = near[0].site if near and near[0].metres <= max(category.reach, BY) else None
    if asset is not None and asset.site_id is not None:  # a thing of a place says more than a distance
        site = next((one.site for one in near if one.site.id == asset.site_id), site)
    return Around(near[0] if near else None, site, asset)


def case_of(
    region_code: str, district_id: UUID | None, category: Category, found: Around, day: date | None = None
) -> Case:
    """What the rules of routing want to know."""
    district = ""
    if district_id is not None:
        here = territory.districts_on(day or timezone.localdate(), region_code)
        district = next((one.code for one in here if one.id == district_id), "")
    return Case(
        region=region_code,
        district=district,
        category=category.key,
        group=category.parent,
        site_kind=found.site.kind if found.site else "",
        site_owner=found.site.owner_body if found.site else "",
        organisation_id=found.site.organisation_id if found.site else None,
        asset_kind=found.asset.kind if found.asset else "",
        asset_owner=found.asset.owner_body if found.asset else "",
    )


def owner_names(code: str) -> Names:
    """The name of a body by its code; the code itself where the register of bodies knows none (a firm that
    keeps lamps)."""
    try:
        return bodies.body(code).name
    except LookupError:
        return Names(code, code, code)
