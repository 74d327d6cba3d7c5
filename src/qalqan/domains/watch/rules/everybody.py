"""What everybody reads of where something is. Pure.

Of what is at a place of the register, everybody reads the register's point: the telephone's is where somebody
stood, and the head of a small school knows who stands there. (For the same reason everybody reads the day of
it and no hour.) Where the register's point is nobody's business (homes and shelters) or not known, the place
is rounded to about a kilometre.
"""

from collections.abc import Mapping
from uuid import UUID

from qalqan.kernel.geo import Point

ROUGH = 2  # decimals of a degree: about a kilometre


def public_point(point: Point, site_id: UUID | None, register: Mapping[UUID, Point | None]) -> Point:
    """The point that everybody reads. `register`: the points of the places that everybody may know."""
    known = known_point(point, site_id, register)
    return known or Point(round(point.lat, ROUGH), round(point.lon, ROUGH))


def known_point(point: Point, site_id: UUID | None, register: Mapping[UUID, Point | None]) -> Point | None:
    """The point to which a distance may be told: from three distances anybody finds a point."""
    return point if site_id is None else register.get(site_id)


def wide(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """A box (south, west, north, east) with a margin beyond a public point's distance from the true one, on a
    grid: asked for again and again with other edges, it tells no more of the true one."""
    south, west, north, east = (round(edge, ROUGH) for edge in box)
    return south - 0.01, west - 0.01, north + 0.01, east + 0.01
