"""The door: what the bytes are, whether they may be opened, then the reader of that format. The name of a
file counts for nothing."""

import csv
import io
from collections.abc import Iterator

from qalqan.kernel.sheets.book import DEFAULT, Book, Cell, Limits, Sheet, SheetRefused, letters
from qalqan.kernel.sheets.xlsx import read_xlsx
from qalqan.kernel.vault.files import documents
from qalqan.kernel.vault.files.kinds import XLSX

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BINARY = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"MZ",
    b"Rar!",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
)
MARKS = (";", ",", "\t")


def read(content: bytes, limits: Limits = DEFAULT) -> Book:
    """The cells of a spreadsheet. SheetRefused; FileRefused for macros, links outside, bombs, locks."""
    if len(content) > limits.bytes:
        raise SheetRefused("size", size=f"{len(content) / 1e6:.1f}", limit=limits.bytes // 1_000_000)
    if not content.strip(b"\x00\t\n\r \xef\xbb\xbf"):
        raise SheetRefused("empty")
    if content.startswith(OLE):
        raise SheetRefused("old-format")
    if content.startswith(b"PK"):
        if documents.office(content) != XLSX:
            raise SheetRefused("format")
        book = read_xlsx(content, limits)
    elif content.startswith(BINARY):
        raise SheetRefused("format")
    else:
        book = read_csv(content, limits)
    if not any(sheet.rows for sheet in book.sheets):
        raise SheetRefused("empty")
    return book


def read_csv(content: bytes, limits: Limits = DEFAULT) -> Book:
    """A CSV file as one sheet of texts; comma, semicolon or tab, whichever its first line has most of."""
    text = decoded(content)
    head = text.lstrip().split("\n", 1)[0]
    mark = max(MARKS, key=head.count)
    rows: dict[int, dict[int, Cell]] = {}
    count = 0
    for number, values in _records(text, mark):
        if len(values) > limits.columns and any(v.strip() for v in values[limits.columns :]):
            raise SheetRefused("columns", "CSV", limit=letters(limits.columns))
        row = {
            column: Cell(
                number, column, "formula" if value.lstrip().startswith("=") else "text", _clean(value)
            )
            for column, value in enumerate(values[: limits.columns], 1)
            if value.strip()
        }
        for cell in row.values():
            if isinstance(cell.value, str) and len(cell.value) > limits.text:
                raise SheetRefused("text", cell.address, limit=limits.text)
        if row:
            rows[number] = row
            count += len(row)
        if len(rows) > limits.rows:
            raise SheetRefused("rows", "CSV", limit=limits.rows)
        if count > limits.cells:
            raise SheetRefused("cells", "CSV", limit=limits.cells)
    return Book("csv", (Sheet("CSV", rows=rows),))


def _records(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """Records with the number of the row that a spreadsheet would show them in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    number = 0
    while True:
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise SheetRefused("quotes", str(reader.line_num)) from error
        number += 1
        yield number, values


def _clean(value: str) -> str:
    return value.replace("\r\n", "\n").strip()


def decoded(content: bytes) -> str:
    """The text of a CSV file: UTF-8 or UTF-16 with its mark, UTF-8 without, else Windows-1251."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ("utf-16",) if marked else ("utf-8-sig", "cp1251")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(sign < " " and sign not in "\t\r\n" for sign in text[:100_000]) and "\0" not in text:
            return text
    raise SheetRefused("encoding")
