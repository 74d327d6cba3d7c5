"""Whether a place has what it must: met, unmet or unknown, and why. Pure. The critical rule of this room.

Missing is never safe:
* **met** rests on an independent look (an inspector, the police, a device) that is not older than the norm
  allows. A claim of the owner, an official list, a citizen's word never make anything met.
* **unmet** rests on a look, or on an admission: the owner or a list says broken, planned, not there.
* whatever an independent look found wanting stays unmet until somebody independent looks again: another
  claim beside it lifts nothing.
* what citizens saw takes away: an open report makes a good answer unknown, also of what must not be there,
  one that is confirmed by a second witness makes it unmet. It never clears.
* nothing known, and nobody has looked: unknown, which is a value of its own and no zero.

Things are judged by grade, the lowest decides; among equals the nearest, then the smallest id. So the order
in which things are told cannot matter. docs/algorithms/coverage.md has the table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from functools import cache
from types import MappingProxyType
from uuid import UUID

from .requirements import Check, Detail, Happened, HasNot, Near, Requirement

INDEPENDENT = frozenset({"inspection", "police", "sensor"})
OPEN_SIGHTINGS = frozenset({"open", "confirmed"})
DAYS_OF_MONTHS = 30.4375  # a mean month; a look is good for months, not to the day
NOTHING: Mapping[str, object] = MappingProxyType({})


class Grade(IntEnum):
    """What is known of one thing that ought to be there; the lowest of a place decides."""

    SEEN = 0
    BROKEN_SEEN = 1
    PLANNED_SEEN = 2
    ABSENT_SEEN = 3
    STALE = 4
    LISTED = 5
    CLAIMED = 6
    TOLD = 7
    BROKEN = 8
    PLANNED = 9
    ABSENT = 10
    UNSAID = 11


ANSWER = {
    Grade.SEEN: ("met", "seen"),
    Grade.BROKEN_SEEN: ("unmet", "broken"),
    Grade.PLANNED_SEEN: ("unmet", "planned"),
    Grade.ABSENT_SEEN: ("unmet", "absent"),
    Grade.STALE: ("unknown", "stale"),
    Grade.LISTED: ("unknown", "listed_only"),
    Grade.CLAIMED: ("unknown", "claimed_only"),
    Grade.TOLD: ("unknown", "told_only"),
    Grade.BROKEN: ("unmet", "broken"),
    Grade.PLANNED: ("unmet", "planned"),
    Grade.ABSENT: ("unmet", "absent"),
    Grade.UNSAID: ("unknown", "state_unknown"),
}
UNVERIFIED = {"registry": Grade.LISTED, "claim": Grade.CLAIMED, "citizens": Grade.TOLD}
NEGATIVE = {
    "broken": (Grade.BROKEN_SEEN, Grade.BROKEN),
    "planned": (Grade.PLANNED_SEEN, Grade.PLANNED),
    "absent": (Grade.ABSENT_SEEN, Grade.ABSENT),
}
REASONS = (
    *dict.fromkeys(reason for _, reason in ANSWER.values()),
    "none_seen",
    "nothing_known",
    "no_coordinates",
    "place_claimed",
    "pupils_unknown",
    "citizens_saw",
    "citizens_doubt",
    "still_there",
    "below_norm",
    "detail_unknown",
    "held",
    "overdue",
)


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing as it is held: `looked` the day somebody independent looked, `metres` from the place, `is_own`
    whether it belongs to the place."""

    id: UUID
    kind: str
    state: str
    source: str
    looked: date | None = None
    metres: float = 0.0
    is_own: bool = True
    details: Mapping[str, object] = NOTHING


@dataclass(frozen=True, slots=True)
class Sight:
    """What citizens saw: a kind of thing, and the state of their report."""

    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class Happening:
    """An event that took place, and who says so."""

    event: str
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """What is asked of. `looked_for`: kind of thing > the last day on which somebody independent looked for
    it here and found none. `happened`: events. `is_self_placed`: only who answers for it says where it is."""

    id: UUID
    kind: str
    pupils: int | None
    is_placed: bool
    sights: tuple[Sight, ...] = ()
    looked_for: Mapping[str, date] = field(default_factory=dict)
    happened: tuple[Happening, ...] = ()
    is_self_placed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """`reason`: a word of REASONS. `thing`: the one that decided; `metres`: how far it is."""

    status: str
    reason: str
    thing: UUID | None = None
    metres: float | None = None


