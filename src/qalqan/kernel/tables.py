"""Every list as CSV, XLSX and JSON, with the headers in the reader's language.

CSV is UTF-8 with a byte order mark, because Excel reads Cyrillic wrongly without one, and comma-separated as
RFC 4180 says. A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers and
days are written as such and need none. XLSX has real numbers and real days, a frozen header and a filter.
"""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter

from qalqan.kernel.sheets.safety import safe_text

type Value = str | int | Decimal | date | datetime | None

WIDEST = 70
LONGEST = 32_767  # characters of a cell of XLSX; xlsxwriter leaves a longer text out without a word


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key (for JSON), its header, its width in characters (for XLSX)."""

    key: str
    header: str
    width: int = 14


@dataclass(frozen=True, slots=True)
class Table:
    """A list ready to be written in any format."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


def to_csv(table: Table) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_text(column.header) for column in table.columns])
    for row in table.rows:
        writer.writerow([safe_text(v) if isinstance(v, str) else "" if v is None else str(v) for v in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def to_json(table: Table) -> bytes:
    keys = [column.key for column in table.columns]
    rows = [dict(zip(keys, (_plain(value) for value in row), strict=True)) for row in table.rows]
    shown = {"title": table.title, "columns": {c.key: c.header for c in table.columns}, "rows": rows}
    return json.dumps(shown, ensure_ascii=False, indent=1).encode("utf-8")


def _plain(value: Value) -> str | int | None:
    """Money stays a decimal string: a float would round it."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def to_xlsx(table: Table) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet()
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd.mm.yyyy", "valign": "top", "align": "left"})
    money = book.add_format({"num_format": "#,##0.0##", "valign": "top"})
    for position, column in enumerate(table.columns):
        sheet.set_column(position, position, min(column.width, WIDEST))
        sheet.write_string(0, position, column.header, heading)
    for line, row in enumerate(table.rows, 1):
        for position, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(line, position, value.replace(tzinfo=None), day)
            elif isinstance(value, date):
                sheet.write_datetime(line, position, datetime(value.year, value.month, value.day), day)
            elif isinstance(value, Decimal):
                sheet.write_number(line, position, float(value), money)
            elif isinstance(value, int):
                sheet.write_number(line, position, value, text)
            elif value:
                whole = value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
                sheet.write_string(line, position, whole, text)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.set_properties({"title": table.title})
    book.close()
    return out.getvalue()


WRITERS: dict[str, Callable[[Table], bytes]] = {"csv": to_csv, "xlsx": to_xlsx, "json": to_json}


def written(table: Table, kind: str) -> bytes:
    """The table as a file of a kind: csv, xlsx or json. KeyError for another."""
    return WRITERS[kind](table)


CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
