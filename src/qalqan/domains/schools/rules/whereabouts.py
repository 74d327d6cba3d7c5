"""Where somebody stood who says that he saw a place. Pure. See docs/algorithms/assessment.md.

A phone tells how far it is from the place when a question is answered. Only the distance is kept: a register
of schools has no use for an inspector's way. It is a fact beside the answer and never a reason to refuse one:
a phone may be wrong, and so may the register's position of the place. What it changes is trust, and a
position that nobody knows is not taken for a near one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from qalqan.kernel.geo import Point, metres

FAR = 500  # metres: the farthest corner of a large ground, and a phone's error among walls
COARSE = 300  # metres: a phone that knows no better where it is does not know it
NEAR, AWAY, UNKNOWN = "near", "far", "unknown"
TRUST = {"": 1.0, NEAR: 1.0, UNKNOWN: 0.8, AWAY: 0.5}  # what is left of the trust; "": no look at a place
PLACES = (NEAR, AWAY, UNKNOWN)


def distance(place: Point | None, here: Point | None) -> float | None:
    """How far a phone was from a place, in metres; None where one of them is not known."""
    return None if place is None or here is None else round(metres(place, here), 1)


def seen_from(far: float | None) -> str:
    """ "near", "far" or "unknown" of a distance."""
    if far is None:
        return UNKNOWN
    return NEAR if far <= FAR else AWAY


def least_sure(words: Iterable[str]) -> str:
    """Of several answers that make one statement the word that is trusted least; "" of none."""
    return min(words, key=TRUST.__getitem__, default="")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """From where the answers of a round were given: how many from near, from afar and from nobody knows
    where; `farthest` in metres, None if none was from afar."""

    near: int
    far: int
    unknown: int
    farthest: float | None


def whereabouts(distances: Iterable[float | None]) -> Whereabouts:
    """What a round says of where it was made."""
    every = list(distances)
    words = [seen_from(one) for one in every]
    away = [one for one in every if one is not None and one > FAR]
    return Whereabouts(words.count(NEAR), words.count(AWAY), words.count(UNKNOWN), max(away, default=None))
