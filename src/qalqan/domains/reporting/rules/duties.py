"""From the words of an act to who owes a report, on what period, by which day. Pure.

A clause is data (`plans/<code>/reporting.toml`): nothing here knows any one act. It says who reports to whom,
on which period, and a *term*, which is one of four things:

* a day of a month: `day = 10, month_offset = 1` is the 10th of the month after the period;
* the same with the month left out: `day = 10, gap = "paragraph 2.2"`. Then the day is unknown, and stays so
  until the decision that closes the gap says how many months after the period. No default is invented;
* a day of the calendar: `on = 2008-12-01`;
* months after the act is in force: `months_after = 1`, for "adopt your own plan within a month".

A clause without any term takes its jurisdiction's default for the period, if that jurisdiction has one. So is
the shift of a day off: the jurisdiction's, unless the clause states another.

Sources of the jurisdictions' settings stand in `data/jurisdictions.toml`; docs/algorithms/duties.md explains.
"""

import calendar as months
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from qalqan.kernel.clock.calendar import WorkingCalendar
from qalqan.kernel.periods import DAY

KINDS = ("report", "adopt")
LENGTH = {"year": 12, "half": 6, "quarter": 3, "month": 1}
PERIODS = (*LENGTH, "once")
SHIFTS = ("none", "forward", "backward")
DAY_OF_MONTH, ON_DATE, MONTHS_AFTER = "day_of_month", "date", "months_after"
LONGEST_OFFSET = 12


class DutyError(ValueError):
    """A clause that says nothing that can be reckoned; the message names the duty, the rule and the mend."""


class Span(NamedTuple):
    """First and last day of a reporting period, both counted."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Term:
    """When it is due; which fields speak is said by `kind`. `gap`: where the text leaves the month open."""

    kind: str
    day: int | None = None
    month_offset: int | None = None
    on: date | None = None
    months: int | None = None
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """Settings of one legal order: what a day off does to a term, and terms where a clause names none."""

    code: str
    shift: str = "none"
    defaults: Mapping[str, Term] | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """A compiled clause. `reporters`: codes of bodies, collective ones too; `recipient` is empty for a plan
    of one's own. A function names the mandate of a code, "" for its default."""

    plan_code: str
    code: str
    position: int
    kind: str
    reporters: tuple[str, ...]
    reporter_function: str
    recipient: str
    recipient_function: str
    period: str
    term: Term
    shift: str
    jurisdiction: str
    citation: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A due day and how it came about. `day` None: the text leaves it open. `stated`: before a day off moved
    it. `is_estimated`: the calendar of that year is not known yet."""

    day: date | None
    stated: date | None = None
    is_estimated: bool = False


# --- compiling ---------------------------------------------------------------------------------------------


def jurisdictions(text: str) -> dict[str, Jurisdiction]:
    """The settings of `data/jurisdictions.toml` by code. DutyError naming the entry."""
    found = {}
    for code, entry in tomllib.loads(text).items():
        shift = _one_of(entry.get("shift", "none"), SHIFTS, code, "shift")
        stated = entry.get("default", {})
        defaults = {
            _one_of(period, PERIODS, code, "default"): _term(term, f"{code}, default {period}")
            for period, term in stated.items()
        }
        found[code] = Jurisdiction(code, shift, defaults)
    return found


def compile_clauses(text: str, known: Mapping[str, Jurisdiction]) -> tuple[Duty, ...]:
    """The duties of one act from its TOML, in the file's order. DutyError for the first that is wrong."""
    try:
        entry = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DutyError(f"the file is not TOML: {error}. Mend the line it names.") from None
    plan = entry.get("plan")
    if not isinstance(plan, str) or not plan:
        raise DutyError('`plan` is missing. Name the plan\'s code at the top: plan = "kz-156-2020".')
    duties = tuple(
        _duty(plan, position, part, entry.get("jurisdiction", ""), known)
        for position, part in enumerate(entry.get("duty", []), 1)
    )
    codes = [duty.code for duty in duties]
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        raise DutyError(f"{plan}/{twice}: two duties have this code. Give each its own.")
    return duties


