"""What can be wrong with an uploaded workbook, as data: severity, weight, and words with a mend in three
languages (`workbook_findings.toml`). Pure.

An "error" keeps its line (or the whole file, for rules of the file) from being taken over; a "warning" or a
"note" does not. Weight ranks within a severity: what spoils most comes first."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from qalqan.kernel.sheets.book import address

SEVERITIES = ("error", "warning", "note")


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """Every rule by its key."""
    return tomllib.loads((Path(__file__).parent / "workbook_findings.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a cell, a row or the file breaks. `row`, `column` 0: the whole row, the whole file. `mend`:
    the words come from elsewhere (a value's rule of evidence), `params` hold them by language."""

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
    texts = catalogue()[rule]
    if f"message_{language}" in params:
        return params[f"message_{language}"], params.get(f"mend_{language}", "")
    return (
        texts["message"][language].format_map(_Shown(params)),
        texts["mend"][language].format_map(_Shown(params)),
    )


class _Shown(dict[str, str]):
    """A word that a kept finding of an older version lacks is shown as an ellipsis, never as an error."""

    def __missing__(self, key: str) -> str:
        return "…"
