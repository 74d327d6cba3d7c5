"""Refusals with a place, a rule and a mend, in the reader's language.

The words are data: `problems.toml` beside this file holds, per rule, `message` and `mend` in en, ru and kk
with `{named}` parameters. Codes never change; wordings may.
"""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

LANGUAGES = ("kk", "ru", "en")


@cache
def _catalogue() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "problems.toml").read_text("utf-8"))


@dataclass
class PlanUnreadable(Exception):
    """A file that is refused. `place` says where (line, cell, page, row); nothing was written."""

    rule: str
    place: str = ""
    params: dict[str, str] = field(default_factory=dict)

    def words(self, language: str = "en") -> dict[str, str]:
        """`{"rule", "place", "message", "mend"}` in the language asked for."""
        texts = _catalogue()[self.rule]
        values = {"place": self.place, **self.params}
        return {
            "rule": self.rule,
            "place": self.place,
            "message": texts["message"][language].format(**values),
            "mend": texts["mend"][language].format(**values),
        }

    def __str__(self) -> str:
        words = self.words()
        return f"{words['place']}: {words['message']} [{self.rule}] {words['mend']}"
