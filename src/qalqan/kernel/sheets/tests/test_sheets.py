"""Spreadsheets of strangers: what each cell was, what is not seen, and what is not read at all."""

import contextlib
import io
import time
import tomllib
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from qalqan.kernel import sheets
from qalqan.kernel.sheets import book as book_module
from qalqan.kernel.sheets.book import letters
from qalqan.kernel.vault.files.refusals import FileRefused


def written(fill, **options) -> bytes:
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    fill(made)
    made.close()
    return out.getvalue()


def one(fill, **options) -> sheets.Sheet:
    return sheets.read(written(lambda b: fill(b, b.add_worksheet("Отчёт")), **options)).sheets[0]


def repacked(content: bytes, change) -> bytes:
    """The archive with parts changed: `change(name, bytes)` gives new bytes or None to drop the part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (data := change(name, old.read(name))) is not None:
                new.writestr(name, data)
    return out.getvalue()


def test_it_works() -> None:
    def fill(book, sheet):
        sheet.write("A1", "қала")
        sheet.write_number("B2", 98.2)
        sheet.write_datetime("C3", datetime(2022, 12, 25), book.add_format({"num_format": "dd.mm.yyyy"}))
        sheet.write_boolean("D4", True)
        sheet.write_formula("E5", "=B2*2", None, 196.4)
        sheet.write_number("F6", 0.98, book.add_format({"num_format": "0.0%"}))

    found = one(fill)
    cells = {cell.address: (cell.kind, cell.value) for row in found.rows.values() for cell in row.values()}
    assert cells == {
        "A1": ("text", "қала"),
        "B2": ("number", Decimal("98.2")),
        "C3": ("date", date(2022, 12, 25)),
        "D4": ("bool", True),
        "E5": ("formula", Decimal("196.4")),
        "F6": ("percent", Decimal("98")),
    }


def test_what_is_not_seen_is_told() -> None:
    def fill(book, sheet):
        for row in range(5):
            sheet.write(row, 0, "x")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(3, 0)
        sheet.set_column(4, 6, 10, None, {"hidden": True})
        sheet.merge_range("A7:C8", "one")
        book.add_worksheet("second").write("A1", "y")
        book.worksheets()[1].hide()

    book = sheets.read(written(lambda b: fill(b, b.add_worksheet("first"))))
    first, second = book.sheets
    assert (first.hidden_rows, first.hidden_columns) == ({3, 4}, {5, 6, 7})
    assert first.merged_at(8, 2) == (7, 1, 8, 3)
    assert first.merged_at(9, 2) is None
    assert (first.is_hidden, second.is_hidden) == (False, True)


def test_properties_are_read() -> None:
    made = written(lambda b: (b.add_worksheet().write(0, 0, 1), b.set_custom_property("qalqan", "ұяшық")))
    assert sheets.read(made).properties == {"qalqan": "ұяшық"}


def test_agrees_with_openpyxl() -> None:
    made = openpyxl.Workbook()
    made.active.append(["a", 1, 2.5, date(2020, 3, 30), None, "b\nc"])
    made.active["B4"] = "=1+1"
    out = io.BytesIO()
    made.save(out)
    found = sheets.read(out.getvalue()).sheets[0]
    assert [found.cell(1, n).value if found.cell(1, n) else None for n in range(1, 7)] == [
        "a", Decimal(1), Decimal("2.5"), date(2020, 3, 30), None, "b\nc",
    ]  # fmt: skip
    assert (found.cell(4, 2).kind, found.cell(4, 2).value) == ("formula", None)


@settings(max_examples=25, deadline=None)
@given(st.decimals(-(10**9), 10**9, places=6), st.integers(1, 1_048_576), st.integers(1, 16_384))
def test_numbers_and_addresses_survive(number: Decimal, row: int, column: int) -> None:
    assert letters(column) == get_column_letter(column)
    assert one(lambda _, sheet: sheet.write_number(0, 0, float(number))).cell(1, 1).value == number
    assert sheets.address(row, column) == f"{get_column_letter(column)}{row}"


def test_a_hundred_thousand_rows_cost_little() -> None:
    def fill(book, sheet):
        for row in range(100_000):
            sheet.write_row(row, 0, (row, "текст", 1.5))

    content = written(lambda b: fill(b, b.add_worksheet("Отчёт")), constant_memory=True)
    started = time.process_time()
    with pytest.raises(sheets.SheetRefused) as refused:
        sheets.read(content)
    assert (refused.value.rule, refused.value.params["limit"]) == ("rows", "5000")
    assert time.process_time() - started < 2


def test_formatted_emptiness_is_no_table() -> None:
    def fill(book, sheet):
        grey = book.add_format({"bg_color": "#eeeeee"})
        for row in range(30_000):
            for column in range(3):
                sheet.write_blank(row, column, None, grey)

    content = written(lambda b: fill(b, b.add_worksheet("s")))
    with pytest.raises(sheets.SheetRefused) as refused:
        sheets.read(content, sheets.Limits(elements=50_000))
    assert refused.value.rule == "elements"
    with pytest.raises(sheets.SheetRefused) as refused:
        sheets.read(content)
    assert refused.value.rule == "empty"


def test_what_a_file_asks_of_memory_is_counted_over_all_its_parts() -> None:
    """Each sheet, part and range is small; built whole, as for the annotated copy, they are a bomb."""

    def many(book, fill) -> None:
        for number in range(4):
            sheet = book.add_worksheet(f"s{number}")
            sheet.write("A1", "x")
            fill(sheet, book.add_format({"bg_color": "#eeeeee"}))

    def blanks(sheet, grey) -> None:
        for row in range(1, 300):
            sheet.write_blank(row, 0, None, grey)

    def merges(sheet, grey) -> None:
        for column in range(0, 20, 2):
            sheet.merge_range(1, column, 60, column + 1, "", grey)

    def links(sheet, _grey) -> None:
        sheet.write_url("A3", "internal:s1!A1")

    def refused(content: bytes, **limits: int) -> str:
        with pytest.raises(sheets.SheetRefused) as found:
            sheets.read(content, sheets.Limits(**limits))
        return found.value.rule

    formatted, merged, linked = (written(lambda b, f=f: many(b, f)) for f in (blanks, merges, links))
    assert refused(formatted, elements=2_000) == "elements"
    assert len(sheets.read(formatted, sheets.Limits(elements=3_000)).sheets) == 4
    assert refused(merged, merged=4_000) == "merged"
    assert len(sheets.read(merged, sheets.Limits(merged=4_800)).sheets) == 4
    wide = repacked(linked, lambda name, data: data.replace(b'ref="A3"', b'ref="A3:XFD1048576"'))
    assert refused(wide) == "merged"
    columns = repacked(linked, lambda name, data: data.replace(b'ref="A3"', b'ref="A:XFD"'))
    assert refused(columns) == "damaged"
    theme = b"<x>" + b"<y/>" * 5_000 + b"</x>"
    unread = repacked(linked, lambda name, data: theme if name.endswith("theme1.xml") else data)
    assert len(sheets.read(linked, sheets.Limits(elements=3_000)).sheets) == 4
    assert refused(unread, elements=3_000) == "elements"


def plain() -> bytes:
    return written(lambda b: b.add_worksheet("s").write("A1", "x"))


def test_macros_bombs_and_links_are_refused() -> None:
    types = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    macro = repacked(
        plain(),
        lambda name, data: data.replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", types
        ),
    )
    bomb = repacked(
        plain(), lambda name, data: data + b" " * 30_000_000 if name.endswith("sheet1.xml") else data
    )
    link = (
        b'<Relationship Id="x" TargetMode="External" Target="http://example.org/a.xlsx" Type='
        b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"/></Relationships>'
    )
    outside = repacked(
        plain(),
        lambda name, data: (
            data.replace(b"</Relationships>", link) if name.endswith("workbook.xml.rels") else data
        ),
    )
    for content, code in ((macro, "macros"), (bomb, "bomb"), (outside, "outside")):
        with pytest.raises(FileRefused) as refused:
            sheets.read(content)
        assert refused.value.code == code


def test_entities_are_not_opened() -> None:
    evil = (
        b'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&b;</t></si></sst>'
    )
    content = repacked(plain(), lambda name, data: evil if name.endswith("sharedStrings.xml") else data)
    with pytest.raises(sheets.SheetRefused) as refused:
        sheets.read(content)
    assert refused.value.rule == "empty"


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_damage_is_refused_and_never_breaks(data: st.DataObject) -> None:
    content = bytearray(plain())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(sheets.SheetRefused, FileRefused):
        sheets.read(bytes(content))


def test_broken_parts_are_named() -> None:
    content = repacked(plain(), lambda name, data: data[:-30] if name.endswith("sheet1.xml") else data)
    with pytest.raises(sheets.SheetRefused) as refused:
        sheets.read(content)
    assert (refused.value.rule, refused.value.place) == ("damaged", "xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "old-format"),
        (b"%PDF-1.7 ...", "format"),
        (b'a;b\r\n"c;d\r\n', "quotes"),
        (b"a;\x01\x02\r\n", "encoding"),
        (b"a," * 300 + b"b", "columns"),
    ],
)
def test_other_files_are_refused_in_words(content: bytes, rule: str) -> None:
    with pytest.raises(sheets.SheetRefused) as refused:
        sheets.read(content)
    assert refused.value.rule == rule
    assert len({refused.value.words(language)["mend"] for language in ("kk", "ru", "en")}) == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_csv_of_any_office(encoding: str, mark: str) -> None:
    text = (
        f'Область{mark}Доля{mark}Заметка\r\nАбай{mark}"98,2"{mark}"две\r\nстроки"\r\n\r\n=A1{mark}1{mark}\r\n'
    )
    found = sheets.read(text.encode(encoding)).sheets[0]
    assert [found.cell(2, n).text for n in (1, 2, 3)] == ["Абай", "98,2", "две\nстроки"]
    assert found.cell(4, 1).kind == "formula"
    assert sorted(found.rows) == [1, 2, 4]


def test_every_refusal_has_words_in_three_languages() -> None:
    words = tomllib.loads(Path(book_module.__file__).with_name("words.toml").read_text("utf-8"))
    source = "".join(p.read_text("utf-8") for p in Path(book_module.__file__).parent.glob("*.py"))
    for rule, texts in words.items():
        assert f'"{rule}"' in source, f"nobody refuses by {rule}"
        for part in ("message", "mend"):
            assert set(texts[part]) == {"kk", "ru", "en"}
