"""What independent people saw of a region, as numbers for `evidence`. Pure.

Each kind of source speaks for itself: the inspectors' number is counted from what inspectors looked at, and
from nothing else. The share is over places whose answer that source knows; the rest is neither good nor bad,
and `coverage` says how large it is. docs/algorithms/evidence-feeding.md.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from .coverage import INDEPENDENT, Answer, Place, is_fresh
from .requirements import HasNot, Requirement

SPEAKERS = tuple(sorted(INDEPENDENT))  # citizens are told of by the room that hears them


@dataclass(frozen=True, slots=True)
class Number:
    """What one source says of one norm in one region. `good`, `known`, `places`: how many; `day`: the newest
    look that it rests on."""

    requirement: Requirement
    source: str
    good: int
    known: int
    places: int
    day: date

    @property
    def counts_bad(self) -> bool:
        """Whether the indicator counts those where the thing that must not be there is."""
        return isinstance(self.requirement.test, HasNot)


def number(
    requirement: Requirement,
    source: str,
    places: Iterable[Place],
    answers: Mapping[tuple[UUID, str], Answer],
    looks: Mapping[UUID, date],
    today: date,
) -> Number | None:
    """The number, or None where the source knows nothing. `answers`: judged by the looks of this source
    alone; `looks`: the day of the look at each thing and, for what was looked for and not found, at each
    place."""
    good = known = total = 0
    day: date | None = None
    for place in places:
        if place.kind not in requirement.indicator_sites:
            continue
        total += 1
        answer = answers.get((place.id, requirement.key))
        looked = _looked(requirement, place, answer, looks, today)
        if answer is None or looked is None:
            continue
        known += 1
        good += answer.status == "met"
        day = looked if day is None else max(day, looked)
    return None if day is None else Number(requirement, source, good, known, total, day)


def _looked(
    requirement: Requirement,
    place: Place,
    answer: Answer | None,
    looks: Mapping[UUID, date],
    today: date,
) -> date | None:
    """The day of the fresh look that an answer rests on; None where it rests on none."""
    if answer is None or answer.status == "unknown":
        return None
    if answer.thing is not None:
        day = looks.get(answer.thing)
        return day if is_fresh(day, today, requirement.months) else None
    return max((day for kind in requirement.kinds if (day := place.looked_for.get(kind))), default=None)


def fed(requirements: Collection[Requirement]) -> tuple[Requirement, ...]:
    """The norms that feed an indicator."""
    return tuple(one for one in requirements if one.indicator)
