"""Plausible damage to the decree's text: one message with the right place and a mend, exit code 2."""

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from qalqan.domains.plans.cli import plan as commands
from qalqan.domains.plans.reading.api import read_plan
from qalqan.domains.plans.reading.document import Measure, Span

from .builders import ROOT

SOURCE = (ROOT / "plans/kz-156-2020/source.ru.txt").read_text("utf-8")


@cache
def measures() -> dict[int, Measure]:
    return {measure.number: measure for measure in read_plan(SOURCE.encode()).measures}


def cell(row: int, key: str) -> tuple[Span, ...]:
    return tuple(measures()[row].spans[key])


def cut(row: int, key: str) -> str:
    """The text ends in the middle of a cell."""
    lines = cell(row, key)
    return SOURCE[: lines[len(lines) // 2].end] + "\n"


def rewritten(row: int, key: str, new: str) -> str:
    lines = cell(row, key)
    return SOURCE[: lines[0].start] + new + SOURCE[lines[-1].end :]


def with_body(row: int, new: str) -> str:
    """МВД in the row's cell of bodies becomes another code."""
    at = SOURCE.index("МВД", cell(row, "bodies")[0].start)
    return SOURCE[:at] + new + SOURCE[at + 3 :]


def refused(text: str, folder: Path) -> tuple[str, str]:
    """(rule, place) of the one refusal that the command gives."""
    file = folder / "plan.txt"
    file.write_text(text, "utf-8")
    done = CliRunner().invoke(commands, ["read", str(file), "--json", "--lang", "en"])
    assert done.exit_code == 2, repr(done.exception)
    error: dict[str, str] = json.loads(done.stdout)["error"]
    assert len(done.stderr.splitlines()) == 1
    assert all(error[key] in done.stderr for key in ("place", "message", "mend"))
    assert error["mend"]
    return error["rule"], error["place"]


@pytest.mark.parametrize("key", ["title", "form", "bodies", "deadline", "total"])
def test_a_text_cut_in_the_middle_of_a_row(key: str, tmp_path: Path) -> None:
    assert refused(cut(33, key), tmp_path) == ("table.truncated", "row 33")


@pytest.mark.parametrize(("row", "section"), [(20, 2), (44, 4), (70, 5)])
def test_a_row_whose_number_was_deleted(row: int, section: int, tmp_path: Path) -> None:
    place = f"section {section}, after row {row - 1}"
    assert refused(rewritten(row, "number", ""), tmp_path) == ("row.no_number", place)


def test_two_rows_with_one_number(tmp_path: Path) -> None:
    text = rewritten(21, "number", "20.")
    assert refused(text, tmp_path) == ("row.number_twice", "row 20, number")


def test_a_row_numbered_nought(tmp_path: Path) -> None:
    assert refused(rewritten(1, "number", "0."), tmp_path) == ("row.bad_number", "row 0, number")


@pytest.mark.parametrize("code", ["МВЯ", "АБВГД"])
@pytest.mark.parametrize("row", [1, 30])
def test_a_body_that_nothing_defines(row: int, code: str, tmp_path: Path) -> None:
    assert refused(with_body(row, code), tmp_path) == ("body.unknown", f"row {row}, responsible bodies")


@pytest.mark.parametrize("row", [5, 40])
def test_a_day_that_no_calendar_has(row: int, tmp_path: Path) -> None:
    text = rewritten(row, "deadline", "31 \nфевраля \n2021 \nгода")
    assert refused(text, tmp_path) == ("deadline.impossible", f"row {row}, deadline")


@pytest.mark.parametrize("row", [16, 36, 40])
def test_a_sum_below_zero(row: int, tmp_path: Path) -> None:
    at = cell(row, "total")[0]
    text = SOURCE[: at.start] + "-80,0" + SOURCE[at.end :]
    assert refused(text, tmp_path) == ("money.negative", f"row {row}, total cost")
