"""What is asked of each kind of thing besides where it is and how it does. Pure; the fields are data, in
`details.toml`. What is not said is not there: an empty field is unknown and never a zero or a "no".
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from qalqan.kernel.names import Names

from .problem import Problem
from .words import ASSET_KINDS

TYPES = ("number", "yes_no", "choice", "day", "term", "text")
YES = {"yes", "true", "1", "да", "иә", "ия", "бар", "есть"}
NO = {"no", "false", "0", "нет", "жоқ"}
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2099, 12, 31)

type Value = float | int | bool | str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind. `unit` in words, empty if none; `least`, `most` of a number, or letters of a text.
    `choices`: key and words."""

    key: str
    type: str
    name: Names
    unit: Names
    least: float
    most: float
    choices: tuple[tuple[str, Names], ...]


EMPTY = Names("", "", "")


@cache
def _data() -> dict[str, dict[str, Field]]:
    read = tomllib.loads((Path(__file__).parent / "details.toml").read_text("utf-8"))
    unknown = read.keys() - set(ASSET_KINDS)
    if unknown:
        raise ValueError(f"details.toml: no such kinds: {sorted(unknown)}")
    return {kind: {key: _field(kind, key, one) for key, one in given.items()} for kind, given in read.items()}


def _field(kind: str, key: str, one: dict[str, object]) -> Field:
    if one["type"] not in TYPES:
        raise ValueError(f"details.toml: {kind}.{key}: no such type")
    choices = one.get("choices", {})
    return Field(
        key,
        str(one["type"]),
        Names(**one["name"]),  # type: ignore[arg-type]
        Names(**one["unit"]) if "unit" in one else EMPTY,  # type: ignore[arg-type]
        float(one.get("least", 0)),  # type: ignore[arg-type]
        float(one.get("most", 200)),  # type: ignore[arg-type]
        tuple((name, Names(**words)) for name, words in choices.items()),  # type: ignore[attr-defined]
    )


def fields(kind: str) -> tuple[Field, ...]:
    """The fields of a kind, in the order in which they are asked."""
    return tuple(_data().get(kind, {}).values())


def checked(
    kind: str, given: Mapping[str, object], today: date
) -> tuple[dict[str, Value], tuple[Problem, ...]]:
    """The details as they are kept, and every problem with them. Empty values are left out: not said."""
    known, kept, wrong = _data().get(kind, {}), dict[str, Value](), list[Problem]()
    for key, value in given.items():
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        if key not in known:
            wrong.append(Problem("detail-unknown", {"text": key[:40]}, key[:40]))
            continue
        found = _read(known[key], value, today)
        if isinstance(found, Problem):
            wrong.append(found)
        else:
            kept[key] = found
    return kept, tuple(wrong)


def _read(field: Field, value: object, today: date) -> Value | Problem:
    if field.type == "number":
        return _number(field, value)
    if field.type == "yes_no":
        return _yes_no(field, value)
    if field.type in ("day", "term"):
        return _day(field, value, today if field.type == "day" else LAST_DAY)
    text = str(value).strip()
    if field.type == "choice":
        found = [
            key for key, words in field.choices if text.casefold() in {key, *map(str.casefold, _all(words))}
        ]
        return found[0] if found else _wrong(field, "detail-choice", text=text[:40])
    if len(text) > field.most or "\0" in text:
        return _wrong(field, "detail-text", most=f"{field.most:g}")
    return text


def _number(field: Field, value: object) -> Value | Problem:
    text = str(value).strip().replace(" ", "").replace(",", ".")
    if isinstance(value, bool) or not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,4})?", text):
        return _wrong(field, "detail-number", text=str(value)[:40])
    number = float(text)
    if not field.least <= number <= field.most:
        limits = {"least": f"{field.least:g}", "most": f"{field.most:g}"}
        return _wrong(field, "detail-range", text=str(value)[:40], **limits)
    return int(number) if number.is_integer() else number


def _yes_no(field: Field, value: object) -> Value | Problem:
    text = str(value).strip().casefold()
    return text in YES if text in YES | NO else _wrong(field, "detail-yes", text=str(value)[:40])


def _day(field: Field, value: object, last: date) -> Value | Problem:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value).strip())
    except ValueError:
        return _wrong(field, "detail-day", text=str(value)[:40])
    if day > last:
        return _wrong(field, "day-future", day=f"{day:%d.%m.%Y}")
    return day.isoformat() if day >= FIRST_DAY else _wrong(field, "day-past", day=f"{day:%d.%m.%Y}")


def _wrong(field: Field, rule: str, **params: str) -> Problem:
    return Problem(rule, params, field.key)


def _all(names: Names) -> tuple[str, str, str]:
    return names.kk, names.ru, names.en
