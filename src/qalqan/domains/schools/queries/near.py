"""What lies near a point: a box on plain columns by the index, then exact metres. Inside a scope."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from qalqan.domains.schools.models import AssetState
from qalqan.domains.schools.queries.assets import AssetView
from qalqan.domains.schools.queries.assets import view as asset_view
from qalqan.domains.schools.queries.sites import SiteView, rows_now
from qalqan.domains.schools.queries.sites import view as site_view
from qalqan.domains.schools.rules.lines import HALF_LONGEST, metres_to
from qalqan.kernel.access.scope import scope
from qalqan.kernel.geo import Point, box, metres

FARTHEST = 20_000
MOST = 500


@dataclass(frozen=True, slots=True)
class Near:
    """A place and how far it is."""

    site: SiteView
    metres: float


@dataclass(frozen=True, slots=True)
class NearAsset:
    """A thing and how far it is; a line by its nearest point."""

    asset: AssetView
    metres: float


def sites_near(lat: float, lon: float, metres: float = 300) -> tuple[Near, ...]:
    """The places within `metres` (20,000 at most) of a point, the nearest first, 500 at most."""
    here, limit = Point(lat, lon), min(metres, FARTHEST)
    found = [
        Near(site_view(row), far)
        for row in rows_now().filter(_within(here, limit))
        if row.lat is not None and row.lon is not None and (far := _far(here, row.lat, row.lon)) <= limit
    ]
    return tuple(sorted(found, key=lambda one: (one.metres, one.site.id))[:MOST])


def assets_near(
    lat: float, lon: float, metres: float = 100, kinds: Collection[str] = ()
) -> tuple[NearAsset, ...]:
    """The things within `metres` (20,000 at most) of a point as held now, the nearest first, 500 at most; of
    `kinds` only, if any are given. What has no position of its own is not found here."""
    here, limit, day = Point(lat, lon), min(metres, FARTHEST), timezone.localdate()
    found = []
    for row in _standing(here, limit, kinds):
        if row.lat is None or row.lon is None:
            continue
        far = metres_to(here, row.line) if row.line else _far(here, row.lat, row.lon)
        if far <= limit:
            found.append((far, row))
    found.sort(key=lambda one: (one[0], one[1].asset_id))
    return tuple(_seen(row, day, far) for far, row in found[:MOST])


def _seen(row: AssetState, day: date, far: float) -> NearAsset:
    return NearAsset(asset_view(row, day), far)


def _standing(here: Point, limit: float, kinds: Collection[str]) -> QuerySet[AssetState]:
    """A line is found by its middle, which lies no farther than half of the longest from any point of it."""
    lines = Q(line__isnull=False) & _within(here, limit + HALF_LONGEST)
    rows = AssetState.objects.within(scope.current()).filter(
        _within(here, limit) | lines, known_until=None, valid__endswith=None
    )
    if kinds:
        rows = rows.filter(asset__kind__in=kinds)
    return rows.select_related("asset")


def _within(here: Point, limit: float) -> Q:
    south, west, north, east = box(here, limit)
    return Q(lat__range=(south, north), lon__range=(west, east))


def _far(here: Point, lat: float, lon: float) -> float:
    return metres(here, Point(lat, lon))
