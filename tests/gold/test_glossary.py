"""The glossary keeps its promise: every term in three languages, and every abbreviation of the decree."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in GLOSSARY.splitlines()
    if line.startswith("| ") and not line.startswith(("| kk |", "| ---"))
]


def test_every_term_has_three_languages_and_a_meaning() -> None:
    assert len(ROWS) >= 80
    for row in ROWS:
        assert len(row) == 4, row
        assert all(row), row


def test_no_term_stands_twice() -> None:
    for column in range(3):
        words = [row[column] for row in ROWS]
        assert len(set(words)) == len(words), [word for word in words if words.count(word) > 1]


def test_the_decrees_abbreviations_are_there() -> None:
    defined = json.loads((ROOT / "tests/gold/kz-156-2020.json").read_text(encoding="utf-8"))["abbreviations"]
    explained = {code for row in ROWS for code in re.findall(r"\(([^()]+)\)", row[1])}
    assert set(defined) <= explained


def test_alphabets() -> None:
    for row in ROWS:
        assert not re.search("[A-Za-z]", row[0] + row[1]), row
        assert not re.search("[А-я]", row[2]), row
