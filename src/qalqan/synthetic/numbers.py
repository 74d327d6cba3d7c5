"""Invented identification numbers and telephones that nobody has twice. Pure.

A number carries birth date, century and sex, four digits of order and a check digit. Districts are generated
apart, so each owns a stretch of the 10 000 orders of a day: no two of its people, and no two districts, can
come to the same number. A stretch is some twenty times wider than needed; where a small district's is used up
on a day, the birth moves to the next one.
"""

from dataclasses import dataclass, field
from datetime import date

# Orders of mobile codes that no operator is known to use: a demonstration that sends messages reaches nobody.
PHONE_CODES = ("770", "772", "773", "774", "779")
FIRST, SECOND = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
STEP = 7_368_787  # prime, so it walks through all numbers of a code in an order that looks like none
PER_CODE = 10_000_000


def check_digit(eleven: str) -> int | None:
    """The twelfth digit; None when such a number is never issued. (domains/people/rules.py holds the rule;
    this is its twin without a list per call, and a test compares them.)"""
    a, b, c, d, e, f, g, h, i, j, k = map(int, eleven)
    left = (a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k) % 11
    if left < 10:
        return left
    left = (3 * a + 4 * b + 5 * c + 6 * d + 7 * e + 8 * f + 9 * g + 10 * h + 11 * i + j + 2 * k) % 11
    return left if left < 10 else None


@dataclass(slots=True)
class Numbers:
    """What one district hands out. `orders`: its stretch of the day's numbers; `phones`: where its telephones
    begin."""

    orders: range
    phones: int
    _used: dict[int, int] = field(default_factory=dict)

    def iin(self, born: int, sex: str) -> tuple[int, str]:
        """A birth (ordinal day) and a number that says it and the sex; the birth may have moved by a day or
        two."""
        while True:
            key = born * 2 + (sex == "m")
            order = self._used.get(key, self.orders.start)
            day = date.fromordinal(born)
            century = (5 if day.year >= 2000 else 3) + (sex != "m")
            head = f"{day.year % 100:02d}{day.month:02d}{day.day:02d}{century}"
            while order < self.orders.stop:
                eleven = f"{head}{order:04d}"
                order += 1
                last = check_digit(eleven)
                if last is not None:
                    self._used[key] = order
                    return born, f"{eleven}{last}"
            self._used[key] = order
            born += 1

    def phone(self) -> str:
        """The next telephone, in international form."""
        code, place = divmod(self.phones, PER_CODE)
        self.phones += 1
        return f"+7{PHONE_CODES[code]}{place * STEP % PER_CODE:07d}"
