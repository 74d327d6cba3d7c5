"""How many people reported from where, for the public map: squares of a fixed grid, and none with few. Inside
a scope.

A square that fewer than LEAST senders reported from is not told, so that nobody is found by his report; one
who sends five is one, as far as that can be told (`Report.sender_key`). Three more things
keep it so. The grid is fixed on the globe and a square is counted whole, however the look is cut: moving the
look cannot cut one report out of it. No square is finer than FINEST. And numbers are told as "so many at
least", in steps, so that a coarse square less its fine ones does not give away the rest.

Reports are placed where their work item is, which is what everybody may know. Those that a moderator hid or
called spam, and those of a category that is guarded, are not counted.
"""

import math
from dataclasses import dataclass

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Floor

from qalqan.domains.watch.models import Report
from qalqan.domains.watch.queries.clusters import GUARDED
from qalqan.kernel.access.scope import scope
from qalqan.kernel.geo import EAST, NORTH, SOUTH, WEST

LEAST = 5
FINEST = 12  # zoom whose squares, some 1.5 km wide, are the smallest
COARSEST = 4
STEPS = (5, 10, 25, 50, 100, 250, 500, 1000, 5000)  # what a number is told as: so many at least
SHADES = 5
MOST = 3_000  # squares of one answer
HIDDEN = ("hidden", "spam", "withdrawn")


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A square in degrees with reports of at least `count` senders; `shade` 1 to 5."""

    south: float
    west: float
    north: float
    east: float
    count: int
    shade: int


def heat(box: tuple[float, float, float, float], zoom: float) -> tuple[HeatCell, ...]:
    """The squares that a look (south, west, north, east) touches, from south to north, MOST at most."""
    wide = 360 / 2 ** max(COARSEST, min(FINEST, math.floor(zoom))) * 0.25
    high = wide * 0.65
    south, west, north, east = whole_squares(box, high, wide)
    rows = (
        Report.objects.within(scope.current())
        .filter(cluster__lat__gte=south, cluster__lat__lt=north)
        .filter(cluster__lon__gte=west, cluster__lon__lt=east)
        .exclude(moderation__in=HIDDEN)
        .exclude(category__in=GUARDED)
        .annotate(row=Floor(F("cluster__lat") / Value(high)), column=Floor(F("cluster__lon") / Value(wide)))
        .values_list("row", "column")
        .annotate(n=Count("sender_key", distinct=True) + Count("pk", filter=Q(sender_key=None)))
        .filter(n__gte=LEAST)
        .order_by("row", "column")[:MOST]
    )
    return tuple(
        HeatCell(row * high, column * wide, (row + 1) * high, (column + 1) * wide, told(n), shade(told(n)))
        for row, column, n in rows
    )


def whole_squares(
    box: tuple[float, float, float, float], high: float, wide: float
) -> tuple[float, float, float, float]:
    """A look, as far as it lies over the country, widened to the edges of the squares it touches."""
    south, north = (min(max(value, SOUTH), NORTH) for value in (box[0], box[2]))
    west, east = (min(max(value, WEST), EAST) for value in (box[1], box[3]))
    return (
        math.floor(south / high) * high,
        math.floor(west / wide) * wide,
        (math.floor(north / high) + 1) * high,
        (math.floor(east / wide) + 1) * wide,
    )


def told(n: int) -> int:
    """The step that a number of reports has reached; LEAST is the first."""
    return max(step for step in STEPS if step <= n)


def shade(count: int) -> int:
    """1 to 5, by the step."""
    return min(SHADES, STEPS.index(count) + 1)
