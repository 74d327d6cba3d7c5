"""Sources that kept their cells (PDF, DOCX, HTML, XLSX) -> the raw plan that the values are read from.

A table of a plan is known by its header. Under it a row is a measure (its number cell holds a number), a
heading (one cell over the row), a repeated header, the line of column numbers, a total, or empty. Merged
cells: a wording merged over money columns stands for them all; a form, body or term merged over several
measures holds for each; anything else could be read in two ways and is refused with the cell named.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .document import Cell, Source, Span, Table
from .grammar import Column, column, data
from .grid_header import EXTRA, Header, find_header, squash
from .lines import Token
from .problems import PlanUnreadable
from .rows import RawPlan, RawRow, RawSection
from .words import Piece

_NUMBER = re.compile(r"\d{1,4}\s*[.)]?")
_TOTALS = re.compile(r"^(итого|всего|барлығы|жиыны|жалпы)\b", re.IGNORECASE)
_MONEY_KEYS = ("finance", "total", "years", "sources", "programmes")
_SHARED_KEYS = ("form", "bodies", "deadline", "sources", "programmes", "finance", "total")
_SECTION = re.compile(data("sections")["start"], re.IGNORECASE)
_QUOTE = 60  # characters of a cell told in a refusal
_MEASURE_CELLS = 3  # a row without a number is a measure when it fills as many cells


@dataclass(frozen=True, slots=True)
class GridPlan:
    """The raw table, and the text before and after it, where the act and the abbreviations stand."""

    plan: RawPlan
    before: Span
    after: Span


def read_grid(source: Source, codes: Iterable[str] = ()) -> GridPlan:
    """The plan's table of a gridded source. Raises PlanUnreadable: plan.*, header.*, cell.merged, row.*."""
    reading = _Reading(source)
    for at, table in enumerate(source.tables):
        reading.table(table, at)
    if reading.header is None:
        raise PlanUnreadable("plan.not_found", "file", {"format": source.format})
    if not reading.rows:
        raise PlanUnreadable("plan.no_rows", "header")
    columns = tuple(column(key, name, codes) for key, name in reading.header.columns)
    return reading.finish(columns)


@dataclass
class _Shared:
    """A cell that covers rows below: its key, and how many more table rows it covers."""

    key: str
    cell: Cell
    rows_left: int
    row: int


