"""The gold transcription is the decree's text, to the last character.

`kz-156-2020.json` was transcribed by reading, row by row, without any reader of ours. This file proves two
things that no typist can promise: (1) every non-blank character of the table, from the line of column
numbers to the list of abbreviations, belongs to exactly one field of exactly one row of the gold, in
order; (2) the counts that the project's page on the decree states hold of the gold.

The proof needs no knowledge of how the text is damaged: damage only cuts a field into pieces and
interleaves the pieces of several columns. So a row is right when its printed pieces are an interleaving of
its fields. Commas between bodies are not part of the gold (the decree forgets some, repeats others), so
they are set aside in that column alone.
"""

import json
import re
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOLD: dict[str, Any] = json.loads((ROOT / "tests/gold/kz-156-2020.json").read_text(encoding="utf-8"))
SOURCE = (ROOT / "plans/kz-156-2020/source.ru.txt").read_text(encoding="utf-8")
MEASURES = GOLD["measures"]
ROMAN = ("", "I.", "II.", "III.", "IV.", "V.")
YEARS = ("2020", "2021", "2022", "2023")
COLUMN_NUMBERS = "1 2 3 4 5 6 7 8 9 10 11 12"
ABBREVIATIONS = "Сокращение аббревиатур:"


def squeeze(text: str) -> str:
    return "".join(text.split())


def defects(rule: str, row: int) -> list[dict[str, Any]]:
    return [defect for defect in GOLD["defects"] if defect["id"] == rule and row in defect["rows"]]


def printed_bodies(measure: dict[str, Any]) -> str:
    """The bodies' column without commas, with the decree's misspelt codes put back."""
    cell = "".join(
        body["code"] + ("(по согласованию)" if body["by_agreement"] else "") for body in measure["bodies"]
    )
    for defect in defects("body-misspelt", measure["number"]):
        assert defect["code"] in cell
        cell = cell.replace(defect["code"], defect["quote"])
    return squeeze(cell)


def printed_fields(measure: dict[str, Any], first_of_section: bool) -> dict[str, str]:
    """What the row's columns hold in print, without blanks: the pieces of each come in this order."""
    finance = measure["finance"]
    years = [finance["years"].get(year, "-").replace(".", ",") for year in YEARS]
    total = finance["text"] or finance["total"].replace(".", ",")
    sources, programmes = "".join(finance["sources"]) or "-", "".join(finance["programmes"]) or "-"
    if defects("cell-mark-missing", measure["number"]):
        programmes = ""
    fields = {
        "number": f"{measure['number']}.",
        "title": squeeze(measure["title"]),
        "form": squeeze(measure["form"]),
        "bodies": printed_bodies(measure),
        "deadline": squeeze(measure["deadline"]["text"]),
        "finance": squeeze(total),
        "years": "".join(years),
        "sources": sources,
        "programmes": programmes,
    }
    if first_of_section:
        section = GOLD["sections"][measure["section"] - 1]
        fields["section"] = ROMAN[section["number"]] + squeeze(section["title"])
    return fields


def interleave(tokens: tuple[str, ...], start: int, fields: dict[str, str]) -> tuple[int, int]:
    """Where the row that starts at `start` ends; or, if it does not fit, (-1, the furthest token reached)."""
    names = tuple(fields)
    texts = tuple(fields.values())
    furthest = start

    @cache
    def end_from(index: int, done: tuple[int, ...]) -> int:
        nonlocal furthest
        furthest = max(furthest, index)
        if all(at == len(text) for at, text in zip(done, texts, strict=True)):
            # a trailing comma of the bodies' column may still stand here
            return index + 1 if tokens[index : index + 1] == (",",) else index
        if index == len(tokens):
            return -1
        for position, name in enumerate(names):
            piece = tokens[index].replace(",", "") if name == "bodies" else tokens[index]
            if texts[position].startswith(piece, done[position]):
                ahead = (*done[:position], done[position] + len(piece), *done[position + 1 :])
                if (end := end_from(index + 1, ahead)) >= 0:
                    return end
        return -1

    return end_from(start, (0,) * len(texts)), furthest


def table_tokens() -> tuple[str, ...]:
    table = SOURCE.split(COLUMN_NUMBERS, 1)[1].split(ABBREVIATIONS, 1)[0]
    return tuple(table.split())


@cache
def rows_in_print() -> dict[int, str]:
    """Row number -> its printed characters; fails at the first row that the gold does not explain."""
    tokens, at, section, rows = table_tokens(), 0, 0, {}
    for measure in MEASURES:
        fields = printed_fields(measure, measure["section"] != section)
        end, furthest = interleave(tokens, at, fields)
        assert end >= 0, (
            f"row {measure['number']} differs near {' '.join(tokens[furthest - 5 : furthest + 5])}"
        )
        rows[measure["number"]] = "".join(tokens[at:end])
        at, section = end, measure["section"]
    assert at == len(tokens), f"left over: {tokens[at:]}"
    return rows


def test_every_character_of_the_table_is_in_the_gold() -> None:
    printed = rows_in_print()
    assert list(printed) == list(range(1, 71))
    assert "".join(printed.values()) == "".join(table_tokens())


