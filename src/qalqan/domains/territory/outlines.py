"""Where a point lies: outlines as shapes, and the question asked of them. Pure but for shapely.

The region is decided first, by the regions' outlines; then the district, among those of that region only, so
that the two never contradict each other whatever the precision of an imported file. A point outside every
outline belongs to the nearest one within NEAR metres: the sources are drawn at 1:1 million, and a village on
the border must not fall out of the country. Farther away there is no answer, and no guess.

Shapes are kept with longitudes shortened by the cosine of the country's middle latitude, so that "nearest" is
nearest on the ground to within a seventh; the distance itself is then measured on the sphere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely

from qalqan.kernel.geo import DEGREE, Point, box, metres

NEAR = 5_000.0  # metres
SHORTER = 0.669  # cosine of 48 degrees
DRAWN = 0.03  # degrees, tolerance of light outlines of the whole country; finer for less ground


class Layer:
    """Shapes by key, none over another; (longitude, latitude) in degrees."""

    def __init__(self, shapes: Mapping[str, Any]) -> None:
        self.shapes = dict(shapes)
        self._keys = tuple(shapes)
        self._flat = shapely.transform(np.array(list(shapes.values())), _shorter)
        shapely.prepare(self._flat)
        self._tree = shapely.STRtree(self._flat)

    def at(self, lat: float, lon: float) -> tuple[str, bool] | None:
        """The key of the shape that holds the point, and True; of the nearest within NEAR metres, and False;
        or None. A point on a border is the first one's."""
        spot = shapely.Point(lon * SHORTER, lat)
        for i in sorted(self._tree.query(spot)):
            if shapely.intersects_xy(self._flat[i], spot.x, spot.y):
                return self._keys[i], True
        south, west, north, east = box(Point(lat, lon), NEAR)
        around = shapely.box(west * SHORTER, south, east * SHORTER, north)
        near = [(self._metres(i, spot), i) for i in self._tree.query(around)]
        far, nearest = min(near, default=(NEAR + 1, 0))
        return (self._keys[nearest], False) if far <= NEAR else None

    def _metres(self, i: int, spot: Any) -> float:
        one = shapely.get_coordinates(shapely.shortest_line(self._flat[i], spot))
        if not len(one):
            return NEAR + 1
        (x, y), _ = one
        return metres(Point(y, x / SHORTER), Point(spot.y, spot.x / SHORTER))


def _shorter(xy: Any) -> Any:
    return xy * (SHORTER, 1.0)


@dataclass(frozen=True, slots=True)
class Found:
    """Codes of a region and, if outlines tell, a district. `is_exact`: the point lies inside, of both."""

    region: str
    district: str | None
    is_exact: bool


@dataclass(frozen=True)
class Ground:
    """All outlines: of regions by code, of districts by region and code; and what they are taken from."""

    regions: Layer
    districts: Mapping[str, Layer]
    sources: tuple[str, ...]

    def find(self, lat: float, lon: float) -> Found | None:
        """Where a point lies; None outside the country."""
        if (region := self.regions.at(lat, lon)) is None:
            return None
        code, is_exact = region
        inside = self.districts[code].at(lat, lon) if code in self.districts else None
        if inside is None:
            return Found(code, None, is_exact)
        return Found(code, inside[0], is_exact and inside[1])

    @cached_property
    def drawn_regions(self) -> dict[str, Any]:
        """Light outlines of the regions, for a map of the country: {code: geometry as GeoJSON}."""
        return drawn(self.regions.shapes)

    def drawn_districts(self, region: str) -> dict[str, Any]:
        """Light outlines of a region's districts, none if no file brought them."""
        return drawn(self.districts[region].shapes) if region in self.districts else {}


def drawn(shapes: Mapping[str, Any]) -> dict[str, Any]:
    """Shapes to look at: one coverage simplified together, so that neighbours stay neighbours; an island too
    small to see goes, a shape never does. Coordinates of three decimals (100 m)."""
    codes, kept = list(shapes), list(shapes.values())
    wide = float(np.ptp(shapely.bounds(kept)[:, [0, 2]])) if kept else 0.0
    tolerance = DRAWN * min(1.0, max(0.05, wide / 40))
    thin = shapely.coverage_simplify(kept, tolerance)
    return {code: _light(one, tolerance) for code, one in zip(codes, thin, strict=True)}


def _light(shape: Any, tolerance: float) -> dict[str, Any]:
    parts = sorted(shapely.get_parts(shape), key=lambda part: -part.area)
    seen = [part for part in parts if part is parts[0] or part.area > (2 * tolerance) ** 2]
    polygons = [_rings(part, tolerance) for part in seen]
    return {"type": "MultiPolygon", "coordinates": polygons}


def _rings(part: Any, tolerance: float) -> list[list[list[float]]]:
    holes = [ring for ring in part.interiors if shapely.Polygon(ring).area > (2 * tolerance) ** 2]
    return [_rounded(ring.coords) for ring in (part.exterior, *holes)]


def _rounded(points: Sequence[tuple[float, ...]]) -> list[list[float]]:
    return [[round(x, 3), round(y, 3)] for x, y, *_ in points]


def square_kilometres(shape: Any) -> float:
    """Area on the ground, to about a percent."""
    if shape.is_empty:
        return 0.0
    middle = shape.centroid.y
    return float(shape.area * (DEGREE / 1000) ** 2 * np.cos(np.radians(middle)))
