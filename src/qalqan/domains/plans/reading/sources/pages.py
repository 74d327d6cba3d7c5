"""A table printed over pages becomes one table again.

Fragments of a row at a page's end and at the next page's start are one row when only one of them bears a
number (the number is centred in the row, so it stands on either page), and one heading when both fill the
same single cell. A row that covers a whole page and more has a middle fragment without a number: it goes to
the row whose sentence it continues, told by its first letter.
"""

from dataclasses import dataclass

from qalqan.domains.plans.reading.document import Cell, Span, Table

_SAME = 3.0  # points between column edges of the same table on two pages


@dataclass(frozen=True, slots=True)
class PageCell:
    column: int
    pieces: tuple[Span, ...]
    column_span: int
    row_span: int


@dataclass(slots=True)
class PageRow:
    """A row as one page shows it; `edges` are the column edges of its table on that page."""

    page: int
    top: float
    edges: tuple[float, ...]
    cells: list[PageCell]


def join_pages(rows: list[PageRow], text: str) -> tuple[Table, ...]:
    """Tables over all pages. Fragments with other column edges begin a new table."""
    groups: list[list[PageRow]] = []
    for row in rows:
        if groups and _same_table(groups[-1][-1], row):
            groups[-1].append(row)
        else:
            groups.append([row])
    return tuple(_table(_join_rows(group, text)) for group in groups)


def _same_table(above: PageRow, below: PageRow) -> bool:
    if above.page == below.page:
        return above.edges == below.edges and below.top > above.top
    same_width = len(above.edges) == len(below.edges)
    return same_width and all(abs(a - b) < _SAME for a, b in zip(above.edges, below.edges, strict=True))


def _table(rows: list[PageRow]) -> Table:
    cells = tuple(
        tuple(Cell(cell.column, cell.pieces, cell.column_span, cell.row_span) for cell in row.cells)
        for row in rows
    )
    spans = [span for row in rows for cell in row.cells for span in cell.pieces]
    return Table(cells, Span(spans[0].start, spans[-1].end) if spans else Span(0, 0))


def _join_rows(rows: list[PageRow], text: str) -> list[PageRow]:
    joined: list[PageRow] = []
    last_page = -1
    for at, row in enumerate(rows):
        cut = bool(joined) and row.page > last_page
        after = rows[at + 1] if at + 1 < len(rows) and rows[at + 1].page > row.page else None
        if cut and _continues(joined[-1], row, after, text):
            joined[-1] = _together(joined[-1], row)
        else:
            joined.append(row)
        last_page = row.page
    return joined


def _continues(above: PageRow, below: PageRow, after: PageRow | None, text: str) -> bool:
    """Whether `below`, first on its page, is the rest of `above`. `after` begins the page after that one."""
    if [cell.column for cell in above.cells] != [cell.column for cell in below.cells]:
        return False
    heading = _is_heading(above), _is_heading(below)
    if any(heading):
        return all(heading) and not _begins_section(_first(below, text))
    numbered = bool(above.cells[0].pieces), bool(below.cells[0].pieces)
    if numbered == (True, False) and after is not None and after.cells and after.cells[0].pieces:
        return not _first(below, text)[:1].isupper()
    return not all(numbered)


def _is_heading(row: PageRow) -> bool:
    filled = [cell for cell in row.cells if cell.pieces]
    if len(filled) != 1:
        return False
    return len(row.cells) == 1 or (filled[0].column == 0 and len(filled[0].pieces) > 1)


def _begins_section(words: str) -> bool:
    first = words.split(".")[0].replace(" ", "")
    return bool(first) and "." in words[:12] and all(char in "IVXLІХ0123456789" for char in first)


def _first(row: PageRow, text: str) -> str:
    return next((text[span.start : span.end].strip() for cell in row.cells for span in cell.pieces), "")


def _together(above: PageRow, below: PageRow) -> PageRow:
    cells = [
        PageCell(cell.column, cell.pieces + rest.pieces, cell.column_span, cell.row_span)
        for cell, rest in zip(above.cells, below.cells, strict=True)
    ]
    return PageRow(below.page, below.top, below.edges, cells)
