"""An invented register for demonstrations: where each place stands and what is said of it. Pure; the same
names give the same ground and the same things on every machine. Nothing of it is about a real school.

The mix is honest: official lists that say "present" and no more, claims of owners, rounds of inspectors that
find some of it otherwise, and much that nobody has said anything about. Video surveillance has its three
meanings: cameras stand in most schools, conform in fewer, and are connected in some.
"""

import hashlib
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from qalqan.kernel.geo import DEGREE, Point

TRIES = 400
PLACED = 0.94  # the others: nobody has said where they are
ROUNDS, LOOKED = 0.6, 0.88  # how many places had a round, and how much of each was looked at
IN_VAIN = ("crossing", "hump", "lamp", "road_camera", "footway")
IN_HOUSE = ("toilet_warm", "toilet_outdoor", "camera", "video_link", "access_control", "guard_post", "fence")
TOWN = 2_500.0  # metres, how far around its middle a town spreads
REF = "ойдан шығарылған · вымышлено · invented"  # the reference of each statement


@dataclass(frozen=True, slots=True)
class Word:
    """One statement: `ago`: days since somebody said it; `looked`: an inspector on the spot."""

    state: str
    source: str
    ago: int
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def looked(self) -> bool:
        return self.source == "inspection"


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing and what was said of it, the oldest first. `spot` or `line`: metres to the north and east of
    the place; both None: in the house. `of_road`: it belongs to no place."""

    kind: str
    words: tuple[Word, ...]
    spot: tuple[float, float] | None = None
    line: tuple[tuple[float, float], ...] | None = None
    of_road: bool = False


def chance(*names: object) -> random.Random:
    """The stream of chance of a name."""
    digest = hashlib.sha256("\0".join(map(str, names)).encode()).digest()
    return random.Random(int.from_bytes(digest[:16]))  # noqa: S311


def town(
    name: str, bounds: tuple[float, float, float, float], holds: Callable[[Point], bool]
) -> Point | None:
    """The middle of an invented town inside an outline; `bounds`: south, west, north, east. None if chance
    found no spot."""
    drawn, (south, west, north, east) = chance("town", name), bounds
    for _ in range(TRIES):
        spot = Point(round(drawn.uniform(south, north), 5), round(drawn.uniform(west, east), 5))
        if holds(spot):
            return spot
    return None


def stands(code: str, middle: Point) -> Point | None:
    """Where a place of a town stands; None: nobody has said."""
    drawn = chance("stands", code)
    if drawn.random() > PLACED:
        return None
    far, turn = TOWN * math.sqrt(drawn.random()), drawn.uniform(0, 2 * math.pi)
    return moved(middle, far * math.cos(turn), far * math.sin(turn))


def moved(start: Point, north: float, east: float) -> Point:
    """A point so many metres away, to the metre."""
    wide = DEGREE * math.cos(math.radians(start.lat))
    return Point(round(start.lat + north / DEGREE, 6), round(start.lon + east / wide, 6))


def pupils(code: str, kind: str) -> tuple[int | None, int | None]:
    """Pupils and shifts; some have not said."""
    drawn = chance("pupils", code)
    if kind == "clinic" or drawn.random() < 0.05:
        return None, None
    count = int(min(2200, 60 * math.exp(drawn.gauss(1.6, 0.9))))
    return count, 2 if count > 450 and drawn.random() < 0.7 else 1


def things(code: str, kind: str, *, is_village: bool) -> Iterator[Thing]:
    """What stands in and around a place. Where an inspector made a round, most was looked at, and what was
    looked for in vain is written down as absent."""
    drawn = chance("things", code)
    chances = _Chances(drawn, drawn.randint(4, 110) if drawn.random() < ROUNDS else None)
    found = []
    if kind in ("school", "kindergarten"):
        found += [*_toilets(chances, is_village), *_video(chances), *_house(chances, is_village)]
    found += _road(chances, is_village)
    yield from found
    if chances.round is not None:
        looked_for = (*IN_VAIN, *(IN_HOUSE if kind in ("school", "kindergarten") else ()))
        for missing in looked_for:
            if missing not in {one.kind for one in found} and drawn.random() < LOOKED:
                yield Thing(missing, (Word("absent", "inspection", chances.round),))


class _Chances:
    """The stream of a place; `round`: how many days ago an inspector went round it, None: nobody has."""

    def __init__(self, drawn: random.Random, of_round: int | None) -> None:
        self.random, self.choice, self.randint, self.uniform = (
            drawn.random,
            drawn.choice,
            drawn.randint,
            drawn.uniform,
        )
        self.round = of_round


def _word(drawn: _Chances, good: float = 0.85) -> tuple[Word, ...]:
    """What was said of a thing that a list or its owner calls good; an inspector finds some otherwise."""
    said, ago = drawn.random(), drawn.randint(120, 900)
    first = Word("unknown" if said < 0.12 else "working", "registry" if said < 0.4 else "claim", ago)
    if drawn.round is None or drawn.random() > LOOKED:
        return (first,)
    found = "working" if drawn.random() < good else drawn.choice(("broken", "absent"))
    return first, Word(found, "inspection", drawn.round)


def _detailed(words: tuple[Word, ...], details: dict[str, Any]) -> tuple[Word, ...]:
    """Details are told by who owns it or looks; an official list has none."""
    return tuple(
        word
        if word.source == "registry" or word.state in ("unknown", "absent")
        else Word(word.state, word.source, word.ago, details)
        for word in words
    )


def _toilets(drawn: _Chances, is_village: bool) -> Iterator[Thing]:
    if drawn.random() < (0.8 if is_village else 0.97):
        more = {"places": drawn.randint(2, 24), "has_water": drawn.random() < 0.8}
        yield Thing("toilet_warm", _detailed(_word(drawn, 0.92), more), (8, -6))
    if is_village and drawn.random() < 0.45:
        claimed = Word("absent", "claim", drawn.randint(150, 400))
        words = [claimed]
        if drawn.round is not None:
            words.append(Word("working" if drawn.random() < 0.4 else "absent", "inspection", drawn.round))
        yield Thing("toilet_outdoor", tuple(words), (-40, 30))


def _video(drawn: _Chances) -> Iterator[Thing]:
    if drawn.random() < 0.07:
        return
    for number in range(drawn.randint(2, 5)):
        details: dict[str, Any] = {
            "days_kept": drawn.choice((7, 14, 30, 30, 30)),
            "resolution": drawn.choice((480, 720, 1080, 1080)),
            "covers_entrances": number == 0,
        }
        if drawn.random() < 0.3:
            details.pop("days_kept")
        yield Thing("camera", _detailed(_word(drawn, 0.9), details), (6.0 * number, 15))
    if drawn.random() < 0.7:
        to = drawn.choice(("police_centre", "police_centre", "situation_centre", "nothing"))
        yield Thing("video_link", _detailed(_word(drawn), {"connected_to": to}))


def _house(drawn: _Chances, is_village: bool) -> Iterator[Thing]:
    yield Thing("entrance", (Word("working", "registry", 700, {}),), (0, 20))
    if drawn.random() < 0.55:
        way = {"way": drawn.choice(("turnstile", "intercom", "journal"))}
        yield Thing("access_control", _detailed(_word(drawn), way))
    if drawn.random() < 0.75:
        special = {"specialised": drawn.random() < (0.3 if is_village else 0.6)}
        yield Thing("guard_post", _detailed(_word(drawn), special))
    for kind, part in (("alarm_button", 0.8), ("fire_alarm", 0.9), ("evacuation_plan", 0.85)):
        if drawn.random() < part:
            yield Thing(kind, _word(drawn))
    if drawn.random() < 0.9:
        whole = {"is_closed": drawn.random() < 0.8, "height": drawn.choice((1.2, 1.6, 2))}
        yield Thing("fence", _detailed(_word(drawn), whole))
    if drawn.random() < 0.6:
        yield Thing("playground", _word(drawn, 0.7), (-25, -20))
    if is_village and drawn.random() < 0.4:
        yield Thing("school_bus", _detailed(_word(drawn), {"seats": drawn.choice((22, 29, 35))}))


ROAD = (
    ("crossing", 0.72, 40, 280),
    ("signal", 0.15, 60, 280),
    ("hump", 0.5, 30, 190),
    ("speed_limit", 0.35, 40, 190),
    ("road_camera", 0.22, 60, 290),
    ("lamp", 0.8, 10, 95),
    ("bus_stop", 0.5, 50, 300),
    ("manhole", 0.05, 20, 120),
)


def _road(drawn: _Chances, is_village: bool) -> Iterator[Thing]:
    for kind, part, near, far in ROAD:
        if drawn.random() < part * (0.7 if is_village else 1):
            metres, turn = drawn.uniform(near, far), drawn.uniform(0, 2 * math.pi)
            spot = (metres * math.cos(turn), metres * math.sin(turn))
            yield Thing(kind, _word(drawn, 0.85), spot, of_road=True)
    if drawn.random() < (0.35 if is_village else 0.7):
        aside = drawn.uniform(8, 45)
        yield Thing(
            "footway", _word(drawn), line=((aside, -220), (aside, 10), (aside + 40, 180)), of_road=True
        )
