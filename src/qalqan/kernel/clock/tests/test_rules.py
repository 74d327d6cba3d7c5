"""What must hold of every count, whatever the rule and the moment; and the edges that a table shows badly."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qalqan.kernel.clock import reading, rules
from qalqan.kernel.clock.rules import Pause, Rule, Rung, count, due, in_force, ladder, met_state, state_after
from qalqan.kernel.periods import Period

CALENDAR = reading.working_calendar()
ZONES = list(reading.zones().by_key.values())
KZ = reading.zones()["kz"]
UNHURRIED = settings(deadline=None, max_examples=60)  # the machine is shared
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2027, 6, 30), timezones=st.just(UTC))
ZONE = st.sampled_from(ZONES)
SPANS = {
    "minutes": 3000,
    "hours": 200,
    "calendar_days": 60,
    "working_days": 40,
    "weeks": 8,
    "months": 5,
    "years": 1,
}


@st.composite
def any_rule(draw: st.DrawFn, units: tuple[str, ...] = rules.UNITS) -> Rule:
    unit = draw(st.sampled_from(units))
    amount = draw(st.integers(1, 31 if unit == "day_of_month" else SPANS.get(unit, 2)))
    exact = unit in rules.EXACT
    shift = "none" if exact else draw(st.sampled_from(rules.SHIFTS))
    return Rule("any", unit, amount, shift, counts_first_day=not exact and draw(st.booleans()))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@UNHURRIED
@given(any_rule(), MOMENTS, MOMENTS, ZONE)
def test_what_begins_later_is_never_due_earlier(
    rule: Rule, one: datetime, two: datetime, zone: object
) -> None:
    first, second = sorted((one, two))
    assert due(rule, first, CALENDAR, zone) <= due(rule, second, CALENDAR, zone)


@UNHURRIED
@given(any_rule(), MOMENTS, ZONE)
def test_nothing_is_due_before_it_began(rule: Rule, start: datetime, zone: object) -> None:
    found = count(rule, start, CALENDAR, zone)
    assert found.due > start
    assert found.last_day >= zone.local(start).date()


@UNHURRIED
@given(any_rule(), MOMENTS, ZONE)
def test_a_day_ends_at_midnight(rule: Rule, start: datetime, zone: object) -> None:
    found = count(rule, start, CALENDAR, zone)
    assert found.ends_the_day == (rule.unit not in rules.EXACT)
    if found.ends_the_day:
        assert found.due == zone.end_of(found.last_day)
        assert zone.local(found.due).date() > found.last_day


@UNHURRIED
@given(st.integers(1, 40), MOMENTS, ZONE)
def test_working_days_are_as_many_as_the_rule_says(n: int, start: datetime, zone: object) -> None:
    found = count(Rule("w", "working_days", n), start, CALENDAR, zone)
    day = zone.local(start).date()
    assert CALENDAR.working_days(day + timedelta(days=1), found.last_day) == n
    assert not CALENDAR.is_off(found.last_day)


@UNHURRIED
@given(any_rule(), MOMENTS, ZONE)
def test_a_shift_ends_on_a_working_day_in_its_direction(rule: Rule, start: datetime, zone: object) -> None:
    plain = Rule("plain", rule.unit, rule.amount, "none", rule.counts_first_day)
    moved, stays = (count(r, start, CALENDAR, zone).last_day for r in (rule, plain))
    if rule.shift == "forward":
        assert moved >= stays
        assert not CALENDAR.is_off(moved)
    elif rule.shift == "backward":
        assert moved <= stays
        assert not CALENDAR.is_off(moved) or moved == stays
    else:
        assert moved == stays


PAUSABLE = (*rules.EXACT, *rules.COUNTED, *rules.LONG)


@UNHURRIED
@given(
    any_rule(PAUSABLE),
    MOMENTS,
    st.timedeltas(timedelta(0), timedelta(days=3)),
    st.timedeltas(timedelta(0), timedelta(days=30)),
    ZONE,
)
def test_a_pause_never_shortens(
    rule: Rule, start: datetime, until_pause: timedelta, length: timedelta, zone: object
) -> None:
    since = start + until_pause
    plain = due(rule, start, CALENDAR, zone)
    paused = due(rule, start, CALENDAR, zone, [Pause(since, since + length)])
    assert paused >= plain
    if rule.unit in rules.EXACT:
        assert paused - plain == (length if since < plain else timedelta(0))


@UNHURRIED
@given(any_rule(PAUSABLE), MOMENTS, ZONE)
def test_a_pause_of_no_length_changes_nothing(rule: Rule, start: datetime, zone: object) -> None:
    since = start + timedelta(minutes=1)
    assert due(rule, start, CALENDAR, zone, [Pause(since, since)]) == due(rule, start, CALENDAR, zone)


@UNHURRIED
@given(any_rule(), MOMENTS, ZONE)
def test_the_explanation_accounts_for_every_day(rule: Rule, start: datetime, zone: object) -> None:
    """Counted and skipped lines follow each other without a gap, and the last number is the rule's amount."""
    found = count(rule, start, CALENDAR, zone)
    assert found.steps[0].kind == "starts"
    days = [step for step in found.steps if step.kind in ("counted", "skipped")]
    if rule.unit not in rules.COUNTED:
        assert days == []
        return
    first = zone.local(start).date() + timedelta(days=0 if rule.counts_first_day else 1)
    assert days[0].first == first
    for before, after in itertools.pairwise(days):
        assert after.first == before.last + timedelta(days=1)
    counted = [step for step in days if step.kind == "counted"]
    assert counted[0].low == 1
    assert counted[-1].high == rule.amount
    assert all(a.high + 1 == b.low for a, b in itertools.pairwise(counted))
    for step in days:
        length = (step.last - step.first).days + 1
        if step.kind == "counted":
            assert step.high - step.low + 1 == length
        else:
            assert all(CALENDAR.is_off(step.first + timedelta(days=n)) for n in range(length))


