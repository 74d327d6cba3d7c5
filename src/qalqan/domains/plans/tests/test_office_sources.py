"""DOCX, HTML and XLSX as sources: what is text, what is not, and where merged cells stand."""

import io
import re
import tracemalloc
import zipfile
from datetime import date, datetime
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.styles import Font

from qalqan.domains.plans.reading.document import Source
from qalqan.domains.plans.reading.sources.canonical import clean
from qalqan.domains.plans.reading.sources.door import open_source
from qalqan.domains.plans.reading.sources.limits import MEGABYTE
from qalqan.domains.plans.reading.sources.xlsx import shown


def cells(source: Source, table: int = 0) -> list[list[tuple[int, int, int, str]]]:
    """(column, columns, rows, text) of each cell; pieces separated by "|"."""
    return [
        [
            (
                cell.column,
                cell.column_span,
                cell.row_span,
                "|".join(source.text[at.start : at.end] for at in cell.pieces),
            )
            for cell in row
        ]
        for row in source.tables[table].rows
    ]


SHEET = "xl/worksheets/sheet1.xml"


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read(name)


def replace_part(data: bytes, name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, content if entry.filename == name else old.read(entry))
    return out.getvalue()


def from_word(change: Any) -> Source:
    document = docx.Document()
    change(document)
    out = io.BytesIO()
    document.save(out)
    return open_source(out.getvalue())


def from_excel(change: Any) -> Source:
    book = openpyxl.Workbook()
    change(book)
    out = io.BytesIO()
    book.save(out)
    return open_source(out.getvalue())


def page(body: str) -> Source:
    return open_source(f"<!DOCTYPE html><html><body>{body}</body></html>".encode())


def paragraph(document: Any, xml: str) -> None:
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<w:r><w:t>одно</w:t></w:r><w:del><w:r><w:delText>два</w:delText></w:r></w:del>", "одно"),
        ("<w:ins><w:r><w:t>вставка</w:t></w:r></w:ins>", "вставка"),
        ("<w:moveFrom><w:r><w:t>ушло</w:t></w:r></w:moveFrom><w:r><w:t>тут</w:t></w:r>", "тут"),
        ("<w:r><w:t>фото</w:t><w:noBreakHyphen/><w:t>видео</w:t></w:r>", "фото-видео"),
        ("<w:r><w:t>а</w:t><w:tab/><w:t>б</w:t></w:r>", "а б"),
        ("<w:r><w:t>мета\u00adллург</w:t></w:r>", "металлург"),
        ("<w:r><w:t xml:space='preserve'>сло</w:t></w:r><w:r><w:t>во</w:t></w:r>", "слово"),
        ("<w:r><w:instrText>HYPERLINK x</w:instrText><w:t>ссылка</w:t></w:r>", "ссылка"),
    ],
)
def test_what_word_shows_is_what_is_read(xml: str, text: str) -> None:
    assert from_word(lambda document: paragraph(document, xml)).text.strip() == text


def test_automatic_numbers_and_bullets_are_counted_as_word_counts() -> None:
    def write(document: Any) -> None:
        for text in ("первое", "второе"):
            document.add_paragraph(text, style="List Number")
        document.add_paragraph("пункт", style="List Bullet")

    assert from_word(write).text.split("\n\n") == ["1. первое", "2. второе", "- пункт", ""]


def test_word_cells_merged_both_ways_and_nested_tables() -> None:
    def write(document: Any) -> None:
        table = document.add_table(rows=3, cols=3)
        for at, row in enumerate(table.rows):
            for column, cell in enumerate(row.cells):
                cell.text = f"{at}{column}"
        table.cell(0, 0).merge(table.cell(0, 1))
        table.cell(1, 2).merge(table.cell(2, 2))
        inner = table.cell(2, 0).add_table(rows=1, cols=2)
        inner.cell(0, 0).text, inner.cell(0, 1).text = "внутри", "рядом"

    assert cells(from_word(write)) == [
        [(0, 2, 1, "00|01"), (2, 1, 1, "02")],
        [(0, 1, 1, "10"), (1, 1, 1, "11"), (2, 1, 2, "12|22")],
        [(0, 1, 1, "20|внутри|рядом"), (1, 1, 1, "21")],
    ]


