"""What lies near a point: a box on plain columns by the index, then exact metres. Inside a scope.

`sites_near` and `thing_near` answer for each danger that anybody reports, so they are bare statements: a
queryset takes longer to make than to answer. The row policies bind them like any other. Both leave out where
children are sheltered, whoever asks: who may put a pin anywhere would else read off the answer (who has to
act, how dangerous it is) where a shelter stands; and a work item is the same whoever weighs it.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from qalqan.domains.schools.models import AssetState, Site
from qalqan.domains.schools.queries.assets import AssetView
from qalqan.domains.schools.queries.assets import view as asset_view
from qalqan.domains.schools.queries.sites import SHELTERS, SiteView
from qalqan.domains.schools.queries.sites import view as site_view
from qalqan.domains.schools.rules.lines import HALF_LONGEST, metres_to
from qalqan.kernel.access.scope import scope
from qalqan.kernel.geo import Point, box, metres

FARTHEST = 20_000
MOST = 500
SITE_COLUMNS = [field.attname for field in Site._meta.concrete_fields]
SITES = f"""
SELECT {", ".join(SITE_COLUMNS)} FROM schools_site
WHERE lat BETWEEN %(south)s AND %(north)s AND lon BETWEEN %(west)s AND %(east)s
  AND kind <> ALL(%(shelters)s) AND life @> access_today()
"""  # noqa: S608 - names of our own columns
# A line is found by its middle, which lies no farther than half of the longest from any point of it.
THINGS = """
SELECT asset.id, asset.site_id, held.owner_body, held.line::text, held.lat, held.lon
FROM schools_asset_state held JOIN schools_asset asset ON asset.id = held.asset_id
WHERE (held.lat BETWEEN %(south)s AND %(north)s AND held.lon BETWEEN %(west)s AND %(east)s
       OR held.line IS NOT NULL AND held.lat BETWEEN %(wide_south)s AND %(wide_north)s
          AND held.lon BETWEEN %(wide_west)s AND %(wide_east)s)
  AND held.known_until IS NULL AND upper(held.valid) IS NULL AND asset.kind = %(kind)s
"""
HOMES = "SELECT id FROM schools_site WHERE id = ANY(%(ids)s) AND kind = ANY(%(shelters)s)"


@dataclass(frozen=True, slots=True)
class Near:
    """A place and how far it is."""

    site: SiteView
    metres: float


@dataclass(frozen=True, slots=True)
class ThingNear:
    """A thing, whose it is, and how far it is."""

    id: UUID
    kind: str
    site_id: UUID | None
    owner_body: str
    metres: float


@dataclass(frozen=True, slots=True)
class NearAsset:
    """A thing and how far it is; a line by its nearest point."""

    asset: AssetView
    metres: float


def sites_near(lat: float, lon: float, metres: float = 300) -> tuple[Near, ...]:
    """The places within `metres` (20,000 at most) of a point, the nearest first, 500 at most; shelters are
    never among them."""
    here, limit = Point(lat, lon), min(metres, FARTHEST)
    found = []
    for values in _rows(SITES, {**_sides(here, limit), "shelters": list(SHELTERS)}):
        row = Site.from_db("default", SITE_COLUMNS, values)
        if (far := _far(here, row.lat, row.lon)) <= limit:  # type: ignore[arg-type]  # the box has no NULL
            found.append((far, row))
    found.sort(key=lambda one: (one[0], one[1].pk))
    return tuple(Near(site_view(row), far) for far, row in found[:MOST])


def thing_near(lat: float, lon: float, metres: float, kind: str) -> ThingNear | None:
    """The nearest thing of a kind within `metres` (20,000 at most) of a point as held now, None if there is
    none; a line by its nearest point. What belongs to a shelter is never told."""
    here, limit = Point(lat, lon), min(metres, FARTHEST)
    asked = {**_sides(here, limit), **_sides(here, limit + HALF_LONGEST, "wide_"), "kind": kind}
    found = [
        ThingNear(key, kind, site_id, owner, metres_to(here, json.loads(line)) if line else _far(here, *at))
        for key, site_id, owner, line, *at in _rows(THINGS, asked)
    ]
    found = [one for one in found if one.metres <= limit]
    if homes := list({one.site_id for one in found if one.site_id}):  # most things belong to no place
        hidden = {key for (key,) in _rows(HOMES, {"ids": homes, "shelters": list(SHELTERS)})}
        found = [one for one in found if one.site_id not in hidden]
    return min(found, key=lambda one: (one.metres, one.id), default=None)


def _rows(statement: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    scope.current()  # NoScope comes before the database's own refusal
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _sides(here: Point, limit: float, prefix: str = "") -> dict[str, Any]:
    return {
        f"{prefix}{side}": at
        for side, at in zip(("south", "west", "north", "east"), box(here, limit), strict=True)
    }


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
