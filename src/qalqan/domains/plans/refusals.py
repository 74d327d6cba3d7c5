"""Refusals of the register: a rule, a place, and words with a mend, in the reader's language.

The words are data, in `refusals.toml`, like those of the reader (`reading/problems.toml`).
"""

from pathlib import Path

from qalqan.kernel.problems import Words

from .reading.problems import place_in

WORDS = Words(Path(__file__).parent, "refusals.toml")


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
        place = {"place": place_in(self.place, language)}
        return WORDS.of(self.rule, place | self.params, language) | place

    def __str__(self) -> str:
        words = self.words()
        return f"{words['message']} [{self.rule}] {words['mend']}"
