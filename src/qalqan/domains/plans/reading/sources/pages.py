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
    """Rows with cut ones made whole. A header repeated on a page is put before the row that it interrupts."""
    joined: list[PageRow] = []
    names = [_words(row, text) for row in rows if row.page == rows[0].page]
    last_page, repeated = -1, 0
    for at, row in enumerate(rows):
        if row.page > last_page:
            last_page, repeated = row.page, 0
            new_page = bool(joined)
        if new_page and repeated < len(names) and _words(row, text) == names[repeated]:
            repeated += 1
            joined.insert(len(joined) - 1, row)
            continue
        if new_page and _continues(joined[-1], row, _next_page(rows, at), text):
            joined[-1] = _together(joined[-1], row)
        else:
            joined.append(row)
        new_page = False
    return joined


def _next_page(rows: list[PageRow], at: int) -> PageRow | None:
    """The row after `at` when that begins another page."""
    return rows[at + 1] if at + 1 < len(rows) and rows[at + 1].page > rows[at].page else None


def _words(row: PageRow, text: str) -> tuple[str, ...]:
    return tuple("".join(text[span.start : span.end] for span in cell.pieces).strip() for cell in row.cells)


def _continues(above: PageRow, below: PageRow, after: PageRow | None, text: str) -> bool:
    """Whether `below`, first on its page, is the rest of `above`. `after` begins the page after that one."""
    if [cell.column for cell in above.cells] != [cell.column for cell in below.cells]:
        return False
    heading = _is_heading(above, text), _is_heading(below, text)
    if any(heading):
        return all(heading) and not _begins_section(_first(below, text))
    numbered = bool(above.cells[0].pieces), bool(below.cells[0].pieces)
    if numbered == (True, False) and after is not None and after.cells and after.cells[0].pieces:
        return not _first(below, text)[:1].isupper()
    return not all(numbered)


def _is_heading(row: PageRow, text: str) -> bool:
    filled = [cell for cell in row.cells if cell.pieces]
    if len(filled) != 1:
        return False
    return len(row.cells) == 1 or (filled[0].column == 0 and not _first(row, text)[:1].isdigit())


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
