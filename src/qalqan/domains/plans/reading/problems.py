"""Refusals with a place, a rule and a mend, in the reader's language.

The words are data: `problems.toml` beside this file holds, per rule, `message` and `mend` in en, ru and kk
with `{named}` parameters; `places.toml` holds the words for places. Codes never change; wordings may.
"""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from qalqan.kernel.problems import Words

WORDS = Words(Path(__file__).parent, "problems.toml")
_PART = re.compile(r"(?P<kind>[a-z_]+)[ .](?P<value>.+)")


@cache
def _places() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "places.toml").read_text("utf-8"))


def place_in(place: str, language: str = "en") -> str:
    """A place such as "row 12, bodies" or "sheet План, cell C7" in the reader's language.

    Parts are separated by ", "; each is a kind with its value (row 12, years.2020) or the name of a field.
    A part that is neither is given back as it is.
    """
    names = _places()
    words = []
    for part in place.split(", ") if place else []:
        found = _PART.fullmatch(part)
        if part in names["fields"]:
            words.append(names["fields"][part][language])
        elif found and found["kind"] in names["kinds"]:
            words.append(names["kinds"][found["kind"]][language].format(value=found["value"]))
        else:
            words.append(part)
    return ", ".join(words)


def _param_in(value: str, language: str) -> str:
    """A parameter "place:form, bodies" is told as a place is; any other as it stands."""
    return place_in(value.removeprefix("place:"), language) if value.startswith("place:") else value


@dataclass
class PlanUnreadable(Exception):  # noqa: N818
    """A file that is refused. `place` says where (line, cell, page, row); nothing was written."""

    rule: str
    place: str = ""
    params: dict[str, str] = field(default_factory=dict)

    def words(self, language: str = "en") -> dict[str, str]:
        """`{"rule", "place", "message", "mend"}` in the language asked for."""
        params = {key: _param_in(value, language) for key, value in self.params.items()}
        return WORDS.of(self.rule, params, language) | {"place": place_in(self.place, language)}

    def __str__(self) -> str:
        words = self.words()
        return f"{words['place']}: {words['message']} [{self.rule}] {words['mend']}"
