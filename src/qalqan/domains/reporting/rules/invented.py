"""Invented report lines for the demonstration, always the same for the same region, year and measure. Pure.

Every text says in its first words that it is invented. Figures of a region rise a little from year to year;
about one in a hundred is far off, two regions use one text and one repeats its own of last year, so that who
tries the program meets what the comparison points at.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from .lines import Fields, percent

YES_NO = "yes_no"
RANGES = {"index": (41, 74), "persons": (420, 2600)}  # of invented values by unit
COPYING = ("KZ-31", "KZ-35")  # two regions that hand in one text for COPIED
COPIED = 41
REPEATING = "KZ-27"  # hands in last year's text for REPEATED
REPEATED = 35
FIRST_YEAR = 2020


@dataclass(frozen=True, slots=True)
class Words:
    """The file `demo-lines.toml` of a plan: mark, sentences by measure, endings, words about published
    figures and about a mended line, and reasons of returns; texts by language."""

    mark: Mapping[str, str]
    measures: Mapping[str, Mapping[str, Any]]
    tails: Mapping[str, tuple[str, ...]]
    published: Mapping[str, str]
    mended: Mapping[str, str]
    returns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Seed:
    """What makes a line the same each time."""

    region: str
    year: int
    number: int

    def draw(self, what: str, year: int | None = None) -> float:
        """A number in [0, 1) that depends on the seed and on `what` alone; `year` 0 for one of all years."""
        text = f"{self.region}/{self.year if year is None else year}/{self.number}/{what}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6]) / 2**48

    def between(self, what: str, low: int, high: int, year: int | None = None) -> int:
        """A whole number from low to high, both possible."""
        return low + int(self.draw(what, year) * (high - low + 1))

    @cached_property
    def share(self) -> float:
        """How much of it is done, 0..1: rises by the year, about one in a hundred far off."""
        level = 0.58 + 0.32 * self.draw("level", 0) + 0.05 * (self.year - FIRST_YEAR)
        level += 0.06 * (self.draw("noise") - 0.5)
        return min(1.0, level * (0.2 if self.draw("odd") < 0.01 else 1.0))


def line(seed: Seed, words: Words, unit: str, *, is_paid: bool = False) -> Fields:
    """What a region says of a measure. `unit`: of the indicator that the value speaks of, "" for none;
    `is_paid`: the plan has money for it in this year. A measure without sentences of its own is one about
    which published figures are shown: no value."""
    entry = words.measures.get(str(seed.number))
    if entry is None:
        kk, ru = (f"{words.mark[code]} {words.published[code]}" for code in ("kk", "ru"))
        return Fields("not_done", kk, ru)
    numbers = _numbers(seed, entry, unit)
    part, whole = numbers.get("numerator"), numbers.get("denominator")
    shown: dict[str, Any] = {"part": part, "whole": whole, "value": numbers.get("value")}
    shown |= {"n": seed.between("n", 2, 40), "people": seed.between("people", 120, 4800)}
    told = seed
    if seed.number == COPIED and seed.region in COPYING:
        told = Seed(COPYING[0], seed.year, seed.number)
    is_whole = seed.share >= 0.97 if "whole" in entry else seed.draw("done") < 0.8
    return Fields(
        "done" if is_whole else "partly",
        _text(told, words, entry, "kk", shown),
        _text(told, words, entry, "ru", shown),
        spend=_spend(seed, is_paid),
        **numbers,
    )


def _numbers(seed: Seed, entry: Mapping[str, Any], unit: str) -> dict[str, Decimal]:
    if "whole" in entry:
        low, high = entry["whole"]
        whole = Decimal(seed.between("whole", low, high, 0))
        part = (whole * Decimal(str(round(seed.share, 4)))).to_integral_value()
        return {"numerator": part, "denominator": whole, "value": percent(part, whole)}
    if not unit and "{value}" not in entry["kk"]:
        return {}
    if unit == YES_NO:
        return {"value": Decimal(1)}
    low, high = RANGES.get(unit, (14, 420))
    return {"value": Decimal(seed.between("value", low, high))}


def _text(seed: Seed, words: Words, entry: Mapping[str, Any], language: str, shown: Mapping[str, Any]) -> str:
    if seed.number == COPIED and seed.region in COPYING:
        shown = dict(shown) | {"part": "…", "whole": "…", "n": 12}
    if seed.number == REPEATED and seed.region == REPEATING:
        shown, seed = dict(shown) | {"part": "…", "whole": "…"}, Seed(seed.region, FIRST_YEAR, seed.number)
    tails = words.tails[language]
    tail = tails[seed.between("tail", 0, len(tails) - 1)]
    return f"{words.mark[language]} {str(entry[language]).format_map(shown)} {tail}"


def _spend(seed: Seed, is_paid: bool) -> Decimal | None:
    """Millions of tenge; most measures of this kind cost nothing apart, and then nothing is said."""
    if not is_paid and seed.draw("spend") > 0.3:
        return None
    return Decimal(seed.between("sum", 3, 900)) / 10


def reason(seed: Seed, words: Words) -> str:
    """Why a line was returned, in both languages."""
    place = seed.between("reason", 0, len(words.returns["kk"]) - 1)
    return (
        f"{words.mark['kk']} {words.returns['kk'][place]} / {words.mark['ru']} {words.returns['ru'][place]}"
    )
