"""What is wrong and how to mend it, in the reader's language: the words are data, in `problems*.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qalqan.kernel.problems import Words

WORDS = Words(Path(__file__).parent)


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that was broken; `rule` is a key of `problems*.toml`, `params` fill its words. Where it is (a
    cell, a row of a file) the caller knows and says."""

    rule: str
    params: Mapping[str, str] = field(default_factory=dict)

    def words(self, language: str = "en") -> dict[str, str]:
        """`{"rule", "message", "mend"}` in kk, ru or en."""
        return WORDS.of(self.rule, self.params, language)

    def __str__(self) -> str:
        words = self.words()
        return f"{words['message']} {words['mend']} [{self.rule}]"


MEASURE = {"kk": "№ {number} іс-шара", "ru": "мероприятие № {number}", "en": "measure {number}"}


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and where it is: a file or a form, a measure of the plan, a field."""

    problem: Problem
    source: str = ""
    measure: int | None = None
    field: str = ""

    def words(self, language: str = "en") -> dict[str, str]:
        """The problem's words, with `place` in words."""
        number = "" if self.measure is None else MEASURE[language].format(number=self.measure)
        place = ", ".join(part for part in (self.source, number, self.field) if part)
        return {**self.problem.words(language), "place": place}

    def __str__(self) -> str:
        words = self.words()
        return f"{words['place']}: {words['message']} {words['mend']} [{words['rule']}]"


class Refusal(Exception):  # noqa: N818 - it is no error: the room works as it should
    """An act of evidence that was refused, with all that is wrong; nothing was written."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*findings)
        self.findings = findings

    @classmethod
    def of(cls, rule: str, **params: str) -> "Refusal":
        """A refusal for one reason that needs no place."""
        return cls(Finding(Problem(rule, params)))

    def words(self, language: str = "en") -> dict[str, str]:
        """The words of the first finding."""
        return self.findings[0].words(language)

    def __str__(self) -> str:
        return "\n".join(map(str, self.findings))
