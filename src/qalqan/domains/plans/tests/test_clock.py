"""The clock of a deadline, and the occurrences of a duty."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.plans import rules
from qalqan.domains.plans.reading.document import Deadline
from qalqan.domains.plans.rules import (
    ClockReading,
    State,
    has_no_milestone,
    last_day,
    occurrences,
    read_clock,
)


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """The rules remember wordings; each test asks them anew."""
    rules.occurrences.cache_clear()


HALF = Deadline("второе полугодие 2020 года", date(2020, 7, 1), date(2020, 12, 31))
FOUR_YEARS = Deadline("2020-2023 годы", date(2020, 1, 1), date(2023, 12, 31))
DECEMBERS = Deadline("декабрь 2020-2021 годов", date(2020, 12, 1), date(2021, 12, 31))


@pytest.mark.parametrize(
    ("day", "state", "left", "rung"),
    [
        (date(2020, 6, 30), State.NOT_STARTED, 184, None),
        (date(2020, 7, 1), State.RUNNING, 183, None),
        (date(2020, 12, 9), State.RUNNING, 22, None),
        (date(2020, 12, 10), State.DUE_SOON, 21, 21),
        (date(2020, 12, 16), State.DUE_SOON, 15, 21),
        (date(2020, 12, 17), State.DUE_SOON, 14, 14),
        (date(2020, 12, 24), State.DUE_SOON, 7, 7),
        (date(2020, 12, 30), State.DUE_SOON, 1, 7),
        (date(2020, 12, 31), State.DUE_SOON, 0, 0),
        (date(2021, 1, 1), State.OVERDUE, -1, None),
    ],
)
def test_a_plain_deadline(day: date, state: State, left: int, rung: int | None) -> None:
    reading = read_clock(HALF, day)
    assert (reading.state, reading.days_left, reading.rung) == (state, left, rung)
    assert reading.due == date(2020, 12, 31)


def test_a_recurring_duty_stays_overdue_and_tells_the_next_day() -> None:
    first, second = date(2020, 12, 31), date(2021, 12, 31)
    assert read_clock(DECEMBERS, date(2020, 11, 1)) == ClockReading(
        State.NOT_STARTED, first, 60, None, first, 0, 2
    )
    missed = read_clock(DECEMBERS, date(2021, 3, 1))
    assert missed == ClockReading(State.OVERDUE, first, -60, None, second, 1, 2)
    both = read_clock(DECEMBERS, date(2022, 1, 1))
    assert (both.missed, both.next_due, both.due) == (2, None, first)


def test_a_text_without_a_day_has_no_clock() -> None:
    assert read_clock(Deadline("постоянно", None, None), date(2021, 1, 1)) == ClockReading(State.UNDATED)


def test_until_a_day_runs_from_the_day_itself() -> None:
    until = Deadline("до 1 декабря 2021 года", None, date(2021, 12, 1))
    assert read_clock(until, date(2021, 5, 1)).state == State.NOT_STARTED
    assert read_clock(until, date(2021, 12, 2)).state == State.OVERDUE


@pytest.mark.parametrize(
    ("text", "term", "expected"),
    [
        ("2020-2023 годы", "2020-01-01 2023-12-31", ["2020-01-01 2023-12-31"]),
        ("август 2020 года", "2020-08-01 2020-08-31", ["2020-08-01 2020-08-31"]),
        (
            "декабрь 2020-2021 годов",
            "2020-12-01 2021-12-31",
            ["2020-12-01 2020-12-31", "2021-12-01 2021-12-31"],
        ),
        ("май 2020, 2021 годов", "2020-05-01 2021-05-31", ["2020-05-01 2020-05-31", "2021-05-01 2021-05-31"]),
        (
            "январь-март 2020-2021 годов",
            "2020-01-01 2021-03-31",
            ["2020-01-01 2020-03-31", "2021-01-01 2021-03-31"],
        ),
        ("декабрь-январь 2020-2021 годов", "2020-12-01 2021-01-31", ["2020-12-01 2021-01-31"]),
        ("январь 2020 - декабрь 2021 годов", "2020-01-01 2021-12-31", ["2020-01-01 2021-12-31"]),
        ("ежегодно, декабрь", "2020-01-01 2021-12-31", ["2020-12-01 2020-12-31", "2021-12-01 2021-12-31"]),
        ("ежегодно", "2020-03-30 2021-06-30", ["2020-03-30 2020-12-31", "2021-01-01 2021-06-30"]),
        (
            "1 квартал 2020 и 2021 годов",
            "2020-01-01 2021-03-31",
            ["2020-01-01 2020-03-31", "2021-01-01 2021-03-31"],
        ),
        (
            "III квартал 2020-2021 годов",
            "2020-07-01 2021-09-30",
            ["2020-07-01 2020-09-30", "2021-07-01 2021-09-30"],
        ),
        (
            "IV квартал 2020-2021 годов",
            "2020-10-01 2021-12-31",
            ["2020-10-01 2020-12-31", "2021-10-01 2021-12-31"],
        ),
        (
            "первое полугодие 2020-2021 годов",
            "2020-01-01 2021-06-30",
            ["2020-01-01 2020-06-30", "2021-01-01 2021-06-30"],
        ),
        (
            "второе полугодие 2020-2021 годов",
            "2020-07-01 2021-12-31",
            ["2020-07-01 2020-12-31", "2021-07-01 2021-12-31"],
        ),
        (
            "раз в полугодие 2021 года",
            "2021-01-01 2021-12-31",
            ["2021-01-01 2021-06-30", "2021-07-01 2021-12-31"],
        ),
        ("ежеквартально", "2021-07-01 2021-12-31", ["2021-07-01 2021-09-30", "2021-10-01 2021-12-31"]),
        (
            "2020-2021 жылдардың желтоқсаны",
            "2020-12-01 2021-12-31",
            ["2020-12-01 2020-12-31", "2021-12-01 2021-12-31"],
        ),
        (
            "2020-2021 жылдардың бірінші жартыжылдығы",
            "2020-01-01 2021-06-30",
            ["2020-01-01 2020-06-30", "2021-01-01 2021-06-30"],
        ),
        (
            "2020 және 2021 жылдардың 2-тоқсаны",
            "2020-04-01 2021-06-30",
            ["2020-04-01 2020-06-30", "2021-04-01 2021-06-30"],
        ),
        ("тоқсан сайын", "2021-01-01 2021-06-30", ["2021-01-01 2021-03-31", "2021-04-01 2021-06-30"]),
        ("ай сайын", "2021-11-01 2021-12-31", ["2021-11-01 2021-11-30", "2021-12-01 2021-12-31"]),
        ("ежеквартально", "2021-03-31 2021-06-30", ["2021-03-31 2021-03-31", "2021-04-01 2021-06-30"]),
        ("ежеквартально", "2021-01-01 2021-04-01", ["2021-01-01 2021-03-31", "2021-04-01 2021-04-01"]),
        ("ежемесячно", "2021-01-01 2021-02-28", ["2021-01-01 2021-01-31", "2021-02-01 2021-02-28"]),
        ("жыл сайын", "2021-01-01 2022-12-31", ["2021-01-01 2021-12-31", "2022-01-01 2022-12-31"]),
    ],
)
def test_how_often(text: str, term: str, expected: list[str]) -> None:
    found = occurrences(Deadline(text, *map(date.fromisoformat, term.split())))
    assert [f"{time.start} {time.end}" for time in found] == expected


def test_a_long_term_without_a_step_is_seen() -> None:
    assert has_no_milestone(FOUR_YEARS)
    assert not has_no_milestone(DECEMBERS)
    assert not has_no_milestone(HALF)


days = st.dates(date(2010, 1, 1), date(2040, 12, 31))
wordings = st.sampled_from(
    [
        "ежегодно",
        "ежеквартально",
        "ежемесячно",
        "раз в полугодие",
        "2020-2023 годы",
        "декабрь 2020-2021 годов",
        "постоянно",
        "жыл сайын",
        "тоқсан сайын",
        "ай сайын",
        "1 квартал 2020, 2021 годов",
        "второе полугодие 2020-2022 годов",
    ]
)


@st.composite
def deadlines(draw: st.DrawFn) -> Deadline:
    first, second = sorted((draw(days), draw(days)))
    return Deadline(draw(wordings), draw(st.sampled_from([first, None])), second)


@given(deadlines())
def test_occurrences_lie_inside_the_term_in_order_and_apart(deadline: Deadline) -> None:
    times = occurrences(deadline)
    assert times
    assert deadline.end is not None
    assert times[0].start >= (deadline.start or times[0].start)
    assert times[-1].end <= deadline.end
    assert all(time.start <= time.end for time in times)
    assert all(a.end < b.start for a, b in pairwise(times))


@given(deadlines(), days)
def test_nothing_unknown_is_ever_in_time(deadline: Deadline, day: date) -> None:
    """Once a day has passed the state is overdue for ever; before it, it never is."""
    reading = read_clock(deadline, day)
    passed = any(time.end < day for time in occurrences(deadline))
    assert (reading.state == State.OVERDUE) == passed
    assert (reading.missed > 0) == passed
    assert reading.due is not None
    assert reading.days_left == (reading.due - day).days
    if reading.state == State.DUE_SOON:
        assert reading.rung is not None
        assert 0 <= reading.days_left <= reading.rung <= 21
    later = read_clock(deadline, day + timedelta(days=1))
    assert later.missed >= reading.missed


@given(st.integers(2000, 2050), st.integers(1, 12))
def test_the_last_day_of_a_month(year: int, month: int) -> None:
    day = last_day(year, month)
    assert (day.year, day.month) == (year, month)
    assert (day + timedelta(days=1)).day == 1
