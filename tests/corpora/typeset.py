"""A plan printed as PDF with reportlab, and the ink: what stands where, for those who turn PDF into text.

Cells but the measure's are centred in their row, so a row cut by a page has its number on either page.
"""

import io
import re
from dataclasses import dataclass, field
from functools import cache

import font_roboto
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.corpora.invent import ROMAN, Invented, cell_texts
from tests.corpora.layouts import Layout
from tests.corpora.lines import Line, break_lines
from tests.corpora.prose import closing, opening

_MARGIN = 36.0
_PAD = 2.0


@dataclass(frozen=True)
class Ink:
    """A printed line: page, row fragment on it (-1: prose), column, position of its baseline from the top."""

    page: int
    band: int
    column: int
    x: float
    y: float
    line: Line
    cut: bool = False  # a line of a row that a page cuts


@dataclass
class Printed:
    """The PDF's bytes and all that was printed, in order of printing."""

    pdf: bytes
    ink: list[Ink]
    size: float


@dataclass
class _Cell:
    column: int
    span: int
    lines: list[Line]
    tops: list[float] = field(default_factory=list)


@cache
def _font(light: bool) -> str:
    name = "CorpusLight" if light else "Corpus"
    pdfmetrics.registerFont(TTFont(name, font_roboto.RobotoLight if light else font_roboto.Roboto))
    return name


def typeset(layout: Layout, plan: Invented | None = None) -> Printed:
    """Print `plan` (by default the layout's own)."""
    plan = plan or layout.plan()
    printer = _Printer(layout, plan)
    printer.prose(opening(plan))
    printer.header()
    section = 0
    for row in plan.rows:
        if row.section != section:
            section = row.section
            printer.heading(f"{ROMAN[section]}. {plan.sections[section - 1]}")
        printer.row(cell_texts(row, plan), row.number)
    printer.prose(closing(plan))
    return printer.finish()