def is_fresh(looked: date | None, today: date, months: int) -> bool:
    """Whether a look is good today. One that is dated after today is none."""
    return looked is not None and 0 <= (today - looked).days <= months * DAYS_OF_MONTHS


def grade(state: str, source: str, looked: date | None, *, is_good: bool) -> Grade:
    """The grade of one thing that ought to be there. `is_good`: whether the look at it is fresh."""
    is_seen = looked is not None and source in INDEPENDENT
    if state == "working":
        if is_seen:
            return Grade.SEEN if is_good else Grade.STALE
        return UNVERIFIED.get(source, Grade.STALE)
    if state in NEGATIVE:
        return NEGATIVE[state][0 if is_seen else 1]  # a bad look does not grow old: somebody looks again
    return Grade.UNSAID


def binds(requirement: Requirement, kind: str, pupils: int | None) -> bool | None:
    """Whether the norm binds a place; None when the number of pupils would say and is not known."""
    if kind not in requirement.sites:
        return False
    if requirement.pupils_from == 0:
        return True
    return None if pupils is None else pupils >= requirement.pupils_from


def decide(requirement: Requirement, place: Place, things: Iterable[Thing], today: date) -> Answer | None:
    """The answer, or None where the norm does not bind the place. `things`: those on its ground and around
    it, in any order; others are left out here."""
    test = requirement.test
    if isinstance(test, Near):
        near = [one for one in things if one.kind in test.kinds and one.metres <= test.metres]
        return decide_near(requirement, place, _best(near, requirement.months, today), today)
    if (unbound := _unbound(requirement, place)) is not BINDS:
        return unbound
    if isinstance(test, Happened):
        return _happened(test, requirement.months, place, today)
    found = [one for one in things if one.kind in test.kinds and one.is_own]
    if isinstance(test, HasNot):
        return _has_not(requirement, place, found, today)
    best = _best(found, requirement.months, today, is_near=False)
    answer = conclude(requirement, place, best, today)
    if isinstance(test, Detail) and best is not None and best[2] == answer.thing:
        detail = _detail(test, requirement.months, found, today)
        if detail.status == "unmet" or (best[0] == Grade.SEEN and answer.status == "met"):
            return _doubted(requirement, place, detail)
    return answer


def decide_near(requirement: Requirement, place: Place, best: "Best | None", today: date) -> Answer | None:
    """The answer of a norm about what is near, from the thing that decides among those that are near
    enough."""
    if (unbound := _unbound(requirement, place)) is not BINDS:
        return unbound
    if not place.is_placed:
        return Answer("unknown", "no_coordinates")
    answer = conclude(requirement, place, best, today)
    if answer.status == "met" and place.is_self_placed:
        return Answer("unknown", "place_claimed", answer.thing, answer.metres)
    return answer


BINDS = Answer("", "binds")  # no answer yet: the norm binds, look further


def _unbound(requirement: Requirement, place: Place) -> Answer | None:
    """BINDS; None where the norm does not bind; unknown where nobody can tell."""
    bound = binds(requirement, place.kind, place.pupils)
    return BINDS if bound else None if bound is False else Answer("unknown", "pupils_unknown")


type Best = tuple[Grade, float, UUID]  # of the thing that decides: its grade, its distance, its id


def _best(found: Sequence[Thing], months: int, today: date, *, is_near: bool = True) -> Best | None:
    """On the ground of a place (`is_near` False) it does not matter how far something is."""

    def mark(one: Thing) -> Best:
        good = is_fresh(one.looked, today, months)
        far = one.metres if is_near else 0.0
        return grade(one.state, one.source, one.looked, is_good=good), far, one.id

    return min(map(mark, found), default=None)


def conclude(requirement: Requirement, place: Place, best: Best | None, today: date) -> Answer:
    """The answer from the thing that decides; for a thing that ought to be there."""
    if best is None or best[0] > Grade.ABSENT_SEEN:
        if _looked_for(requirement, place, today):
            return Answer("unmet", "none_seen")
        if best is None:
            return _doubted(requirement, place, Answer("unknown", "nothing_known"))
    status, reason = ANSWER[best[0]]
    metres = round(best[1], 1) if isinstance(requirement.test, Near) else None
    return _doubted(requirement, place, Answer(status, reason, best[2], metres))


def _looked_for(requirement: Requirement, place: Place, today: date) -> bool:
    """Whether somebody looked for every kind that would do, and found none."""
    return all(is_fresh(place.looked_for.get(kind), today, requirement.months) for kind in requirement.kinds)


