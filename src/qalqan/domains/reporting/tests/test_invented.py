"""Invented lines: marked, complete, always the same, and fit to be certified as anybody's."""

import tomllib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.reporting.rules import invented
from qalqan.domains.reporting.rules.invented import Seed, Words
from qalqan.domains.reporting.rules.lines import Needs, problems

FILE = Path(__file__).resolve().parents[5] / "plans" / "kz-156-2020" / "demo-lines.toml"
WORDS = Words(**tomllib.loads(FILE.read_text("utf-8")))
SEEDS = st.builds(
    Seed, st.sampled_from(["KZ-61", "KZ-31", "KZ-35", "KZ-27"]), st.integers(2020, 2023), st.integers(1, 70)
)


def unit(seed: Seed) -> str:
    return "percent" if "whole" in WORDS.measures.get(str(seed.number), {}) else "persons"


@given(SEEDS)
def test_every_text_says_that_it_is_invented_and_is_filled(seed):
    said = invented.line(seed, WORDS, unit(seed))
    assert said.text_kk.startswith("[Ойдан шығарылған мәтін]")
    assert said.text_ru.startswith("[Вымышленный текст]")
    assert "None" not in said.text_kk + said.text_ru


@given(SEEDS)
def test_a_line_can_be_certified_and_is_always_the_same(seed):
    said = invented.line(seed, WORDS, unit(seed))
    assert problems(said, Needs(value=True, share=unit(seed) == "percent")) == ()
    assert said == invented.line(Seed(seed.region, seed.year, seed.number), WORDS, unit(seed))


def test_measures_with_published_figures_get_no_invented_value():
    for number in (6, 61, 62):
        said = invented.line(Seed("KZ-61", 2020, number), WORDS, "percent")
        assert (said.value, said.numerator, said.outcome) == (None, None, "not_done")


def test_what_the_comparison_is_to_find_is_there():
    copied = {
        invented.line(Seed(region, 2022, invented.COPIED), WORDS, "percent").text_ru
        for region in invented.COPYING
    }
    assert len(copied) == 1
    years = {
        invented.line(Seed(invented.REPEATING, year, invented.REPEATED), WORDS, "percent").text_kk
        for year in (2021, 2022)
    }
    assert len(years) == 1
