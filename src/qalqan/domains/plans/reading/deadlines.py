"""A deadline's words as inclusive dates: Russian and Kazakh, years, half years, quarters, months, days.

Russian names the part and then its year ("второе полугодие 2020 года"), Kazakh the year and then its part
("2020 жылғы екінші жартыжылдық"). Parts named before a year belong to it; parts left over at the end belong
to the last year named. A part with a range of years recurs: first and last occurrence bound the deadline.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .grammar import fold

_MONTHS = (
    ("январ", "қаңтар"),
    ("феврал", "ақпан"),
    ("март", "наурыз"),
    ("апрел", "сәуір"),
    ("май", "мая", "мае", "мамыр"),
    ("июн", "маусым"),
    ("июл", "шілде"),
    ("август", "тамыз"),
    ("сентябр", "қыркүйек"),
    ("октябр", "қазан"),
    ("ноябр", "қараша"),
    ("декабр", "желтоқсан"),
)
_MONTH = "|".join(name for names in _MONTHS for name in names)
_NTH = r"перв|бірінші|втор|екінші|трет|үшінші|четверт|төртінші|iv|iii|ii|i|[1-4]"
_NTH_VALUES = {
    **dict.fromkeys(("перв", "бірінші", "i", "1"), 1),
    **dict.fromkeys(("втор", "екінші", "ii", "2"), 2),
    **dict.fromkeys(("трет", "үшінші", "iii", "3"), 3),
    **dict.fromkeys(("четверт", "төртінші", "iv", "4"), 4),
}
_UNIT = re.compile(
    r"(?P<dotday>\d\d?)\.(?P<dotmonth>\d\d?)\.(?P<dotyear>(?:19|20)\d\d)"
    rf"|(?P<years>(?:19|20)\d\d(?:[-,и](?:19|20)\d\d)*)"
    rf"|(?P<day>\d\d?)(?:-?[а-яәіңғүұқөһ]{{0,3}})??(?:числа)?(?P<daymonth>{_MONTH})"
    rf"|(?P<kkday>\d\d?)-?(?:ы|і|шы|ші)?(?P<kkdaymonth>{_MONTH})"
    rf"|(?P<month>{_MONTH})"
    rf"|(?P<nth>(?:{_NTH}))(?:[а-я]{{0,3}}|-?(?:шы|ші|й|е|ое|ый)|-)?"
    rf"(?=(?:(?:,|и|-|және)(?:{_NTH})|полугод|квартал|жартыжыл|тоқсан))"
    r"|(?P<half>полугод|жартыжыл)|(?P<quarter>квартал|тоқсан)"
    rf"|(?P<until>непозднее|дейін|доконца|кконцу|до(?=\d|конца|{_MONTH}))"
)
_ROMAN = re.compile(r"(?<![^\W\d_])[ІIV]{1,3}(?=\W|$)")


class _Part(NamedTuple):
    """A part of a year as (first month, first day, last month, last day or 0 for the month's end)."""

    first_month: int
    first_day: int
    last_month: int
    last_day: int

    def in_year(self, year: int) -> tuple[date, date]:
        last = self.last_day or calendar.monthrange(year, self.last_month)[1]
        return date(year, self.first_month, self.first_day), date(year, self.last_month, last)


@dataclass
class _Reading:
    intervals: list[tuple[date, date]]
    pending: list[_Part]
    ordinals: list[int]
    years: tuple[int, ...] = ()
    until: bool = False

    def take_years(self, text: str) -> None:
        found = [int(year) for year in re.findall(r"\d{4}", text)]
        self.years = (found[0], found[-1])
        if self.pending:
            self._place()
        else:
            self.intervals.append((date(found[0], 1, 1), date(found[-1], 12, 31)))

    def _place(self) -> None:
        for part in self.pending:
            for year in self.years:
                self.intervals.append(part.in_year(year))
        self.pending.clear()

    def finish(self) -> None:
        if self.pending and self.years:
            whole_years = (date(self.years[0], 1, 1), date(self.years[-1], 12, 31))
            if whole_years in self.intervals:
                self.intervals.remove(whole_years)
            self._place()

    def part_of_year(self, months: int) -> None:
        for nth in self.ordinals:
            if nth * months <= 12:
                self.pending.append(_Part((nth - 1) * months + 1, 1, nth * months, 0))
        self.ordinals.clear()


def bounds(text: str) -> tuple[date | None, date | None]:
    """Inclusive first and last day that `text` names; None where it names none.

    "до 1 декабря 2008 года" has no first day. Raises ValueError for a day that no calendar has.
    """
    reading = _Reading([], [], [])
    latin = _ROMAN.sub(lambda numeral: numeral[0].replace("І", "I"), text)  # Cyrillic І typed for a Roman one
    for unit in _UNIT.finditer(fold(latin)):
        _take(reading, unit)
    reading.finish()
    if not reading.intervals:
        return None, None
    first = min(start for start, _ in reading.intervals)
    last = max(end for _, end in reading.intervals)
    return (None if reading.until else first), last


def recurs(text: str) -> bool:
    """Whether a part of a year is asked for in several years ("декабрь 2020-2021 годов")."""
    folded = fold(text)
    several = re.search(r"(?:19|20)\d\d[-,и](?:19|20)\d\d", folded)
    part = re.search(rf"{_MONTH}|полугод|квартал|жартыжыл|тоқсан", folded)
    every = re.search(r"ежегодн|ежекварт|ежемес|жылсайын|тоқсансайын|айсайын", folded)
    return bool((several and part) or every)


def _take(reading: _Reading, unit: re.Match[str]) -> None:
    kind = unit.lastgroup or ""
    if unit["dotyear"]:
        named = date(int(unit["dotyear"]), int(unit["dotmonth"]), int(unit["dotday"]))
        reading.intervals.append((named, named))
    elif unit["years"]:
        reading.take_years(unit["years"])
    elif unit["daymonth"] or unit["kkdaymonth"]:
        month = _month(unit["daymonth"] or unit["kkdaymonth"])
        day = int(unit["day"] or unit["kkday"])
        reading.pending.append(_Part(month, day, month, day))
    elif kind == "month":
        month = _month(unit["month"])
        if reading.pending and unit.string[unit.start() - 1 : unit.start()] == "-":
            reading.pending[-1] = reading.pending[-1]._replace(last_month=month, last_day=0)
        else:
            reading.pending.append(_Part(month, 1, month, 0))
    elif kind == "nth":
        if reading.ordinals and unit.string[unit.start() - 1 : unit.start()] == "-":
            reading.ordinals.extend(range(reading.ordinals[-1] + 1, _NTH_VALUES[unit["nth"]]))
        reading.ordinals.append(_NTH_VALUES[unit["nth"]])
    elif kind == "half":
        reading.part_of_year(6)
    elif kind == "quarter":
        reading.part_of_year(3)
    elif kind == "until":
        reading.until = True


def _month(name: str) -> int:
    return next(i for i, names in enumerate(_MONTHS, 1) if name in names)
