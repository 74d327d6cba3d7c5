"""How many reports were answered in time. Pure.

Answered is: the witness was told that it is fixed, or why it is not. A report whose deadline has not come and
that has no answer yet is owed nothing so far, and counts on neither side; one answered late counts as owed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Told:
    """A work item: when its answer was due, and when one was first given, if it was."""

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


def months_back(day: date, months: int) -> tuple[tuple[date, date], ...]:
    """First and last day of the last `months` calendar months that are over by `day`, the oldest first."""
    found = []
    last = day.replace(day=1) - timedelta(days=1)
    for _ in range(months):
        found.append((last.replace(day=1), last))
        last = last.replace(day=1) - timedelta(days=1)
    return tuple(reversed(found))
