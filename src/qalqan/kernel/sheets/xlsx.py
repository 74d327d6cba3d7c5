"""XLSX by its own XML, in one pass per sheet.

openpyxl's streaming mode says nothing of hidden rows, hidden columns and merged ranges, and its other mode
builds every merely formatted cell: a workbook formatted down to the last row fills memory. So the parts are
read here, streaming, with a count at every step; from openpyxl come the small tables that everybody needs:
which number formats are dates, and how a day is counted.

Whoever builds the same workbook whole later (to write remarks into it) pays for every element of every part
and for every cell of a merged or linked range: so both are counted over the whole file, unread parts too.

The archive was found harmless before (`vault.files.documents.office`): no macros, no parts from elsewhere, no
bomb.
"""

import contextlib
import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel
from openpyxl.utils.escape import unescape

from qalqan.kernel.sheets.book import Book, Cell, Limits, Sheet, SheetRefused, Value, letters

REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
PARSER: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
DAMAGE = (
    etree.LxmlError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    KeyError,
    ValueError,
    TypeError,
    NotImplementedError,
)


@dataclass(slots=True)
class Parts:
    """What cells refer to: texts, which formats are days or percents, from when days are counted."""

    texts: list[str] = field(default_factory=list)
    dates: set[int] = field(default_factory=set)
    percents: set[int] = field(default_factory=set)
    epoch: datetime = WINDOWS_EPOCH


@dataclass(slots=True)
class _File:
    """An archive, and how much of the limits it has spent."""

    archive: zipfile.ZipFile
    limits: Limits
    elements: int = 0
    area: int = 0
    read: set[str] = field(default_factory=set)

    def opened(self) -> None:
        """One more element."""
        self.elements += 1
        if self.elements > self.limits.elements:
            raise SheetRefused("elements", limit=self.limits.elements)

    def covered(self, cells: int, title: str) -> None:
        """A merged or linked range of so many cells."""
        self.area += cells
        if self.area > self.limits.merged:
            raise SheetRefused("merged", title, limit=self.limits.merged)

    def count_the_rest(self) -> None:
        """Parts that nobody looked at; what is no XML ends where it ceases to be."""
        for part in self.archive.namelist():
            if part not in self.read and part.endswith((".xml", ".vml", ".rels")):
                with contextlib.suppress(etree.LxmlError):
                    for _element in _elements(self, part):
                        pass


def read_xlsx(content: bytes, limits: Limits) -> Book:
    """All sheets with their cells. SheetRefused."""
    place = "xl/workbook.xml"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            file, names = _File(archive, limits), set(archive.namelist())
            targets = _targets(file)
            parts, listed = Parts(), []
            for element in _elements(file, place, "workbookPr", "sheet"):
                if element.tag.endswith("workbookPr"):
                    parts.epoch = MAC_EPOCH if element.get("date1904") in ("1", "true") else WINDOWS_EPOCH
                else:
                    listed.append((dict(element.attrib), element.get("name", "")))
            if len(listed) > limits.sheets:
                raise SheetRefused("sheets", count=len(listed), limit=limits.sheets)
            place = "xl/sharedStrings.xml"
            if place in names:
                parts.texts = _texts(file, place)
            place = "xl/styles.xml"
            if place in names:
                _formats(file, place, parts)
            sheets = []
            for attributes, title in listed:
                place = targets.get(next((v for k, v in attributes.items() if k.endswith("}id")), ""), "")
                if place in names and "worksheets/" in place:
                    hidden = attributes.get("state", "visible") != "visible"
                    sheets.append(_sheet(file, place, title, hidden, parts))
            place = "docProps/custom.xml"
            properties = _properties(file, place) if place in names else {}
            file.count_the_rest()
    except SheetRefused:
        raise
    except DAMAGE as error:
        raise SheetRefused("damaged", place) from error
    return Book("xlsx", tuple(sheets), properties)


def _elements(file: _File, part: str, *tags: str) -> Iterator[Any]:
    """Elements of a part by their local names, each forgotten after it was looked at. Every element is
    counted as it opens: one row of fifty million empty cells ends here, not in memory."""
    file.read.add(part)
    with file.archive.open(part) as stream:
        for event, element in etree.iterparse(stream, events=("start", "end"), **PARSER):
            if event == "start":
                file.opened()
                continue
            if tags and element.tag.rpartition("}")[2] not in tags:
                continue
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]


def _targets(file: _File) -> dict[str, str]:
    """Relation id -> the part it names."""
    found = {}
    for element in _elements(file, "xl/_rels/workbook.xml.rels", "Relationship"):
        target = element.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        found[element.get("Id", "")] = path
    return found


def _texts(file: _File, part: str) -> list[str]:
    found, total = [], 0
    for element in _elements(file, part, "si"):
        text = _text_of(element)
        total += len(text)
        if total > file.limits.texts:
            raise SheetRefused("texts", limit=file.limits.texts)
        found.append(text)
    return found


def _text_of(element: Any) -> str:
    """The text of a rich string: its runs, without the phonetic reading that may stand beside them."""
    pieces = [
        node.text or ""
        for node in element.iter("{*}t")
        if not any(parent.tag.endswith("}rPh") for parent in node.iterancestors())
    ]
    return unescape("".join(pieces))


