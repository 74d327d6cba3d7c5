"""One clock for all deadlines: of the decree, of reports, of case steps, of notices, of replies to people.

    clock.start("case.high", target_kind="case", target_id=case.id, region_id=case.region_id, owes="post …")
    clock.meet(obligation_id)          # the room whose act it is calls this in its own transaction
    clock.pause / resume / correct_start / restate / ask_waiver / decide / turn

Every call stands inside a scope. Events: clock.started, met, met_late, paused, resumed, corrected, turned,
waived, lowering_asked, lowering_refused, escalated (each rung), breached. See README.md and
docs/algorithms/clock.md. The names are loaded when first asked for, because the rules are pure and must be
usable without Django.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from qalqan.kernel.clock.zones import COUNTRY

if TYPE_CHECKING:
    from qalqan.kernel.clock.actions import (
        ask_waiver,
        correct_start,
        decide,
        meet,
        pause,
        restate,
        resume,
        start,
        turn,
    )

__all__ = [
    "as_of",
    "ask_waiver",
    "correct_start",
    "decide",
    "end_of",
    "meet",
    "pause",
    "restate",
    "resume",
    "start",
    "turn",
    "zone_of",
]


def zone_of(region_code: str | None) -> str:
    """The key of the time zone in which a region (KZ-15) lies; the country's for None or an unknown one."""
    from qalqan.kernel.clock import reading

    return reading.zones().of_region(region_code).key


def end_of(day: date) -> datetime:
    """24:00 of a day in Kazakhstan, as UTC: "known on that day" means the same on every page."""
    from qalqan.kernel.clock import reading

    return reading.zones()[COUNTRY].end_of(day)


def as_of(day: date | None) -> datetime | None:
    """The moment that a page "as of" a day asks about: its end; None, which is now, for no day, for today
    and for a day to come."""
    from django.utils import timezone

    return None if day is None or day >= timezone.localdate() else end_of(day)


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from qalqan.kernel.clock import actions

    return getattr(actions, name)
