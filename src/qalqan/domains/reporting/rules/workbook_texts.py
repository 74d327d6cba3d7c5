"""The words of the workbook and its stamp: what a column is called, and for which report a workbook was made.
Pure. The words are data, in `workbook_texts.toml`."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from qalqan.domains.reporting.rules.lines import NAMES
from qalqan.kernel.names import LANGUAGES

TEMPLATE = "qalqan-report/1"
PROPERTY = "qalqan"  # of the document: the stamp once more, where a reader does not erase it by chance
INPUTS = NAMES
MARK = " | "


@cache
def texts() -> dict[str, Any]:
    """The whole catalogue."""
    return tomllib.loads((Path(__file__).parent / "workbook_texts.toml").read_text("utf-8"))


def columns() -> tuple[str, ...]:
    """The keys of the columns, in the order of the sheet."""
    return tuple(texts()["columns"])


def word(group: str, key: str, language: str) -> str:
    """One of the catalogue's words."""
    return str(texts()[group][key][language])


def plain(text: str) -> str:
    """A text without what differs between two hands: blanks, case, the letter ё."""
    return " ".join(text.split()).casefold().replace("ё", "е")


@cache
def _keys(group: str) -> dict[str, str]:
    return {plain(words[language]): key for key, words in texts()[group].items() for language in LANGUAGES}


def column_of(text: str) -> str | None:
    """The key of the column that a header names in any of the three languages, or None."""
    return _keys("columns").get(plain(text))


def outcome_of(text: str) -> str | None:
    """The outcome that a cell names in any of the three languages, or None."""
    return _keys("outcomes").get(plain(text))


@dataclass(frozen=True, slots=True)
class Stamp:
    """For which report a workbook was made. `digest`: of the revisions of its lines at that time."""

    plan: str
    body: str
    start: date
    end: date
    package: UUID
    digest: str
    template: str = TEMPLATE

    @property
    def text(self) -> str:
        """As it stands in the workbook, visibly and in the document's properties."""
        parts = (self.template, self.plan, self.body, self.start, self.end, self.package, self.digest)
        return MARK.join(map(str, parts))

    @classmethod
    def parse(cls, text: str) -> "Stamp | None":
        """The stamp in a text, or None when it is none."""
        parts = [part.strip() for part in text.split("|")]
        if len(parts) != 7 or not parts[0].startswith("qalqan-report/"):
            return None
        try:
            start, end = date.fromisoformat(parts[3]), date.fromisoformat(parts[4])
            return cls(parts[1], parts[2], start, end, UUID(parts[5]), parts[6], parts[0])
        except ValueError:
            return None


def digest(revisions: Mapping[int, int]) -> str:
    """What a workbook says of the revisions it was made from: 16 hex digits over measure and revision."""
    said = ";".join(f"{number}:{revisions[number]}" for number in sorted(revisions))
    return hashlib.sha256(said.encode()).hexdigest()[:16]
