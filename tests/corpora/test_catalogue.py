"""Every refusal has its words in three languages, with the same parameters, and every wording is used."""

import re
import string
import tomllib
from pathlib import Path

import pytest

from qalqan.domains.plans import reading
from qalqan.domains.plans.reading.problems import PlanUnreadable, place_in
from qalqan.kernel.names import LANGUAGES

FOLDER = Path(reading.__path__[0])
CATALOGUE = tomllib.loads((FOLDER / "problems.toml").read_text("utf-8"))
CODE = "\n".join(path.read_text("utf-8") for path in FOLDER.parent.rglob("*.py") if "tests" not in path.parts)
KAZAKH = frozenset("әғқңөұүһі")


def parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("rule", CATALOGUE)
def test_three_languages_say_the_same(rule: str) -> None:
    for part in ("message", "mend"):
        texts = CATALOGUE[rule][part]
        assert set(texts) == set(LANGUAGES)
        assert len({frozenset(parameters(text)) for text in texts.values()}) == 1
        assert len(set(texts.values())) == len(LANGUAGES)
        assert KAZAKH & set(texts["kk"].lower())
        assert not KAZAKH & set(texts["ru"].lower().replace("ә, ғ, қ", ""))
        for text in texts.values():
            assert text[-1] in ".:5"
            assert "  " not in text


def test_every_rule_that_is_raised_has_words_and_every_wording_is_raised() -> None:
    raised = set(re.findall(r'PlanUnreadable\(\s*"([a-z0-9_.]+)"', CODE))
    noted = {"format.name_disagrees"}  # told in Source.notes, never raised
    assert raised | noted == set(CATALOGUE)


def test_no_kazakh_ending_hangs_on_a_parameter() -> None:
    for texts in CATALOGUE.values():
        for part in ("message", "mend"):
            assert not re.search(r"\}-?[а-яәғқңөұүһі]", texts[part]["kk"].replace("{byte} ", ""))


@pytest.mark.parametrize(
    ("place", "ru", "kk"),
    [
        ("row 12, bodies", "строка 12, ответственные за исполнение", "12-жол, орындауға жауаптылар"),
        ("sheet План, cell C7", "лист План, ячейка C7", "парақ: План, ұяшық: C7"),
        ("row 3, years.2020", "строка 3, расходы на 2020 год", "3-жол, 2020 жылға арналған шығыстар"),
        ("file", "файл", "файл"),
    ],
)
def test_places_are_told_in_the_readers_language(place: str, ru: str, kk: str) -> None:
    assert place_in(place, "ru") == ru
    assert place_in(place, "kk") == kk


def test_a_part_that_is_no_known_place_is_told_as_it_is() -> None:
    assert place_in("Приложение 2, row 1", "en") == "Приложение 2, row 1"


def test_parameters_that_are_places_are_translated_too() -> None:
    refusal = PlanUnreadable("table.truncated", "row 5", {"missing": "place:form, deadline"})
    assert "форма завершения, срок исполнения" in refusal.words("ru")["message"]
    assert "form of completion, deadline" in refusal.words("en")["message"]
