"""The decree in every format: its gold transcription as DOCX, HTML, XLSX and printed as PDF, read back."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from qalqan.domains.plans.reading.api import read_plan, to_json
from tests.corpora.invent import Invented, Row, words
from tests.corpora.layouts import LAYOUTS
from tests.corpora.score import KINDS, compare

GOLD: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "gold" / "kz-156-2020.json").read_text("utf-8")
)
YEARS = (2020, 2021, 2022, 2023)
COLUMNS = (
    *("number", "title", "form", "bodies", "deadline", "total"),
    *(f"years.{year}" for year in YEARS),
    *("sources", "programmes"),
)


def row(measure: dict[str, Any]) -> Row:
    finance = measure["finance"]
    return Row(
        measure["number"],
        measure["section"],
        measure["title"],
        measure["form"],
        tuple((body["code"], body["by_agreement"]) for body in measure["bodies"]),
        (measure["deadline"]["text"], None, None),
        finance["text"],
        finance["total"],
        finance["years"],
        tuple(finance["sources"]),
        tuple(finance["programmes"]),
        "",
    )


def decree() -> Invented:
    """The gold as a plan to be written; its act is an invented one."""
    header = {
        key: names[0].format(first=2020, last=2023, year="{year}")
        for key, names in words("ru")["header"].items()
    }
    return Invented(
        "ru",
        COLUMNS,
        YEARS,
        tuple(section["title"] for section in GOLD["sections"]),
        tuple(map(row, GOLD["measures"])),
        GOLD["act"]["number"],
        date.fromisoformat(GOLD["act"]["date"]),
        words("ru")["prose"]["topics"][0],
        header,
        GOLD["abbreviations"],
    )


@pytest.mark.parametrize("kind", ["docx", "docx, merged", "html", "xlsx"])
def test_every_cell_of_the_decree_comes_back(kind: str) -> None:
    read = to_json(read_plan(KINDS[kind](LAYOUTS[0], decree())))
    assert compare(GOLD, read).differences == ()
    assert read["abbreviations"] == GOLD["abbreviations"]


@pytest.mark.parametrize(
    "layout", [layout for layout in LAYOUTS if len(layout.columns) == 12 and layout.language == "ru"]
)
def test_the_decree_printed_into_other_columns_comes_back(layout: Any) -> None:
    score = compare(GOLD, to_json(read_plan(KINDS["pdf"](replace(layout, columns=COLUMNS), decree()))))
    assert score.lost == 0, score.differences
    assert score.word_error < 0.005, score.differences
