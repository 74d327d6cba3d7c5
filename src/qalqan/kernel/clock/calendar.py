"""The working calendar of Kazakhstan for a five-day week. Pure.

A day is off when it is a Saturday or Sunday, a day the law names, the day given in return for a holiday that
fell on a weekend, or a day to which the Government moved a day off. A day *from* which it was moved is
worked. The order matters: returns are reckoned first, moves last, because an act may move a return itself
(11 May 2020 to 8 May 2020). For a year without a file of its own only the law's fixed days are known: such
days are `estimated`, and whoever counts with them must say so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from qalqan.kernel.names import Names
from qalqan.kernel.periods import DAY

HOLIDAY, DAY_OFF = "holiday", "day_off"
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class LawDay:
    """Days that the law names, with the years it names them for (`since` <= year < `until`)."""

    key: str
    kind: str
    dates: tuple[tuple[int, int], ...]
    name: Names
    since: int = date.min.year
    until: int = date.max.year
    draft: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """An act took the day off from `origin` (which is worked) and gave it to `target`."""

    origin: date
    target: date
    source: str = ""


@dataclass(frozen=True, slots=True)
class YearFile:
    """What only the year's own file can say. `moves_checked`: whether its acts were looked for and found."""

    year: int
    qurban_ait: date
    qurban_ait_draft: bool
    moves_checked: bool
    moves: tuple[Move, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class DayView:
    """A day and why it is off or worked. `reason`: work, weekend, holiday, day_off, returned (for `of`),
    moved_here (from `of`), moved_away (to `of`: worked)."""

    day: date
    is_off: bool
    reason: str
    law: LawDay | None = None
    of: date | None = None
    source: str = ""
    draft: bool = False
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Answers for any day. Years without a file are estimated from the law's fixed days alone."""

    law: tuple[LawDay, ...]
    years: Mapping[int, YearFile]
    _kept: dict[int, dict[date, DayView]] = field(default_factory=dict, repr=False, compare=False)

    def view(self, day: date) -> DayView:
        """The day, whether it is off, and why."""
        known = self._year(day.year).get(day)
        if known is not None:
            return known
        off = day.weekday() >= SATURDAY
        return DayView(day, off, "weekend" if off else "work", estimated=day.year not in self.years)

    def is_off(self, day: date) -> bool:
        """Whether nobody in a five-day week works on `day`."""
        known = self._year(day.year).get(day)
        return day.weekday() >= SATURDAY if known is None else known.is_off

    def is_estimated(self, first: date, last: date) -> bool:
        """Whether any year from `first` to `last` has no file."""
        return any(year not in self.years for year in range(first.year, last.year + 1))

    def special(self, year: int) -> tuple[DayView, ...]:
        """The days of a year that differ from a plain week, in order: days of the law, returns, moves."""
        return tuple(view for _, view in sorted(self._year(year).items()) if view.day.year == year)

    def next_working(self, day: date) -> date:
        """The first working day after `day`."""
        day += DAY
        while self.is_off(day):
            day += DAY
        return day

    def previous_working(self, day: date) -> date:
        """The last working day before `day`."""
        day -= DAY
        while self.is_off(day):
            day -= DAY
        return day

    def working_days(self, first: date, last: date) -> int:
        """How many working days there are from `first` to `last`, both counted."""
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return sum(not self.is_off(day) for day in days)

    def _year(self, year: int) -> dict[date, DayView]:
        if year not in self._kept:
            self._kept[year] = self._build(year)
        return self._kept[year]

    def _build(self, year: int) -> dict[date, DayView]:
        file = self.years.get(year)
        found = {view.day: view for view in self._named(year, file)}
        self._give_back(found, [view for view in found.values() if view.reason == HOLIDAY])
        for move in file.moves if file else ():
            found[move.origin] = DayView(move.origin, False, "moved_away", of=move.target, source=move.source)
            found[move.target] = DayView(move.target, True, "moved_here", of=move.origin, source=move.source)
        return found

    def _named(self, year: int, file: YearFile | None) -> Iterable[DayView]:
        for law in self.law:
            if not law.since <= year < law.until:
                continue
            dates = [date(year, month, day) for month, day in law.dates]
            draft = law.draft
            source = law.source
            if law.key == "qurban_ait" and file is not None:
                dates, draft, source = [file.qurban_ait], file.qurban_ait_draft, file.source
            for day in dates:
                yield DayView(day, True, law.kind, law, source=source, draft=draft, estimated=file is None)

    @staticmethod
    def _give_back(found: dict[date, DayView], holidays: list[DayView]) -> None:
        """A holiday on a weekend gives the first day after it that is not off already."""
        for view in sorted(holidays, key=lambda view: view.day):
            if view.day.weekday() < SATURDAY:
                continue
            day = view.day + DAY
            while day.weekday() >= SATURDAY or (day in found and found[day].is_off):
                day += DAY
            found[day] = DayView(
                day, True, "returned", view.law, view.day, view.source, view.draft, view.estimated
            )
