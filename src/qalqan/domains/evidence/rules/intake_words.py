"""The words of files of observations: headings, kinds of source, units, days, addresses. Pure."""

import re
import tomllib
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from qalqan.kernel.names import LANGUAGES

from .indicator import UNITS, Names, Unit
from .observing import SOURCES

type Value = str | int | float | Decimal | date | datetime | bool | None

DAYS = (
    re.compile(r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>\d{4})(?: 00:00)?"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"),
)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "intake.toml").read_text("utf-8"))


@cache
def columns() -> dict[str, tuple[Names, Names, str]]:
    """The columns in the order of the template: name, hint, and what the sample row holds."""
    return {
        key: (Names(**one["name"]), Names(**one["hint"]), one["sample"])
        for key, one in _words()["columns"].items()
    }


@cache
def source_names() -> dict[str, Names]:
    """The kinds of source in words, "claim" too, so that it is told apart from a misspelling."""
    return {key: Names(**_words()["sources"][key]) for key in SOURCES}


@cache
def nation_names() -> tuple[str, ...]:
    """What the whole country is called in the column of places, casefolded."""
    names = _words()["nation"]["names"]
    return ("kz", *(names[language].casefold() for language in LANGUAGES))


def is_unit(said: str, unit: Unit) -> bool:
    """Whether a word is this unit's key, name or short name in one of the languages."""
    words = {unit.key, *(of[language].casefold() for of in (unit.name, unit.short) for language in LANGUAGES)}
    return " ".join(said.casefold().split()) in words - {""}


def is_address(said: str) -> bool:
    """Whether a text is the address of a page, and nothing that a browser would run."""
    try:
        parts = urlsplit(said)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s<>\"]", said)


def as_day(value: Value) -> date | None:
    """A day out of a cell: a date, "31.12.2024" or "2024-12-31"; None for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    for pattern in DAYS:
        if found := pattern.fullmatch(value.strip()):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                return None
    return None


def shown(day: date) -> str:
    """A day as people here write it."""
    return f"{day:%d.%m.%Y}"


def unit_words(key: str, language: str) -> str:
    """What a template puts into the column of units."""
    unit = UNITS[key]
    return unit.short[language] or unit.key
