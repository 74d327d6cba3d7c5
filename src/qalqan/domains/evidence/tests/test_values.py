"""Numbers as people write them: read exactly, asked about when they can be read in two ways, never lost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.evidence.indicators import indicator
from qalqan.domains.evidence.rules.indicator import UNITS
from qalqan.domains.evidence.rules.problem import Problem
from qalqan.domains.evidence.rules.values import UNKNOWN, parse
from qalqan.kernel.names import LANGUAGES

PERCENT = indicator("schools.toilets.warm")


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("12,5", "percent", "12.5"),
        ("98 %", "percent", "98"),
        ("12,345", "percent", "12.345"),  # 12345 % cannot be
        ("0,125", "percent", "0.125"),
        (",5", "percent", "0.5"),
        ("1 234", "count", "1234"),
        ("1\u00a0234\u202f567", "count", "1234567"),
        ("1'234", "count", "1234"),
        ("1.234.567", "count", "1234567"),
        ("1.234,5", "mln_tenge", "1234.5"),
        ("1,234.5", "mln_tenge", "1234.5"),
        ("1 234,567", "mln_tenge", "1234.567"),
        ("\u00a0 7 ", "count", "7"),
        ("иә", "yes_no", "1"),
        ("Нет", "yes_no", "0"),
        ("0", "count", "0"),
        ("-0", "count", "0"),
        (7, "count", "7"),
        (0.1 + 0.2, "percent", "0.3"),
        (True, "yes_no", "1"),
    ],
)
def test_it_works(text: object, unit: str, value: str) -> None:
    found = parse(text, unit)
    assert found == Decimal(value)
    assert "E" not in str(found)


@pytest.mark.parametrize(
    ("text", "unit", "rule"),
    [
        ("1.234", "mln_tenge", "value-ambiguous"),
        ("1,234", "mln_tenge", "value-ambiguous"),
        ("1.000", "mln_tenge", "value-ambiguous"),
        ("1.234", "count", "value-thousands"),
        ("12 34", "count", "value-grouping"),
        ("1.23.456", "count", "value-grouping"),
        ("1,5", "count", "value-whole"),
        ("-5", "count", "value-below"),
        ("−5", "count", "value-below"),
        ("100,1", "percent", "value-above"),
        ("5 %", "count", "value-percent"),
        ("-", "count", "value-dash"),
        ("—", "percent", "value-dash"),
        ("нет", "count", "value-word"),
        ("жоқ", "percent", "value-word"),
        ("12 школ", "schools", "value-text"),
        ("1e5", "count", "value-text"),
        ("=A1", "count", "value-text"),
        ("1O", "count", "value-text"),
        ("٣", "count", "value-text"),
        (float("nan"), "percent", "value-text"),
        (float("inf"), "percent", "value-text"),
        (True, "count", "value-text"),
        ([1], "count", "value-text"),
        ("9" * 30, "mln_tenge", "value-size"),
        ("1" * 65, "mln_tenge", "value-text"),
    ],
)
def test_what_cannot_be_taken_says_why(text: object, unit: str, rule: str) -> None:
    found = parse(text, unit)
    assert isinstance(found, Problem)
    assert found.rule == rule
    for language in LANGUAGES:
        assert all(found.words(language).values())


def test_an_ambiguous_number_names_both_readings_and_either_is_then_taken() -> None:
    found = parse("1.234", "mln_tenge")
    assert isinstance(found, Problem)
    assert (found.params["decimal"], found.params["thousands"]) == ("1,234", "1234")
    assert parse(found.params["decimal"] + "0", "mln_tenge") == Decimal("1.234")
    assert parse(found.params["thousands"], "mln_tenge") == Decimal(1234)


@pytest.mark.parametrize("word", sorted(UNKNOWN))
@pytest.mark.parametrize("unit", sorted(UNITS))
def test_what_is_not_said_is_unknown_and_never_zero(word: str, unit: str) -> None:
    assert parse(word, unit) is None
    assert parse(word.upper(), unit) is None


numbers = st.decimals(0, 10**9, places=2, allow_nan=False, allow_infinity=False)


@given(numbers, st.sampled_from([",", "."]), st.sampled_from(["", " ", "\u00a0", "\u202f", "\u2009"]))
def test_a_decimal_is_never_lost(value: Decimal, mark: str, space: str) -> None:
    written = f"{value:,.2f}".replace(",", "_").replace(".", mark).replace("_", space)
    assert parse(written, "mln_tenge") == value


def without_commas(text: str) -> Decimal:
    """The known bug: commas are taken for thousands and vanish."""
    return Decimal(text.replace(",", ""))


@given(st.decimals(0, 100, places=1, allow_nan=False, allow_infinity=False))
def test_the_bug_of_lost_commas_would_be_seen(value: Decimal) -> None:
    written = str(value).replace(".", ",")
    assert parse(written, PERCENT) == value
    assert (without_commas(written) == value) is (value == 0)


@given(st.text(max_size=80) | st.integers() | st.floats() | st.decimals() | st.none() | st.booleans())
def test_anything_gets_an_answer_within_the_range(text: object) -> None:
    for unit in ("percent", "count", "yes_no", "mln_tenge"):
        found = parse(text, unit)
        if isinstance(found, Decimal):
            least, greatest = UNITS[unit].minimum, UNITS[unit].maximum
            assert least is None or found >= least
            assert greatest is None or found <= greatest
            assert found == round(found, 6)
        elif found is not None:
            assert found.words("kk")["message"]


def test_a_unit_that_does_not_exist_is_an_error_of_the_program() -> None:
    with pytest.raises(KeyError):
        parse("1", "furlongs")