def _doubted(requirement: Requirement, place: Place, answer: Answer) -> Answer:
    """What citizens saw takes away from an answer and never adds to it. On the road one report cannot tell
    which of several things it is about, so it leaves a doubt and no more."""
    states = {sight.state for sight in place.sights if sight.kind in requirement.kinds} & OPEN_SIGHTINGS
    if not states or answer.status == "unmet":
        return answer
    if "confirmed" in states and not isinstance(requirement.test, Near):
        return Answer("unmet", "citizens_saw")
    return Answer("unknown", "citizens_doubt", answer.thing, answer.metres)


def _has_not(requirement: Requirement, place: Place, found: Sequence[Thing], today: date) -> Answer:
    return _doubted(requirement, place, _gone_all(requirement, place, found, today))


def _gone_all(requirement: Requirement, place: Place, found: Sequence[Thing], today: date) -> Answer:
    """Whether none of them is there, by what is written down."""
    standing = [one for one in found if one.state in ("working", "broken")]
    if standing:
        return Answer("unmet", "still_there", min(one.id for one in standing))
    kept = [one for one in found if one.state != "planned"]
    # The grade of "it is not there" is that of a working thing: who says so, and when he looked.
    marks = [(_gone(one, requirement.months, today), one.id) for one in kept]
    if not marks:
        if _looked_for(requirement, place, today):
            return Answer("met", "none_seen")
        return Answer("unknown", "nothing_known")
    worst, thing = max(marks)
    return Answer(*(("met", "absent") if worst == Grade.SEEN else ANSWER[worst]), thing)


def _gone(one: Thing, months: int, today: date) -> Grade:
    if one.state != "absent":
        return Grade.UNSAID
    return grade("working", one.source, one.looked, is_good=is_fresh(one.looked, today, months))


def _detail(test: Detail, months: int, found: Sequence[Thing], today: date) -> Answer:
    """Of things that are there: those that somebody looked at must be as the norm says, and what the owner
    himself says to be below it is below it. Asked only where something works; `met` is met only if somebody
    looked at all."""
    working = sorted((one for one in found if one.state == "working"), key=lambda one: one.id)
    seen = {one.id for one in working if is_fresh(one.looked, today, months) and one.source in INDEPENDENT}
    doubtful: UUID | None = None
    for check in test.checks:
        results = [(one.id, passes(check, one.details)) for one in working]
        bad = [key for key, result in results if result is False]
        if check.over == "some":
            if any(result and key in seen for key, result in results):
                continue
            if results and len(bad) == len(results):
                return Answer("unmet", "below_norm", bad[0])
        elif bad:
            return Answer("unmet", "below_norm", bad[0])
        elif all(result is not None for key, result in results if key in seen):
            continue
        doubtful = doubtful or next((key for key, result in results if key in seen and not result), None)
    if doubtful is not None:
        return Answer("unknown", "detail_unknown", doubtful)
    return Answer("met", "seen", min(seen, default=None))


def passes(check: Check, details: Mapping[str, object]) -> bool | None:
    """Whether details are as a check says; None if they do not say."""
    value = details.get(check.field)
    if value is None or value == "":
        return None
    if check.least is not None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return value >= check.least
    return value == check.equals


def _happened(test: Happened, months: int, place: Place, today: date) -> Answer:
    known = [one for one in place.happened if one.event == test.event and one.on <= today]
    fresh = [one for one in known if is_fresh(one.on, today, months)]
    if any(one.source in INDEPENDENT for one in fresh):
        return Answer("met", "held")
    if fresh:
        return Answer("unknown", "claimed_only")
    return Answer("unmet", "overdue") if known else Answer("unknown", "nothing_known")


@cache
def grades(states: tuple[str, ...], sources: tuple[str, ...]) -> tuple[tuple[tuple[int, int, int], ...], ...]:
    """The grades of every state and source for no look, one that is too old, a fresh one: the table by which
    many things are judged at once, made by the rule itself."""
    day = date(2000, 1, 1)

    def row(state: str, source: str) -> tuple[int, int, int]:
        none, old, fresh = (
            grade(state, source, looked, is_good=good)
            for looked, good in ((None, False), (day, False), (day, True))
        )
        return int(none), int(old), int(fresh)

    return tuple(tuple(row(state, source) for source in sources) for state in states)
