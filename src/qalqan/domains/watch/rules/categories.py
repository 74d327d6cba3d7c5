"""What can be reported: the tree of `data/categories.toml`, checked as it is read. Pure.

`guess` is for a citizen who writes before choosing: the category whose own words stand in the text.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from qalqan.kernel.names import LANGUAGES, Names

FILE = Path(__file__).parents[1] / "data" / "categories.toml"
DATATYPES = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")
LISTS = ("singlevaluelist", "multivaluelist")
DEADLINES = ("watch.danger", "watch.usual")
MAX_WEIGHT = 60
MAX_REACH = 300  # metres: what lies farther is not meant


class CategoriesError(ValueError):
    """The file breaks a rule; the message names the entry and the mend."""


@dataclass(frozen=True, slots=True)
class Value:
    """One answer of a list."""

    key: str
    names: Names


@dataclass(frozen=True, slots=True)
class Attribute:
    """A further question about a thing of a category, as Open311 defines one. `datatype`: of DATATYPES."""

    code: str
    datatype: str
    is_required: bool
    names: Names
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The first level of the tree."""

    key: str
    names: Names


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of thing that can be wrong. `parent`: key of its group; `weight`: 0 to 60, `why` its reason;
    `reach`: metres within which a thing or place of the register is taken to be meant; `deadline`: rule of
    the clock; `asset_kind`, `indicator`: "" for none; `is_guarded`: never shown to everybody."""

    key: str
    parent: str
    group: Names
    names: Names
    question: Names
    keywords: Mapping[str, tuple[str, ...]]
    service_code: str
    weight: int
    why: Names
    reach: int
    deadline: str
    photo_advice: Names
    asset_kind: str = ""
    indicator: str = ""
    is_guarded: bool = False
    is_of_the_dark: bool = False
    attributes: tuple[Attribute, ...] = ()


@cache
def categories() -> tuple[Category, ...]:
    """All categories, in the order of the file."""
    return read(FILE.read_text(encoding="utf-8"))


@cache
def groups() -> tuple[Group, ...]:
    """The first level, in the order of the file."""
    return tuple(
        Group(row["key"], _names(row, row["key"]))
        for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["group"]
    )


@cache
def _by_key() -> dict[str, Category]:
    return {one.key: one for one in categories()}


@cache
def _by_code() -> dict[str, Category]:
    return {one.service_code: one for one in categories()}


def category(key: str) -> Category:
    """A category by its key. KeyError if there is none."""
    return _by_key()[key]


def by_service_code(code: str) -> Category | None:
    """A category by its Open311 code; None if there is none."""
    return _by_code().get(code)


def guess(text: str) -> str:
    """The category whose own words stand most often in the text; "" if none does. Words are compared by
    their beginnings, so that the endings of Kazakh and Russian do not matter."""
    words = re.findall(r"\w+", text.lower().replace("ё", "е"))
    joined = " " + " ".join(words) + " "
    best, found = 0, ""
    for one in categories():
        hits = sum(
            f" {stem.lower().replace('ё', 'е').strip()}" in joined
            for stems in one.keywords.values()
            for stem in stems
        )
        if hits > best:
            best, found = hits, one.key
    return found


def read(text: str) -> tuple[Category, ...]:
    """Categories of a file's text. CategoriesError names what is wrong in it."""
    data = tomllib.loads(text)
    known = {row["key"]: _names(row, row["key"]) for row in data["group"]}
    found = tuple(_category(row, known) for row in data["category"])
    for name in ("key", "service_code"):
        values = [getattr(one, name) for one in found]
        if twice := {value for value in values if values.count(value) > 1}:
            raise CategoriesError(f"{name} stands twice: {', '.join(sorted(twice))}")
    if empty := set(known) - {one.parent for one in found}:
        raise CategoriesError(f"groups without a category: {', '.join(sorted(empty))}")
    return found


