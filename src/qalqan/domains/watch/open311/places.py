"""Where something is, in words for everybody: the register's name of the school, else of the district. Never
the words in which somebody described the place: in them stand names, flats and telephone numbers. Homes and
shelters for children are not named, and no address leads to them."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from qalqan.domains.schools import api as schools
from qalqan.domains.territory import api as territory
from qalqan.domains.watch.models import Cluster
from qalqan.domains.watch.rules.everybody import public_point
from qalqan.kernel.geo import Point

SHELTERS = frozenset({"protection"})


class Places:
    """Sites and districts of some work items, each asked once, inside a scope."""

    def __init__(self, clusters: Iterable[Cluster], language: str) -> None:
        rows = list(clusters)
        held = schools.sites_named(row.site_id for row in rows if row.site_id)
        known = {key: one for key, one in held.items() if one.kind not in SHELTERS}
        self.sites = {key: one.name[language] for key, one in known.items()}
        self.points = {key: one.point for key, one in known.items()}
        self.districts: dict[UUID, str] = {}
        if any(row.district_id for row in rows):
            found = territory.districts_on(timezone.localdate())
            self.districts = {one.id: one.name[language] for one in found}

    def site(self, row: Cluster) -> UUID | None:
        """The school that it is at, if that is public."""
        return row.site_id if row.site_id in self.sites else None

    def point(self, row: Cluster) -> Point:
        """Where it is, as everybody reads it."""
        return public_point(Point(row.lat, row.lon), row.site_id, self.points)

    def words(self, row: Cluster) -> str:
        """The place in the register's names; "" when the register has none."""
        site = self.sites.get(row.site_id, "") if row.site_id else ""
        district = self.districts.get(row.district_id, "") if row.district_id else ""
        return ", ".join(filter(None, (site, district)))
