"""What is wrong and how to mend it, in the reader's language: words are data, in `problems*.toml`. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

LANGUAGES = ("kk", "ru", "en")


@cache
def _catalogue() -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    for file in sorted(Path(__file__).parent.glob("problems*.toml")):
        found |= tomllib.loads(file.read_text("utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that was broken; `rule` is a key of `problems*.toml`, `params` fill its words. `field`: what it
    is about, "" for the whole."""

    rule: str
    params: Mapping[str, str] = field(default_factory=dict)
    field: str = ""

    def words(self, language: str = "en") -> dict[str, str]:
        """`{"rule", "field", "message", "mend"}` in kk, ru or en."""
        texts = _catalogue()[self.rule]
        return {
            "rule": self.rule,
            "field": self.field,
            "message": texts["message"][language].format(**self.params),
            "mend": texts["mend"][language].format(**self.params),
        }

    def __str__(self) -> str:
        words = self.words()
        return f"{self.field}: {words['message']} {words['mend']} [{self.rule}]"


class Refused(Exception):  # noqa: N818 - it is no error: the register works as it should
    """An act that was refused, with all that is wrong; nothing was written."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    @classmethod
    def of(cls, rule: str, field: str = "", **params: str) -> "Refused":
        """A refusal for one reason."""
        return cls(Problem(rule, params, field))

    def words(self, language: str = "en") -> dict[str, str]:
        """The words of the first problem."""
        return self.problems[0].words(language)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))
