"""Every rule speaks three languages with the same parameters, rests on a demand, and stands in the docs."""

import re
from pathlib import Path
from string import Formatter

import pytest

from qalqan.domains.plans.lint import texts
from qalqan.domains.plans.lint.api import Place, lint_plan, rules, to_json
from qalqan.kernel.names import LANGUAGES
from tests.corpora import defects, defects_frame, defects_values
from tests.corpora.planted import KINDS, plant

DOCS = Path(__file__).parents[5] / "docs" / "algorithms" / "lint.md"
PLANTINGS = (defects, defects_frame, defects_values)  # imported so that their kinds are registered
KAZAKH_ONLY = re.compile("[әіңғүұқөһ]")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_texts_and_rules_are_the_same_set() -> None:
    assert set(texts.rule_texts()) == {rule.id for rule in rules()}


@pytest.mark.parametrize("rule", sorted(texts.rule_texts()))
def test_three_languages_carry_the_same_parameters(rule: str) -> None:
    table = texts.rule_texts()[rule]
    assert table["basis"] in texts.common()["basis"]
    for part in ("title", "message", "mend"):
        assert set(table[part]) == set(LANGUAGES)
        assert len({frozenset(fields(table[part][language])) for language in LANGUAGES}) == 1
    assert KAZAKH_ONLY.search(table["message"]["kk"])
    assert not re.search(
        r"\}[»”]?-?[а-яәіңғүұқөһ]{2,}", table["message"]["kk"].replace("}-жол", "} ").replace("}-бөлім", "} ")
    )


@pytest.mark.parametrize("name", sorted(KINDS))
def test_messages_of_planted_defects_fill_in_completely(name: str) -> None:
    for language in ("ru", "kk"):
        planted = plant(name, 1, language)
        for finding in lint_plan(planted[1].written(), only=KINDS[name].rules) if planted else ():
            for tongue in LANGUAGES:
                said = to_json(finding, tongue)
                assert "{" not in said["message"] + said["mend"]


def test_places_have_names_in_three_languages() -> None:
    place = Place("row", "7", "years.2024")
    names = {language: texts.place_name(place, language) for language in LANGUAGES}
    assert names == {
        "kk": "7-жол, шығыстар, 2024 жыл",
        "ru": "строка 7, расходы, 2024 год",
        "en": "row 7, cost, 2024",
    }


def test_docs_name_every_rule() -> None:
    page = DOCS.read_text("utf-8")
    assert [rule.id for rule in rules() if f"`{rule.id}`" not in page] == []
