"""Refusals of the register: a rule, a place, and words with a mend, in the reader's language.

The words are data, in `refusals.toml`, like those of the reader (`reading/problems.toml`).
"""

import tomllib
from functools import cache
from pathlib import Path

from .reading.problems import place_in


@cache
def _catalogue() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "refusals.toml").read_text("utf-8"))


class Refused(Exception):  # noqa: N818  it is no error: the register works as it should
    """An act of the register that was refused; nothing was written.

    `rule` is a key of `refusals.toml`, `place` says where (a row and a column, a file); `params` fill
    the words.
    """

    def __init__(self, rule: str, place: str = "", **params: str) -> None:
        super().__init__(rule, place)
        self.rule, self.place, self.params = rule, place, params

    def words(self, language: str = "en") -> dict[str, str]:
        """`{"rule", "place", "message", "mend"}` in the language asked for (kk, ru or en)."""
        texts = _catalogue()[self.rule]
        place = place_in(self.place, language)
        values = {"place": place, **self.params}
        return {
            "rule": self.rule,
            "place": place,
            "message": texts["message"][language].format(**values),
            "mend": texts["mend"][language].format(**values),
        }

    def __str__(self) -> str:
        words = self.words()
        return f"{words['message']} [{self.rule}] {words['mend']}"
