"""PDF with ruled tables: characters -> cells -> lines, and the pages of a table joined into one.

A table on paper is cut by pages: a row may begin on one page and end on the next, with its number on either.
The lines of a cell are kept apart (a narrow column cuts words anywhere, so `words_whole` is false); whether
two line ends belong to one word is decided later, with a lexicon. Blanks are the file's own space
characters: a justified line is stretched between all its letters, so distances alone would tear words
apart. Only a file without any space character is read by distances.
"""

import io
import logging
import re
from dataclasses import dataclass
from typing import Any

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from qalqan.domains.plans.reading.document import Source
from qalqan.domains.plans.reading.problems import PlanUnreadable
from qalqan.domains.plans.reading.sources.canonical import Canonical
from qalqan.domains.plans.reading.sources.limits import DEFAULT, Limits
from qalqan.domains.plans.reading.sources.pages import PageCell, PageRow, join_pages
from qalqan.domains.plans.reading.sources.printed import Char, cell_lines, printed_lines
from qalqan.domains.plans.reading.sources.rulings import SNAP, Box, Ruled, ruled_tables
from qalqan.domains.plans.reading.sources.streams import check_streams

# A damaged file makes pdfminer warn dozens of times; the reader is owed one message, ours.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")


def read_pdf(data: bytes, limits: Limits = DEFAULT) -> Source:
    """Canonical text, tables and page starts. Raises PlanUnreadable: pdf.*, table.too_many_cells."""
    if _ENCRYPTED.search(data):  # before pdfminer: what is encrypted cannot be checked for what it unpacks to
        raise PlanUnreadable("pdf.encrypted", "file")
    check_streams(data, limits)
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > limits.pages:
                counts = {"count": str(len(pdf.pages)), "limit": str(limits.pages)}
                raise PlanUnreadable("pdf.pages", "file", counts)
            return _read(pdf, limits)
    except (MalformedPDFException, PdfminerException, PDFException, PSException) as error:
        raise PlanUnreadable("pdf.broken", "file") from error
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, AssertionError) as error:
        raise PlanUnreadable("pdf.broken", "file") from error  # pdfminer's answers to malformed objects


def _read(pdf: Any, limits: Limits) -> Source:
    pages: list[_Page] = []
    cells = 0
    by_distance = True
    for page in pdf.pages:
        if len(page.objects.get("rect", ())) + len(page.objects.get("line", ())) > limits.cells:
            raise PlanUnreadable(
                "table.too_many_cells", f"page {len(pages) + 1}", {"limit": str(limits.cells)}
            )
        chars = page.chars
        by_distance = by_distance and not any(char["text"].isspace() for char in chars)
        pages.append(_Page(chars, ruled_tables(page)))
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
class _Page:
    chars: list[Char]
    tables: list[Ruled]

    def write(self, canonical: Canonical, number: int, by_distance: bool) -> list[PageRow]:
        """Append the page's text in reading order; the rows of its tables, not yet joined to other pages."""
        rows: list[PageRow] = []
        outside: list[Char] = []
        inside: dict[tuple[int, int], list[Char]] = {}
        for char in self.chars:
            home = self._home(char)
            (outside if home is None else inside.setdefault(home, [])).append(char)
        for at, table in enumerate(self.tables):
            above = [char for char in outside if _middle(char)[1] < table.box.top]
            outside = [char for char in outside if _middle(char)[1] >= table.box.top]
            _write_prose(above, canonical, by_distance)
            rows += self._rows(at, inside, canonical, number, by_distance)
        _write_prose(outside, canonical, by_distance)
        return rows

    def _home(self, char: Char) -> tuple[int, int] | None:
        """(table, cell) that the middle of the character stands in; None outside."""
        x, y = _middle(char)
        for at, table in enumerate(self.tables):
            if table.box.holds(x, y):
                for cell, box in enumerate(table.cells):
                    if box.holds(x, y):
                        return at, cell
        return None

    def _rows(
        self,
        at: int,
        inside: dict[tuple[int, int], list[Char]],
        canonical: Canonical,
        page: int,
        by_distance: bool,
    ) -> list[PageRow]:
        table = self.tables[at]
        lines = {
            cell: printed_lines(inside.get((at, cell), []), by_distance) for cell in range(len(table.cells))
        }
        rows: list[PageRow] = []
        for cell in sorted(lines, key=lambda cell: (table.cells[cell].top, table.cells[cell].left)):
            box = table.cells[cell]
            if not rows or box.top - rows[-1].top > SNAP:
                canonical.gap()
                rows.append(PageRow(page, box.top, table.columns, []))
            column, end = _index(table.columns, box.left), _index(table.columns, box.right)
            beside = [other for other, its in enumerate(table.cells) if _same_column(its, box)]
            room = (
                max(line.end - line.start for other in beside for line in lines[other])
                if lines[cell]
                else 0.0
            )
            pieces = tuple(canonical.add(text) for text in cell_lines(lines[cell], room))
            height = _index(table.rows, box.bottom) - _index(table.rows, box.top)
            rows[-1].cells.append(PageCell(column, pieces, end - column, height))
        canonical.gap()
        return rows


def _same_column(one: Box, other: Box) -> bool:
    return abs(one.left - other.left) < SNAP and abs(one.right - other.right) < SNAP


def _index(edges: tuple[float, ...], value: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - value))


def _middle(char: Char) -> tuple[float, float]:
    return (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2


def _write_prose(chars: list[Char], canonical: Canonical, by_distance: bool) -> None:
    """Lines outside of tables. An empty line stands where the page leaves more than a line's distance, a
    leading space where a line is set in as the first of a paragraph is, and not as a centred one is."""
    lines = printed_lines(chars, by_distance)
    if not lines:
        return
    left, right = min(line.start for line in lines), max(line.end for line in lines)
    canonical.gap()
    for above, line in zip([lines[0], *lines], lines, strict=False):
        centred = (
            abs((line.start - left) - (right - line.end)) < 2 * line.size and right - line.end > line.size
        )
        if line.bottom - above.bottom > 1.8 * line.size:
            canonical.gap()
        set_in = line.start - left > line.size and not centred and not line.text.startswith(" ")
        canonical.add((" " if set_in else "") + line.text)
