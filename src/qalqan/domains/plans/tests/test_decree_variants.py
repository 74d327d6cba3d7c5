"""The decree as people have it: what editors, version control, browsers and copying do to its blanks.

Each variant is read and compared with the transcription (tests/gold) word by word and column by column.
"""

import json
import re
from collections.abc import Callable
from difflib import SequenceMatcher
from functools import cache
from typing import Any

import pytest

from qalqan.domains.plans.reading.api import read_plan, to_json
from qalqan.domains.plans.reading.problems import PlanUnreadable

from .builders import ROOT

SOURCE = (ROOT / "plans/kz-156-2020/source.ru.txt").read_text("utf-8")
COLUMNS = ("section", "form", "deadline", "finance")


def trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n"))


def squeezed(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text)


VARIANTS: dict[str, Callable[[str], str]] = {
    "trailing blanks stripped": trimmed,
    "trailing blanks made one": lambda text: re.sub(r" {2,}\n", " \n", text),
    "empty lines squeezed": squeezed,
    "both stripped and squeezed": lambda text: trimmed(squeezed(text)),
    "tabs for blanks": lambda text: text.replace(" ", "\t"),
    "blanks that do not break": lambda text: text.replace(" ", "\u00a0"),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n"),
    "form feeds at page cuts": lambda text: text.replace("\n\n\n\n", "\n\f"),
}


@cache
def read(variant: str) -> dict[str, Any]:
    return to_json(read_plan(VARIANTS[variant](SOURCE).encode()))


@cache
def gold() -> dict[str, Any]:
    result: dict[str, Any] = json.loads((ROOT / "tests/gold/kz-156-2020.json").read_text("utf-8"))
    return result


def bodies(row: dict[str, Any]) -> list[tuple[str, bool]]:
    return [(body["code"], body["by_agreement"]) for body in row["bodies"]]


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_column_of_every_row_is_right(variant: str) -> None:
    found = read(variant)["measures"]
    assert [row["number"] for row in found] == [row["number"] for row in gold()["measures"]]
    for row, right in zip(found, gold()["measures"], strict=True):
        assert {key: row[key] for key in COLUMNS} == {key: right[key] for key in COLUMNS}
        assert bodies(row) == bodies(right)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_word_of_every_title_is_right(variant: str) -> None:
    """Measured: none of 1,761 is wrong. A word without its sign is scored, so one wrong is allowed."""
    wrong = 0
    for row, right in zip(read(variant)["measures"], gold()["measures"], strict=True):
        words = SequenceMatcher(None, right["title"].split(), row["title"].split(), autojunk=False)
        wrong += sum(max(b - a, d - c) for kind, a, b, c, d in words.get_opcodes() if kind != "equal")
    assert wrong <= 1


@pytest.mark.parametrize("variant", VARIANTS)
def test_act_sections_and_abbreviations_are_right(variant: str) -> None:
    found = read(variant)
    assert found["act"] == gold()["act"]
    assert [each["title"] for each in found["sections"]] == [each["title"] for each in gold()["sections"]]
    assert found["abbreviations"] == gold()["abbreviations"]


def test_what_the_blanks_no_longer_say_is_told_as_doubt() -> None:
    joints = read("trailing blanks stripped")["joints"]
    assert 0 < len(joints) <= 40
    assert all(0.5 <= joint["confidence"] < 0.9 for joint in joints)


def test_without_any_empty_line_the_text_is_refused_with_the_reason() -> None:
    with pytest.raises(PlanUnreadable) as refused:
        read_plan(re.sub(r"\n\s*\n", "\n", SOURCE).encode())
    assert refused.value.rule == "text.no_gaps"
