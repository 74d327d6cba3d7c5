"""The automaton answers what `re` answers on whole texts, and also whether a text may still become one."""

import re

from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.plans.reading.automaton import DEAD, START, Automaton, literal

PATTERNS = (
    r"(второе|первое)полугодие(20)?\d\d(года)?",
    r"((МОН|МИО|МИОР|ГП)(\(посогласованию\))?,?)+",
    r"-|\d+([.,]\d+)*",
    r"[а-г]+д?(е|ё)*",
)
LETTERS = st.text(alphabet="абвгдеё20,.-МОНИРГП(посглюанию)врт", max_size=14)


@given(st.sampled_from(PATTERNS), LETTERS)
def test_agrees_with_re_on_whole_texts(pattern: str, text: str) -> None:
    assert Automaton(pattern).matches(text) == bool(re.fullmatch(pattern, text))


@given(st.sampled_from(PATTERNS), LETTERS, st.integers(0, 14))
def test_reading_in_pieces_is_reading_at_once(pattern: str, text: str, cut: int) -> None:
    automaton = Automaton(pattern)
    assert automaton.step(automaton.step(START, text[:cut]), text[cut:]) == automaton.step(START, text)


def test_a_prefix_lives_and_a_wrong_letter_kills() -> None:
    automaton = Automaton(PATTERNS[0])
    half = automaton.step(START, "второеполуг")
    assert half != DEAD
    assert not automaton.accepts(half)
    assert automaton.accepts(automaton.step(half, "одие2020года"))
    assert automaton.step(half, "ия") == DEAD


@given(LETTERS)
def test_a_literal_matches_itself_only(text: str) -> None:
    automaton = Automaton(literal(text))
    assert automaton.matches(text)
    assert not automaton.matches(text + "а")
