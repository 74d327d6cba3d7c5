"""PDF with ruled tables: characters -> cells -> lines, and the pages of a table joined into one.

A table on paper is cut by pages: a row may begin on one page and end on the next, with its number on either.
The lines of a cell are kept apart (a narrow column cuts words anywhere, so `words_whole` is false); whether
two line ends belong to one word is decided later, with a lexicon. Blanks are the file's own space
characters: a justified line is stretched between all its letters, so distances alone would tear words
apart. Only a file without any space character is read by distances.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect, PDFTextExtractionNotAllowed
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException

from qalqan.domains.plans.reading.document import Source, Span
from qalqan.domains.plans.reading.problems import PlanUnreadable
from qalqan.domains.plans.reading.sources.canonical import Canonical
from qalqan.domains.plans.reading.sources.limits import DEFAULT, Limits
from qalqan.domains.plans.reading.sources.pages import PageCell, PageRow, join_pages

_Char = dict[str, Any]
_SNAP = 2.0  # points: rulings nearer than this are one line


def read_pdf(data: bytes, limits: Limits = DEFAULT) -> Source:
    """Canonical text, tables and page starts. Raises PlanUnreadable: pdf.*, table.too_many_cells."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > limits.pages:
                counts = {"count": str(len(pdf.pages)), "limit": str(limits.pages)}
                raise PlanUnreadable("pdf.pages", "file", counts)
            return _read(pdf, limits)
    except (PdfminerException, PDFException, PSException) as error:
        causes = (error, *error.args, error.__cause__)
        if any(isinstance(cause, PDFPasswordIncorrect | PDFTextExtractionNotAllowed) for cause in causes):
            raise PlanUnreadable("pdf.encrypted", "file") from error
        raise PlanUnreadable("pdf.broken", "file") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, AssertionError) as error:
        raise PlanUnreadable("pdf.broken", "file") from error  # pdfminer's answers to malformed objects


def _read(pdf: Any, limits: Limits) -> Source:
    pages = []
    cells = 0
    by_distance = True
    for page in pdf.pages:
        chars = page.chars
        by_distance = by_distance and not any(char["text"].isspace() for char in chars)
        pages.append(_Page(chars, _tables(page)))
        cells += sum(len(table.cells) for table in pages[-1].tables)
        if cells > limits.cells:
            raise PlanUnreadable("table.too_many_cells", f"page {len(pages)}", {"limit": str(limits.cells)})
        page.close()  # drops pdfminer's layout of the page; the characters are ours now
    if not any(page.chars for page in pages):
        raise PlanUnreadable("pdf.no_text", "file")
    canonical = Canonical()
    starts = []
    rows: list[PageRow] = []
    for number, page in enumerate(pages):
        starts.append(canonical.length)
        rows += page.write(canonical, number, by_distance)
    return Source("pdf", canonical.text, join_pages(rows, canonical.text), pages=tuple(starts))


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x < self.right and self.top <= y < self.bottom


@dataclass(frozen=True, slots=True)
class _Ruled:
    """A table of one page: its outline, its column edges, its cells."""

    box: _Box
    edges: tuple[float, ...]
    row_edges: tuple[float, ...]
    cells: tuple[_Box, ...]


def _tables(page: Any) -> list[_Ruled]:
    """Ruled tables, top to bottom. A row cut by the page may be left open at its end, so each group of
    verticals is closed at its ends."""
    edges = [
        edge for edge in page.edges if edge["x1"] - edge["x0"] > _SNAP or edge["bottom"] - edge["top"] > _SNAP
    ]
    verticals = [edge for edge in edges if edge["orientation"] == "v"]
    if len(verticals) < 2:
        return []
    closing = sorted({round(edge[end]) for end in ("top", "bottom") for edge in verticals})
    ends = [closing[0], closing[-1]]
    settings = {
        "vertical_strategy": "lines",
        "horizontal_strategy": "lines",
        "snap_tolerance": _SNAP,
        "join_tolerance": _SNAP,
        "explicit_horizontal_lines": ends,
    }
    tables = []
    for table in page.find_tables(settings):
        boxes = tuple(_Box(*cell) for cell in table.cells)
        columns = _clusters(value for box in boxes for value in (box.left, box.right))
        lines = _clusters(value for box in boxes for value in (box.top, box.bottom))
        if len(columns) > 2:
            tables.append(_Ruled(_Box(*table.bbox), columns, lines, boxes))
    return sorted(tables, key=lambda table: table.box.top)


