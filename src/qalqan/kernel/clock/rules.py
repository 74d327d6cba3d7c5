"""How a deadline is counted: from a rule, a moment and a calendar to the moment after which it is late. Pure.

Minutes and hours run through nights and holidays. Days and longer units begin on the day *after* the event
and end at 24:00, local time, of the last day, which is moved off a day off if the rule says so. A dated rule
(the 10th, the end of the half-year) names its day and cannot be paused; for a `stated` one the caller names
the day, reckoned elsewhere (a clause of an act). A pause extends: exactly, for minutes
and hours; by the days whose beginning fell into it, for the rest. The result carries its own explanation,
step by step, because a deadline that nobody can recount is not accepted by those who owe it.

Sources, and which of them were read, stand in docs/algorithms/clock.md.
"""

import calendar as months
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from qalqan.kernel.clock.calendar import DayView, WorkingCalendar
from qalqan.kernel.clock.zones import Zone
from qalqan.kernel.periods import ALWAYS, DAY, Period

EXACT = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1)}
COUNTED = ("calendar_days", "working_days")
LONG = ("weeks", "months", "years")
DATED = ("day_of_month", "end_of_month", "end_of_quarter", "end_of_half_year", "end_of_year")
UNITS = (*EXACT, *COUNTED, *LONG, *DATED)
STATED = "stated"
PERIOD_MONTHS = {"end_of_month": 1, "end_of_quarter": 3, "end_of_half_year": 6, "end_of_year": 12}
SHIFTS = ("none", "forward", "backward")
MORNING = time(9)  # a rung counted in days rings when people are at work, not at midnight
INSTANT = timedelta(microseconds=1)


class RuleError(ValueError):
    """A rule that cannot be counted, or none in force; the message names the rule and the mend."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder: `offset` units before (negative) or after the deadline, and who is told."""

    number: int
    offset: int
    unit: str
    to: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What is counted. `grounds`: reasons for which the clock may stand still; none means it never does."""

    code: str
    unit: str
    amount: int
    shift: str = "none"
    counts_first_day: bool = False
    grounds: tuple[str, ...] = ()
    ladder: tuple[Rung, ...] = ()
    valid: Period = ALWAYS

    def __post_init__(self) -> None:
        if self.unit not in (*UNITS, STATED) or self.shift not in SHIFTS:
            raise RuleError(f"{self.code}: unit {self.unit!r} or shift {self.shift!r} is unknown")
        if self.amount < 1 or (self.unit == "day_of_month" and self.amount > 31):
            raise RuleError(f"{self.code}: amount {self.amount} of {self.unit} cannot be counted")
        if self.unit in EXACT and (self.shift != "none" or self.counts_first_day):
            raise RuleError(f"{self.code}: minutes and hours run through days off; shift must be none")
        if self.unit == STATED and self.shift != "none":
            raise RuleError(f"{self.code}: a stated day is shifted by whoever states it; shift must be none")
        if self.unit in (*DATED, STATED) and self.grounds:
            raise RuleError(f"{self.code}: a date does not stand still; grounds of pause must be empty")


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still from one instant to another."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the explanation. `kind`: starts, counted (days number `low` to `high`), skipped (why stands
    in `view`; None: the clock stood still), lands (a date named by the unit), extended (by `low` days),
    shifted, adds (an exact span)."""

    kind: str
    first: date
    last: date
    low: int = 0
    high: int = 0
    view: DayView | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """`due`: the instant after which it is late. `last_day`: the last local day to do it on."""

    due: datetime
    last_day: date
    ends_the_day: bool
    is_estimated: bool
    steps: tuple[Step, ...]


def in_force(versions: Iterable[Rule], day: date) -> Rule:
    """The version that governs what starts on `day`; a later change does not touch it. RuleError if none."""
    known = tuple(versions)
    found = [rule for rule in known if day in rule.valid]
    if len(found) != 1:
        code = known[0].code if known else "?"
        raise RuleError(f"{code}: {len(found)} versions in force on {day}; exactly one must be")
    return found[0]


