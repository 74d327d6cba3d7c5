"""What is wrong and how to mend it, in the reader's language: the words are data, in `problems.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

LANGUAGES = ("kk", "ru", "en")


@cache
def _catalogue() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "problems.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that was broken; `rule` is a key of `problems.toml`, `params` fill its words. Where it is (a
    cell, a row of a file) the caller knows and says."""

    rule: str
    params: Mapping[str, str] = field(default_factory=dict)

    def words(self, language: str = "en") -> dict[str, str]:
        """`{"rule", "message", "mend"}` in kk, ru or en."""
        texts = _catalogue()[self.rule]
        return {
            "rule": self.rule,
            "message": texts["message"][language].format(**self.params),
            "mend": texts["mend"][language].format(**self.params),
        }

    def __str__(self) -> str:
        words = self.words()
        return f"{words['message']} {words['mend']} [{self.rule}]"
