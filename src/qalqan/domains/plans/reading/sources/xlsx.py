"""Excel workbooks: every sheet with values is one table; words are whole.

openpyxl reads in its streaming mode, which never builds more cells than the file holds; merged ranges are
read from the sheet's XML, because only the other mode offers them, and there a merge of a whole sheet fills
memory.
"""

import io
import re
import zipfile
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.utils.cell import range_boundaries

from qalqan.domains.plans.reading.document import Source, Span, Table
from qalqan.domains.plans.reading.problems import PlanUnreadable
from qalqan.domains.plans.reading.sources.archive import open_archive
from qalqan.domains.plans.reading.sources.canonical import Canonical
from qalqan.domains.plans.reading.sources.limits import DEFAULT, Limits
from qalqan.domains.plans.reading.sources.tables import CellDraft, place_cells

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def read_xlsx(data: bytes, limits: Limits = DEFAULT) -> Source:
    """Values of all sheets, formulas by their stored result. Raises PlanUnreadable."""
    with open_archive(data, limits) as archive:
        if archive.format != "xlsx":
            raise PlanUnreadable("format.disagrees", "file", {"asked": "xlsx", "found": archive.format})
        canonical = Canonical()
        try:
            tables = _tables(data, archive.file, canonical, limits)
        except (TypeError, AttributeError, etree.LxmlError) as error:  # openpyxl's answers to broken parts
            raise PlanUnreadable("zip.broken", "file", {"format": "XLSX"}) from error
    return Source("xlsx", canonical.text, tuple(tables), words_whole=True)


def _tables(data: bytes, archive: zipfile.ZipFile, canonical: Canonical, limits: Limits) -> list[Table]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    tables = []
    sheets: list[Any] = book.worksheets  # ReadOnlyWorksheet; its path in the archive is private
    for sheet in sheets:
        merged = _merged_ranges(archive.read(sheet._worksheet_path))
        start = canonical.length
        placed = place_cells(_rows(sheet, merged, limits), canonical, limits)
        if placed:
            tables.append(Table(tuple(placed), Span(start, canonical.length)))
    book.close()
    return tables


def _merged_ranges(sheet: bytes) -> dict[tuple[int, int], tuple[int, int]]:
    """(row, column), from 1, of each merged range's first cell -> (columns, rows) it covers."""
    ranges = {}
    for _, element in etree.iterparse(io.BytesIO(sheet), tag=f"{_MAIN}mergeCell", **_PARSER):
        left, top, right, bottom = range_boundaries(element.get("ref", "A1"))
        if left and top and right and bottom:
            ranges[top, left] = (right - left + 1, bottom - top + 1)
    return ranges


def _rows(
    sheet: Any,
    merged: dict[tuple[int, int], tuple[int, int]],
    limits: Limits,
) -> list[list[CellDraft]]:
    """Rows down to the last with a value. Cells without a value are left out."""
    sheet.reset_dimensions()  # the declared size may be a million empty rows
    rows: list[list[CellDraft]] = []
    filled = count = 0
    for row_number, row in enumerate(islice(sheet.iter_rows(), limits.cells), start=1):
        drafts = []
        for column, cell in enumerate(row, start=1):
            if cell.value is None or not shown(cell.value, cell.number_format).strip():
                continue
            columns, height = merged.get((row_number, column), (1, 1))
            lines = [
                line for line in map(str.strip, shown(cell.value, cell.number_format).splitlines()) if line
            ]
            drafts.append(CellDraft(lines, min(columns, 1000), min(height, limits.cells), column - 1))
            count += 1
        if count > limits.cells:
            raise PlanUnreadable("table.too_many_cells", f"sheet {sheet.title}", {"limit": str(limits.cells)})
        rows.append(drafts)
        filled = row_number if drafts else filled
    return rows[:filled]


def shown(value: object, number_format: str = "General") -> str:
    """A cell's value as Excel shows it:

    1 under "000" is "001", 80 under "0.0" is "80.0", a day is "31.12.2020".
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y" if value.time() == time() else "%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if not isinstance(value, int | float):
        return str(value)
    zeros = re.fullmatch(r"0{2,}", number_format)
    if zeros and value == int(value):
        return f"{int(value):0{len(number_format)}}"
    decimals = re.match(r"(?:#[, ]##)?0(?:\.(0+))?(?=$|[;_ \\])", number_format)
    places = len(decimals[1] or "") if decimals else 0
    exact = f"{value:.10f}".rstrip("0").rstrip(".")
    printed = f"{value:.{places}f}"
    return printed if float(printed) == float(exact) else exact  # a format never hides a figure from the plan