RUNGS = st.builds(
    lambda n, offset, unit: Rung(n, offset, unit, "owner"),
    st.integers(1, 9),
    st.integers(-30, 30),
    st.sampled_from((*rules.EXACT, *rules.COUNTED)),
)


@UNHURRIED
@given(any_rule(), st.lists(RUNGS, max_size=6), MOMENTS, ZONE)
def test_a_ladder_warns_before_and_follows_after(
    rule: Rule, rungs: list[Rung], start: datetime, zone: object
) -> None:
    full = Rule("l", rule.unit, rule.amount, rule.shift, rule.counts_first_day, ladder=tuple(rungs))
    at = due(full, start, CALENDAR, zone)
    for rung, rings in ladder(full, start, at, CALENDAR, zone):
        assert rings > start
        if rung.offset == 0:
            assert rings == at
        elif rung.offset > 0:
            assert rings >= at
        elif rung.unit in rules.EXACT:
            assert rings < at


def test_the_rungs_of_a_ladder_ring_in_the_morning() -> None:
    steps = ((-1, "working_days"), (-2, "calendar_days"), (0, "hours"), (1, "working_days"), (30, "minutes"))
    rungs = tuple(Rung(n, offset, unit, "x") for n, (offset, unit) in enumerate(steps, 1))
    rule = Rule("l", "working_days", 5, ladder=rungs)
    start = utc(
        "2024-12-27T05:00"
    )  # Friday; five working days: 30, 31, then 5 (Sunday, worked), 6, 8 January
    at = due(rule, start, CALENDAR, KZ)
    assert at == utc("2025-01-08T19:00")
    found = {rung.number: rings for rung, rings in ladder(rule, start, at, CALENDAR, KZ)}
    assert found == {
        1: utc("2025-01-06T04:00"),  # 7 January is Christmas
        2: utc("2025-01-06T04:00"),
        3: at,
        4: utc("2025-01-09T04:00"),
        5: utc("2025-01-08T19:30"),
    }


def test_a_follow_up_never_rings_before_the_deadline() -> None:
    rule = Rule("l", "hours", 20, ladder=(Rung(1, 0, "hours", "a"), Rung(2, 1, "working_days", "b")))
    start = utc("2024-06-03T03:30")
    at = due(rule, start, CALENDAR, KZ)
    assert [rings for _, rings in ladder(rule, start, at, CALENDAR, KZ)] == [at, utc("2024-06-05T04:00")]


def test_a_warning_that_would_ring_at_the_start_or_before_is_left_out() -> None:
    rule = Rule(
        "l",
        "hours",
        2,
        ladder=(Rung(1, -2, "hours", "a"), Rung(2, -1, "hours", "b"), Rung(3, 0, "hours", "c")),
    )
    start = utc("2024-06-03T03:30")
    found = ladder(rule, start, due(rule, start, CALENDAR, KZ), CALENDAR, KZ)
    assert [rung.number for rung, _ in found] == [2, 3]


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (("fortnights", 1), "unknown"),
        (("hours", 0), "amount 0"),
        (("day_of_month", 32), "amount 32"),
        (("hours", 5, "forward"), "shift must be none"),
        (("minutes", 5, "none", True), "shift must be none"),
        (("calendar_days", 5, "sideways"), "shift 'sideways'"),
        (("end_of_year", 1, "none", False, ("court",)), "grounds of pause must be empty"),
    ],
)
def test_a_rule_that_cannot_be_counted_is_refused(terms: tuple[object, ...], words: str) -> None:
    with pytest.raises(rules.RuleError, match=words) as refused:
        Rule("the.rule", *terms)
    assert "the.rule" in str(refused.value)