@dataclass
class _Reading:
    source: Source
    header: Header | None = None
    width: int = 0
    start: int = 0
    end: int = 0
    rows: list[RawRow] = field(default_factory=list)
    sections: list[RawSection] = field(default_factory=list)
    furniture: dict[str, list[Span]] = field(default_factory=dict)
    pending: list[tuple[Cell, ...]] = field(
        default_factory=list
    )  # rows that are headings if a measure follows
    shared: list[_Shared] = field(default_factory=list)
    names: set[tuple[str, ...]] = field(default_factory=set)

    def text(self, cell: Cell) -> str:
        return " ".join(self.source.text[piece.start : piece.end].strip() for piece in cell.pieces)

    def table(self, table: Table, at: int) -> None:
        """Read the rows of one table of the file, if it is the plan's or goes on with it."""
        width = max((cell.column + cell.column_span for row in table.rows for cell in row), default=0)
        header = find_header(table.rows, {cell: self.text(cell) for row in table.rows for cell in row}, width)
        first = 0
        if header is not None:
            self._take_header(header, table, width)
            first = header.last
        elif self.header is None or width != self.width:
            return
        for row_at in range(first, len(table.rows)):
            self._row(table.rows[row_at], at, row_at)

    def _take_header(self, header: Header, table: Table, width: int) -> None:
        if self.header is None:
            self.start = min(
                (
                    piece.start
                    for row in table.rows[header.first : header.last]
                    for cell in row
                    for piece in cell.pieces
                ),
                default=table.span.start,
            )
            self.header, self.width = header, width
        elif [key for key, _ in header.columns] != [key for key, _ in self.header.columns]:
            place = f"table header, row {header.first + 1}"
            names = {"first": self.header.columns[-1][1], "second": header.columns[-1][1]}
            raise PlanUnreadable("header.differs", place, names)
        for row in table.rows[header.first : header.last]:
            self.names.add(self._squashed(row))
            self._furniture("header", row)

    def _squashed(self, row: tuple[Cell, ...]) -> tuple[str, ...]:
        return tuple(squash(self.text(cell)) for cell in row if cell.pieces)

    def _furniture(self, name: str, row: tuple[Cell, ...]) -> None:
        pieces = [piece for cell in row for piece in cell.pieces]
        self.furniture.setdefault(name, []).extend(pieces)
        self.end = max([self.end, *(piece.end for piece in pieces)])

    def _row(self, row: tuple[Cell, ...], table_at: int, row_at: int) -> None:
        self._age_shared()
        filled = tuple(cell for cell in row if self.text(cell))
        if not filled:
            return
        self._refuse_split()
        words = self._squashed(row)
        place = f"table {table_at + 1}, row {row_at + 1}"
        if words in self.names:
            self._furniture("header", row)
        elif len(words) > 2 and words == tuple(str(at + 1) for at in range(len(words))):
            self._furniture("column-numbers", row)
        elif _TOTALS.match(self.text(filled[0])) and len(filled) > 1:
            self._furniture("totals", row)
        elif self._is_numbered(filled):
            self._take_pending()
            self._measure(row, row_at)
        elif len(filled) >= _MEASURE_CELLS:
            self._refuse_unnumbered(filled, place)
        else:
            self.pending.append(filled)

    def _key(self, at: int) -> str:
        return self.header.columns[at][0] if self.header and at < len(self.header.columns) else ""

    def _is_numbered(self, filled: tuple[Cell, ...]) -> bool:
        first = filled[0]
        return self._key(first.column) == "number" and bool(_NUMBER.fullmatch(self.text(first)))

    def _refuse_split(self) -> None:
        """A row under a number that is merged down to it: one measure or two, nobody can tell."""
        for shared in self.shared:
            if shared.key == "number":
                self._refuse_merged(shared.cell, shared.row)

    def _refuse_unnumbered(self, filled: tuple[Cell, ...], place: str) -> None:
        first = filled[0]
        text = self.text(first)
        if self._key(first.column) == "number":
            raise PlanUnreadable("row.bad_number", f"{place}, number", {"text": text[:_QUOTE]})
        raise PlanUnreadable("row.no_number", place, {"text": text[:_QUOTE]})

    def _take_pending(self) -> None:
        """Rows between measures: headings. One that is neither merged nor named as a section is refused."""
        for filled in self.pending:
            cell = filled[0]
            text = self.text(cell)
            merged = cell.column_span * 2 > self.width or self._key(cell.column) == "number"
            if len(filled) > 1 or not (merged or _SECTION.match(text) or text.isupper()):
                self._refuse_unnumbered(filled, f"after row {self._last_number()}")
            self.sections.append(RawSection(self._pieces(cell)))
            self.end = max(self.end, cell.pieces[-1].end)
        self.pending.clear()

    def _last_number(self) -> str:
        if not self.rows:
            return "0"
        return "".join(
            token.text for piece in self.rows[-1].cells["number"] for token in piece.tokens
        ).rstrip(".)")

    def _measure(self, row: tuple[Cell, ...], row_at: int) -> None:
        cells: dict[str, tuple[Piece, ...]] = {}
        for cell in row:
            keys = [self._key(at) for at in range(cell.column, cell.column + cell.column_span)]
            if len(keys) > 1 and cell.pieces and not all(key.split(".")[0] in _MONEY_KEYS for key in keys):
                self._refuse_merged(cell, row_at)
            cells[keys[0]] = cells.get(keys[0], ()) + self._pieces(cell)
            if cell.row_span > 1:
                self.shared.append(_Shared(keys[0], cell, cell.row_span, row_at))
            self.end = max([self.end, *(piece.end for piece in cell.pieces)])
        for shared in self.shared:
            if shared.row != row_at and shared.cell.pieces:
                self._share(shared, cells)
        self.rows.append(RawRow(cells, len(self.sections)))

    def _share(self, shared: _Shared, cells: dict[str, tuple[Piece, ...]]) -> None:
        """Give this row the cell that a row above merged down to it, if that can mean only one thing."""
        money = shared.key in ("finance", "total") and any(char.isdigit() for char in self.text(shared.cell))
        if money or (shared.key not in _SHARED_KEYS and not shared.key.startswith(EXTRA)):
            self._refuse_merged(shared.cell, shared.row)
        cells[shared.key] = self._pieces(shared.cell)

    def _age_shared(self) -> None:
        for shared in self.shared:
            shared.rows_left -= 1
        self.shared = [shared for shared in self.shared if shared.rows_left > 0]

    def _refuse_merged(self, cell: Cell, row_at: int) -> None:
        name, column_at = "", cell.column
        while column_at >= 0:
            name, column_at = chr(65 + column_at % 26) + name, column_at // 26 - 1
        raise PlanUnreadable("cell.merged", f"cell {name}{row_at + 1}", {"text": self.text(cell)[:_QUOTE]})

    def _pieces(self, cell: Cell) -> tuple[Piece, ...]:
        pieces = []
        for span in cell.pieces:
            text = self.source.text[span.start : span.end]
            tokens = tuple(
                Token(span.start + found.start(), span.start + found.end(), found.group())
                for found in re.finditer(r"\S+", text)
            )
            if tokens:
                pieces.append(Piece(tokens, self.source.words_whole or text.endswith(" ")))
        return tuple(pieces)

    def finish(self, columns: tuple[Column, ...]) -> GridPlan:
        """What was read. Rows after the last measure are text after the table."""
        furniture = {name: tuple(spans) for name, spans in self.furniture.items()}
        plan = RawPlan(columns, tuple(self.sections), tuple(self.rows), furniture)
        return GridPlan(plan, Span(0, self.start), Span(self.end, len(self.source.text)))
