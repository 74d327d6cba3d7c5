"""Tables that could be read in two ways or not at all: refused with row, rule and mend; and what is read."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from qalqan.domains.plans.reading.api import read_plan
from qalqan.domains.plans.reading.document import PlanDocument
from qalqan.domains.plans.reading.problems import PlanUnreadable
from tests.corpora.extract import text_stream
from tests.corpora.invent import Invented
from tests.corpora.layouts import LAYOUTS, Layout
from tests.corpora.office import to_docx, to_html, to_xlsx
from tests.corpora.refusing import assert_refused
from tests.corpora.small import docx_row, edit_docx, row, small_docx, small_plan, with_row
from tests.corpora.typeset import typeset

DECREE = Path(__file__).parents[2] / "plans" / "kz-156-2020" / "source.ru.txt"
WRITERS: dict[str, Callable[[Invented], bytes]] = {
    "docx": to_docx,
    "html": to_html,
    "xlsx": to_xlsx,
    "text": lambda plan: text_stream(typeset(_printed(plan), plan)).encode(),
    "pdf": lambda plan: typeset(_printed(plan), plan).pdf,
}
PLAN = small_plan()


def _printed(plan: Invented) -> Layout:
    """Wide columns: these tests are about rows, not about broken words."""
    widths = (30.0, 160.0, 90.0, 90.0, 90.0, 90.0, 50.0, 50.0, 70.0)
    return replace(LAYOUTS[-1], columns=plan.columns, widths=widths)


def _money(**years: str) -> dict[str, Any]:
    total = str(sum(Decimal(value) for value in years.values() if value.count(".") == 1))
    return {"finance_text": None, "total": total, "years": {key[1:]: value for key, value in years.items()}}


SPOILT: dict[str, tuple[Invented, str, str]] = {
    "two rows with one number": (with_row(PLAN, 4, number=3), "row.number_twice", "row 3, number"),
    "unknown body": (
        with_row(PLAN, 2, bodies=(("МЗ", False), ("ЖЩЪ", False))),
        "body.unknown",
        "row 2, bodies",
    ),
    "impossible day": (
        with_row(PLAN, 5, deadline=("31 февраля 2025 года", None, None)),
        "deadline.impossible",
        "row 5, deadline",
    ),
    "fifth quarter": (
        with_row(PLAN, 5, deadline=("V квартал 2025 года", None, None)),
        "deadline.impossible",
        "row 5, deadline",
    ),
    "years backwards": (
        with_row(PLAN, 5, deadline=("2026-2025 годы", None, None)),
        "deadline.impossible",
        "row 5, deadline",
    ),
    "negative total": (
        with_row(PLAN, 1, **_money(_2025="-3.0")),
        "money.negative",
        "row 1, total",
    ),
    "negative year": (
        with_row(PLAN, 1, **(_money(_2025="-3.0") | {"total": "4.0"})),
        "money.negative",
        "row 1, years.2025",
    ),
    "ambiguous sum": (
        with_row(PLAN, 6, **(_money(_2025="1.0") | {"total": "1.234,5,6"})),
        "money.ambiguous",
        "row 6, total",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
@pytest.mark.parametrize("format", WRITERS)
def test_spoilt_row_is_refused(name: str, format: str, tmp_path: Path) -> None:
    plan, rule, place = SPOILT[name]
    (tmp_path / "plan").write_bytes(WRITERS[format](plan))
    assert_refused(tmp_path / "plan", rule, place)


@pytest.mark.parametrize("format", WRITERS)
def test_the_plan_that_is_spoilt_above_is_itself_read(format: str) -> None:
    assert len(read_plan(WRITERS[format](PLAN)).measures) == 6


def _clear(table: Any, number: str, columns: slice) -> None:
    for cell in docx_row(table, number).cells[columns]:
        cell.text = ""


def _merge(table: Any, number: str, first: int, last: int) -> None:
    cells = docx_row(table, number).cells
    cells[first].merge(cells[last])


def _merge_down(table: Any, number: str, column: int) -> None:
    rows = list(table.rows)
    at = next(index for index, each in enumerate(rows) if each.cells[0].text == number)
    below = rows[at + 1].cells[column]
    below.text = ""
    rows[at].cells[column].merge(below)


def _rename(table: Any, column: int, name: str) -> None:
    table.rows[0].cells[column].text = name


TABLES: dict[str, tuple[Callable[[Any], None], str, str]] = {
    "no number": (lambda table: _clear(table, "3.", slice(0, 1)), "row.no_number", ""),
    "a word for a number": (
        lambda table: setattr(docx_row(table, "3.").cells[0], "text", "третий"),
        "row.bad_number",
        "",
    ),
    "no title": (lambda table: _clear(table, "3.", slice(1, 2)), "row.no_title", "row 3, title"),
    "cut end": (lambda table: _clear(table, "6.", slice(3, None)), "table.truncated", "row 6"),
    "measure merged with its form": (lambda table: _merge(table, "2.", 1, 2), "cell.merged", "cell B6"),
    "one number over two measures": (lambda table: _merge_down(table, "2.", 0), "cell.merged", "cell A6"),
    "one measure over two numbers": (lambda table: _merge_down(table, "2.", 1), "cell.merged", "cell B6"),
    "two measure columns": (
        lambda table: _rename(table, 2, "Наименование мероприятия"),
        "header.column_twice",
        "",
    ),
    "no measure column": (lambda table: _rename(table, 1, "Примечание"), "plan.not_found", "file"),
    "no rows": (
        lambda table: [table._tbl.remove(each._tr) for each in list(table.rows)[3:]],
        "plan.no_rows",
        "header",
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_spoilt_table_is_refused(name: str, tmp_path: Path) -> None:
    change, rule, place = TABLES[name]
    (tmp_path / "plan.docx").write_bytes(edit_docx(small_docx(), change))
    assert_refused(tmp_path / "plan.docx", rule, place)


@pytest.mark.parametrize("share", [0.35, 0.7])
def test_the_decree_cut_off_inside_its_table_is_refused(share: float) -> None:
    """Cut after the text of a measure, before its form of completion."""
    text = DECREE.read_text("utf-8")
    end = text.index("\n\nинфор", int(len(text) * share))
    with pytest.raises(PlanUnreadable) as refused:
        read_plan(text[:end].encode())
    assert refused.value.rule == "table.truncated"
    assert refused.value.place.startswith("row ")


def _only(measures: PlanDocument, number: int) -> Any:
    return next(measure for measure in measures.measures if measure.number == number)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("12,5", "12.5"), ("1 234,5", "1234.5"), ("1234.5", "1234.5"), ("0,75", "0.75"), ("120", "120")],
)
def test_decimal_commas_and_spaces_of_thousands_are_read(written: str, meant: str) -> None:
    changed = edit_docx(small_docx(), lambda table: setattr(docx_row(table, "1.").cells[5], "text", written))
    assert _only(read_plan(changed), 1).finance.total == Decimal(meant)


def test_a_wording_merged_over_the_money_columns_stands_for_them_all() -> None:
    plan = with_row(PLAN, 2, finance_text="не требуются", total=None, years={}, sources=())
    merged = edit_docx(to_docx(plan), lambda table: _merge(table, "2.", 5, 8))
    finance = _only(read_plan(merged), 2).finance
    assert finance.text is not None
    assert finance.text.startswith("не требуются")
    assert finance.total is None


def test_a_term_merged_over_two_measures_holds_for_both() -> None:
    merged = edit_docx(small_docx(), lambda table: _merge_down(table, "2.", 4))
    document = read_plan(merged)
    assert _only(document, 3).deadline == _only(document, 2).deadline
    assert _only(document, 2).deadline.text == row(PLAN, 2).deadline[0]


def test_an_unknown_column_is_kept() -> None:
    renamed = edit_docx(small_docx(), lambda table: _rename(table, 2, "Ожидаемый результат"))
    measure = _only(read_plan(renamed), 1)
    assert measure.extra == {"Ожидаемый результат": row(PLAN, 1).form}
    assert measure.form == ""


def test_the_linter_reads_what_the_register_refuses() -> None:
    document = read_plan(to_docx(SPOILT["unknown body"][0]), strict=False)
    assert [body.code for body in _only(document, 2).bodies] == ["МЗ", "ЖЩЪ"]
