"""Reads a file of outlines that somebody brings: GeoJSON, WGS 84, one feature a region or a district. Pure
but for shapely.

The file is taken whole or not at all. Each fault names the feature, the rule and what to mend: an outline
that crosses itself or lies elsewhere would send children's reports to the wrong body, and nobody would see
it.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon

from qalqan.domains.territory.outlines import square_kilometres
from qalqan.kernel.geo import EAST, NORTH, SOUTH, WEST

LARGEST = 80_000_000  # bytes of a file
MOST_POINTS = 3_000_000
EDGE = 0.5  # degrees beyond the country's box that a coarse outline may reach
OVERLAP = 0.5  # square kilometres that two outlines may share: the noise of sources
OUTSIDE = 0.2  # share of a district that may lie outside its region: two sources draw borders apart
WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: `place` in the file ("feature 3, 101000000"; "" for the file), `rule` (a word of
    `labels.OUTLINE_FAULTS`), `value` as found."""

    place: str
    rule: str
    value: str = ""


class OutlinesRefused(ValueError):  # noqa: N818 - a finding about input
    """The file cannot be used; `faults` is all that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{one.place}: {one.rule} {one.value}".strip() for one in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Outlines:
    """Shapes by our code, and the codes of the file that we do not know and were told to leave out."""

    shapes: dict[str, Any]
    skipped: tuple[str, ...] = ()


def read(content: bytes, field: str, codes: Mapping[str, str], *, skip_unknown: bool = False) -> Outlines:
    """The outlines of a file. `field`: the property that holds a code; `codes`: ours by theirs.
    OutlinesRefused with all that is wrong."""
    features = _features(content)
    shapes: dict[str, Any] = {}
    faults: list[Fault] = []
    skipped: list[str] = []
    for number, feature in enumerate(features, 1):
        written = str((feature.get("properties") or {}).get(field) or "").strip()
        place = f"feature {number}{f', {written}' if written else ''}"
        code = codes.get(written)
        if not written:
            faults.append(Fault(place, "no_code", field))
        elif code is None and skip_unknown:
            skipped.append(written)
        elif code is None:
            faults.append(Fault(place, "unknown_code", written))
        elif code in shapes:
            faults.append(Fault(place, "twice", written))
        else:
            shape = _shape(feature.get("geometry"))
            if isinstance(shape, Fault):
                faults.append(Fault(place, shape.rule, shape.value))
            else:
                shapes[code] = shape
    if not shapes and not faults:
        faults.append(Fault("", "empty"))
    faults += overlaps(shapes)
    if faults:
        raise OutlinesRefused(faults)
    return Outlines(shapes, tuple(skipped))


def _features(content: bytes) -> list[dict[str, Any]]:
    if len(content) > LARGEST:
        raise OutlinesRefused([Fault("", "too_large", str(len(content)))])
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise OutlinesRefused([Fault("", "not_json", str(error)[:120])]) from None
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or not all(isinstance(one, dict) for one in features):
        raise OutlinesRefused([Fault("", "not_collection")])
    crs = data.get("crs")
    named = str((crs.get("properties") or {}).get("name", "")) if isinstance(crs, dict) else ""
    if crs is not None and not named.endswith(WGS84):
        raise OutlinesRefused([Fault("", "crs", named[:80])])
    return features


def _shape(geometry: object) -> Any:
    """A valid shape of the country, or the Fault it has."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
        return Fault("", "not_polygon", str(kind))
    try:
        polygons = geometry["coordinates"] if kind == "MultiPolygon" else [geometry["coordinates"]]
        rings = [[[(float(p[0]), float(p[1])) for p in ring] for ring in polygon] for polygon in polygons]
        points = [point for polygon in rings for ring in polygon for point in ring]
        if fault := next(_astray(points), None):
            return fault
        shape = MultiPolygon([Polygon(polygon[0], polygon[1:]) for polygon in rings])
    except (TypeError, ValueError, KeyError, IndexError) as error:
        return Fault("", "coordinates", str(error)[:80])
    if shape.is_empty or not points:
        return Fault("", "coordinates", "0")
    if not shape.is_valid:
        return Fault("", "crosses_itself", shapely.is_valid_reason(shape)[:120])
    return shape


def _astray(points: list[tuple[float, float]]) -> Iterator[Fault]:
    if len(points) > MOST_POINTS:
        yield Fault("", "too_many_points", str(len(points)))
    for x, y in points:
        where = f"{x:g}, {y:g}"
        if not (math.isfinite(x) and math.isfinite(y)):
            yield Fault("", "coordinates", where)
        elif abs(x) > 180 or abs(y) > 90:
            yield Fault("", "projected", where)
        elif not _inside(x, y):
            yield Fault("", "swapped" if _inside(y, x) else "abroad", where)


def _inside(x: float, y: float) -> bool:
    return WEST - EDGE <= x <= EAST + EDGE and SOUTH - EDGE <= y <= NORTH + EDGE


def overlaps(shapes: Mapping[str, Any]) -> list[Fault]:
    """Pairs that share more ground than the noise of sources."""
    codes, listed = list(shapes), list(shapes.values())
    if not listed:
        return []
    found = []
    for one, other in shapely.STRtree(listed).query(listed, predicate="intersects").T:
        if one < other:
            shared = square_kilometres(shapely.intersection(listed[one], listed[other]))
            if shared > OVERLAP:
                found.append(Fault(f"{codes[one]}, {codes[other]}", "overlap", f"{shared:.1f}"))
    return found


def strays(shapes: Mapping[str, Any], homes: Mapping[str, Any]) -> list[Fault]:
    """Outlines of districts that lie outside the region they belong to; `homes`: its outline by the
    district's code."""
    found = []
    for code, shape in shapes.items():
        outside = shapely.difference(shape, homes[code]).area / shape.area
        if outside > OUTSIDE:
            found.append(Fault(code, "other_region", f"{outside:.0%}"))
    return found
