"""Who is accounted for in a drill. Pure.

The newest count of a group holds, by our own clock: phones show any hour, and a count that came in later was
taken later, since nothing is kept back on a phone. A group is accounted for when everybody expected is
present, excused (absent from school that day) or known to be somewhere; a number that does not add up is
named, never rounded away.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

MOVES = {  # state: what may follow
    "planned": ("running", "called_off"),
    "running": ("closed", "called_off"),
    "closed": (),
    "called_off": (),
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a group stand outside. `at` by the phone's clock, for the reader; `received_at` by ours."""

    group: str
    expected: int
    present: int
    excused: int
    missing_where: str
    at: datetime
    received_at: datetime

    @property
    def missing(self) -> int:
        """How many are neither present nor excused."""
        return self.expected - self.present - self.excused

    @property
    def is_accounted(self) -> bool:
        """Nobody is missing, or it is written where they are."""
        return self.missing == 0 or (self.missing > 0 and bool(self.missing_where.strip()))


def newest(counts: Iterable[Count]) -> tuple[Count, ...]:
    """The count that holds of each group, by group."""
    held: dict[str, Count] = {}
    for one in counts:
        before = held.get(one.group)
        if before is None or before.received_at < one.received_at:
            held[one.group] = one
    return tuple(held[group] for group in sorted(held))


def unaccounted(groups: Iterable[str], counts: Iterable[Count]) -> tuple[str, ...]:
    """The groups that keep a drill open: not counted at all, or with somebody missing nobody knows where."""
    held = {one.group: one for one in newest(counts)}
    wanted = set(groups) | set(held)
    open_ = (group for group in wanted if group not in held or not held[group].is_accounted)
    return tuple(sorted(open_, key=_order))


def _order(group: str) -> tuple[bool, int, str]:
    """As a school reads out its classes: 2A before 10A, those that are no class (kitchen, staff) last."""
    year = re.match(r"[0-9]{0,3}", group)
    digits = year.group() if year else ""
    return (not digits, int(digits or 0), group)
