"""What can be wrong with an uploaded workbook, as data: severity, weight, and words with a mend in three
languages (`workbook_findings.toml`). Pure.

An "error" keeps its line (or the whole file, for rules of the file) from being taken over; a "warning" or a
"note" does not. Weight ranks within a severity: what spoils most comes first."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from qalqan.domains.reporting.rules.workbook_texts import texts
from qalqan.kernel.sheets.book import address

TOKEN = re.compile(r"@(columns|outcomes|states)\.(\w+)")
SEVERITIES = ("error", "warning", "note")


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """Every rule by its key."""
    return tomllib.loads((Path(__file__).parent / "workbook_findings.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a cell, a row or the file breaks. `row`, `column` 0: the whole row, the whole file. Words
    of the workbook stand in `params` as tokens ("@columns.value"): each reader reads his own language.
    `params` with `message_kk` and so on: the words come from elsewhere (a value's rule of evidence)."""

    rule: str
    sheet: str = ""
    row: int = 0
    column: int = 0
    number: int | None = None
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def severity(self) -> str:
        """error, warning or note."""
        return str(catalogue()[self.rule]["severity"])

    @property
    def weight(self) -> int:
        """The greater, the more it spoils."""
        return int(catalogue()[self.rule]["weight"])

    @property
    def cell(self) -> str:
        """The cell as a spreadsheet calls it: "F12"; a row alone: "12"; "" for the file."""
        if self.row and self.column:
            return address(self.row, self.column)
        return str(self.row) if self.row else ""


def ranked(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first, what weighs most first, then in the order of the sheet."""
    return tuple(sorted(found, key=lambda f: (SEVERITIES.index(f.severity), -f.weight, f.row, f.column)))


def words(rule: str, params: Mapping[str, str], language: str) -> tuple[str, str]:
    """What is wrong and how to mend it, in kk, ru or en. Rules of values bring their own words along."""
    if f"message_{language}" in params:
        return params[f"message_{language}"], params.get(f"mend_{language}", "")
    said = catalogue()[rule]
    shown = _Shown({name: _in(value, language) for name, value in params.items()})
    return said["message"][language].format_map(shown), said["mend"][language].format_map(shown)


def _in(value: str, language: str) -> str:
    """A parameter with its tokens in a language; what is no token of ours stays as it was written."""

    def word(found: re.Match[str]) -> str:
        known = texts()[found[1]].get(found[2])
        return str(known[language]) if known else found[0]

    return TOKEN.sub(word, value)


class _Shown(dict[str, str]):
    """A word that a kept finding of an older version lacks is shown as an ellipsis, never as an error."""

    def __missing__(self, key: str) -> str:
        return "…"
