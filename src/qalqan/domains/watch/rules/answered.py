"""How many reports were answered in time. Pure.

Answered is: the witness was told that it is fixed, or why it is not, and nobody found that untrue since. A
report whose deadline has not come and that has no answer yet is owed nothing so far, and counts on neither
side; one answered late counts as owed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

ANSWERS = ("fixed_said", "rejected", "closed")  # states in which the witnesses were answered


@dataclass(frozen=True, slots=True)
class Told:
    """A work item: when its answer was due, and when the one that stands was given, if one does."""

    due: datetime
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Answered:
    """Of `owed` answers, `in_time` came in time."""

    in_time: int
    owed: int


def answered(told: Iterable[Told], now: datetime) -> Answered:
    """The count at a moment."""
    rows = [one for one in told if one.at is not None or one.due <= now]
    return Answered(sum(one.at is not None and one.at <= one.due for one in rows), len(rows))


def standing(steps: Iterable[tuple[datetime, str]]) -> datetime | None:
    """When the answer was given that stands, of steps in their order: (when, the state they led to). One
    that was undone ("it is still there") was none."""
    given: datetime | None = None
    for at, state in steps:
        if state not in ANSWERS:
            given = None
        elif given is None:
            given = at
    return given


def months_back(day: date, months: int) -> tuple[tuple[date, date], ...]:
    """First and last day of the last `months` calendar months that are over by `day`, the oldest first."""
    found = []
    last = day.replace(day=1) - timedelta(days=1)
    for _ in range(months):
        found.append((last.replace(day=1), last))
        last = last.replace(day=1) - timedelta(days=1)
    return tuple(reversed(found))