def _duty(
    plan: str, position: int, part: Mapping[str, Any], common: str, known: Mapping[str, Jurisdiction]
) -> Duty:
    place = f"{plan}/{part.get('code', f'duty {position}')}"
    for key in ("code", "reporter", "period", "citation"):
        if not part.get(key):
            raise DutyError(f"{place}: `{key}` is missing. Every duty names it.")
    code = str(part.get("jurisdiction", common))
    if code not in known:
        raise DutyError(f"{place}: jurisdiction {code!r} is unknown. Known: {', '.join(known)}.")
    kind = _one_of(part.get("kind", "report"), KINDS, place, "kind")
    recipient = str(part.get("recipient", ""))
    if (kind == "report") != bool(recipient):
        mend = "Name `recipient`." if kind == "report" else "Leave `recipient` out: a plan is adopted."
        raise DutyError(f"{place}: a duty of kind {kind!r} and its recipient do not fit. {mend}")
    period = _one_of(part["period"], PERIODS, place, "period")
    term = _stated_or_default(part, period, known[code], place)
    if (period == "once") != (term.kind != DAY_OF_MONTH):
        raise DutyError(
            f"{place}: a period that comes again needs a day of a month, `once` a date or months after. "
            "Change `period` or `term`."
        )
    reporter = part["reporter"]
    return Duty(
        plan_code=plan,
        code=str(part["code"]),
        position=position,
        kind=kind,
        reporters=(reporter,) if isinstance(reporter, str) else tuple(reporter),
        reporter_function=str(part.get("reporter_function", "")),
        recipient=recipient,
        recipient_function=str(part.get("recipient_function", "")),
        period=period,
        term=term,
        shift=_one_of(part.get("shift", known[code].shift), SHIFTS, place, "shift"),
        jurisdiction=code,
        citation=str(part["citation"]),
        address=str(part.get("address", "")),
    )


def _stated_or_default(part: Mapping[str, Any], period: str, where: Jurisdiction, place: str) -> Term:
    if "term" in part:
        return _term(part["term"], place)
    default = (where.defaults or {}).get(period)
    if default is None:
        raise DutyError(
            f"{place}: no term, and {where.code} has no default for {period!r}. "
            "State `term`, or the default in the settings of the jurisdiction."
        )
    return default


def _term(stated: Mapping[str, Any], place: str) -> Term:
    keys = frozenset(stated)
    if keys == {"on"} and type(stated["on"]) is date:
        return Term(ON_DATE, on=stated["on"])
    if keys == {"months_after"} and _whole(stated["months_after"], 1, 120):
        return Term(MONTHS_AFTER, months=stated["months_after"])
    if keys == {"day", "month_offset"} and _whole(stated["month_offset"], 0, LONGEST_OFFSET):
        return Term(DAY_OF_MONTH, day=_day(stated["day"], place), month_offset=stated["month_offset"])
    if keys == {"day", "gap"} and stated["gap"]:
        return Term(DAY_OF_MONTH, day=_day(stated["day"], place), gap=str(stated["gap"]))
    raise DutyError(
        f"{place}: a term is {{day, month_offset}}, {{day, gap}}, {{on}} or {{months_after}}; "
        f"this one has {', '.join(sorted(keys)) or 'nothing'}, or a value out of range."
    )


def _day(value: Any, place: str) -> int:
    if not _whole(value, 1, 31):
        raise DutyError(f"{place}: a month has no day {value!r}. Write 1 to 31.")
    return int(value)