class _Printer:
    def __init__(self, layout: Layout, plan: Invented) -> None:
        self.layout, self.plan = layout, plan
        self.font, self.size, self.leading = _font(layout.light), layout.size, 1.25 * layout.size
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=layout.page, invariant=True)
        self.ink: list[Ink] = []
        self.page = self.band = 0
        self.y = _MARGIN
        self.bottom = layout.page[1] - _MARGIN
        self.lefts = [_MARGIN]
        for width in layout.widths:
            self.lefts.append(self.lefts[-1] + width)

    def measure(self, text: str) -> float:
        return float(pdfmetrics.stringWidth(text, self.font, self.size))

    def finish(self) -> Printed:
        self.canvas.save()
        return Printed(self.buffer.getvalue(), self.ink, self.size)

    def new_page(self) -> None:
        self.canvas.showPage()
        self.page += 1
        self.y = _MARGIN

    def put(self, line: Line, x: float, y: float, band: int, column: int, cut: bool = False) -> None:
        """Draw one line with its baseline at `y` from the top and remember it."""
        ground = self.layout.page[1] - y
        text = self.canvas.beginText(x, ground)
        text.setFont(self.font, self.size)
        text.setCharSpace(line.spread)
        text.textOut(line.text)
        self.canvas.drawText(text)
        if line.link:
            start = x + self.measure(line.text[: line.link[0]]) + line.spread * line.link[0]
            end = x + self.measure(line.text[: line.link[1]]) + line.spread * line.link[1]
            self.canvas.linkURL("https://example.invalid/act", (start, ground - 2, end, ground + self.size))
        self.ink.append(Ink(self.page, band, column, x, y, line, cut))

    def prose(self, paragraphs: list[str]) -> None:
        """Paragraphs over the whole width, words whole. An empty one is a gap."""
        width = self.layout.page[0] - 2 * _MARGIN
        for paragraph in paragraphs:
            for line in break_lines(paragraph, width, self.measure) or [Line("")]:
                if self.y + self.leading > self.bottom:
                    self.new_page()
                self.y += self.leading
                if line.text:
                    self.put(line, _MARGIN, self.y, -1, 0)

    def cell(self, column: int, text: str, span: int = 1, justify: bool = False) -> _Cell:
        width = self.lefts[column + span] - self.lefts[column] - 2 * _PAD
        lines: list[Line] = []
        for paragraph in text.split("\n"):
            link = None
            if (
                self.layout.links
                and column == 1
                and (found := re.search(r"(приказ|постановление) ", paragraph))
            ):
                link = found.span(1)
            lines += break_lines(
                paragraph,
                width,
                self.measure,
                justify=justify and self.layout.justify,
                break_hyphens=self.layout.break_hyphens,
                link=link,
            )
        return _Cell(column, span, lines)

    def header(self) -> None:
        """Names of columns on one to three levels, then the line of column numbers if the layout has one."""
        for column, span, top, height, text in self._header_cells():
            cell = self.cell(column, text, span)
            self._box(column, span, self.y + top, height)
            first = self.y + top + (height - len(cell.lines) * self.leading) / 2
            for at, line in enumerate(cell.lines):
                y = first + (at + 0.8) * self.leading
                self.put(line, self.lefts[column] + _PAD, y, self.band, column)
        self.y += self._header_height()
        self.band += 1
        if self.layout.numbering:
            self._place([self.cell(at, str(at + 1)) for at in range(len(self.layout.columns))], centred=True)

    def _header_levels(self) -> list[list[tuple[int, int, str]]]:
        """Per level: (column, columns covered, text). Names outside of the finance group are on level 0."""
        names, columns = self.plan.header, self.layout.columns
        years = [at for at, key in enumerate(columns) if key.startswith("years.")]
        levels: list[list[tuple[int, int, str]]] = [[], [], []]
        for at, key in enumerate(columns):
            if key == "total":
                levels[0].append((at, 1 + len(years), names["finance"]))
                levels[1] += [(at, 1, names["total"])] if years else []
            elif not key.startswith("years."):
                levels[0].append((at, 1, names[key]))
        if years:
            levels[1].append((years[0], len(years), names["among"]))
            levels[2] += [(at, 1, names["year"].format(year=columns[at][6:])) for at in years]
        return [level for level in levels if level]

    def _needed(self, cell: tuple[int, int, str]) -> float:
        return len(self.cell(cell[0], cell[2], cell[1]).lines) * self.leading + 2 * _PAD

    def _level_heights(self) -> list[float]:
        levels = self._header_levels()
        grouped = [[cell for cell in levels[0] if self.layout.columns[cell[0]] == "total"], *levels[1:]]
        heights = [
            max((self._needed(cell) for cell in level), default=0.0) for level in grouped[: len(levels)]
        ]
        heights[-1] += max(0.0, max(map(self._needed, levels[0])) - sum(heights))
        return heights

    def _header_height(self) -> float:
        return sum(self._level_heights())

    def _header_cells(self) -> list[tuple[int, int, float, float, str]]:
        levels, heights = self._header_levels(), self._level_heights()
        cells = []
        for depth, level in enumerate(levels):
            for column, span, text in level:
                covered = any(
                    column <= other[0] < column + span for below in levels[depth + 1 :] for other in below
                )
                height = heights[depth] if covered else sum(heights[depth:])
                cells.append((column, span, sum(heights[:depth]), height, text))
        return cells

    def heading(self, text: str) -> None:
        last = len(self.layout.columns)
        if self.layout.heading == "merged":
            self._place([self.cell(0, text, last)])
        else:
            self._place([self.cell(0, text, justify=True), *(_Cell(at, 1, []) for at in range(1, last))])

    def row(self, texts: dict[str, str], number: int) -> None:
        cells = [self.cell(at, texts[key], justify=True) for at, key in enumerate(self.layout.columns)]
        if self.layout.blank_tails and number % 6 == 0:
            cells[3].lines.append(Line(" "))
        self._place(cells, centred=True)

    def _place(self, cells: list[_Cell], centred: bool = False) -> None:
        """Print a row: whole if it fits or may not be cut, else the lines that fit and the rest overleaf."""
        height = max(len(cell.lines) for cell in cells) * self.leading + 2 * _PAD
        for cell in cells:
            free = height - 2 * _PAD - len(cell.lines) * self.leading
            offset = free / 2 if centred and cell.column != 1 else 0.0
            cell.tops = [_PAD + offset + at * self.leading for at in range(len(cell.lines))]
        room = self.bottom - self.y
        small = not self.layout.cut_rows or room < 3 * self.leading or height < 2.5 * self.leading
        if height > room and small and height <= self.bottom - _MARGIN:
            self._turn()
            room = self.bottom - self.y
        cut = height > room
        while height > room:
            kept, cells = self._divide(cells, room)
            self._fragment(kept, room, cut, closed=not self.layout.open_cuts)
            self._turn()
            height = max(top + self.leading for cell in cells for top in cell.tops or [0.0]) + _PAD
            room = self.bottom - self.y
        self._fragment(cells, height, cut, closed=True)

    def _turn(self) -> None:
        self.new_page()
        if self.layout.repeat_header:
            self.header()

    def _divide(self, cells: list[_Cell], room: float) -> tuple[list[_Cell], list[_Cell]]:
        kept, rest = [], []
        for cell in cells:
            fits = sum(top + self.leading <= room for top in cell.tops)
            if self.layout.orphans and cell.column < len(self.layout.columns):
                fits = 0 if self.layout.columns[cell.column] == "sources" else fits
            kept.append(_Cell(cell.column, cell.span, cell.lines[:fits], cell.tops[:fits]))
            tops = cell.tops[fits:]
            shift = max(tops[0] - room, _PAD) - tops[0] if tops else 0.0
            rest.append(_Cell(cell.column, cell.span, cell.lines[fits:], [top + shift for top in tops]))
        return kept, rest

    def _fragment(self, cells: list[_Cell], height: float, cut: bool, closed: bool) -> None:
        for cell in cells:
            self._box(cell.column, cell.span, self.y, height, closed)
            for line, top in zip(cell.lines, cell.tops, strict=True):
                y = self.y + top + 0.8 * self.leading
                self.put(line, self.lefts[cell.column] + _PAD, y, self.band, cell.column, cut)
        self.band += 1
        self.y += height

    def _box(self, column: int, span: int, top: float, height: float, closed: bool = True) -> None:
        left, right = self.lefts[column], self.lefts[column + span]
        ceiling, floor = self.layout.page[1] - top, self.layout.page[1] - top - height
        self.canvas.setLineWidth(0.5)
        self.canvas.line(left, ceiling, right, ceiling)
        self.canvas.line(left, ceiling, left, floor)
        self.canvas.line(right, ceiling, right, floor)
        if closed:
            self.canvas.line(left, floor, right, floor)
