"""Lines on the ground: a footway, a fence. Pure. Distances on the plane that touches the Earth at the asked
point, which over a few kilometres differs from the sphere by less than a metre."""

import math
from collections.abc import Sequence
from itertools import pairwise

from qalqan.kernel.geo import DEGREE, BadPoint, Point, metres, point

from .problem import Problem

HALF_LONGEST = 2_000  # metres from the middle to the farthest point; longer ones are cut into pieces
LEAST, MOST = 2, 500


def line(given: object) -> tuple[Point, ...] | Problem:
    """[[lat, lon], ...] as points of the country, or what is wrong with it."""
    if not isinstance(given, Sequence) or not LEAST <= len(given) <= MOST:
        return Problem("line-bad", {}, "line")
    points = []
    for pair in given:
        if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
            return Problem("line-bad", {}, "line")
        try:
            points.append(point(pair[0], pair[1]))
        except BadPoint as bad:
            return Problem(f"point-{bad.rule}", {"lat": str(pair[1]), "lon": str(pair[0])}, "line")
    centre = middle(points)
    if max(metres(centre, one) for one in points) > HALF_LONGEST or len(set(points)) < LEAST:
        return Problem("line-bad", {}, "line")
    return tuple(points)


def middle(points: Sequence[Point]) -> Point:
    """The middle of the box around points."""
    lats, lons = [one.lat for one in points], [one.lon for one in points]
    return Point(round((min(lats) + max(lats)) / 2, 7), round((min(lons) + max(lons)) / 2, 7))


def metres_to(here: Point, stored: Sequence[Sequence[float]]) -> float:
    """The distance from a point to a line of [lat, lon] pairs, in metres."""
    wide = DEGREE * math.cos(math.radians(here.lat))
    flat = [((lon - here.lon) * wide, (lat - here.lat) * DEGREE) for lat, lon in stored]
    return min(_to_piece(one, other) for one, other in pairwise(flat))


def _to_piece(one: tuple[float, float], other: tuple[float, float]) -> float:
    """From the origin to a piece of a line."""
    x, y = other[0] - one[0], other[1] - one[1]
    length = x * x + y * y
    along = 0.0 if length == 0 else max(0.0, min(1.0, -(one[0] * x + one[1] * y) / length))
    return math.hypot(one[0] + along * x, one[1] + along * y)
