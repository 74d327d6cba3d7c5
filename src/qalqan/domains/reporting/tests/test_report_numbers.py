"""Numbers of a report: how one is shown, found again, and told from another."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.reporting.rules.numbers import (
    GROUPS,
    Label,
    LooseDigitsError,
    Number,
    Place,
    compare,
    grouped,
    quoted,
    registry,
    text,
    tokens,
)

VALUES = st.decimals(min_value=0, max_value=10**15, places=3, allow_nan=False)


def number(value: str, **more: object) -> Number:
    return Number("k", Decimal(value), "/a/", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "unit", "digits", "shown"),
    [
        ("1234567.5", "", 1, "1\u00a0234\u00a0567,5"),
        ("12.04", "percent", 1, "12\u00a0%"),
        ("62.45", "percent", 1, "62,5\u00a0%"),
        ("0.5", "", 0, "1"),
        ("-3.25", "", 2, "−3,25"),
        ("0", "", 0, "0"),
    ],
)
def test_as_it_is_shown(value: str, unit: str, digits: int, shown: str) -> None:
    assert number(value, unit=unit, digits=digits).shown == shown


@given(VALUES)
def test_what_is_shown_is_found_again_as_one_number(value: Decimal) -> None:
    shown = grouped(value, 3)
    assert tokens(f"({shown})") == [shown.translate(GROUPS)]
    assert Decimal(tokens(shown)[0].replace(",", ".")) == value


def test_a_plain_space_joins_no_numbers() -> None:
    assert tokens("в 2020 245 школ, 25.01.2023, 12,5\u00a0%") == ["2020", "245", "25.01.2023", "12,5"]


def test_words_of_our_own_hold_no_digit() -> None:
    with pytest.raises(LooseDigitsError):
        text("Всего мер: 70")
    assert text("Всего мер: ", number("70"))


def test_two_numbers_that_touch_are_refused() -> None:
    with pytest.raises(LooseDigitsError):
        text(number("7"), Label("0"))


def test_one_key_is_one_number() -> None:
    with pytest.raises(ValueError, match="two numbers"):
        registry([number("1"), number("2")])


def test_words_of_others_come_on_one_line_without_hidden_characters() -> None:
    assert quoted("а\u200b б\n\nв\x07\u00ad г").text == "а б в г"
    assert quoted("один два три четыре", longest=9).text == "один два…"


def places(*found: str) -> list[Place]:
    return [Place(token, f"row {position}") for position, token in enumerate(found, 1)]


@pytest.mark.parametrize(
    ("found", "rule", "was", "now"),
    [
        (["1", "2,6", "3"], "changed", "2,5", "2,6"),
        (["1", "25", "3"], "changed", "2,5", "25"),
        (["1", "3"], "missing", "2,5", ""),
        (["1", "2,5", "99", "3"], "unknown", "", "99"),
    ],
)
def test_one_difference_is_one_finding(found: list[str], rule: str, was: str, now: str) -> None:
    [told] = compare("docx-kk", places("1", "2,5", "3"), found)
    assert (told.rule, told.expected, told.found) == (rule, was, now)


def test_two_numbers_exchanged_are_found() -> None:
    assert list(compare("docx-kk", places("1", "2", "3"), ["1", "3", "2"]))


@given(st.lists(st.sampled_from("12345"), max_size=30), st.lists(st.sampled_from("12345"), max_size=30))
def test_nothing_is_said_of_equals_and_something_of_all_others(one: list[str], other: list[str]) -> None:
    assert bool(list(compare("x", places(*one), other))) == (one != other)
