"""Period algebra against the plainest oracle: the set of days."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qalqan.kernel.periods import Period, gaps, inclusive, overlaps

START = date(2020, 1, 1)
DAYS = [START + timedelta(days=n) for n in range(30)]


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Periods in or over the edges of DAYS, some unbounded."""
    since = draw(st.none() | st.integers(-3, 28))
    until = draw(st.none() | st.integers((since if since is not None else -3) + 1, 33))
    return Period(
        None if since is None else START + timedelta(days=since),
        None if until is None else START + timedelta(days=until),
    )


def days(period: Period) -> set[date]:
    return {day for day in DAYS if day in period}


@settings(deadline=None)  # the machine may be busy
@given(periods(), periods())
def test_meet_holds_the_days_of_both(a: Period, b: Period) -> None:
    both = a.meet(b)
    assert (days(both) if both else set()) == days(a) & days(b)
    if days(a) == set(DAYS) and a.since is None and a.until is None:
        assert a.covers(b)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(periods(), max_size=6), periods())
def test_gaps_are_the_days_nobody_holds(parts: list[Period], whole: Period) -> None:
    missing = gaps(parts, whole)
    held = set().union(*(days(part) for part in parts)) if parts else set()
    assert (
        set().union(*(days(gap) for gap in missing)) == days(whole) - held
        if missing
        else (days(whole) <= held)
    )
    assert not overlaps(missing)
    # neighbouring gaps would be one gap
    assert all(a.until != b.since for a, b in pairwise(missing))


@settings(deadline=None)  # the machine may be busy
@given(st.lists(periods(), max_size=6))
def test_overlaps_are_found_exactly_when_a_day_is_held_twice(parts: list[Period]) -> None:
    twice = any(a.meet(b) for i, a in enumerate(parts) for b in parts[i + 1 :])
    assert bool(overlaps(parts)) == twice
    assert all(a.meet(b) for a, b in overlaps(parts))


@settings(deadline=None)  # the machine may be busy
@given(periods())
def test_filling_the_gaps_leaves_none(part: Period) -> None:
    whole = Period()
    assert gaps([part, *gaps([part], whole)], whole) == []


def test_a_predecessor_ends_on_the_day_its_successor_begins() -> None:
    before, after = Period(None, date(2022, 6, 11)), Period(date(2022, 6, 11))
    assert date(2022, 6, 10) in before
    assert date(2022, 6, 11) not in before
    assert date(2022, 6, 11) in after
    assert gaps([before, after], Period()) == []
    assert overlaps([before, after]) == []
    assert before.last_day == date(2022, 6, 10)


def test_inclusive_counts_both_ends() -> None:
    half_year = inclusive(date(2020, 7, 1), date(2020, 12, 31))
    assert date(2020, 12, 31) in half_year
    assert half_year.until == date(2021, 1, 1)


def test_a_period_without_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="must hold a day"):
        Period(date(2020, 1, 1), date(2020, 1, 1))


def test_the_ends_of_time_stay_open() -> None:
    assert inclusive(date(2020, 1, 1), date.max) == Period(date(2020, 1, 1), None)
    later = Period(date(2020, 1, 1))
    assert gaps([later], Period()) == [Period(None, date(2020, 1, 1))]
    assert gaps([], Period()) == [Period()]
