"""The words of the linter: per rule title, message and mend in en, ru and kk, and the demand it rests on.

`rules/<theme>.toml` holds one table a rule; `rules/common.toml` names places, severities and the sources of
the demands. Parameters are `{named}`; a message never glues an ending to one.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from qalqan.domains.plans.lint.draft import Place

THEMES = ("act", "structure", "bodies", "deadlines", "money", "results", "wording")
_FOLDER = Path(__file__).parent / "rules"


@cache
def rule_texts() -> dict[str, dict[str, Any]]:
    """`{"money.no-source": {"basis", "title": {"en", "ru", "kk"}, "message": ..., "mend": ...}}`."""
    found: dict[str, dict[str, Any]] = {}
    for theme in THEMES:
        table = tomllib.loads((_FOLDER / f"{theme}.toml").read_text("utf-8"))
        found |= {f"{theme}.{name}": texts for name, texts in table.items()}
    return found


@cache
def common() -> dict[str, Any]:
    return tomllib.loads((_FOLDER / "common.toml").read_text("utf-8"))


def words(rule: str, part: str, language: str, params: Mapping[str, str] | None = None) -> str:
    """`part` is "title", "message" or "mend"; KeyError for an unknown rule or a parameter left out."""
    text: str = rule_texts()[rule][part][language]
    return text.format(**params) if params is not None else text


def basis(rule: str, language: str) -> str:
    """The demand that the rule rests on, with its source."""
    return str(common()["basis"][rule_texts()[rule]["basis"]][language])


def place_name(place: Place, language: str) -> str:
    """ "row 43, form of completion" in the language asked for."""
    part = "preamble" if place.part == "paragraph" and not place.key else place.part
    head = str(common()["parts"][part][language]).format(key=place.key)
    if not place.column:
        return head
    year = place.column.removeprefix("years.")
    column = common()["columns"]["years" if year != place.column else place.column][language]
    return f"{head}, {column.format(year=year)}"
