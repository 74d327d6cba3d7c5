"""A number as people write it: "12,5", "1 234", "98 %", "н/д". Pure.

What can be read in two ways is asked about, never guessed; what is not said is unknown, never zero. One
separator with three digits after it ("1.234", "1,234") is the trap: a half of the country writes thousands
so. The reading as a decimal is taken only where the other one is impossible in the unit ("12,345" of a
percent); the thousandfold reading is never taken silently.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from .indicator import UNITS, Indicator
from .problem import Problem

LONGEST = 64
DIGITS = 18  # before the separator; the tables keep six after it
PLACES = Decimal("0.000001")

SPACES = " \u00a0\u202f\u2009\u2007\u2008\u205f\t"
MINUSES = "-\u2212\u2010\u2011\u2012\u2013\u2014"
APOSTROPHES = "'\u2019"

UNKNOWN = frozenset(
    {
        "",
        "?",
        "...",
        "\u2026",
        "н/д",
        "нд",
        "н.д.",
        "нет данных",
        "неизвестно",
        "не известно",
        "дерек жоқ",
        "деректер жоқ",
        "мәлімет жоқ",
        "мәліметтер жоқ",
        "м/ж",
        "белгісіз",
        "n/a",
        "na",
        "no data",
        "unknown",
    }
)
YES = frozenset({"да", "иә", "ия", "yes", "бар", "есть"})
NO = frozenset({"нет", "жоқ", "no"})


@dataclass(frozen=True, slots=True)
class _Bounds:
    whole: bool
    minimum: Decimal | None
    maximum: Decimal | None
    unit: str


def parse(text: object, of: Indicator | str) -> Decimal | Problem | None:
    """The number that a cell or a field holds, in the unit of `of` (an indicator, or a unit's key).

    None: not said or unknown ("", "н/д", "мәлімет жоқ"). Problem: why it cannot be taken, with the mend.
    Numbers from a workbook (int, float, Decimal) are taken as they are, rounded to six places. KeyError for
    a unit that does not exist."""
    bounds = _bounds(of)
    if text is None:
        return None
    if isinstance(text, bool):
        return Decimal(int(text)) if bounds.unit == "yes_no" else Problem("value-text", {"text": str(text)})
    if isinstance(text, int | float | Decimal):
        return _checked(Decimal(str(text)), bounds, str(text))
    if not isinstance(text, str):
        return Problem("value-text", {"text": str(text)[:LONGEST]})
    return _of_text(text, bounds)


def _bounds(of: Indicator | str) -> _Bounds:
    if isinstance(of, Indicator):
        least, greatest = of.range
        return _Bounds(of.measured_in.whole, least, greatest, of.unit)
    unit = UNITS[of]
    return _Bounds(unit.whole, unit.minimum, unit.maximum, of)


def _of_text(text: str, bounds: _Bounds) -> Decimal | Problem | None:
    if len(text) > LONGEST:
        return Problem("value-text", {"text": f"{text[:LONGEST]}…"})
    shown = text.strip()
    plain = shown.strip(SPACES)
    for space in SPACES[1:]:
        plain = plain.replace(space, " ")
    word = plain.casefold()
    if word in UNKNOWN:
        return None
    if bounds.unit == "yes_no" and word in YES | NO:
        return Decimal(int(word in YES))
    if word in YES | NO:
        return Problem("value-word", {"text": shown})
    if set(plain) <= set(MINUSES):
        return Problem("value-dash", {"text": shown})
    if plain.endswith("%"):
        if bounds.unit != "percent":
            return Problem("value-percent", {"text": shown})
        plain = plain[:-1].rstrip(" ")
    return _number(plain, bounds, shown)


def _number(plain: str, bounds: _Bounds, shown: str) -> Decimal | Problem:
    sign = 1
    if plain.startswith(("+", *MINUSES)):
        sign = 1 if plain[0] == "+" else -1
        plain = plain[1:].lstrip(" ")
    for apostrophe in APOSTROPHES:
        plain = plain.replace(apostrophe, " ")
    if not re.fullmatch(r"[0-9][0-9 .,]*|[.,][0-9]+", plain):
        return Problem("value-text", {"text": shown})
    read = _readings(plain)
    if isinstance(read, Problem):
        return Problem(read.rule, {"text": shown})
    decimal, thousands = read
    if decimal is not None and thousands is not None:
        readings = {"text": shown, "decimal": f"{decimal:f}".replace(".", ","), "thousands": f"{thousands:f}"}
        if bounds.whole:
            return Problem("value-thousands", readings)
        if bounds.maximum is None or thousands <= bounds.maximum:
            return Problem("value-ambiguous", readings)
    found = decimal if decimal is not None else thousands
    assert found is not None  # noqa: S101 - one reading at least, or a problem
    return _checked(sign * found, bounds, shown)


GROUPED = re.compile(r"[0-9]{1,3}(?:( |\.|,)[0-9]{3})(?:\1[0-9]{3})*")


def _readings(plain: str) -> tuple[Decimal | None, Decimal | None] | Problem:
    """The reading with a decimal separator and the reading with thousands, each None if impossible."""
    marks = [char for char in plain if char in ".,"]
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1:  # "1.234,5": the last mark is the decimal one
        head, _, tail = plain.rpartition(marks[-1])
        return _joined(head, tail)
    if len(marks) > 1:  # "1.234.567" is thousands; anything else is no number
        if len(set(marks)) == 1 and " " not in plain and GROUPED.fullmatch(plain):
            return None, Decimal(plain.replace(marks[0], ""))
        return Problem("value-grouping")
    if not marks:
        return _joined(plain, "")
    head, _, tail = plain.partition(marks[0])
    found = _joined(head, tail)
    if not isinstance(found, Problem) and re.fullmatch(r"[1-9][0-9]{0,2}", head) and len(tail) == 3:
        return found[0], Decimal(head + tail)
    return found


def _joined(head: str, tail: str) -> tuple[Decimal | None, Decimal | None] | Problem:
    """A whole part, in groups of three or in none, and a part after the decimal separator."""
    whole = head or "0"
    is_grouped = GROUPED.fullmatch(whole) is not None
    if not (whole.isdecimal() or is_grouped) or (tail and not tail.isdecimal()):
        return Problem("value-grouping")
    digits = re.sub(r"[ .,]", "", whole)
    return Decimal(f"{digits}.{tail}" if tail else digits), None


def _checked(value: Decimal, bounds: _Bounds, shown: str) -> Decimal | Problem:
    if not value.is_finite():
        return Problem("value-text", {"text": shown})
    if abs(value) >= Decimal(10) ** DIGITS:
        return Problem("value-size", {"text": shown})
    value = value.quantize(PLACES)
    if bounds.whole and value != value.to_integral_value():
        return Problem("value-whole", {"text": shown})
    if bounds.minimum is not None and value < bounds.minimum:
        return Problem("value-below", {"text": shown, "limit": f"{bounds.minimum.normalize():f}"})
    if bounds.maximum is not None and value > bounds.maximum:
        return Problem("value-above", {"text": shown, "limit": f"{bounds.maximum.normalize():f}"})
    return value.normalize() + Decimal(0) if value else Decimal(0)
