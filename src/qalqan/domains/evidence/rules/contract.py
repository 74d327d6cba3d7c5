"""The evidence contract: what a form of completion must bring before anybody may verify it. Pure.

The contracts are data, `contracts.toml`: sixteen kinds, those that `plans/contracts.toml` reads from the text
of a plan. An information note has none: it is a claim, and nothing can be attached that makes it more.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from .indicator import Names
from .problem import Finding, Problem

LONGEST = 2000
SCHEMES = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to attach. `kind`: text, day, yes_no, paper (a file or an address)."""

    key: str
    kind: str
    name: Names


@dataclass(frozen=True, slots=True)
class Contract:
    """What a form of completion takes. `when`: item needed if the other one says yes."""

    kind: str
    is_claim: bool
    needs: tuple[Item, ...]
    one_of: tuple[tuple[Item, ...], ...]
    when: tuple[tuple[Item, Item], ...]
    may: tuple[Item, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in the order of a form, each once."""
        found = [*self.needs]
        for group in self.one_of:
            found += group
        found += [item for item, _ in self.when]
        return tuple(dict.fromkeys([*found, *self.may]))


@dataclass(frozen=True, slots=True)
class Given:
    """What was attached under one key."""

    text: str = ""
    day: date | None = None
    file: UUID | None = None


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "contracts.toml").read_text("utf-8"))


@cache
def item(key: str) -> Item:
    """An item by its key; KeyError if there is none."""
    row = _data()["items"][key]
    return Item(key, row["kind"], Names(**row["name"]))


@cache
def kinds() -> tuple[str, ...]:
    """The kinds of contract, in the order of the file."""
    return tuple(_data()["contracts"])


@cache
def contract(kind: str) -> Contract:
    """The contract of a kind; KeyError for a kind that has none."""
    row = _data()["contracts"][kind]
    return Contract(
        kind=kind,
        is_claim=bool(row.get("is_claim")),
        needs=tuple(map(item, row.get("needs", ()))),
        one_of=tuple(tuple(map(item, group)) for group in row.get("one_of", ())),
        when=tuple((item(key), item(asked)) for key, asked in row.get("when", {}).items()),
        may=tuple(map(item, row.get("may", ()))),
    )


def complete(kind: str, given: Mapping[str, Given], today: date) -> tuple[Finding, ...]:
    """What is missing or wrong, each under the key of its item; empty when it may be offered."""
    asked = contract(kind)
    if asked.is_claim:
        return (Finding(Problem("proof-note")),)
    known = {one.key: one for one in asked.items}
    found = [Finding(Problem("proof-item", {"item": key}), field=key) for key in given if key not in known]
    for one in asked.items:
        if one.key in given and (problem := _fault(one, given[one.key], today)):
            found.append(Finding(problem, field=one.key))
    for one in asked.needs:
        if not _has(one, given):
            found.append(Finding(Problem("proof-missing"), field=one.key))
    for group in asked.one_of:
        if not any(_has(one, given) for one in group):
            found.append(Finding(Problem("proof-missing"), field=group[0].key))
    for one, condition in asked.when:
        if given.get(condition.key, Given()).text == "yes" and not _has(one, given):
            found.append(Finding(Problem("proof-missing"), field=one.key))
    return tuple(found)


def _has(one: Item, given: Mapping[str, Given]) -> bool:
    value = given.get(one.key)
    if value is None:
        return False
    if one.kind == "day":
        return value.day is not None
    return bool(value.text.strip()) or (one.kind == "paper" and value.file is not None)


def _fault(one: Item, value: Given, today: date) -> Problem | None:
    text = value.text.strip()
    if len(text) > LONGEST:
        return Problem("proof-long", {"limit": str(LONGEST)})
    if one.kind == "day" and value.day is not None and value.day > today:
        return Problem("proof-future", {"day": value.day.isoformat()})
    if one.kind == "yes_no" and text not in ("", "yes", "no"):
        return Problem("proof-yes-no")
    if one.kind == "paper" and text and not text.startswith(SCHEMES):
        return Problem("proof-address")
    return None
