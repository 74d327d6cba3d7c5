"""What a wording means for the calendar and the purse: pure rules, no Django.

The clock knows one thing the decree's reports did not: a passed day without evidence is *overdue*, and
nothing that is merely unknown is ever "done". See docs/algorithms/clock-states.md.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from .reading.document import Deadline, Finance

WARNING_DAYS = (0, 7, 14, 21)  # the ladder of alerts: on the day, then 7, 14 and 21 days before


class State(StrEnum):
    """Where a deadline stands on a day. OVERDUE reads "deadline passed, no evidence recorded"."""

    UNDATED = "undated"
    NOT_STARTED = "not_started"
    RUNNING = "running"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


class Funding(StrEnum):
    """What the plan says of money. UNKNOWN is a wording that the rules do not read, never "not required"."""

    MONEY = "money"
    NOT_REQUIRED = "not_required"
    WITHIN_LOCAL = "within_local"
    WITHIN_REPUBLICAN = "within_republican"
    WITHIN_WORLD_BANK = "within_world_bank"
    WITHIN_BOTH = "within_both"
    WITHIN_UNNAMED = "within_unnamed"
    EXTRA_BUDGETARY = "extra_budgetary"
    UNKNOWN = "unknown"


class Period(NamedTuple):
    """Inclusive days in which one occurrence of a duty is to be done; it is due on `end`."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class ClockReading:
    """The clock of one deadline on one day.

    `due` is the day that the state speaks of: the oldest passed one when overdue, else the next one.
    `days_left` counts to it (negative when passed); `rung` is the alert step reached (0, 7, 14, 21) when due
    soon; `next_due` the first day still to come; `missed` how many occurrences passed, of `occurrences`.
    """

    state: State
    due: date | None = None
    days_left: int | None = None
    rung: int | None = None
    next_due: date | None = None
    missed: int = 0
    occurrences: int = 0

    @property
    def days_late(self) -> int:
        """Whole days since `due`; 0 while there is time, or no date."""
        return max(0, -(self.days_left or 0))


MONTHS = (
    ("январ", "қаңтар"),
    ("феврал", "ақпан"),
    ("март", "наурыз"),
    ("апрел", "сәуір"),
    ("ма[йяе]", "мамыр"),
    ("июн", "маусым"),
    ("июл", "шілде"),
    ("август", "тамыз"),
    ("сентябр", "қыркүйек"),
    ("октябр", "қазан"),
    ("ноябр", "қараша"),
    ("декабр", "желтоқсан"),
)
ORDINALS = {
    1: r"перв\w*|бірінші|1|i",
    2: r"втор\w*|екінші|2|ii",
    3: r"трет\w*|үшінші|3|iii",
    4: r"четв[её]рт\w*|төртінші|4|iv",
}
# A name ends where the letters that its language may add end: "апрель", "сәуірде"; "мая", "маямен" no.
MONTH_PATTERNS = [re.compile(rf"\b(?:{ru}\w{{0,3}}|{kk}\w{{0,3}})\b") for ru, kk in MONTHS]
MONTH_PATTERNS[4] = re.compile(r"\b(?:ма[йяе]|мамыр\w{0,3})\b")
HALVES = re.compile(r"полугоди|жартыжылды")
QUARTERS = re.compile(r"квартал|тоқсан(?!\w*\s*жыл)")
# One part of the year said of a run of years ("декабрь 2020-2021 годов"), not a run from one part to another
# ("январь 2020 - декабрь 2021"): the years stand side by side.
RUN_OF_YEARS = re.compile(r"\d{4}\s*(?:[-–—,;]|и|және)\s*\d{4}")
EACH_YEAR = re.compile(r"ежегодн|каждый год|раз в год|жыл сайын")
EACH_HALF = re.compile(r"раз в полугоди|кажд\w+ полугоди|по полугоди|жартыжылдық сайын|жартыжылда бір")
EACH_QUARTER = re.compile(r"ежеквартальн|раз в квартал|кажд\w+ квартал|тоқсан сайын|тоқсанда бір")
EACH_MONTH = re.compile(r"ежемесячн|раз в месяц|каждый месяц|ай сайын")


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _months(year: int, first: int, last: int) -> Period:
    return Period(date(year, first, 1), last_day(year, last))


def _ordinal(text: str, unit: re.Pattern[str], highest: int) -> int | None:
    """The ordinal right before a unit ("второе полугодие", "IV квартал", "1-тоқсан"), if one is named."""
    for number in range(1, highest + 1):
        if re.search(rf"\b(?:{ORDINALS[number]})(?:-\w{{1,2}})?[\s-]+(?:{unit.pattern})", text):
            return number
    return None


def _yearly_part(text: str) -> tuple[int, int] | None:
    """First and last month of the part of each year that a deadline names; None when it names none, or when
    its months run over a new year ("декабрь - январь"), for that is no part of one year."""
    if half := _ordinal(text, HALVES, 2):
        return (half - 1) * 6 + 1, half * 6
    if quarter := _ordinal(text, QUARTERS, 4):
        return (quarter - 1) * 3 + 1, quarter * 3
    found = [(match.start(), n) for n, p in enumerate(MONTH_PATTERNS, 1) if (match := p.search(text))]
    named = [number for _, number in sorted(found)]
    return (named[0], named[-1]) if named and named == sorted(named) else None