def due(
    rule: Rule, start: datetime, calendar: WorkingCalendar, zone: Zone, pauses: Sequence[Pause] = ()
) -> datetime:
    """The instant after which it is late."""
    return count(rule, start, calendar, zone, pauses).due


def count(
    rule: Rule, start: datetime, calendar: WorkingCalendar, zone: Zone, pauses: Sequence[Pause] = ()
) -> Count:
    """The deadline with its explanation. `pauses` must be closed, in order and apart from each other.

    ValueError for a naive `start` or for a pause of a dated rule."""
    if rule.unit == STATED:
        raise RuleError(f"{rule.code}: its day is stated, not counted; use count_to")
    if pauses and rule.unit in DATED:
        raise RuleError(f"{rule.code}: a date does not stand still")
    day = zone.local(start).date()
    steps = [Step("starts", day, day)]
    if rule.unit in EXACT:
        at = _exact(rule, start, pauses)
        last = zone.local(at).date()
        steps.append(Step("adds", day, last, rule.amount))
        return Count(at, last, False, False, tuple(steps))
    stood = [(zone.local(p.since).date(), zone.local(p.until).date()) for p in pauses]
    if rule.unit in COUNTED:
        last = _counted(rule, day, calendar, stood, steps)
    else:
        last = _long(rule, day, stood, steps) if rule.unit in LONG else _dated(rule, day)
        steps.append(Step("lands", last, last, rule.amount))
    last = _shifted(rule, day, last, calendar, steps)
    return Count(zone.end_of(last), last, True, calendar.is_estimated(day, last), tuple(steps))


def count_to(rule: Rule, start: datetime, last: date, zone: Zone) -> Count:
    """The deadline of a `stated` rule: the end of the day that was stated. Nothing is counted, so nothing is
    estimated. RuleError for a rule that counts, and for a day before the start."""
    if rule.unit != STATED:
        raise RuleError(f"{rule.code}: it counts its own day; only a rule of unit {STATED!r} is told one")
    day = zone.local(start).date()
    if last < day:
        raise RuleError(f"{rule.code}: it would end on {last}, before it begins on {day}")
    return Count(zone.end_of(last), last, True, False, (Step("starts", day, day), Step("lands", last, last)))


def ladder(
    rule: Rule, start: datetime, at: datetime, calendar: WorkingCalendar, zone: Zone
) -> tuple[tuple[Rung, datetime], ...]:
    """When each rung rings, for a deadline `at`. A warning that would ring before the start is left out."""
    found = ((rung, _rings(rung, at, calendar, zone)) for rung in rule.ladder)
    return tuple((rung, rings) for rung, rings in found if rings > start)


def bound_from(rule: Rule, start: datetime, at: datetime, calendar: WorkingCalendar, zone: Zone) -> datetime:
    """The moment from which a debt due `at` stays with who owes it then: the first warning of its ladder; of
    a ladder without one, the last quarter of the term. Nobody is handed what cannot be done any more."""
    warnings = (_rings(rung, at, calendar, zone) for rung in rule.ladder if rung.offset < 0)
    return min(warnings, default=at - (at - start) / 4)


def _rings(rung: Rung, at: datetime, calendar: WorkingCalendar, zone: Zone) -> datetime:
    if rung.offset == 0:
        return at
    if rung.unit in EXACT:
        return at + rung.offset * EXACT[rung.unit]
    day = _away(zone.local(at - INSTANT).date(), rung, calendar)
    return zone.instant(datetime.combine(day, MORNING))


def _exact(rule: Rule, start: datetime, pauses: Sequence[Pause]) -> datetime:
    at = start + rule.amount * EXACT[rule.unit]
    for pause in pauses:
        if pause.since < at:
            at += pause.until - max(pause.since, start)
    return at


def _counted(
    rule: Rule, start: date, calendar: WorkingCalendar, stood: list[tuple[date, date]], steps: list[Step]
) -> date:
    day, number = (start - DAY if rule.counts_first_day else start), 0
    while number < rule.amount:
        day += DAY
        paused = any(since < day <= until for since, until in stood)
        view = None if paused else calendar.view(day)
        skipped = view is None or (rule.unit == "working_days" and view.is_off)
        if not skipped:
            number += 1
        _tell(steps, day, number, view, skipped)
    return day