def _category(row: dict[str, Any], groups: dict[str, Names]) -> Category:
    key = row["key"]
    if row["group"] not in groups:
        raise CategoriesError(f"{key}: no group {row['group']}")
    if not 0 <= row["weight"] <= MAX_WEIGHT:
        raise CategoriesError(f"{key}: weight {row['weight']} is not between 0 and {MAX_WEIGHT}")
    if not 0 < row["reach"] <= MAX_REACH:
        raise CategoriesError(f"{key}: reach {row['reach']} is not between 1 and {MAX_REACH}")
    if row["deadline"] not in DEADLINES:
        raise CategoriesError(f"{key}: deadline {row['deadline']} is none of {', '.join(DEADLINES)}")
    if set(row["keywords"]) != set(LANGUAGES):
        raise CategoriesError(f"{key}: keywords are given in kk, ru and en")
    attributes = tuple(_attribute(one, key) for one in row.get("attribute", ()))
    if len({one.code for one in attributes}) != len(attributes):
        raise CategoriesError(f"{key}: an attribute stands twice")
    return Category(
        key=key,
        parent=row["group"],
        group=groups[row["group"]],
        names=_names(row, key),
        question=_names(row["question"], f"{key}.question"),
        keywords={language: tuple(words) for language, words in row["keywords"].items()},
        service_code=row["service_code"],
        weight=row["weight"],
        why=_names(row["why"], f"{key}.why"),
        reach=row["reach"],
        deadline=row["deadline"],
        photo_advice=_names(row["photo"], f"{key}.photo"),
        asset_kind=row.get("asset", ""),
        indicator=row.get("indicator", ""),
        is_guarded=row.get("guarded", False),
        is_of_the_dark=row.get("is_of_the_dark", False),
        attributes=attributes,
    )


def _attribute(row: dict[str, Any], key: str) -> Attribute:
    at = f"{key}.{row['code']}"
    if row["datatype"] not in DATATYPES:
        raise CategoriesError(f"{at}: datatype {row['datatype']} is none of {', '.join(DATATYPES)}")
    values = tuple(Value(one["key"], _names(one, f"{at}.{one['key']}")) for one in row.get("values", ()))
    if (row["datatype"] in LISTS) != bool(values):
        raise CategoriesError(f"{at}: a list has values, and nothing else has")
    return Attribute(row["code"], row["datatype"], row["required"], _names(row, at), values)


def _names(row: Mapping[str, Any], at: str) -> Names:
    if missing := [language for language in LANGUAGES if not row.get(language)]:
        raise CategoriesError(f"{at}: no words in {', '.join(missing)}")
    return Names(row["kk"], row["ru"], row["en"])


def checked_details(of: Category, given: Mapping[str, object]) -> dict[str, object]:
    """Answers to a category's own questions, as they are kept. ValueError with the attribute's code for one
    that is required and missing, unknown, or of another type; empty answers are left out."""
    known = {one.code: one for one in of.attributes}
    if unknown := sorted(set(given) - set(known)):
        raise ValueError(unknown[0])
    kept: dict[str, object] = {}
    for one in of.attributes:
        value = given.get(one.code)
        if value in (None, "", [], ()):
            if one.is_required:
                raise ValueError(one.code)
            continue
        kept[one.code] = _answer(one, value)
    return kept


def _answer(of: Attribute, value: object) -> object:
    keys = {one.key for one in of.values}
    if of.datatype == "multivaluelist":
        chosen = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
        if not set(chosen) <= keys:
            raise ValueError(of.code)
        return chosen
    text = str(value).strip()
    if of.datatype == "singlevaluelist" and text not in keys:
        raise ValueError(of.code)
    if of.datatype == "number":
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            raise ValueError(of.code) from None
        if not abs(number) < 1e9:  # catches nan and infinity too
            raise ValueError(of.code)
        return int(number) if number.is_integer() else number
    if len(text) > 500:
        raise ValueError(of.code)
    return text
