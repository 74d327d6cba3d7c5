"""Lists as CSV, XLSX and JSON, read back by other programs' readers."""

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from qalqan.domains.plans import actions, exports, queries
from qalqan.domains.plans.actions import Actor, SourceFile
from qalqan.kernel import tables
from qalqan.kernel.access.scope import Service
from qalqan.kernel.tables import Column, Table

from .builders import finance, make_document, make_measure

ME = Actor("coordinator МОН", Service("tests"), "Айгерім")
TABLE = Table(
    "Кесте",
    (Column("number", "№"), Column("title", "Іс-шара"), Column("end", "Мерзімі"), Column("total", "Сома")),
    (
        (1, '=HYPERLINK("x")', date(2020, 12, 31), Decimal("80.0")),
        (2, '- усиления; "кавычки",\nстрока', None, Decimal("-1.5")),
        (3, "@cmd", date(2021, 1, 1), None),
    ),
)


def test_csv_is_utf8_with_a_mark_and_holds_no_formula() -> None:
    data = tables.to_csv(TABLE)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["№", "Іс-шара", "Мерзімі", "Сома"]
    assert rows[1] == ["1", '\'=HYPERLINK("x")', "2020-12-31", "80.0"]
    assert rows[2] == ["2", '\'- усиления; "кавычки",\nстрока', "", "-1.5"]
    assert rows[3][1] == "'@cmd"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_text_is_taken_for_a_formula(start: str) -> None:
    assert tables.safe_text(f"{start}1") == f"'{start}1"
    assert tables.safe_text(f"1{start}") == f"1{start}"


def test_xlsx_has_real_days_and_numbers_and_a_frozen_header() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(tables.to_xlsx(TABLE))).active
    assert sheet is not None
    assert sheet.freeze_panes == "B2"
    assert [cell.value for cell in sheet[1]] == ["№", "Іс-шара", "Мерзімі", "Сома"]
    assert [cell.value for cell in sheet[2]] == [1, '=HYPERLINK("x")', datetime(2020, 12, 31), 80.0]
    assert sheet["B2"].data_type == "s"
    assert sheet["C2"].number_format == "dd.mm.yyyy"


def test_json_keeps_money_exact() -> None:
    found = json.loads(tables.to_json(TABLE))
    assert found["columns"]["title"] == "Іс-шара"
    first = {"number": 1, "title": '=HYPERLINK("x")', "end": "2020-12-31", "total": "80.0"}
    assert found["rows"][0] == first


@pytest.fixture
def plan(db: None) -> str:
    paid = make_measure(3, "Платное", finance=finance(total="80.0", years={"2020": "40.0", "2021": "40.0"}))
    actions.import_plan(
        make_document(make_measure(1), make_measure(2, "=Второе"), paid),
        actor=ME,
        code="plan",
        file=SourceFile("f", "a" * 64),
    )
    return "plan"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_list_is_written_in_every_format(plan: str, language: str) -> None:
    body = queries.body_page("МИО", language=language)
    tables = [
        exports.overview_table(queries.overview(plan, language=language)),
        exports.body_table(body, language),
        exports.calendar_table(queries.calendar(plan, 2020, language=language), language),
        exports.gaps_table("x", queries.gaps(plan, language), language),
    ]
    for table in tables:
        assert table.rows
        assert all(len(row) == len(table.columns) for row in table.rows)
        for kind in exports.WRITERS:
            assert exports.written(table, kind)


def test_years_are_columns(plan: str) -> None:
    table = exports.overview_table(queries.overview(plan, language="en"))
    keys = [column.key for column in table.columns]
    assert [key for key in keys if key.startswith("years.")] == ["years.2020", "years.2021"]
    assert table.rows[2][keys.index("total")] == Decimal("80.0")
    assert table.rows[0][keys.index("total")] is None
