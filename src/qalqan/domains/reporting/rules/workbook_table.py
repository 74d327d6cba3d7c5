"""Where the table is in an uploaded workbook, and whether the workbook is of this report. Pure.

Columns are found by their headers, in any order and any of the three languages; the report by the stamp that
stands in the sheet and once more in the document's properties. What is refused here concerns the whole file.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from qalqan.domains.reporting.rules.workbook_findings import Finding
from qalqan.domains.reporting.rules.workbook_texts import (
    INPUTS,
    PROPERTY,
    TEMPLATE,
    Stamp,
    column_of,
)
from qalqan.kernel.sheets.book import Book, Sheet

HEADER_ROWS = 40  # how far down a header is looked for
NEEDED = ("number", "revision")


@dataclass(frozen=True, slots=True)
class Table:
    """The sheet, the row of its headers, and the number of each known column by key."""

    sheet: Sheet
    header: int
    columns: dict[str, int]
    stamp: Stamp
    findings: tuple[Finding, ...] = ()


def find_table(book: Book, wanted: Stamp) -> Table | Finding:
    """The table of the report that is `wanted`, or why the whole file is refused."""
    found = _stamp(book)
    if isinstance(found, Finding):
        return found
    if wrong := _other(found, wanted):
        return wrong
    tables = [table for sheet in book.sheets if (table := _headers(sheet))]
    whole = [table for table in tables if all(key in table[2] for key in NEEDED)]
    if not whole:
        named = ", ".join(sheet.title for sheet in book.sheets)
        if not tables:
            return Finding("table-missing", params={"sheets": named})
        sheet, header, columns = max(tables, key=lambda one: len(one[2]))
        lost = ", ".join(f"@columns.{key}" for key in NEEDED if key not in columns)
        return Finding("key-column-missing", sheet.title, header, params={"columns": lost})
    seen = [table for table in whole if not table[0].is_hidden]
    if not seen:
        return Finding("sheet-hidden", whole[0][0].title, params={"sheet": whole[0][0].title})
    if len(seen) > 1:
        return Finding("table-twice", params={"sheets": ", ".join(sheet.title for sheet, *_ in seen)})
    return _table(*seen[0], found)


def _table(sheet: Sheet, header: int, columns: dict[str, list[int]], stamp: Stamp) -> Table | Finding:
    for key, places in columns.items():
        if len(places) > 1:
            params = {"column": f"@columns.{key}"}
            return Finding("column-twice", sheet.title, header, places[1], params=params)
    missing = [key for key in INPUTS if key not in columns]
    notes = tuple(
        Finding("column-missing", sheet.title, header, params={"column": f"@columns.{key}"})
        for key in missing
    )
    if len(missing) == len(INPUTS):
        return Finding("table-missing", sheet.title, params={"sheets": sheet.title})
    return Table(sheet, header, {key: places[0] for key, places in columns.items()}, stamp, notes)


def _headers(sheet: Sheet) -> tuple[Sheet, int, dict[str, list[int]]] | None:
    """The row with most known headers, if it has three at least."""
    best: tuple[int, dict[str, list[int]]] | None = None
    for row in sorted(sheet.rows):
        if row > HEADER_ROWS:
            break
        found: dict[str, list[int]] = {}
        for column, cell in sorted(sheet.rows[row].items()):
            if cell.kind == "text" and (key := column_of(cell.text)):
                found.setdefault(key, []).append(column)
        if len(found) >= 3 and (best is None or len(found) > len(best[1])):
            best = row, found
    return (sheet, *best) if best else None


def _stamp(book: Book) -> Stamp | Finding:
    """The one stamp of the workbook."""
    stamps = set(_stamps(book))
    if not stamps:
        return Finding("stamp-missing")
    if len({stamp.package for stamp in stamps}) > 1 or len(stamps) > 1:
        return Finding("stamp-twice")
    return stamps.pop()


def _stamps(book: Book) -> Iterator[Stamp]:
    if stamp := Stamp.parse(book.properties.get(PROPERTY, "")):
        yield stamp
    for sheet in book.sheets:
        for row in sorted(sheet.rows):
            if row > HEADER_ROWS:
                break
            for cell in sheet.rows[row].values():
                if cell.kind == "text" and (stamp := Stamp.parse(cell.text)):
                    yield stamp


def _other(found: Stamp, wanted: Stamp) -> Finding | None:
    """Why a stamp is not the one that is wanted: the difference that a person recognises first."""
    if found.template != TEMPLATE:
        return Finding("other-template", params={"found": found.template, "wanted": TEMPLATE})
    if found.package == wanted.package:
        return None
    if found.plan != wanted.plan:
        return Finding("other-plan", params={"found": found.plan, "wanted": wanted.plan})
    if found.body != wanted.body:
        return Finding("other-body", params={"found": found.body, "wanted": wanted.body})
    if (found.start, found.end) != (wanted.start, wanted.end):
        return Finding("other-period", params={"found": _period(found), "wanted": _period(wanted)})
    return Finding("other-report")


def _period(stamp: Stamp) -> str:
    return f"{stamp.start:%d.%m.%Y} – {stamp.end:%d.%m.%Y}"