@lru_cache(maxsize=8192)  # a plan has few wordings of terms, and a page asks for all of them
def occurrences(deadline: Deadline) -> tuple[Period, ...]:
    """The times a duty is to be done, in order: one for a plain deadline, several when its wording repeats
    (a month of several years, "ежегодно", "тоқсан сайын"); none when it has no dates.

    A plain term of several years ("2020-2023 годы") is one occurrence, due at its end: the text names no
    milestone, and none is invented.
    """
    return _occurrences(deadline)


def _occurrences(deadline: Deadline) -> tuple[Period, ...]:
    start, end = deadline.start, deadline.end
    if end is None:
        return ()
    start = start or end
    text = deadline.text.lower()
    years = range(start.year, end.year + 1)
    spans: Iterable[Period]
    if EACH_MONTH.search(text):
        spans = (_months(y, m, m) for y in years for m in range(1, 13))
    elif EACH_QUARTER.search(text):
        spans = (_months(y, m, m + 2) for y in years for m in (1, 4, 7, 10))
    elif EACH_HALF.search(text):
        spans = (_months(y, m, m + 5) for y in years for m in (1, 7))
    elif (part := _yearly_part(text)) and RUN_OF_YEARS.search(text):
        spans = (_months(y, *part) for y in years)
    elif EACH_YEAR.search(text):
        spans = (_months(y, *(part or (1, 12))) for y in years)
    else:
        return (Period(start, end),)
    inside = [Period(max(a, start), min(b, end)) for a, b in spans if a <= end and b >= start]
    return tuple(inside) or (Period(start, end),)


def read_clock(deadline: Deadline, day: date) -> ClockReading:
    """The state of a deadline on `day`. A day that equals the end is still in time (days_left 0)."""
    times = occurrences(deadline)
    if not times:
        return ClockReading(State.UNDATED)
    passed = [time for time in times if time.end < day]
    coming = next((time for time in times if time.end >= day), None)
    next_due = coming.end if coming else None
    count = {"missed": len(passed), "occurrences": len(times)}
    if passed:
        due = passed[0].end
        return ClockReading(State.OVERDUE, due, (due - day).days, None, next_due, **count)
    assert coming is not None  # noqa: S101  times is not empty and none has passed
    left = (coming.end - day).days
    rung = next((step for step in WARNING_DAYS if left <= step), None)
    waiting = State.NOT_STARTED if day < coming.start else State.RUNNING
    state = waiting if rung is None else State.DUE_SOON
    return ClockReading(state, coming.end, left, rung, next_due, **count)


def has_no_milestone(deadline: Deadline) -> bool:
    """True for a term of more than one calendar year that names no earlier step."""
    times = occurrences(deadline)
    return len(times) == 1 and times[0].start.year < times[0].end.year


NOT_REQUIRED = re.compile(r"нетреб|талапетілме|қажетемес|қажететпе")
EXTRA = re.compile(r"внебюдж|бюджеттентыс")
WITHIN = re.compile(r"впредел|шегінде|көзделгенқаражат|предусмотр")
BUDGETS = {
    "local": re.compile(r"МБ|ЖБ|[Мм]естн\w*бюдж|[Жж]ергілікті\w*бюдж|[Мм]естн"),
    "republican": re.compile(r"РБ|[Рр]еспубликанск|[Рр]еспубликалық"),
    "world_bank": re.compile(r"ВБ|ДБ|[Вв]семирн|[Дд]үниежүзілік"),
}


def funding(finance: Finance) -> Funding:
    """The class of a finance cell, read from its wording and, for "within the funds provided", from the
    budgets that the wording or the source column names. Misspelt wordings count by their stem."""
    return funding_class(finance.text, finance.total is not None or bool(finance.years), finance.sources)


@lru_cache(maxsize=8192)
def funding_class(text: str | None, has_money: bool, sources: tuple[str, ...]) -> Funding:
    """`funding` from its parts: the wording, whether a sum stands there, the source column."""
    return _funding_class(text, has_money, sources)


def _funding_class(text: str | None, has_money: bool, sources: tuple[str, ...]) -> Funding:
    if has_money:
        return Funding.MONEY
    stripped = re.sub(r"\s+", "", text or "")
    lower = stripped.lower()
    if NOT_REQUIRED.search(lower):
        return Funding.NOT_REQUIRED
    if EXTRA.search(lower):
        return Funding.EXTRA_BUDGETARY
    if not WITHIN.search(lower):
        return Funding.UNKNOWN
    named = stripped if any(p.search(stripped) for p in BUDGETS.values()) else " ".join(sources)
    found = {name for name, pattern in BUDGETS.items() if pattern.search(named)}
    if {"local", "republican"} <= found:
        return Funding.WITHIN_BOTH
    for name in ("world_bank", "republican", "local"):
        if name in found:
            return Funding(f"within_{name}")
    return Funding.WITHIN_UNNAMED