@pytest.mark.parametrize(
    ("old", "new"), [("детей", "дитей"), ("в части", "части"), ("опьянения лиц", "опьянения, лиц")]
)
def test_a_slip_of_the_typist_is_noticed(old: str, new: str) -> None:
    first = dict(MEASURES[0])
    assert old in first["title"]
    first["title"] = first["title"].replace(old, new, 1)
    assert interleave(table_tokens(), 0, printed_fields(first, True))[0] == -1


def test_the_paragraphs_use_the_acts_words_and_no_others() -> None:
    """Links of the legal database moved some words; order is a matter of reading, the words are not."""
    act = SOURCE.split("А. Мамин", 1)[0].split("№ 156.", 1)[1].split("Премьер-Министр", 1)[0]
    numbers = {"1.", "2.", "3.", "4.", "1)", "2)"}
    printed = Counter(word for word in act.split() if word not in numbers)
    assert Counter(word for paragraph in GOLD["paragraphs"] for word in paragraph["text"].split()) == printed
    assert [paragraph["number"] for paragraph in GOLD["paragraphs"]] == ["", "1", "2", "2.1", "2.2", "3", "4"]


def test_act() -> None:
    assert GOLD["act"]["number"] == "156"
    assert GOLD["act"]["date"] == "2020-03-30"
    assert squeeze(GOLD["act"]["title"]) in squeeze(SOURCE)


def test_abbreviations_are_the_whole_list() -> None:
    printed = SOURCE.split(ABBREVIATIONS, 1)[1]
    typed = "".join(f"{code}-{meaning}" for code, meaning in GOLD["abbreviations"].items())
    assert squeeze(typed) == squeeze(printed).replace("–", "-")
    assert len(GOLD["abbreviations"]) == 28


def test_counts_of_rows() -> None:
    assert Counter(measure["section"] for measure in MEASURES) == {1: 12, 2: 19, 3: 8, 4: 28, 5: 3}
    assert sum(any(body["code"] == "МИО" for body in measure["bodies"]) for measure in MEASURES) == 51


def test_money() -> None:
    rows = {
        measure["number"]: measure["finance"] for measure in MEASURES if measure["finance"]["text"] is None
    }
    assert sorted(rows) == [16, 18, 36, 40]
    assert sum(Decimal(finance["total"]) for finance in rows.values()) == Decimal("200.0")
    by_year = [sum(Decimal(f["years"].get(year, "0")) for f in rows.values()) for year in YEARS]
    assert by_year == [105, 85, 5, 5]


def test_ways_of_financing() -> None:
    kinds = Counter((measure["finance"]["text"] or "sum").split(" ")[0] for measure in MEASURES)
    assert kinds == {"не": 40, "в": 22, "за": 4, "sum": 4}


def test_forms_of_completion() -> None:
    """23 wordings as written; the page's 22 once row 52's misspelling is read as what it means."""
    forms = [measure["form"] for measure in MEASURES]
    assert len(set(forms)) == 23
    mended = [form.replace("мнформация", "информация") for form in forms]
    assert len(set(mended)) == 22
    assert sum(form.split()[0] == "информация" for form in mended) == 32


def test_every_body_is_defined() -> None:
    used = {body["code"] for measure in MEASURES for body in measure["bodies"]}
    assert used <= set(GOLD["abbreviations"])


def test_each_defect_stands_where_it_is_said_to() -> None:
    printed = rows_in_print()
    for defect in GOLD["defects"]:
        for row in defect["rows"]:
            quote = squeeze(defect.get("quote", ""))
            assert quote in printed[row] or squeeze(defect["quote"]) in squeeze(MEASURES[row - 1]["title"]), (
                row,
                defect,
            )


def test_gaps_speak_of_rows_that_are_there() -> None:
    gaps = {gap["id"]: gap for gap in GOLD["gaps"] if "rows" in gap}
    assert len(gaps["no-milestone"]["rows"]) == 28
    assert all(MEASURES[row - 1]["deadline"]["end"] == "2023-12-31" for row in gaps["no-milestone"]["rows"])
    assert gaps["information-note-only"]["rows"] == [
        measure["number"]
        for measure in MEASURES
        if measure["form"].split()[0] in ("информация", "мнформация")
    ]
    assert [gap["paragraph"] for gap in GOLD["gaps"] if gap["id"] == "report-month-missing"] == ["2.2", "3"]


HALVES = {"первое": ("-01-01", "-06-30"), "второе": ("-07-01", "-12-31")}
MONTHS = {"август": ("-08-01", "-08-31"), "сентябрь": ("-09-01", "-09-30"), "декабрь": ("-12-01", "-12-31")}


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: f"row {measure['number']}")
def test_dates_say_what_the_deadline_says(measure: dict[str, Any]) -> None:
    deadline = measure["deadline"]
    years = re.findall(r"\d{4}", deadline["text"])
    first, last = (HALVES | MONTHS).get(deadline["text"].split()[0], ("-01-01", "-12-31"))
    assert (deadline["start"], deadline["end"]) == (years[0] + first, years[-1] + last)
