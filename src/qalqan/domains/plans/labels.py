"""Names of states, classes, columns and kinds in the reader's language, from `vocabulary.toml`;
the words of the reader's notes from `findings.toml`. Pure."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from . import forms


@cache
def _vocabulary() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text("utf-8"))


@cache
def _findings() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "findings.toml").read_text("utf-8"))


def label(group: str, key: str, language: str, **values: Any) -> str:
    """A name of the vocabulary, its `{parameters}` filled. KeyError when it has none."""
    return _vocabulary()[group][key][language].format(**values)


def column(key: str, language: str) -> str:
    """The name of a column as `cells` calls it: title, deadline.start, years.2021, column:<header>."""
    if key.startswith("column:"):
        return key.removeprefix("column:")
    if key.startswith("years."):
        return label("column", "year", language, year=key.removeprefix("years."))
    names = {"deadline.start": "start", "deadline.end": "end", "finance": "funding"}
    return label("column", names.get(key, key), language)


def kind(key: str, language: str) -> str:
    """The name of a kind of completion."""
    return forms.contract(key).name[language]


def finding(rule: str, language: str, params: Mapping[str, str]) -> str:
    """What a note of the reader says; the rule's name when a newer reader knows more than this catalogue."""
    texts = _findings().get(rule)
    return texts[language].format_map(defaultdict(str, params)) if texts else rule


def furniture(name: str, language: str) -> str:
    """What a piece of the page that is no content is called; the reader's own name when it is new here."""
    try:
        return label("furniture", name, language)
    except KeyError:
        return name


def half(value: str, language: str) -> str:
    """The name of a deadline filter: "2020", "2020-1", "2020-2" or "none"."""
    if value == "none":
        return label("deadline", "none", language)
    year, _, part = value.partition("-")
    return label("deadline", f"half_{part}" if part else "year", language, year=year)
