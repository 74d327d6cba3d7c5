"""Words of a register's file: columns by kind of file, closed lists. Pure; the words are data."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from qalqan.kernel.names import LANGUAGES, Names

from .details import fields
from .words import ASSET_KINDS

FILE_KINDS = ("sites", "assets")
REQUIRED = {"sites": ("kind",), "assets": ("kind", "state", "since")}
LONG = re.compile(r"(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>\d{4})(?: 00:00)?")
ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?:T.*)?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its name, what it asks for, a sample."""

    key: str
    name: Names
    hint: Names
    sample: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "register_rows.toml").read_text("utf-8"))


@cache
def columns(kind: str) -> dict[str, Column]:
    """The columns of a kind of file in the order of the template; of things, then the details of every kind
    of thing."""
    found = {
        key: Column(key, Names(**one["name"]), Names(**one["hint"]), one["sample"])
        for key, one in _data()["columns"].items()
        if kind in one["for"]
    }
    if kind == "assets":
        for thing in ASSET_KINDS:
            for field in fields(thing):
                found.setdefault(field.key, Column(field.key, field.name, field.unit, ""))
    return found


@cache
def detail_keys() -> frozenset[str]:
    """The columns that are details of some kind of thing."""
    return frozenset(field.key for thing in ASSET_KINDS for field in fields(thing))


@cache
def headings(kind: str) -> dict[str, str]:
    """Column key by heading, casefolded: the key itself, and the names; a name that two columns share (the
    details of two kinds of thing) is the first one's."""
    found: dict[str, str] = {}
    for key, one in columns(kind).items():
        for word in (key, *(one.name[language] for language in LANGUAGES)):
            found.setdefault(word.casefold(), key)
    return found


@cache
def choices(table: str) -> dict[str, str]:
    """Key by word of a closed list ("site_kinds", "asset_kinds", "states"), casefolded."""
    return {
        word.casefold(): key
        for key, words in _data()[table].items()
        for word in (key, *(words[language] for language in LANGUAGES))
    }


def listed(table: str, language: str) -> list[str]:
    """The words of a closed list, for a template."""
    return [words[language] for words in _data()[table].values()]


def as_day(value: object) -> date | None:
    """A day out of a cell: a date, 31.12.2024 or 2024-12-31; None for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    found = LONG.fullmatch(value.strip()) or ISO.fullmatch(value.strip())
    if found is None:
        return None
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def plain(value: object) -> str:
    """A value of a cell as text: numbers without a needless point, days as 31.12.2024."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal | float):
        text = format(Decimal(str(value)), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime):
        return value.strftime("%H:%M") if value.year <= 1900 else value.strftime("%d.%m.%Y")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return " ".join(str(value).split())