def _formats(file: _File, part: str, parts: Parts) -> None:
    formats = dict(BUILTIN_FORMATS)
    for element in _elements(file, part, "numFmt", "cellXfs"):
        if element.tag.endswith("}numFmt"):
            formats[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
            continue
        for index, style in enumerate(element.iterfind("{*}xf")):
            code = formats.get(int(style.get("numFmtId", "0")), "")
            if is_date_format(code):
                parts.dates.add(index)
            elif "%" in code:
                parts.percents.add(index)


def _properties(file: _File, part: str) -> dict[str, str]:
    return {
        element.get("name", ""): "".join(element.itertext())[:1000]
        for element in _elements(file, part, "property")
    }


@dataclass(slots=True)
class _Reader:
    """One sheet while it is read."""

    title: str
    parts: Parts
    file: _File
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    cells: int = 0
    last: int = 0

    def row(self, element: Any) -> None:
        number = int(element.get("r", self.last + 1))
        self.last = number
        if element.get("hidden") in ("1", "true") or element.get("ht") == "0":
            self.hidden_rows.add(number)
        found: dict[int, Cell] = {}
        column = 0
        for child in element:
            matched = REFERENCE.fullmatch(child.get("r", ""))
            column = _column(matched[1]) if matched else column + 1
            cell = self.cell(child, number, column)
            if cell is not None:
                found[column] = cell
        if not found:
            return
        self.rows[number] = found
        self.cells += len(found)
        if max(found) > self.file.limits.columns:
            raise SheetRefused("columns", self.title, limit=letters(self.file.limits.columns))
        if len(self.rows) > self.file.limits.rows:
            raise SheetRefused("rows", self.title, limit=self.file.limits.rows)
        if self.cells > self.file.limits.cells:
            raise SheetRefused("cells", self.title, limit=self.file.limits.cells)

    def cell(self, element: Any, row: int, column: int) -> Cell | None:
        raw, formula, inline = None, False, None
        for child in element:
            name = child.tag.rpartition("}")[2]
            if name == "v":
                raw = child.text
            elif name == "f":
                formula = True
            elif name == "is":
                inline = _text_of(child)
        kind, value = self.typed(element, raw, inline)
        if isinstance(value, str):
            value = CONTROLS.sub("", value.replace("\r\n", "\n")).strip()
            if len(value) > self.file.limits.text:
                raise SheetRefused("text", Cell(row, column, kind, None).address, limit=self.file.limits.text)
        if formula:
            return Cell(row, column, "formula", value)
        return None if value in (None, "") else Cell(row, column, kind, value)

    def typed(self, element: Any, raw: str | None, inline: str | None) -> tuple[str, Value]:
        sort = element.get("t", "n")
        if sort == "inlineStr":
            return "text", inline
        if raw is None:
            return "text", None
        if sort == "s":
            return "text", self.parts.texts[int(raw)]
        if sort == "str":
            return "text", unescape(raw)
        if sort == "b":
            return "bool", raw.strip() in ("1", "true")
        if sort == "e":
            return "error", raw
        if sort == "d":
            return "date", _day(datetime.fromisoformat(raw))
        return self.number(raw, int(element.get("s", "0")))

    def number(self, raw: str, style: int) -> tuple[str, Value]:
        """Excel keeps doubles: the shortest decimal that means the same one is what was typed."""
        try:
            value = Decimal(repr(float(raw)))
        except (InvalidOperation, ValueError):
            return "error", raw
        if not value.is_finite():
            return "error", raw
        if style in self.parts.dates:
            try:
                found = from_excel(float(raw), self.parts.epoch)
            except (ValueError, OverflowError, TypeError):
                return "number", value
            return ("date", _day(found)) if isinstance(found, datetime) else ("number", value)
        if style in self.parts.percents:
            return "percent", (value * 100).normalize()
        return "number", value

    def range(self, element: Any) -> tuple[int, int, int, int] | None:
        """The range of a merge or a link, counted; None for a single cell."""
        first, _, last = element.get("ref", "").partition(":")
        if not last:
            return None
        ends = [REFERENCE.fullmatch(end) for end in (first, last)]
        (top, left), (bottom, right) = [(int(end[2]), _column(end[1])) for end in ends if end]
        self.file.covered((abs(bottom - top) + 1) * (abs(right - left) + 1), self.title)
        return top, left, bottom, right

    def merge(self, element: Any) -> None:
        if (found := self.range(element)) is not None:
            self.merged.append(found)

    def columns(self, element: Any) -> None:
        if element.get("hidden") in ("1", "true") or element.get("width") == "0":
            start, stop = int(element.get("min", "1")), int(element.get("max", "1"))
            self.hidden_columns.update(range(start, min(stop, self.file.limits.columns) + 1))


def _sheet(file: _File, part: str, title: str, hidden: bool, parts: Parts) -> Sheet:
    reader = _Reader(title, parts, file)
    take = {"row": reader.row, "col": reader.columns, "mergeCell": reader.merge, "hyperlink": reader.range}
    for element in _elements(file, part, *take):
        take[element.tag.rpartition("}")[2]](element)
    return Sheet(
        title,
        hidden,
        reader.rows,
        frozenset(reader.hidden_rows),
        frozenset(reader.hidden_columns),
        tuple(reader.merged),
    )


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


def _day(value: datetime) -> date | datetime:
    return value.date() if value.time() == time() else value