def _whole(value: Any, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most


def _one_of(value: Any, allowed: tuple[str, ...], place: str, key: str) -> str:
    if value not in allowed:
        raise DutyError(f"{place}: {key} {value!r} is unknown. One of: {', '.join(allowed)}.")
    return str(value)


# --- which measures ----------------------------------------------------------------------------------------


def consolidates(duty: Duty, others: Iterable[Duty]) -> bool:
    """Whether a duty gathers what other bodies report: its one reporter is the recipient of another duty."""
    return len(duty.reporters) == 1 and any(
        other.recipient == duty.reporters[0] for other in others if other.code != duty.code
    )


def owed_numbers(
    duty: Duty, duties: Iterable[Duty], reporter: str, named: Mapping[int, Iterable[str]]
) -> tuple[int, ...]:
    """The measures that a reporter owes a line on under a duty. `named`: the bodies that each measure names,
    by their codes. A reporter owes what names it; who consolidates owes besides only what no other duty
    asks for, so that each measure is reported on and nobody reports what another one does."""
    others = [one for one in duties if one.kind == "report" and one.code != duty.code]
    if not consolidates(duty, others):
        return tuple(number for number, bodies in named.items() if reporter in bodies)
    asked = {code for one in others if not consolidates(one, [duty]) for code in one.reporters}
    return tuple(number for number, bodies in named.items() if asked.isdisjoint(bodies))


def falls_into(period: Span, occurrences: Iterable[tuple[date, date]]) -> bool:
    """Whether a measure is to be reported on for a period: one of its times shares a day with it. A measure
    without any date is owed in each: that nobody said when does not mean never."""
    times = tuple(occurrences)
    return not times or any(start <= period.end and end >= period.start for start, end in times)


# --- reckoning ---------------------------------------------------------------------------------------------


def periods(duty: Duty, first: date, last: date, in_force: date | None = None) -> tuple[Span, ...]:
    """The periods that a duty covers under a plan that runs from `first` to `last`, in order: whole years,
    halves, quarters, months that share a day with the plan and were not over before the act was in force; for
    `once` the plan's own run, for a plan to be adopted the day the act came into force."""
    begun = in_force or first
    if duty.kind == "adopt":
        return (Span(begun, begun),)
    if duty.period == "once":
        return (Span(first, last),)
    length = LENGTH[duty.period]
    start = date(first.year, (first.month - 1) // length * length + 1, 1)
    found = []
    while start <= last:
        following = add_months(start, length)
        if following > begun:
            found.append(Span(start, following - DAY))
        start = following
    return tuple(found)


def reckon(duty: Duty, period: Span, calendar: WorkingCalendar, decision: int | None = None) -> Reckoned:
    """The due day of a duty for a period. `decision`: months after the period as the signed decision on the
    duty's gap says, None while there is none; it is asked only where the text leaves the month open."""
    stated = _stated(duty.term, period, decision)
    if stated is None:
        return Reckoned(None)
    moved = _shifted(duty.shift, stated, period, calendar)
    return Reckoned(moved, stated, calendar.is_estimated(min(moved, stated), max(moved, stated)))


def due(duty: Duty, period: Span, calendar: WorkingCalendar, decision: int | None = None) -> date | None:
    """The day of `reckon`; None while the text leaves it open."""
    return reckon(duty, period, calendar, decision).day


def _stated(term: Term, period: Span, decision: int | None) -> date | None:
    if term.kind == ON_DATE:
        return term.on
    if term.kind == MONTHS_AFTER:
        return add_months(period.start, term.months or 0)
    offset = decision if term.gap else term.month_offset
    if offset is None:
        return None
    month = add_months(period.end.replace(day=1), offset)
    return month.replace(day=min(term.day or 1, months.monthrange(month.year, month.month)[1]))


def _shifted(shift: str, day: date, period: Span, calendar: WorkingCalendar) -> date:
    """Off a day off. A move back never reaches into the period itself: it would be due before it is over."""
    if shift == "none" or not calendar.is_off(day):
        return day
    moved = calendar.next_working(day) if shift == "forward" else calendar.previous_working(day)
    return day if moved <= period.end < day else moved


def add_months(day: date, number: int) -> date:
    """The same day some months later; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
