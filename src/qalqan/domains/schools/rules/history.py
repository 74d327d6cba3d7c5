"""How a new statement about a thing changes what is held of it, on two clocks. Pure.

A *stretch* says what is held for some days of the world; no two stretches that hold now share a day. A
statement speaks of days from `since`. With an `until` it speaks of exactly those days and overrides whatever
is held of them. Without one it means "until further notice": it reaches to the day on which another stretch
begins, because what was said of a later day is the newer news, also when the older word comes in late.

Nothing is changed or deleted: a stretch that is touched ends on the clock of knowledge, and what is left of
it before and after the statement is written anew with the same words. docs/algorithms/register-of-sites.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from qalqan.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Stretch[K]:
    """What is held for some days; `key` names the row."""

    key: K
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Rest[K]:
    """What is left of a stretch, to be written anew with its words."""

    of: K
    valid: Period


@dataclass(frozen=True, slots=True)
class Step[K]:
    """What to write: rows that end on the clock of knowledge, what is left of them, the days for which the
    statement stands, and the row whose words held on its first day before."""

    ends: tuple[K, ...]
    rests: tuple[Rest[K], ...]
    valid: Period
    replaces: K | None


def step[K](held: Sequence[Stretch[K]], since: date, until: date | None = None) -> Step[K]:
    """The step by which a statement enters. `held`: what holds now, in any order. ValueError if the statement
    would speak of no day."""
    end = reach(held, since) if until is None else until
    valid = Period(since, end)
    touched = [one for one in held if _meet(one, since, end)]
    rests = [rest for one in touched for rest in _left(one, since, end)]
    before = next((one.key for one in touched if one.since <= since), None)
    return Step(tuple(one.key for one in touched), tuple(rests), valid, before)


def reach[K](held: Iterable[Stretch[K]], since: date) -> date | None:
    """Up to which day, not counted, a word "until further notice" of `since` stands; None: for good."""
    return min((one.since for one in held if one.since > since), default=None)


def _meet[K](one: Stretch[K], since: date, end: date | None) -> bool:
    return (end is None or one.since < end) and (one.until is None or since < one.until)


def _left[K](one: Stretch[K], since: date, end: date | None) -> list[Rest[K]]:
    left = []
    if one.since < since:
        left.append(Rest(one.key, Period(one.since, since)))
    if end is not None and (one.until is None or end < one.until):
        left.append(Rest(one.key, Period(end, one.until)))
    return left
