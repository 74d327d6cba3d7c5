"""What a decision on a missing month says: a number of months after the period, or months by name. Pure.

"не позднее 10 числа, следующего за отчетным годом" names a day and no month. Whoever decides writes "январь",
"қаңтар", "January", "10 января" or "1" (month after the period); for half-years both months, "январь и июль".
A name is read against the ends of the periods: after a year that ends in December, January is 1 month on. A
value that does not settle one month for each period settles nothing (None), and the day stays unknown.
"""

import re

from .rules import MONTH_PATTERNS

RULE = "report-month-missing"  # the gap that such a decision closes
LENGTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}
ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ENGLISH_MONTH = re.compile(
    r"\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t|tember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
NUMBER = re.compile(r"\+?\s*(\d{1,2})")


def named(value: str) -> frozenset[int]:
    """The months that a text names in Kazakh, Russian or English, 1 to 12; none if it names none."""
    text = value.lower()
    found = {number for number, pattern in enumerate(MONTH_PATTERNS, 1) if pattern.search(text)}
    found |= {ENGLISH.index(match[:3]) + 1 for match in ENGLISH_MONTH.findall(text)}
    return frozenset(found)


def is_understood(value: str) -> bool:
    """Whether a decision on a missing month can be reckoned with at least for some period."""
    return any(month_offset(value, period) is not None for period in LENGTHS)


def month_offset(value: str, period: str) -> int | None:
    """How many months after the end of its period a report is due (1: the month after), as a decision says;
    None if it does not settle it. `period`: year, half, quarter or month."""
    if number := NUMBER.fullmatch(value.strip()):
        offset = int(number[1])
        return offset if 1 <= offset <= 12 else None
    months, length = named(value), LENGTHS[period]
    ends = range(length, 13, length)
    if len(months) != len(ends):
        return None
    away = [{(month - end - 1) % 12 + 1 for month in months} for end in ends]
    common = set.intersection(*away)
    return min(common) if common else None
