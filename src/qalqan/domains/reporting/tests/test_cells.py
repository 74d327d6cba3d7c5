"""The words of the heat map: which outranks which, that unknown is never good, and that a bar adds up."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.reporting.queries.heat import LineAt
from qalqan.domains.reporting.queries.late import is_late
from qalqan.domains.reporting.rules.cells import WORST_FIRST, Share, State, cell, worst
from qalqan.domains.reporting.rules.lines import STATES, state_on

DAY = date(2021, 3, 1)
STANDINGS = ("none", "claimed", "partly", "evidenced", "contradicted")
LINES = ("", *STATES)
STORED = ("open", "submitted", "returned", "accepted")
ID = UUID(int=1)
GOOD = {State.EVIDENCED, State.PARTLY}
days = st.dates(date(2019, 1, 1), date(2026, 1, 1))
dues = st.none() | days


@pytest.mark.parametrize(
    ("standing", "line", "due", "outcome", "word"),
    [
        ("contradicted", "accepted", DAY, "done", State.CONTRADICTED),
        ("evidenced", "overdue", DAY - timedelta(days=90), "", State.EVIDENCED),
        ("partly", "returned", DAY - timedelta(days=1), "", State.PARTLY),
        ("claimed", "returned", DAY - timedelta(days=1), "", State.LATE),
        ("claimed", "overdue", DAY - timedelta(days=1), "", State.LATE),
        ("claimed", "returned", DAY, "", State.CLAIMED),
        ("claimed", "returned", None, "", State.CLAIMED),
        ("evidenced", "returned", DAY - timedelta(days=1), "", State.EVIDENCED),
        ("contradicted", "returned", DAY - timedelta(days=1), "", State.CONTRADICTED),
        ("claimed", "submitted", DAY, "not_done", State.NOT_DONE),
        ("none", "submitted", DAY, "done", State.CLAIMED),
        ("none", "accepted", DAY, "not_done", State.NOT_DONE),
        ("none", "overdue", DAY - timedelta(days=1), "", State.LATE),
        ("none", "returned", DAY - timedelta(days=1), "", State.LATE),
        ("none", "due", DAY, "", State.DUE),
        ("none", "returned", DAY, "", State.DUE),
        ("none", "not_due", DAY + timedelta(days=22), "", State.NOT_DUE),
        ("none", "not_due", None, "", State.NOT_DUE),
        ("none", "due", None, "", State.NONE),
        ("none", "", None, "", State.NONE),
    ],
)
def test_the_order_of_words(standing: str, line: str, due: date | None, outcome: str, word: State) -> None:
    assert cell(standing, line, due, DAY, outcome) is word


@given(
    st.sampled_from(STANDINGS),
    st.sampled_from(LINES),
    dues,
    days,
    st.sampled_from(("", "done", "partly", "not_done", "unknown")),
)
def test_nothing_becomes_good_by_paper(
    standing: str, line: str, due: date | None, day: date, outcome: str
) -> None:
    """Only what stands by evidence is good; no report, no lateness and no passing day makes or unmakes it."""
    word = cell(standing, line, due, day, outcome)
    assert (word in GOOD) == (standing in {"evidenced", "partly"})
    assert (word is State.CONTRADICTED) == (standing == "contradicted")
    if word is State.LATE:
        assert due is not None
        assert due < day


@given(st.sampled_from(STANDINGS), st.sampled_from(STORED), dues, days, days)
def test_the_map_says_late_where_the_late_list_does(
    standing: str, state: str, due: date | None, end: date, day: date
) -> None:
    line = LineAt(ID, 1, "KZ-11", "akimat-11", end, end, due, state, "", ID)
    word = cell(standing, state_on(state, due, end, day), due, day)
    if is_late(line, day):
        assert word is State.LATE or standing in {"evidenced", "partly", "contradicted"}
    else:
        assert word is not State.LATE


@given(days, st.integers(1, 400), days, days)
def test_an_owed_line_only_moves_towards_late(end: date, after: int, one: date, other: date) -> None:
    due, order = end + timedelta(days=after), (State.NOT_DUE, State.DUE, State.LATE)
    words = [cell("none", state_on("open", due, end, day), due, day) for day in sorted((one, other))]
    assert order.index(words[0]) <= order.index(words[1])


@given(st.lists(st.sampled_from(State), min_size=1))
def test_the_worst_speaks_whatever_the_order(states: list[State]) -> None:
    found = worst(states)
    assert found in states
    assert found is worst(reversed(states))
    assert all(WORST_FIRST.index(found) <= WORST_FIRST.index(state) for state in states)


def test_half_a_year_that_is_not_due_hides_nothing() -> None:
    assert worst([State.EVIDENCED, State.NOT_DUE]) is State.EVIDENCED
    assert worst([State.EVIDENCED, State.LATE]) is State.LATE
    with pytest.raises(ValueError, match="empty"):
        worst([])


@given(st.lists(st.sampled_from(State)), st.sampled_from((100, 1000)))
def test_a_bar_adds_up_and_drops_nothing(states: list[State], whole: int) -> None:
    share = Share(states)
    widths = share.widths(whole)
    assert share.total == len(states)
    assert sum(widths.values()) == (whole if share.asked else 0)
    asked = {state for state in states if state not in (State.DUE, State.NOT_DUE)}
    assert set(widths) == asked
    assert all(width >= 1 for width in widths.values())


def test_nothing_asked_is_no_percentage() -> None:
    assert Share([State.NOT_DUE, State.DUE]).part(State.EVIDENCED) is None
    assert Share([State.NONE]).part(State.EVIDENCED) == 0
    assert Share([State.EVIDENCED, State.NONE]).part(State.EVIDENCED) == 0.5
