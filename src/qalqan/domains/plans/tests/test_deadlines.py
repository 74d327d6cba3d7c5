"""Deadlines of plans, in Russian and Kazakh, as inclusive dates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.plans.reading.deadlines import bounds, recurs

CASES = [
    ("второе полугодие 2020 года", "2020-07-01", "2020-12-31"),
    ("первое полугодие 2021 года", "2021-01-01", "2021-06-30"),
    ("август 2020 года", "2020-08-01", "2020-08-31"),
    ("февраль 2024 года", "2024-02-01", "2024-02-29"),
    ("2020 год", "2020-01-01", "2020-12-31"),
    ("2020-2023", "2020-01-01", "2023-12-31"),
    ("2021 - 2022 годы", "2021-01-01", "2022-12-31"),
    ("декабрь 2020-2021 годов", "2020-12-01", "2021-12-31"),
    ("I-III квартал 2021 года", "2021-01-01", "2021-09-30"),
    ("ІІ квартал 2024 г.", "2024-04-01", "2024-06-30"),
    ("2-й квартал 2024 г.", "2024-04-01", "2024-06-30"),
    ("январь-март 2021 года", "2021-01-01", "2021-03-31"),
    ("1 полугодие 2020 года - 2 полугодие 2021 года", "2020-01-01", "2021-12-31"),
    ("25 декабря 2023 года", "2023-12-25", "2023-12-25"),
    ("до 1 декабря 2008 года", None, "2008-12-01"),
    ("в течение 2024 года", "2024-01-01", "2024-12-31"),
    ("2020 жылғы екінші жартыжылдық", "2020-07-01", "2020-12-31"),
    ("2020-2023 жылдар", "2020-01-01", "2023-12-31"),
    ("2021 жылғы желтоқсан", "2021-12-01", "2021-12-31"),
    ("2024 жылғы I тоқсан", "2024-01-01", "2024-03-31"),
    ("2024 жылғы 4-тоқсан", "2024-10-01", "2024-12-31"),
    ("2020 жылғы 1 желтоқсанға дейін", None, "2020-12-01"),
    ("2023 жылғы 15 қазан", "2023-10-15", "2023-10-15"),
    ("ежегодно", None, None),
    ("жыл сайын", None, None),
]


@pytest.mark.parametrize(("text", "start", "end"), CASES)
def test_bounds(text: str, start: str | None, end: str | None) -> None:
    assert bounds(text) == (start and date.fromisoformat(start), end and date.fromisoformat(end))


@pytest.mark.parametrize(("text", "start", "end"), CASES)
def test_white_space_does_not_matter(text: str, start: str | None, end: str | None) -> None:
    if "І" not in text and "I" not in text:  # a numeral needs its word's end
        assert bounds("".join(text.split())) == bounds(text)


def test_a_part_of_several_years_recurs() -> None:
    assert recurs("декабрь 2020-2021 годов")
    assert recurs("ежегодно")
    assert recurs("2024-2025 жылдардағы желтоқсан")
    assert not recurs("декабрь 2020 года")
    assert not recurs("2020-2023 годы")


def test_a_day_that_no_calendar_has_is_an_error() -> None:
    with pytest.raises(ValueError, match="day"):
        bounds("31 февраля 2024 года")


@given(st.integers(2000, 2090), st.integers(0, 9), st.sampled_from(["", " год", " годы", " жыл", " жылдар"]))
def test_whole_years(first: int, more: int, word: str) -> None:
    assert bounds(f"{first}-{first + more}{word}") == (date(first, 1, 1), date(first + more, 12, 31))
