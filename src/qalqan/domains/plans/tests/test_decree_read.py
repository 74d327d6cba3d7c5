"""The decree itself, against a transcription that was made by reading it (tests/gold)."""

import json
from functools import cache
from typing import Any

import pytest

from qalqan.domains.plans.reading.api import read_plan, to_json

from .builders import ROOT


@cache
def decree() -> dict[str, Any]:
    return to_json(read_plan((ROOT / "plans/kz-156-2020/source.ru.txt").read_bytes()))


@cache
def gold() -> dict[str, Any]:
    result: dict[str, Any] = json.loads((ROOT / "tests/gold/kz-156-2020.json").read_text("utf-8"))
    return result


def without(row: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in keys}


@pytest.mark.parametrize("at", range(70))
def test_row(at: int) -> None:
    row = without(decree()["measures"][at], "spans")
    row["bodies"] = [without(body, "written") for body in row["bodies"]]
    assert row == gold()["measures"][at]


def test_act_sections_paragraphs_and_abbreviations() -> None:
    assert decree()["act"] == gold()["act"]
    assert [without(each, "spans") for each in decree()["sections"]] == gold()["sections"]
    assert [without(each, "spans") for each in decree()["paragraphs"]] == gold()["paragraphs"]
    assert decree()["abbreviations"] == gold()["abbreviations"]


def test_every_field_points_at_its_characters() -> None:
    source = (ROOT / "plans/kz-156-2020/source.ru.txt").read_text("utf-8")
    for row in decree()["measures"]:
        under = "".join(source[start:end] for start, end in row["spans"]["title"])
        assert "".join(under.split()) == "".join(row["title"].split())
        assert "".join(source[start:end] for start, end in row["spans"]["number"]) == f"{row['number']}."


def test_what_only_the_reader_can_see_is_told() -> None:
    found = {(each["rule"], each["place"]) for each in decree()["gaps"] + decree()["defects"]}
    assert {("report-month-missing", "paragraph 2.2"), ("report-month-missing", "paragraph 3")} <= found
    assert ("deadline-recurs", "row 36, deadline") in found
    assert ("body-misspelt", "row 39, bodies") in found
    assert {("abbreviation-undefined", f"row {row}, form") for row in (34, 57)} <= found
    assert {("cell-mark-missing", f"row {row}, programmes") for row in (15, 28, 68)} <= found
    misspelt = {place for rule, place in found if rule == "body-misspelt"}
    assert misspelt == {f"row {row}, bodies" for row in (2, 3, 10, 16, 17, 32, 39)}
    quotes = {each["quote"] for each in decree()["defects"] if each["rule"] == "text-displaced"}
    assert quotes == {"Посланием", "Указом", "Дорожную карту", "№ 850"}


def test_few_joints_are_left_in_doubt() -> None:
    assert len(decree()["joints"]) <= 15
    assert all(0.5 <= joint["confidence"] < 0.9 for joint in decree()["joints"])
