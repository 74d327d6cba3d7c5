"""A decision on a missing month, as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.plans.months import LENGTHS, is_understood, month_offset, named


@pytest.mark.parametrize(
    ("value", "period", "offset"),
    [
        ("1", "year", 1),
        ("+1", "half", 1),
        (" 2 ", "month", 2),
        ("январь", "year", 1),
        ("10 января", "year", 1),
        ("Января следующего года", "year", 1),
        ("January", "year", 1),
        ("Jan", "year", 1),
        ("қаңтар", "year", 1),
        ("қаңтарда", "year", 1),
        ("Ақпан", "year", 2),
        ("декабрь", "year", 12),
        ("May", "year", 5),
        ("мая", "year", 5),
        ("январь и июль", "half", 1),
        ("қаңтар, шілде", "half", 1),
        ("February, August", "half", 2),
        ("январь, апрель, июль, октябрь", "quarter", 1),
        ("январь", "half", None),  # after which of the two?
        ("январь и февраль", "year", None),
        ("январь и август", "half", None),  # one month after the one, two after the other
        ("январь", "month", None),
        ("0", "year", None),
        ("13", "year", None),
        ("", "year", None),
        ("когда-нибудь", "year", None),
        ("10", "year", 10),
        ("10 число", "year", None),
        ("marching orders", "year", None),
    ],
)
def test_values(value: str, period: str, offset: int | None) -> None:
    assert month_offset(value, period) == offset


def test_what_settles_some_period_is_understood() -> None:
    assert is_understood("январь")
    assert is_understood("қаңтар және шілде")
    assert not is_understood("скоро")
    assert named("с января по июль") == {1, 7}


@given(st.text(max_size=60), st.sampled_from(sorted(LENGTHS)))
def test_any_text_gives_a_month_of_the_year_or_nothing(value: str, period: str) -> None:
    assert month_offset(value, period) in {None, *range(1, 13)}
