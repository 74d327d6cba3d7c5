"""The report's sentences, from `words.<language>.toml`: a sentence has slots, and a slot takes a run.

One language's catalogue has the keys and the slots of the other (a test compares them).
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from qalqan.domains.reporting.rules.numbers import Label, Run, Text, text

LANGUAGES = ("kk", "ru")
SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one language."""

    language: str
    tables: dict[str, Any]

    def of(self, key: str) -> str:
        """A sentence or a word by its key, "heads.number". KeyError for another key."""
        table, _, name = key.partition(".")
        found: str = self.tables[table][name]
        return found

    def say(self, key: str, **slots: Run | Text) -> Text:
        """A sentence with its slots filled. KeyError if a slot is not given, LooseDigitsError if one brings
        digits as plain words."""
        return text(*self._runs(self.of(key), slots))

    def _runs(self, sentence: str, slots: "dict[str, Run | Text]") -> list[Run]:
        runs: list[Run] = []
        for position, piece in enumerate(SLOT.split(sentence)):
            value: Run | Text = slots[piece] if position % 2 else piece
            runs.extend(value if isinstance(value, tuple) else [value])
        return [run for run in runs if run != ""]

    def date(self, value: date) -> Label:
        """A date in the words of a legal act, in the case in which an act is cited."""
        months = self.tables["months"]
        written = months["date"].format(
            day=value.day, month=months["dated"][value.month - 1], year=value.year
        )
        return Label(written.replace(" ", "\u00a0"))


@cache
def words(language: str) -> Words:
    """The catalogue of kk or ru."""
    path = Path(__file__).with_name(f"words.{language}.toml")
    return Words(language, tomllib.loads(path.read_text("utf-8")))
