"""Every number of a finished file, in the order of reading: what the linter compares. Nothing here looks at
the content the file was made from. Repeated heads and page numbers are no content and are left out."""

import ctypes
import io
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import docx
import openpyxl
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from docx.oxml.ns import qn
from lxml.etree import _Element

from qalqan.domains.reporting.report.pdf import FOOT_MM
from qalqan.domains.reporting.report.xlsx import NUMBERS
from qalqan.domains.reporting.rules.numbers import grouped, tokens

MM = 72 / 25.4  # points
APART = 2.5  # points between two digits that belong to two numbers; within one they touch
DIGITS = 6  # decimals that a cell's value is read with; the database keeps no more


def from_docx(data: bytes) -> list[str]:
    """Body and foot of a document."""
    word = docx.Document(io.BytesIO(data))
    found = [token for block in word.element.body for token in _docx_block(block)]
    for section in word.sections:
        if not section.footer.is_linked_to_previous:
            found += [token for line in section.footer.paragraphs for token in tokens(_words(line._p))]
    return found


def _docx_block(block: _Element) -> Iterator[str]:
    if block.tag == qn("w:p"):
        yield from tokens(_words(block))
    elif block.tag == qn("w:tbl"):
        for cell in block.iter(qn("w:tc")):
            yield from (token for line in cell.iter(qn("w:p")) for token in tokens(_words(line)))


def _words(paragraph: _Element) -> str:
    """The words of a paragraph as they are seen: deleted ones not, inserted ones too."""
    pieces = {qn("w:t"): None, qn("w:tab"): "\t", qn("w:br"): "\n"}
    return "".join(
        (piece.text or "") if pieces[piece.tag] is None else pieces[piece.tag] or ""
        for piece in paragraph.iter(*pieces)
    )


def from_pdf(data: bytes) -> list[str]:
    """All pages without their feet."""
    found: list[str] = []
    document = pypdfium2.PdfDocument(data)
    try:
        for page in document:
            found += tokens(_written(page.get_textpage(), bottom=FOOT_MM * MM))
    finally:
        document.close()
    return found


def _written(text: Any, *, bottom: float) -> str:
    """The words of a page above `bottom` (points). PDFium takes a row of narrow cells with one figure each
    for one word with wide letters and sets no blank: two digits that stand apart are two words here."""
    found: list[str] = []
    box = pdfium.FS_RECTF()  # the loose box: as wide as the letter's step, so digits of one number touch
    before = None  # right edge of the digit just read
    for index in range(text.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(text, index))
        pdfium.FPDFText_GetLooseCharBox(text, index, box)
        if not letter.isdigit():
            before = None
        else:
            if before is not None and abs(box.left - before) > APART:
                found.append(" ")
            before = box.right
        if box.bottom >= bottom or not letter.strip():
            found.append(letter)
    return "".join(found)


@lru_cache(maxsize=1)  # three questions are asked of each workbook, and reading it is what costs
def _book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=False)


def from_xlsx(data: bytes) -> list[str]:
    """All sheets but that of the numbers themselves."""
    book = _book(data)
    apart = _numbers_sheet(book)
    return [
        token
        for sheet in book.worksheets
        if sheet.title != apart
        for row in sheet.iter_rows(values_only=True)
        for value in row
        for token in tokens(_shown(value))
    ]


def registry_of_xlsx(data: bytes) -> dict[str, tuple[Decimal, str]]:
    """The sheet of numbers: by key, the value and how it is shown."""
    book = _book(data)
    sheet = book[_numbers_sheet(book)]
    return {
        str(key): (Decimal(str(value)), str(shown))
        for key, shown, value, *_ in sheet.iter_rows(min_row=2, values_only=True)
    }


def _numbers_sheet(book: openpyxl.Workbook) -> str:
    return next(str(one.value) for one in book.custom_doc_props.props if one.name == NUMBERS)  # type: ignore[attr-defined]


def _shown(value: Any) -> str:
    """A cell as the report shows it."""
    if isinstance(value, datetime | date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return grouped(Decimal(str(value)), DIGITS)
    return "" if value is None else str(value)


def from_json(data: bytes, language: str) -> list[str]:
    """One language of the data file."""
    document = json.loads(data)["documents"][language]
    return [
        token
        for part in document["parts"]
        for block in part["blocks"]
        for text in _json_texts(block)
        for token in tokens("".join(_json_run(run) for run in text))
    ]


def _json_texts(block: dict[str, Any]) -> Iterator[list[Any]]:
    if "table" not in block:
        yield block["text"]
        return
    yield block["caption"]
    yield [" ".join(block["columns"])]
    for row in block["rows"]:
        yield from row


def _json_run(run: Any) -> str:
    if isinstance(run, str):
        return run
    return str(run.get("shown", run.get("label", run.get("quote", ""))))


def registry_of_json(data: bytes) -> dict[str, tuple[Decimal, str]]:
    """The numbers of the data file: by key, the value and how it is shown."""
    return {
        key: (Decimal(one["value"]), str(one["shown"])) for key, one in json.loads(data)["numbers"].items()
    }


def links_of_docx(data: bytes) -> list[str]:
    """The numbers of a document that stand inside links."""
    body = docx.Document(io.BytesIO(data)).element.body
    return [token for link in body.iter(qn("w:hyperlink")) for token in tokens(_words(link))]


def feet_of_pdf(data: bytes) -> list[list[str]]:
    """The numbers at the foot of each page."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [tokens(page.get_textpage().get_text_bounded(top=FOOT_MM * MM)) for page in document]
    finally:
        document.close()


def links_of_pdf(data: bytes) -> set[str]:
    """The addresses that a paper's links lead to."""
    document = pypdfium2.PdfDocument(data)
    try:
        return {address for page in document for address in _links_of_page(document, page)}
    finally:
        document.close()


def _links_of_page(document: Any, page: Any) -> Iterator[str]:
    position, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    while pdfium.FPDFLink_Enumerate(page, position, link):
        action = pdfium.FPDFLink_GetAction(link)
        size = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
        words = ctypes.create_string_buffer(size)
        pdfium.FPDFAction_GetURIPath(document, action, words, size)
        yield words.value.decode("ascii", "replace")


def unlinked_of_xlsx(data: bytes) -> list[tuple[str, str]]:
    """Cells that hold a number without a link, and the number; the list of numbers has its own column."""
    book = _book(data)
    apart = _numbers_sheet(book)
    return [
        (f"{sheet.title}, {cell.coordinate}", _shown(cell.value))
        for sheet in book.worksheets
        if sheet.title != apart
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float) and not cell.hyperlink
    ]


type RegistryReader = Callable[[bytes], dict[str, tuple[Decimal, str]]]

READERS: dict[str, Callable[[bytes], list[str]]] = {
    "docx": from_docx,
    "pdf": from_pdf,
    "xlsx": from_xlsx,
}
