"""The report's tables as a workbook: a sheet a table, numbers as numbers with the shown decimals, days as
days, every number linked; and a sheet of all numbers with their exact values."""

import io
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import xlsxwriter

from qalqan.domains.reporting.report.links import Links
from qalqan.domains.reporting.report.tree import TONES, Document, Table
from qalqan.domains.reporting.report.words import Words, words
from qalqan.domains.reporting.rules.numbers import Label, Number, Text, plain

NUMBERS = "numbers.all"  # name of the sheet of numbers in the file's custom properties, for the linter
FIRST = 3  # rows before the first data row: caption, a blank one, the head
DATE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")
LONGEST = 32_767
URLS = 60_000  # of a sheet; Excel's own limit is 65,530


def write(document: Document, registry: Mapping[str, Number], links: Links, made: datetime) -> bytes:
    """The workbook of one language."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": document.title, "author": document.author, "created": made})
    w = words(document.language)
    sheets = _Sheets(book, links)
    for part in document.of("xlsx"):
        for block in part.blocks:
            if isinstance(block, Table):
                sheets.table(block, wide=part.wide)
    sheets.numbers(w, registry)
    book.close()
    return out.getvalue()


class _Sheets:
    """The workbook's formats, and how a table becomes a sheet."""

    def __init__(self, book: xlsxwriter.Workbook, links: Links) -> None:
        self.book, self.links = book, links
        top = {"valign": "top", "font_name": "Times New Roman", "font_size": 11}
        self.head = book.add_format(
            {**top, "bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#EEF2F5"}
        )
        self.title = book.add_format({**top, "bold": True, "font_size": 13})
        self.text = book.add_format({**top, "text_wrap": True})
        self.link = book.add_format({**top, "text_wrap": True, "font_color": "#0B3D78"})
        self.group = book.add_format({**top, "bold": True, "text_wrap": True, "bg_color": "#F6F8F9"})
        self.day = book.add_format({**top, "num_format": "dd.mm.yyyy", "align": "left"})
        self._numbers: dict[str, Any] = {}
        self._top = top

    def number_format(self, number: Number) -> Any:
        """A cell format that shows a number as the report does."""
        code = "#,##0" + ("." + "#" * number.digits if number.digits and _fraction(number) else "")
        code += '" %"' if number.unit == "percent" and not number.is_bare else ""
        if code not in self._numbers:
            look = {**self._top, "num_format": code, "font_color": "#0B3D78"}
            self._numbers[code] = self.book.add_format(look)
        return self._numbers[code]

    def tone(self, colour: str) -> Any:
        """The format of a cell shaded by a standing."""
        if colour not in self._numbers:
            look = {**self._top, "bg_color": f"#{colour}", "align": "center"}
            self._numbers[colour] = self.book.add_format(look)
        return self._numbers[colour]

    def table(self, table: Table, *, wide: bool) -> None:
        """One table as a sheet."""
        sheet = self.book.add_worksheet(table.key)
        sheet.write_string(0, 0, plain(table.caption), self.title)
        total = sum(table.widths)
        for column, (head, width) in enumerate(zip(table.heads, table.widths, strict=True)):
            sheet.set_column(column, column, max(6, 150 * width / total))
            sheet.write_string(FIRST - 1, column, head, self.head)
        for line, row in enumerate(table.rows, FIRST):
            for column, cell in enumerate(row.cells):
                self.cell(sheet, line, column, cell, bold=row.kind != "plain")
                if row.tones and (tone := TONES.get(row.tones[column])):
                    sheet.write_string(line, column, plain(cell), self.tone(tone))
        sheet.freeze_panes(FIRST, 2)
        sheet.autofilter(FIRST - 1, 0, FIRST - 1 + len(table.rows), len(table.heads) - 1)
        sheet.repeat_rows(FIRST - 1)
        sheet.fit_to_pages(1, 0)
        sheet.set_paper(9)
        if wide:
            sheet.set_landscape()

    def exact(self, sheet: Any, line: int, column: int, value: Decimal, look: Any, otherwise: str) -> None:
        """A number as a number, or as words where a spreadsheet's own arithmetic would round it."""
        if Decimal(str(float(value))) == value:
            sheet.write_number(line, column, float(value), look)
        else:
            sheet.write_string(line, column, otherwise, look)

    def cell(self, sheet: Any, line: int, column: int, cell: Text, *, bold: bool) -> None:
        """One cell: a number, a day, or words; its first address becomes the link."""
        address = next((found for run in cell if (found := self.links(run))), "")
        if address:
            sheet.write_url(line, column, address, self.link, string=" ")
        value = cell[0] if len(cell) == 1 else None
        if isinstance(value, Number):
            self.exact(sheet, line, column, rounded(value), self.number_format(value), value.shown)
        elif isinstance(value, Label) and value.text.isdecimal():
            sheet.write_number(line, column, int(value.text), self.link if address else self.text)
        elif isinstance(value, Label) and (written := DATE.fullmatch(value.text)):
            date, month, year = (int(piece) for piece in written.groups())
            sheet.write_datetime(line, column, datetime(year, month, date), self.day)
        else:
            words_of = plain(cell)[:LONGEST]
            look = self.group if bold else self.link if address else self.text
            sheet.write_string(line, column, words_of, look)

    def numbers(self, w: Words, registry: Mapping[str, Number]) -> None:
        """Every number of the report, by key, exact."""
        sheet = self.book.add_worksheet(w.of("xlsx.numbers"))
        self.book.set_custom_property(NUMBERS, w.of("xlsx.numbers"))
        for column, key in enumerate(("key", "shown", "value", "unit", "address")):
            head = w.of(f"xlsx.{key}") if key != "value" else w.of("heads.value")
            sheet.write_string(0, column, head, self.head)
            sheet.set_column(column, column, (46, 16, 18, 12, 70)[column])
        for line, number in enumerate(registry.values(), 1):
            sheet.write_string(line, 0, number.key, self.text)
            sheet.write_string(line, 1, number.shown, self.text)
            self.exact(sheet, line, 2, number.value, self.text, str(number.value))
            sheet.write_string(line, 3, number.unit, self.text)
            if line < URLS:
                sheet.write_url(line, 4, self.links(number), self.link)
            else:
                sheet.write_string(line, 4, self.links(number), self.text)
        sheet.freeze_panes(1, 1)


def rounded(number: Number) -> Decimal:
    """The value with the decimals that are shown."""
    return number.value.quantize(Decimal(1).scaleb(-number.digits), rounding=ROUND_HALF_UP)


def _fraction(number: Number) -> bool:
    shown = rounded(number)
    return shown != shown.to_integral_value()