def _tell(steps: list[Step], day: date, number: int, view: DayView | None, skipped: bool) -> None:
    """Add a day to the explanation; a day like the one before it joins that one's line."""
    before = steps[-1]
    if not skipped:
        if before.kind == "counted":
            steps[-1] = Step("counted", before.first, day, before.low, number)
        else:
            steps.append(Step("counted", day, day, number, number))
    elif before.kind == "skipped" and _alike(before.view, view):
        steps[-1] = Step("skipped", before.first, day, view=before.view)
    else:
        steps.append(Step("skipped", day, day, view=view))


def _alike(one: DayView | None, other: DayView | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.reason, one.law, one.of) == (other.reason, other.law, other.of)


def _long(rule: Rule, start: date, stood: list[tuple[date, date]], steps: list[Step]) -> date:
    """Weeks, months, years end on the same day of the week or month; a month without it, on its last day."""
    if rule.unit == "weeks":
        last = start + rule.amount * timedelta(weeks=1)
    else:
        last = _months_on(start, rule.amount * (12 if rule.unit == "years" else 1))
    if rule.counts_first_day:
        last -= DAY
    for since, until in stood:
        if since <= last and until > since:
            steps.append(Step("extended", since, until, (until - since).days))
            last += until - since
    return last


def _months_on(day: date, number: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _dated(rule: Rule, start: date) -> date:
    if rule.unit == "day_of_month":
        last = _day_of(start, rule.amount)
        is_past = last < start if rule.counts_first_day else last <= start
        return _day_of(_months_on(start.replace(day=1), 1), rule.amount) if is_past else last
    length = PERIOD_MONTHS[rule.unit]
    ahead = (rule.amount - 1) * length + (length - 1 - (start.month - 1) % length)
    return _day_of(_months_on(start.replace(day=1), ahead), 31)


def _day_of(day: date, number: int) -> date:
    """The day `number` of the month of `day`, or its last day."""
    return day.replace(day=min(number, months.monthrange(day.year, day.month)[1]))


def _shifted(rule: Rule, start: date, last: date, calendar: WorkingCalendar, steps: list[Step]) -> date:
    if rule.shift == "none" or not calendar.is_off(last):
        return last
    move: Callable[[date], date] = (
        calendar.next_working if rule.shift == "forward" else calendar.previous_working
    )
    found = move(last)
    if found < start:  # there is no working day left before: the term may not end before it began
        return last
    steps.append(Step("shifted", last, found, view=calendar.view(last)))
    return found


def _away(day: date, rung: Rung, calendar: WorkingCalendar) -> date:
    if rung.unit != "working_days":
        return day + rung.offset * DAY
    move = calendar.next_working if rung.offset > 0 else calendar.previous_working
    for _ in range(abs(rung.offset)):
        day = move(day)
    return day


# What may happen to an obligation: state, act, next state. A final state has no row.
MOVES = {
    ("running", "meet"): "met",
    ("running", "breach"): "breached",
    ("running", "pause"): "paused",
    ("running", "waive"): "waived",
    ("running", "correct_start"): "running",
    ("running", "restate"): "running",
    ("running", "turn"): "running",
    ("paused", "turn"): "paused",
    ("paused", "resume"): "running",
    ("paused", "meet"): "met",
    ("paused", "waive"): "waived",
    ("breached", "meet"): "met_late",
    ("breached", "waive"): "waived",
    ("breached", "correct_start"): "running",
    ("breached", "restate"): "running",
}
STATES = ("running", "paused", "breached", "met", "met_late", "waived")
OPEN = ("running", "paused", "breached")


def state_after(state: str, act: str) -> str | None:
    """The state that an act leads to, or None if it is not allowed."""
    return MOVES.get((state, act))


def met_state(state: str, at: datetime, written: datetime, deadline: datetime) -> str:
    """`met` or `met_late`. The later of two moments counts, that of the deed and that of its writing: an
    earlier hour written down afterwards undoes no breach. Nothing is late while the clock stands still."""
    return "met" if state == "paused" or max(at, written) <= deadline else "met_late"