def _clusters(values: Iterator[float]) -> tuple[float, ...]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SNAP:
            found.append(value)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Page:
    chars: list[_Char]
    tables: list[_Ruled]

    def write(self, canonical: Canonical, number: int, by_distance: bool) -> list[PageRow]:
        """Append the page's text in reading order; the rows of its tables, not yet joined to other pages."""
        rows: list[PageRow] = []
        outside: list[_Char] = []
        inside: dict[tuple[int, int], list[_Char]] = {}
        for char in self.chars:
            inside.setdefault(self._home(char), outside if self._home(char)[0] < 0 else []).append(char)
        for at, table in enumerate(self.tables):
            above = [char for char in outside if _middle(char)[1] < table.box.top]
            outside = [char for char in outside if _middle(char)[1] >= table.box.top]
            _write_prose(above, canonical, by_distance)
            rows += self._rows(at, inside, canonical, number, by_distance)
        _write_prose(outside, canonical, by_distance)
        return rows

    def _home(self, char: _Char) -> tuple[int, int]:
        """(table, cell) that the middle of the character stands in; (-1, -1) outside."""
        x, y = _middle(char)
        for at, table in enumerate(self.tables):
            if table.box.holds(x, y):
                for cell, box in enumerate(table.cells):
                    if box.holds(x, y):
                        return at, cell
        return -1, -1

    def _rows(
        self,
        at: int,
        inside: dict[tuple[int, int], list[_Char]],
        canonical: Canonical,
        page: int,
        by_distance: bool,
    ) -> list[PageRow]:
        table = self.tables[at]
        rows: list[PageRow] = []
        order = sorted(
            range(len(table.cells)), key=lambda cell: (table.cells[cell].top, table.cells[cell].left)
        )
        for cell in order:
            box = table.cells[cell]
            if not rows or box.top - rows[-1].top > _SNAP:
                canonical.gap()
                rows.append(PageRow(page, box.top, table.edges, []))
            pieces = _write_lines(inside.get((at, cell), []), canonical, by_distance)
            column = _index(table.edges, box.left)
            span = _index(table.edges, box.right) - column
            height = _index(table.row_edges, box.bottom) - _index(table.row_edges, box.top)
            rows[-1].cells.append(PageCell(column, tuple(pieces), span, height))
        canonical.gap()
        return rows


def _index(edges: tuple[float, ...], value: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - value))


def _middle(char: _Char) -> tuple[float, float]:
    return (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2


def _write_lines(chars: list[_Char], canonical: Canonical, by_distance: bool) -> list[Span]:
    lines = (_line_text(line, by_distance) for line in _lines(chars))
    return [canonical.add(line) for line in lines if line.strip()]


def _write_prose(chars: list[_Char], canonical: Canonical, by_distance: bool) -> None:
    """Lines outside of tables. An empty line stands where the page leaves more than a line's distance, a
    leading space where a line is set in as the first of a paragraph is, and not as a centred one is."""
    lines = [line for line in _lines(chars) if any(not char["text"].isspace() for char in line)]
    if not lines:
        return
    left = min(_ends(line)[0] for line in lines)
    right = max(_ends(line)[1] for line in lines)
    canonical.gap()
    for above, line in zip([lines[0], *lines], lines, strict=False):
        size = line[0]["size"]
        start, end = _ends(line)
        centred = abs((start - left) - (right - end)) < 2 * size and right - end > size
        if line[0]["bottom"] - above[0]["bottom"] > 1.8 * size:
            canonical.gap()
        set_in = start - left > size and not centred and line[0]["text"] != " "
        canonical.add((" " if set_in else "") + _line_text(line, by_distance))


def _ends(line: list[_Char]) -> tuple[float, float]:
    """Where the line's ink begins and ends."""
    ink = [char for char in line if not char["text"].isspace()]
    return ink[0]["x0"], ink[-1]["x1"]


def _lines(chars: list[_Char]) -> list[list[_Char]]:
    """Characters as printed lines, top to bottom, each left to right;

    text turned by 90 degrees bottom to top.
    """
    if not chars:
        return []
    turned = sum(not char["upright"] for char in chars) * 2 > len(chars)
    across, along = ("x0", "bottom") if turned else ("bottom", "x0")
    lines: list[list[_Char]] = []
    for char in sorted(chars, key=lambda char: char[across]):
        if lines and char[across] - lines[-1][0][across] <= 0.5 * char["size"]:
            lines[-1].append(char)
        else:
            lines.append([char])
    return [sorted(line, key=lambda char: char[along], reverse=turned) for line in lines]


def _line_text(line: list[_Char], by_distance: bool) -> str:
    """The line's characters. A gap wider than a letter is a blank even where the file wrote none."""
    gaps = [right["x0"] - left["x1"] for left, right in pairwise(line)]
    size = median(char["size"] for char in line)
    usual = median(gaps) if gaps else 0.0
    wide = max(usual, 0.0) + (0.18 if by_distance else 1.5) * size
    text = line[0]["text"]
    for gap, char in zip(gaps, line[1:], strict=True):
        blank = gap > wide and line[0]["upright"] and not (text.endswith(" ") or char["text"].isspace())
        text += " " + char["text"] if blank else char["text"]
    return text