def test_the_longest_day_of_month_and_the_shortest_amount_are_rules() -> None:
    assert Rule("x", "day_of_month", 31).amount == 31
    assert Rule("x", "hours", 1).amount == 1
    assert Rule("x", "hours", 32).amount == 32


def test_a_date_does_not_stand_still() -> None:
    start = utc("2024-06-03T03:30")
    with pytest.raises(rules.RuleError, match="does not stand still"):
        due(Rule("x", "end_of_month", 1), start, CALENDAR, KZ, [Pause(start, start)])


def test_exactly_one_version_is_in_force() -> None:
    old, new = (
        Rule("x", "hours", 1, valid=Period(None, date(2024, 1, 1))),
        Rule("x", "hours", 2, valid=Period(date(2024, 1, 1))),
    )
    assert in_force([old, new], date(2023, 12, 31)) is old
    assert in_force(iter([old, new]), date(2024, 1, 1)) is new
    with pytest.raises(rules.RuleError, match="x: 0 versions in force on 2024-01-01"):
        in_force([old], date(2024, 1, 1))
    with pytest.raises(rules.RuleError, match="x: 2 versions"):
        in_force([new, new], date(2024, 1, 1))
    with pytest.raises(rules.RuleError, match=r"\?: 0 versions"):
        in_force([], date(2024, 1, 1))


def test_an_estimated_count_says_so() -> None:
    rule = Rule("x", "working_days", 10)
    assert count(rule, utc("2027-12-28T05:00"), CALENDAR, KZ).is_estimated
    assert not count(rule, utc("2027-12-01T05:00"), CALENDAR, KZ).is_estimated
    assert not count(Rule("x", "hours", 9000), utc("2027-12-28T05:00"), CALENDAR, KZ).is_estimated


def test_the_explanation_tells_shifts_pauses_and_spans() -> None:
    shifted = count(Rule("x", "calendar_days", 10, "forward"), utc("2024-03-11T05:00"), CALENDAR, KZ).steps[
        -1
    ]
    assert (shifted.kind, shifted.first, shifted.last) == ("shifted", date(2024, 3, 21), date(2024, 3, 26))
    assert shifted.view.reason == "holiday"
    stood = [Pause(utc("2024-03-12T05:00"), utc("2024-03-14T05:00"))]
    steps = count(Rule("x", "weeks", 1), utc("2024-03-11T05:00"), CALENDAR, KZ, stood).steps
    assert [(s.kind, s.low) for s in steps] == [("starts", 0), ("extended", 2), ("lands", 1)]
    assert (steps[1].first, steps[1].last, steps[2].first) == (
        date(2024, 3, 12),
        date(2024, 3, 14),
        date(2024, 3, 20),
    )
    skipped = count(Rule("x", "calendar_days", 5), utc("2024-03-11T05:00"), CALENDAR, KZ, stood).steps
    assert [(s.kind, s.first.day, s.last.day, s.view) for s in skipped[1:]][1] == ("skipped", 13, 14, None)
    [_, adds] = count(Rule("x", "hours", 30), utc("2024-03-11T05:00"), CALENDAR, KZ).steps
    assert (adds.kind, adds.first, adds.last, adds.low) == ("adds", date(2024, 3, 11), date(2024, 3, 12), 30)


def test_a_single_day_is_day_number_one() -> None:
    [_, line] = count(Rule("x", "calendar_days", 1), utc("2024-03-11T05:00"), CALENDAR, KZ).steps
    assert (line.kind, line.low, line.high, line.first, line.last) == (
        "counted",
        1,
        1,
        date(2024, 3, 12),
        date(2024, 3, 12),
    )
    steps = count(Rule("x", "working_days", 3), utc("2024-03-14T05:00"), CALENDAR, KZ).steps
    assert [(s.low, s.high) for s in steps if s.kind == "counted"] == [(1, 1), (2, 3)]


def test_a_shift_backward_may_reach_the_day_it_began_and_no_further() -> None:
    rule = Rule("x", "calendar_days", 1, "backward")
    assert count(rule, utc("2024-06-14T05:00"), CALENDAR, KZ).last_day == date(2024, 6, 14)  # Friday
    assert count(rule, utc("2024-06-15T05:00"), CALENDAR, KZ).last_day == date(2024, 6, 16)  # Saturday


