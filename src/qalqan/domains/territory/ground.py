"""The outlines that hold now: those shipped in `data/outlines.geojson`, unless a file brought newer ones into
the tables. Kept in the process by edition; one cheap query asks which edition that is."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import shapely
from django.db import connection
from django.utils import timezone

from qalqan.domains.territory import models, queries
from qalqan.domains.territory.outlines import Ground, Layer
from qalqan.domains.territory.rules import RegionView

SHIPPED = Path(__file__).parent / "data" / "outlines.geojson"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a point lies. `district_id` None: no outline of a district tells. `is_exact` False: outside every
    outline, the nearest within 5 km was taken."""

    region_id: UUID
    region_code: str
    district_id: UUID | None
    is_exact: bool


def region_at(lat: float, lon: float) -> RegionView | None:
    """The region of a point (WGS 84 degrees): that whose outline holds it, or the nearest within 5 km of the
    border. None outside the country."""
    found = ground().find(lat, lon)
    return queries.atlas().region(found.region, timezone.localdate()) if found else None


def place_at(lat: float, lon: float) -> Place | None:
    """The region and, where outlines of districts were imported, the district of a point. None outside the
    country."""
    return locator()(lat, lon)


def locator() -> Callable[[float, float], Place | None]:
    """`place_at` for many points: the outlines of this moment, without a question to the tables for each."""
    edition = _edition()
    here, (regions, districts) = _ground(edition), _ids(edition)

    def at(lat: float, lon: float) -> Place | None:
        if (found := here.find(lat, lon)) is None:
            return None
        district = districts[found.district] if found.district else None
        return Place(regions[found.region], found.region, district, found.is_exact)

    return at


def outline_geojson(region: str | None = None) -> dict[str, Any]:
    """Light outlines for a map, as a FeatureCollection whose features carry `code`: the regions, or the
    districts of a region (none if no file brought them). `source` is what must stand on the map."""
    here = ground()
    shapes = here.drawn_regions if region is None else here.drawn_districts(region)
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": shape} for code, shape in shapes.items()
    ]
    return {"type": "FeatureCollection", "source": "; ".join(here.sources), "features": features}


def sources() -> tuple[str, ...]:
    """What the outlines are taken from, each with its licence: attribution that stands on every map."""
    return ground().sources


def outlines_edition() -> str:
    """Changes whenever the outlines do: for addresses that may be kept for ever."""
    return str(_edition() or "shipped")


def ground() -> Ground:
    """The outlines as shapes."""
    return _ground(_edition())


def shipped() -> tuple[dict[str, Any], str]:
    """The regions of the release, by code, and their source."""
    held = json.loads(SHIPPED.read_text("utf-8"))
    shapes = {one["properties"]["code"]: shapely.geometry.shape(one["geometry"]) for one in held["features"]}
    return shapes, f"{held['source']}, {held['licence']}"


def _edition() -> UUID | None:
    # asked for every point that comes in: bare, because a queryset takes longer to make than to answer
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM territory_outline_edition ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
    return row[0] if row else None


@lru_cache(maxsize=4)
def _ids(edition: UUID | None) -> tuple[dict[str, UUID], dict[str, UUID]]:
    """Ids by code. They outlive every load of the map, so that an edition of outlines is key enough."""
    return (
        dict(models.Region.objects.values_list("code", "id")),
        dict(models.District.objects.values_list("code", "id")),
    )


@lru_cache(maxsize=2)
def _ground(edition: UUID | None) -> Ground:
    regions, source = shipped()
    districts: dict[str, dict[str, Any]] = {}
    used = []
    rows = models.Outline.objects.select_related("region", "district", "edition").order_by(
        "region__code", "district__code"
    )
    for row in rows:
        shape = shapely.from_wkb(bytes(row.shape))
        if row.district is None:
            regions[row.region.code], source = shape, ""
        else:
            districts.setdefault(row.region.code, {})[row.district.code] = shape
        used.append(f"{row.edition.source}, {row.edition.licence}")
    layers = {code: Layer(shapes) for code, shapes in districts.items()}
    return Ground(Layer(regions), layers, tuple(dict.fromkeys(s for s in (source, *used) if s)))
