"""A plan's text without a grid as rows of cells: outline, header, layout search, pieces."""

from collections import defaultdict
from collections.abc import Sequence

from .document import Span
from .grammar import column
from .header import columns
from .layout import SECTION, Layout, Placed
from .lines import Line
from .outline import Outline, spans_of
from .problems import PlanUnreadable
from .rows import RawPlan, RawRow, RawSection
from .sections import is_heading_start
from .words import Piece


def read_table(outline: Outline, codes: Sequence[str]) -> RawPlan:
    """Cells of the table in `outline`. `codes`: the act's abbreviations. Raises PlanUnreadable."""
    named = columns(outline.header, outline.columns)
    table = tuple(column(name.key, name.header, codes) for name in named)
    if not outline.body:
        raise PlanUnreadable("plan.no_rows", "end")
    placed = Layout(table, codes).place(outline.body)
    cells: dict[tuple[int, int], list[Placed]] = defaultdict(list)
    headings: list[list[Placed]] = []
    sections_before: dict[int, int] = {}
    previous: Placed | None = None
    for item in placed:
        if item.column == SECTION:
            fresh = (
                previous is None or previous.column != SECTION or _new_heading(outline.body, item, previous)
            )
            if fresh:
                headings.append([])
            headings[-1].append(item)
        else:
            cells[item.row, item.column].append(item)
            sections_before.setdefault(item.row, len(headings))
        previous = item
    rows = tuple(
        RawRow(
            {
                table[at].key: pieces(cells[row, at], outline.body)
                for at in range(len(table))
                if cells.get((row, at))
            },
            sections_before[row],
        )
        for row in sorted(sections_before)
    )
    sections = tuple(RawSection(pieces(heading, outline.body)) for heading in headings)
    furniture = {"header": spans_of(outline.header), "column-numbers": spans_of(outline.numbering)}
    return RawPlan(table, sections, rows, furniture)


def _new_heading(lines: Sequence[Line], item: Placed, previous: Placed) -> bool:
    line = lines[item.line]
    return (
        item.line != previous.line
        and item.token == line.tokens[0]
        and bool(line.blanks)
        and is_heading_start(line)
    )


def pieces(placed: Sequence[Placed], lines: Sequence[Line]) -> tuple[Piece, ...]:
    """Tokens of one cell, line by line, with what the line's end says."""
    by_line: list[list[Placed]] = []
    for item in placed:
        if by_line and by_line[-1][0].line == item.line:
            by_line[-1].append(item)
        else:
            by_line.append([item])
    result = []
    for at, items in enumerate(by_line):
        line = lines[items[-1].line]
        following = lines[by_line[at + 1][0].line] if at + 1 < len(by_line) else None
        link = following is not None and following.indented and bool(following.blanks)
        ends = line.ends_word and items[-1].token == line.tokens[-1]
        result.append(Piece(tuple(item.token for item in items), ends, link, not line.signs.ends))
    return tuple(result)


def table_span(outline: Outline) -> Span:
    """From the first character of the header to the last of the body."""
    return Span(outline.header[0].span.start, outline.body[-1].span.end)