def test_a_pause_at_or_after_the_end_extends_nothing() -> None:
    start = utc("2024-03-11T05:00")
    for rule in (
        Rule("x", "hours", 5),
        Rule("x", "weeks", 1),
        Rule("x", "months", 1),
        Rule("x", "working_days", 2),
    ):
        end = due(rule, start, CALENDAR, KZ)
        late = [Pause(end, end + timedelta(days=3))]
        found = count(rule, start, CALENDAR, KZ, late)
        assert found.due == end, rule
        assert "extended" not in {step.kind for step in found.steps}


def test_a_pause_within_one_day_is_no_line_of_the_explanation() -> None:
    stood = [Pause(utc("2024-03-12T05:00"), utc("2024-03-12T07:00"))]
    steps = count(Rule("x", "months", 1), utc("2024-03-11T05:00"), CALENDAR, KZ, stood).steps
    assert [step.kind for step in steps] == ["starts", "lands"]


@UNHURRIED
@given(any_rule(), st.lists(RUNGS, max_size=6), MOMENTS, ZONE)
def test_a_debt_is_bound_before_it_is_due_and_by_every_warning_that_rings(
    rule: Rule, rungs: list[Rung], start: datetime, zone: object
) -> None:
    full = Rule("l", rule.unit, rule.amount, rule.shift, rule.counts_first_day, ladder=tuple(rungs))
    at = due(full, start, CALENDAR, zone)
    bound = rules.bound_from(full, start, at, CALENDAR, zone)
    assert bound < at
    assert all(bound <= rings for rung, rings in ladder(full, start, at, CALENDAR, zone) if rung.offset < 0)


def test_a_debt_without_a_warning_is_bound_in_the_last_quarter() -> None:
    start, hour = utc("2024-06-03T03:00"), timedelta(hours=1)
    for rungs, hours in (((), 15), ((Rung(1, 0, "hours", "a"),), 15), ((Rung(1, -6, "hours", "a"),), 14)):
        rule = Rule("l", "hours", 20, ladder=rungs)
        assert (
            rules.bound_from(rule, start, due(rule, start, CALENDAR, KZ), CALENDAR, KZ)
            == start + hours * hour
        )


def test_skipped_days_with_different_reasons_are_told_apart() -> None:
    steps = count(Rule("x", "working_days", 2), utc("2024-12-31T05:00"), CALENDAR, KZ).steps
    told = [(s.kind, s.first.day, s.last.day, s.view.reason if s.view else "") for s in steps]
    assert told == [
        ("starts", 31, 31, ""),
        ("skipped", 1, 2, "holiday"),
        ("skipped", 3, 3, "moved_here"),
        ("skipped", 4, 4, "weekend"),
        ("counted", 5, 6, ""),
    ]
    two = count(Rule("x", "working_days", 1), utc("2021-12-31T05:00"), CALENDAR, KZ).steps
    assert [s.first.day for s in two if s.kind == "skipped"] == [1, 3, 4]  # two returns, each for its own day


@pytest.mark.parametrize(
    ("state", "act", "after"),
    [
        ("running", "meet", "met"),
        ("running", "pause", "paused"),
        ("running", "breach", "breached"),
        ("running", "waive", "waived"),
        ("running", "correct_start", "running"),
        ("running", "resume", None),
        ("running", "turn", "running"),
        ("breached", "turn", None),
        ("met", "turn", None),
        ("paused", "resume", "running"),
        ("paused", "meet", "met"),
        ("paused", "waive", "waived"),
        ("paused", "breach", None),
        ("paused", "correct_start", None),
        ("breached", "meet", "met_late"),
        ("breached", "waive", "waived"),
        ("breached", "correct_start", "running"),
        ("breached", "pause", None),
        ("met", "waive", None),
        ("met_late", "meet", None),
        ("waived", "resume", None),
    ],
)
def test_moves(state: str, act: str, after: str | None) -> None:
    assert state_after(state, act) == after


def test_met_or_met_late() -> None:
    deadline, hour = utc("2024-06-03T12:00"), timedelta(hours=1)
    assert met_state("running", deadline, deadline, deadline) == "met"
    assert met_state("running", deadline - hour, deadline + hour, deadline) == "met_late"
    assert met_state("running", deadline + hour, deadline + hour, deadline) == "met_late"
    assert met_state("breached", deadline - hour, deadline + hour, deadline) == "met_late"
    assert met_state("paused", deadline + hour, deadline + hour, deadline) == "met"
