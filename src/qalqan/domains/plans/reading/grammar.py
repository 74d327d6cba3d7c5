"""Columns as languages: data/columns.toml with the act's own abbreviations filled in.

A column is *open* (the measure's title, or a column we have no name for) or *closed* (its text belongs to
a language). Matching looks at text without white space; `fold` says how text is levelled before it.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .automaton import Automaton, literal

DATA = Path(__file__).parent / "data"

_DASHES = str.maketrans(
    {"–": "-", "—": "-", "‑": "-", "−": "-", "\u00a0": None, "«": '"', "»": '"', "“": '"', "”": '"'}
)

# In narrow text these short names stand in money columns of every plan, listed in the act or not.
MONEY_CODES = frozenset({"РБ", "МБ", "ВБ", "ЖБ", "ДБ", "рб", "мб", "вб", "жб", "дб"})
USUAL_CODES = ("РБ", "МБ", "ВБ", "РК", "ҚР", "ЖБ", "ДБ")


@cache
def data(name: str) -> Any:
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


def fold(text: str) -> str:
    """Lower case, ё as е, every dash as "-", no white space: the form in which closed columns match."""
    return "".join(text.split()).translate(_DASHES).lower().replace("ё", "е")


def fold_case(text: str) -> str:
    """As `fold`, capitals kept: codes of bodies are told from words by them."""
    return "".join(text.split()).translate(_DASHES)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the plan. `key` is the field's name in `Measure.spans`."""

    key: str
    header: str
    automaton: Automaton | None
    folds: bool = True

    @property
    def is_open(self) -> bool:
        return self.automaton is None

    def level(self, text: str) -> str:
        return fold(text) if self.folds else fold_case(text)


def column(key: str, header: str, codes: Iterable[str]) -> Column:
    """The column named `key` (years.2020 is one of `years`); an unknown key is an open column."""
    spec = data("columns")["columns"].get(key.split(".")[0])
    if spec is None or spec.get("open"):
        return Column(key, header, None)
    return Column(key, header, automaton(spec["pattern"], tuple(sorted(set(codes)))), spec.get("fold", True))


@cache
def automaton(pattern: str, codes: tuple[str, ...] = ()) -> Automaton:
    """`pattern` compiled with the names of data/columns.toml and the act's abbreviations."""
    known = sorted({fold_case(code) for code in (*codes, *USUAL_CODES)})
    names = dict(data("columns")["names"]) | dict(data("columns")["names_codes"])
    names["codes"] = "|".join(literal(code) for code in known)
    names["lcodes"] = "|".join(literal(fold(code)) for code in known)
    return Automaton(pattern, names)
