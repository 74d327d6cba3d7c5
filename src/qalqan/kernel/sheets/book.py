"""A spreadsheet as values. Pure: no Django, no library of spreadsheets.

Rows and columns count from 1, as people see them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from qalqan.kernel.problems import Words

type Value = str | Decimal | date | datetime | bool | None

KINDS = ("text", "number", "percent", "date", "bool", "formula", "error")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask of us. `rows`, `cells` count what holds a value; `elements` counts the XML
    elements of the whole file, so empty, merely formatted cells as well, which cost time and, to who builds
    the workbook whole, memory; `merged` the cells of all its merged ranges and ranges with a link."""

    bytes: int = 15_000_000
    rows: int = 5_000
    columns: int = 200
    cells: int = 100_000
    elements: int = 300_000
    text: int = 32_767
    texts: int = 20_000_000
    sheets: int = 50
    merged: int = 20_000


DEFAULT = Limits()


def letters(column: int) -> str:
    """The letters of a column: 1 is A, 28 is AB."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def address(row: int, column: int) -> str:
    """The name of a cell as a spreadsheet shows it: B7."""
    return f"{letters(column)}{row}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds something. `kind` is what it was in the file. Of a "percent" cell (98 % is stored as
    0.98) `value` is in percent, as it was seen: 98. Of a "formula" it is the result stored by the program
    that saved the file, never one of ours; None when there is none."""

    row: int
    column: int
    kind: str
    value: Value

    @property
    def address(self) -> str:
        return address(self.row, self.column)

    @property
    def text(self) -> str:
        """The value in plain writing: numbers with a point and no group signs, days as 31.12.2020."""
        if self.value is None:
            return ""
        if isinstance(self.value, bool):
            return "TRUE" if self.value else "FALSE"
        if isinstance(self.value, datetime):
            return self.value.strftime("%d.%m.%Y %H:%M")
        if isinstance(self.value, date):
            return self.value.strftime("%d.%m.%Y")
        if isinstance(self.value, Decimal):
            plain = format(self.value, "f")
            return plain.rstrip("0").rstrip(".") if "." in plain else plain
        return self.value.strip()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its cells by row and column, and what a reader of it does not see. `merged`: ranges as (first
    row, first column, last row, last column)."""

    title: str
    is_hidden: bool = False
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell there, or None when it is empty."""
        return self.rows.get(row, {}).get(column)

    def merged_at(self, row: int, column: int) -> tuple[int, int, int, int] | None:
        """The merged range that covers a cell, or None."""
        return next(
            (m for m in self.merged if m[0] <= row <= m[2] and m[1] <= column <= m[3]),
            None,
        )


@dataclass(frozen=True, slots=True)
class Book:
    """`format`: xlsx or csv; `properties`: the document's own named properties (the custom ones)."""

    format: str
    sheets: tuple[Sheet, ...]
    properties: dict[str, str] = field(default_factory=dict)


WORDS = Words(Path(__file__).parent, "words.toml")


class SheetRefused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """A spreadsheet that is not read. `rule` is a key of `words.toml`; `place` a sheet or a cell, as it is
    called in the file; `params` fill the words."""

    def __init__(self, rule: str, place: str = "", **params: object) -> None:
        super().__init__(rule, place)
        self.rule, self.place = rule, place
        self.params = {name: str(value) for name, value in params.items()}

    def words(self, language: str = "en") -> dict[str, str]:
        """`{"rule", "place", "message", "mend"}` in kk, ru or en."""
        place = {"place": self.place}
        return WORDS.of(self.rule, place | self.params, language) | place

    def __str__(self) -> str:
        words = self.words()
        return f"{words['message']} {words['mend']}"
