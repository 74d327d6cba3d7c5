"""Points on the ground: what a coordinate must be, and how far two are apart. Pure.

Latitude and longitude are WGS 84 degrees. Kazakhstan lies between 40.5 and 55.5 degrees north and 46.4 and
87.4 east: a pair that fits only the other way round was swapped, and is refused with that word rather than
mended in silence, since 50, 50 fits both ways.
"""

import math
from dataclasses import dataclass

SOUTH, NORTH, WEST, EAST = 40.5, 55.5, 46.4, 87.4
EARTH = 6_371_008.8  # metres, mean radius (IUGG)
DEGREE = EARTH * math.pi / 180  # metres of a degree of latitude


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the ground."""

    lat: float
    lon: float


class BadPoint(ValueError):  # noqa: N818 - a finding about input
    """A pair that is no point of the country. `rule`: not_number, range, swapped, outside."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def point(lat: object, lon: object) -> Point:
    """A point of the country's box. Decimal commas are read. BadPoint otherwise; whether the point lies in
    the country itself is asked of `territory.api`."""
    try:
        north, east = (float(str(value).strip().replace(",", ".")) for value in (lat, lon))
    except ValueError:
        raise BadPoint("not_number") from None
    if not (math.isfinite(north) and math.isfinite(east)):
        raise BadPoint("not_number")
    if SOUTH <= north <= NORTH and WEST <= east <= EAST:
        return Point(north, east)
    if SOUTH <= east <= NORTH and WEST <= north <= EAST:
        raise BadPoint("swapped")
    if abs(north) > 90 or abs(east) > 180:
        raise BadPoint("range")
    raise BadPoint("outside")


def metres(one: Point, other: Point) -> float:
    """The great-circle distance in metres (haversine)."""
    south, north = math.radians(one.lat), math.radians(other.lat)
    wide = math.radians(other.lon - one.lon)
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin(wide / 2) ** 2
    return 2 * EARTH * math.asin(math.sqrt(half))


def box(centre: Point, distance: float) -> tuple[float, float, float, float]:
    """South, west, north, east of a box that holds every point within `distance` metres: for an index on
    plain columns, before `metres` decides."""
    high = distance / DEGREE
    wide = high / math.cos(math.radians(min(abs(centre.lat) + high, 89)))
    return centre.lat - high, centre.lon - wide, centre.lat + high, centre.lon + wide
