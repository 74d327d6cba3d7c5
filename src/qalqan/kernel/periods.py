"""Days in law: half-open periods, and what it means that periods overlap or leave a gap. Pure.

A period holds its first day and not the day it ends on, as PostgreSQL's `daterange` stores it, so that a
predecessor's end *is* its successor's beginning and no day falls between them. An absent bound means that the
register does not know (or need) how far back, or that the end has not come.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """`since` <= day < `until`; None is unbounded. ValueError if it would hold no day."""

    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise ValueError(f"a period must hold a day: {self.since} .. {self.until}")

    def __contains__(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def meet(self, other: "Period") -> "Period | None":
        """The days that both hold, or None."""
        since = max((p.since for p in (self, other) if p.since is not None), default=None)
        until = min((p.until for p in (self, other) if p.until is not None), default=None)
        if since is not None and until is not None and since >= until:
            return None
        return Period(since, until)

    def covers(self, other: "Period") -> bool:
        """Whether every day of `other` is a day of this."""
        return self.meet(other) == other

    @property
    def last_day(self) -> date | None:
        """The last day it holds; None while it has no end."""
        return None if self.until is None else self.until - DAY


ALWAYS = Period()


def inclusive(first: date, last: date) -> Period:
    """The period of the days from `first` to `last`, both counted. ValueError if `last` is before `first`."""
    return Period(first, None if last == date.max else last + DAY)


def in_order(periods: Iterable[Period]) -> list[Period]:
    """Sorted by first day, the unbounded first."""
    return sorted(periods, key=lambda p: p.since or date.min)


def overlaps(periods: Iterable[Period]) -> list[tuple[Period, Period]]:
    """Pairs that share a day, where at most one may hold each day. Empty when all is well."""
    found: list[tuple[Period, Period]] = []
    reaching: Period | None = None  # of those so far, the one that ends last
    for period in in_order(periods):
        if reaching is not None and reaching.meet(period):
            found.append((reaching, period))
        if reaching is None or (
            reaching.until is not None and (period.until is None or period.until > reaching.until)
        ):
            reaching = period
    return found


def gaps(periods: Iterable[Period], whole: Period) -> list[Period]:
    """The parts of `whole` that no period holds, in order. Empty when every day is held."""
    missing: list[Period] = []
    reached = whole.since or date.min  # the first day not yet known to be held
    for period in in_order(part for p in periods if (part := p.meet(whole))):
        start = period.since or date.min
        if start > reached:
            missing.append(Period(None if reached == date.min else reached, start))
        reached = max(reached, period.until or date.max)
    if reached < (whole.until or date.max):
        missing.append(Period(None if reached == date.min else reached, whole.until))
    return missing
