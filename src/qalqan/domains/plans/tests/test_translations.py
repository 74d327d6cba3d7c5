"""The working translations of resolution No. 156 miss nothing and change no fact.

A translation cannot be proved right by a machine; what can be proved is that every wording of the plan has
one in both languages, that numbers, list items and quoted names are all there, and that the letters are of
the right alphabet (a Latin "i" in a Kazakh word looks right and is never found by a search).
"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[5]
GOLD: dict[str, Any] = json.loads((ROOT / "tests/gold/kz-156-2020.json").read_text(encoding="utf-8"))
TOML = tomllib.loads((ROOT / "plans/kz-156-2020/translations.toml").read_text(encoding="utf-8"))
LANGUAGES = ("kk", "en")
KAZAKH_ONLY = set("әғқңөұүһі")
CYRILLIC = "А-яӘәҒғҚқҢңӨөҰұҮүҺһІі"


def measure_pairs() -> Iterator[tuple[str, str, dict[str, str]]]:
    for measure in GOLD["measures"]:
        yield f"measure {measure['number']}", measure["title"], TOML["measures"][str(measure["number"])]


def pairs() -> Iterator[tuple[str, str, dict[str, str]]]:
    """(place, Russian, translations) of every wording that is translated."""
    yield "act title", GOLD["act"]["title"], TOML["act"]["title"]
    yield "act body", GOLD["act"]["body"], TOML["act"]["body"]
    for paragraph in GOLD["paragraphs"]:
        key = paragraph["number"] or "preamble"
        yield f"paragraph {key}", paragraph["text"], TOML["paragraphs"][key]
    for section in GOLD["sections"]:
        yield f"section {section['number']}", section["title"], TOML["sections"][str(section["number"])]
    yield from measure_pairs()
    for kind in ("forms", "deadlines", "finance"):
        for entry in TOML[kind]:
            yield f"{kind} «{entry['ru']}»", entry["ru"], entry
    for code, meaning in GOLD["abbreviations"].items():
        yield f"abbreviation {code}", meaning, TOML["abbreviations"][code]


PAIRS = tuple(pairs())


def numbers(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d+", text))


def list_items(text: str) -> int:
    return len(re.findall(r"[:;] - ", text))


def quoted_names(text: str) -> int:
    """Names in quotation marks. The decree closes two nested names with one mark, so round up."""
    straight = text.count('"')
    return (straight + 1) // 2 if straight else len(re.findall(r"[«“‘]", text))


@pytest.mark.parametrize("kind", ["forms", "deadlines", "finance"])
def test_the_wordings_are_those_of_the_plan(kind: str) -> None:
    cells = {
        "forms": {measure["form"] for measure in GOLD["measures"]},
        "deadlines": {measure["deadline"]["text"] for measure in GOLD["measures"]},
        "finance": {m["finance"]["text"] for m in GOLD["measures"] if m["finance"]["text"]},
    }
    translated = [entry["ru"] for entry in TOML[kind]]
    assert sorted(translated) == sorted(cells[kind])


def test_nothing_is_translated_that_the_plan_does_not_have() -> None:
    assert {int(number) for number in TOML["measures"]} == {m["number"] for m in GOLD["measures"]}
    assert {int(number) for number in TOML["sections"]} == {s["number"] for s in GOLD["sections"]}
    assert set(TOML["paragraphs"]) == {p["number"] or "preamble" for p in GOLD["paragraphs"]}
    assert set(TOML["abbreviations"]) == set(GOLD["abbreviations"])


@pytest.mark.parametrize(("place", "russian", "entry"), PAIRS, ids=[place for place, _, _ in PAIRS])
def test_facts_survive(place: str, russian: str, entry: dict[str, str]) -> None:
    for language in LANGUAGES:
        text = entry[language]
        assert text, (place, language)
        assert text == " ".join(text.split()), "stray blanks"
        assert numbers(text) == numbers(russian), language
        assert list_items(text) == list_items(russian), language
        assert quoted_names(text) == quoted_names(russian), language
        for opening, closing in ("()", "«»", "“”"):
            assert text.count(opening) == text.count(closing), (language, opening)
        assert '"' not in text, "each language has quotation marks of its own"


@pytest.mark.parametrize(("place", "russian", "entry"), PAIRS, ids=[place for place, _, _ in PAIRS])
def test_letters_are_of_the_right_alphabet(place: str, russian: str, entry: dict[str, str]) -> None:
    assert not re.search(rf"[{CYRILLIC}]", entry["en"]), place
    latin = set(re.findall(r"[A-Za-z]+", entry["kk"]))
    assert latin <= set(re.findall(r"[A-Za-z]+", russian)) | {"Facebook", "YouTube"}, place
    assert not re.search(
        r"[A-Za-z](?=[А-яӘәҒғҚқҢңӨөҰұҮүҺһІі])|[А-яӘәҒғҚқҢңӨөҰұҮүҺһІі](?=[A-Za-z])", entry["kk"]
    ), place


def test_kazakh_is_kazakh() -> None:
    """Long texts without one letter of the Kazakh alphabet's own would be Russian left in place."""
    for place, russian, entry in PAIRS:
        if len(russian) > 60:
            assert KAZAKH_ONLY & set(entry["kk"].lower()), place


def test_no_two_rows_share_a_translation() -> None:
    for language in LANGUAGES:
        assert len({entry[language] for _, _, entry in measure_pairs()}) == len(GOLD["measures"])


def test_short_forms_of_bodies_are_not_ambiguous() -> None:
    """Two bodies must not share a short form; budgets and things are told apart by their context."""
    used = {body["code"] for measure in GOLD["measures"] for body in measure["bodies"]}
    for language in LANGUAGES:
        shorts = [TOML["abbreviations"][code][f"short_{language}"] for code in used]
        assert len(set(shorts)) == len(used)


def test_the_file_says_what_it_is() -> None:
    assert TOML["meta"]["status"] == "working"
    assert set(TOML["meta"]["note"]) == {"kk", "ru", "en"}