def test_html_cells_covered_from_above_push_to_the_right() -> None:
    source = page(
        "<table><tr><td rowspan=2>a</td><td colspan=2>b</td></tr><tr><td>c</td><td>d</td></tr>"
        "<tr><td>e</td><td>f<br>g</td><td>h</td></tr></table>"
    )
    assert cells(source) == [
        [(0, 1, 2, "a"), (1, 2, 1, "b")],
        [(1, 1, 1, "c"), (2, 1, 1, "d")],
        [(0, 1, 1, "e"), (1, 1, 1, "f|g"), (2, 1, 1, "h")],
    ]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>при<b>каз</b>&nbsp;№&nbsp;5</p>", "приказ № 5"),
        ("<p>да<del>нет</del></p><script>var x</script><style>p{}</style>", "да"),
        ("<nav>меню</nav><form>поиск<button>найти</button></form><p>акт</p>", "акт"),
        ("<p>один\n   два</p><p>три</p>", "один два\n\nтри"),
        ("<div>вверх<br>вниз</div>", "вверх\nвниз"),
    ],
)
def test_what_a_page_shows_is_what_is_read(body: str, text: str) -> None:
    assert page(body).text.strip() == text


def test_a_table_that_only_places_others_is_no_table() -> None:
    source = page(
        "<table><tr><td><table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table></td></tr></table>"
    )
    assert [cell[-1] for row in cells(source) for cell in row] == ["1", "2", "3"]


def test_only_the_article_is_read_where_the_page_marks_one() -> None:
    source = page("<p>реклама</p><article><p>акт</p><table><tr><td>1</td></tr></table></article>")
    assert "реклама" not in source.text
    assert "акт" in source.text


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1, "000", "001"),
        (104.0, "000", "104"),
        (80.0, "0.0", "80.0"),
        (80, "General", "80"),
        (0.1 + 0.2, "General", "0.3"),
        (12.34, "0.0", "12.34"),  # a format never hides a figure
        (1234.5, "#,##0.0", "1234.5"),
        (date(2020, 12, 31), "dd.mm.yyyy", "31.12.2020"),
        (datetime(2020, 12, 31), "General", "31.12.2020"),
        ("декабрь", "@", "декабрь"),
    ],
)
def test_a_value_is_told_as_excel_shows_it(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


def test_a_cell_far_away_and_a_merge_of_everything_cost_nothing() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B2"] = "верх", "низ"
    sheet["XFD1000000"].font = Font(bold=True)
    sheet.merge_cells("A1:B1")
    out = io.BytesIO()
    book.save(out)
    wide = re.sub(b'A1:B1(?="/></mergeCells)', b"A1:XFD1048576", part(out.getvalue(), SHEET))
    assert b"XFD1048576" in wide
    tracemalloc.start()
    rows = cells(open_source(replace_part(out.getvalue(), SHEET, wide)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [cell[-1] for row in rows for cell in row] == ["верх", "низ"]
    assert peak < 20 * MEGABYTE


def test_excel_merges_and_sheets() -> None:
    def write(book: Any) -> None:
        book.active["A1"], book.active["C2"] = "шапка", 5
        book.active.merge_cells("A1:B2")
        book.create_sheet("Лист 2")["A1"] = "второй"

    source = from_excel(write)
    assert cells(source) == [[(0, 2, 2, "шапка")], [(2, 1, 1, "5")]]
    assert cells(source, 1) == [[(0, 1, 1, "второй")]]


def test_canonical_characters() -> None:
    assert clean("и\u0306\r\nа\u00a0б\u200bв\u2029") == "й\nа бв\n"
