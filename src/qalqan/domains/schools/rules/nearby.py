"""Every place judged at once. Pure: lists in, answers out, the same ones as `coverage.decide` gives singly.

What is near is found by a tree of boxes (shapely), measured in one sweep (numpy), and reduced to the one
thing that decides for each place and norm: the table of grades is made by the rule itself
(`coverage.grades`). What stands on the ground of a place is little, and is judged by the rule directly.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol
from uuid import UUID

import numpy as np
import shapely

from qalqan.kernel.geo import DEGREE, EARTH

from . import coverage as rule
from .requirements import Near, Requirement, farthest, requirements
from .words import ASSET_STATES, SOURCE_KINDS

type Floats = np.ndarray[Any, np.dtype[np.float64]]
type Ints = np.ndarray[Any, np.dtype[np.int64]]
type Answers = dict[tuple[UUID, str], rule.Answer]

NEVER = -(10**9)  # a day before all days, of a thing that nobody looked at


class Located(Protocol):
    """A place: `lat`, `lon` None where nobody has said."""

    @property
    def id(self) -> UUID: ...
    @property
    def lat(self) -> float | None: ...
    @property
    def lon(self) -> float | None: ...


class Held(Protocol):
    """A thing as it is held: the fields of `queries.known.Held`."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def site_id(self) -> UUID | None: ...
    @property
    def state(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def looked(self) -> date | None: ...
    @property
    def lat(self) -> float | None: ...
    @property
    def lon(self) -> float | None: ...
    @property
    def line(self) -> list[list[float]] | None: ...
    @property
    def details(self) -> dict[str, Any]: ...


def judge_all(
    places: Sequence[Located], told: Mapping[UUID, rule.Place], things: Sequence[Held], today: date
) -> Answers:
    """The answers of all places. `told`: each place as the rule asks for it."""
    near = [one for one in requirements() if isinstance(one.test, Near)]
    answers: Answers = {}
    own = _own(things)
    for one in requirements():
        if isinstance(one.test, Near):
            continue
        for place in places:
            there = own.get(place.id)
            ground = [] if there is None else [thing for kind in one.kinds for thing in there.get(kind, ())]
            answer = rule.decide(one, told[place.id], ground, today)
            if answer is not None:
                answers[place.id, one.key] = answer
    sweep = _Sweep(places, things, {kind for one in near for kind in one.kinds})
    for one in near:
        best = sweep.best(one, today)
        for place in places:
            answer = rule.decide_near(one, told[place.id], best.get(place.id), today)
            if answer is not None:
                answers[place.id, one.key] = answer
    return answers


def _own(things: Sequence[Held]) -> dict[UUID, dict[str, list[rule.Thing]]]:
    """What stands on the ground of each place, by kind, as the rule asks for it."""
    found: dict[UUID, dict[str, list[rule.Thing]]] = {}
    for one in things:
        if one.site_id is not None:
            thing = rule.Thing(
                one.id, one.kind, one.state, one.source, one.looked, 0.0, is_own=True, details=one.details
            )
            found.setdefault(one.site_id, {}).setdefault(one.kind, []).append(thing)
    return found


class _Sweep:
    """All pairs of a place and a thing that is near it: `place` and `thing` are their numbers, `metres` how
    far apart they are."""

    def __init__(self, places: Sequence[Located], things: Sequence[Held], kinds: set[str]) -> None:
        self.places = [one for one in places if one.lat is not None and one.lon is not None]
        self.things = [one for one in things if one.kind in kinds]
        self.kind = np.array([one.kind for one in self.things], dtype="U20")
        order = sorted(range(len(self.things)), key=lambda at: self.things[at].id)
        self.rank = np.empty(len(self.things), dtype=np.int64)
        self.rank[order] = np.arange(len(self.things))
        self.state = np.array([ASSET_STATES.index(one.state) for one in self.things], dtype=np.int64)
        self.source = np.array([SOURCE_KINDS.index(one.source) for one in self.things], dtype=np.int64)
        self.looked = np.array(
            [NEVER if one.looked is None else one.looked.toordinal() for one in self.things], dtype=np.int64
        )
        self.place, self.thing, self.metres = self._pairs()

    def best(self, one: Requirement, today: date) -> dict[UUID, rule.Best]:
        """For each place the thing that decides a norm about what is near."""
        assert isinstance(one.test, Near)  # noqa: S101 - for the type checker
        of_kind = np.isin(self.kind, one.test.kinds)
        chosen = (self.metres <= one.test.metres) & of_kind[self.thing]
        place, thing, far = self.place[chosen], self.thing[chosen], self.metres[chosen]
        grade = self._grades(one.months, today)[thing]
        order = np.lexsort((self.rank[thing], far, grade, place))
        place = place[order]
        first = np.flatnonzero(np.diff(place, prepend=-1))
        found = {}
        for at, number in zip(place[first], order[first], strict=True):
            best = (rule.Grade(int(grade[number])), float(far[number]), self.things[thing[number]].id)
            found[self.places[at].id] = best
        return found

    def _grades(self, months: int, today: date) -> Ints:
        table = np.array(rule.grades(ASSET_STATES, SOURCE_KINDS))
        age = today.toordinal() - self.looked
        is_good = (age >= 0) & (age <= months * rule.DAYS_OF_MONTHS)
        look = np.where(self.looked == NEVER, 0, np.where(is_good, 2, 1))
        found: Ints = table[self.state, self.source, look]
        return found

    def _pairs(self) -> tuple[Ints, Ints, Floats]:
        """Within the farthest "near"; what was written for a place without a point stands at it."""
        points = [at for at, one in enumerate(self.things) if not one.line and one.lat is not None]
        lines = [at for at, one in enumerate(self.things) if one.line]
        number = {one.id: at for at, one in enumerate(self.places)}
        unplaced = [
            (number[one.site_id], at)
            for at, one in enumerate(self.things)
            if not one.line and one.lat is None and one.site_id in number
        ]
        empty = np.empty(0, dtype=np.int64)
        place, thing, metres = [empty], [empty], [np.empty(0)]
        if unplaced:
            at_place, at_thing = np.array(unplaced, dtype=np.int64).T
            place, thing = [*place, at_place], [*thing, at_thing]
            metres.append(np.zeros(len(at_place)))
        for chosen, measure in ((points, self._to_points), (lines, self._to_lines)):
            if chosen and self.places:
                one, other, far = measure(np.array(chosen, dtype=np.int64))
                place, thing, metres = [*place, one], [*thing, other], [*metres, far]
        return np.concatenate(place), np.concatenate(thing), np.concatenate(metres)

    def _candidates(self, shapes: Any) -> tuple[Ints, Ints]:
        """Numbers of places and of shapes whose boxes meet."""
        lat, lon = self._sites()
        high = np.full(len(lat), farthest() / DEGREE)
        wide = high / np.cos(np.radians(np.abs(lat) + high))
        boxes = shapely.box(lon - wide, lat - high, lon + wide, lat + high)
        place, shape = shapely.STRtree(shapes).query(boxes)
        return place, shape

    def _sites(self) -> tuple[Floats, Floats]:
        pairs = np.array([(one.lat, one.lon) for one in self.places], dtype=np.float64)
        return pairs[:, 0], pairs[:, 1]

    def _to_points(self, chosen: Ints) -> tuple[Ints, Ints, Floats]:
        """Haversine, as `kernel.geo.metres`."""
        held = np.array([(self.things[at].lat, self.things[at].lon) for at in chosen], dtype=np.float64)
        place, point = self._candidates(shapely.points(held[:, 1], held[:, 0]))
        lat, lon = (np.radians(of[place]) for of in self._sites())
        other_lat, other_lon = np.radians(held[point]).T
        half = (
            np.sin((other_lat - lat) / 2) ** 2
            + np.cos(lat) * np.cos(other_lat) * np.sin((other_lon - lon) / 2) ** 2
        )
        return place, chosen[point], 2 * EARTH * np.arcsin(np.sqrt(half))

    def _to_lines(self, chosen: Ints) -> tuple[Ints, Ints, Floats]:
        """The nearest piece of each line on the plane that touches the ground at the place, as
        `rules.lines.metres_to`."""
        lines = [self.things[at].line or [] for at in chosen]
        place, line = self._candidates(
            [shapely.LineString([(lon, lat) for lat, lon in one]) for one in lines]
        )
        if not len(place):
            return place, chosen[line], np.empty(0)
        start = np.concatenate([np.array(one, dtype=np.float64)[:-1] for one in lines])
        end = np.concatenate([np.array(one, dtype=np.float64)[1:] for one in lines])
        pieces = np.array([len(one) - 1 for one in lines], dtype=np.int64)
        offset = np.concatenate(([0], np.cumsum(pieces)[:-1]))
        several = pieces[line]
        first = np.concatenate(([0], np.cumsum(several)[:-1]))
        pair = np.repeat(np.arange(len(place)), several)
        piece = np.repeat(offset[line], several) + np.arange(len(pair)) - np.repeat(first, several)
        lat, lon = (of[place[pair]] for of in self._sites())
        far = _to_pieces(lat, lon, start[piece], end[piece])
        return place, chosen[line], np.minimum.reduceat(far, first)


def _to_pieces(lat: Floats, lon: Floats, start: Floats, end: Floats) -> Floats:
    """Metres from each point to each piece of a line."""
    wide = DEGREE * np.cos(np.radians(lat))
    x, y = (start[:, 1] - lon) * wide, (start[:, 0] - lat) * DEGREE
    along_x, along_y = (end[:, 1] - lon) * wide - x, (end[:, 0] - lat) * DEGREE - y
    length = along_x**2 + along_y**2
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.clip(-(x * along_x + y * along_y) / length, 0.0, 1.0)
    share = np.where(length == 0, 0.0, share)
    found: Floats = np.hypot(x + share * along_x, y + share * along_y)
    return found
