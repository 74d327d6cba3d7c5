"""What is wrong and how to mend it, in the reader's language: words are data, in `problems*.toml`. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qalqan.kernel.problems import Words

WORDS = Words(Path(__file__).parent)


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that was broken; `rule` is a key of `problems*.toml`, `params` fill its words. `field`: what it
    is about, "" for the whole."""

    rule: str
    params: Mapping[str, str] = field(default_factory=dict)
    field: str = ""

    def words(self, language: str = "en") -> dict[str, str]:
        """`{"rule", "field", "message", "mend"}` in kk, ru or en."""
        return WORDS.of(self.rule, self.params, language) | {"field": self.field}

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
