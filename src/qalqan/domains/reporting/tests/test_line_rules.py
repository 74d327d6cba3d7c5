"""A line's life as data, its state on a day, what it lacks, and two edits brought together."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.reporting.models.line import ACTS, LINE_STATES, OUTCOMES
from qalqan.domains.reporting.rules import lines as rules
from qalqan.domains.reporting.rules.lines import GROUPS, MOVES, NAMES, Fields, Needs, merge, problems

SHARE = Needs(value=True, share=True, minimum=Decimal(0), maximum=Decimal(100))
END, DUE = date(2021, 12, 31), date(2022, 1, 25)
ready = Fields("done", "Орындалды.", "Исполнено.")
numbers = st.none() | st.decimals(-5, 120, places=1)
texts = st.sampled_from(("", "a", "b", "c"))
said = st.builds(
    Fields, st.sampled_from(OUTCOMES), texts, texts, numbers, numbers, numbers, numbers
)  # few values, so that edits collide


def rules_of(fields: Fields, needs: Needs = SHARE) -> list[tuple[str, str]]:
    return [(found.field, found.rule) for found in problems(fields, needs)]


def test_every_move_is_between_kept_states_and_nothing_else_is_possible() -> None:
    assert set(MOVES) == set(ACTS)
    possible = {(act, state) for act in ACTS for state in LINE_STATES if rules.may(act, state)}
    assert possible == {
        ("submit", "open"), ("submit", "returned"), ("return", "submitted"), ("accept", "submitted"),
        ("reopen", "submitted"), ("reopen", "accepted"),
    }  # fmt: skip
    assert {rules.after(act, state) for act, state in possible} == set(LINE_STATES)
    with pytest.raises(ValueError, match="accept is not possible from open"):
        rules.after("accept", "open")


@given(st.lists(st.sampled_from(ACTS), max_size=12))
def test_no_line_is_accepted_without_a_certificate_since_it_was_last_open(acts: list[str]) -> None:
    state, signed = rules.OPEN, False
    for act in acts:
        if not rules.may(act, state):
            continue
        state = rules.after(act, state)
        signed = act == "submit" or (act == "accept" and signed)
        assert (state in {rules.SUBMITTED, rules.ACCEPTED}) == signed
        assert (state in rules.WRITABLE) == (not signed)


@pytest.mark.parametrize(
    ("state", "due", "day", "shown"),
    [
        ("open", DUE, END, "not_due"),
        ("open", DUE, END + timedelta(days=1), "due"),
        ("open", DUE, DUE, "due"),
        ("open", DUE, DUE + timedelta(days=1), "overdue"),
        ("open", None, date(2030, 1, 1), "due"),
        ("open", date(2021, 12, 25), date(2021, 11, 24), "not_due"),  # wanted before the year is over
        ("open", date(2021, 12, 25), date(2021, 11, 25), "due"),
        ("open", date(2021, 12, 25), date(2021, 12, 26), "overdue"),
        ("returned", DUE, DUE + timedelta(days=90), "returned"),
        ("accepted", DUE, END, "accepted"),
    ],
)
def test_the_state_on_a_day(state: str, due: date | None, day: date, shown: str) -> None:
    assert rules.state_on(state, due, END, day) == shown


@given(
    st.sampled_from(LINE_STATES), st.none() | st.dates(END, date(2023, 1, 1)), st.dates(END, date(2024, 1, 1))
)
def test_days_never_take_lateness_back(state: str, due: date | None, day: date) -> None:
    now, later = (rules.state_on(state, due, END, on) for on in (day, day + timedelta(days=1)))
    assert now in rules.STATES
    if state == "open":
        assert rules.STATES.index(later) >= rules.STATES.index(now)
        assert (later == "overdue") <= (due is not None)


def test_nothing_said_lacks_everything() -> None:
    assert rules_of(Fields(), replace(SHARE, spend=True)) == [
        ("outcome", "outcome_missing"), ("text_kk", "text_missing"), ("text_ru", "text_missing"),
        ("value", "share_missing"), ("spend", "spend_missing"),
    ]  # fmt: skip
    assert rules_of(ready, Needs()) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"numerator": Decimal(9), "denominator": Decimal(10)}, []),
        ({"numerator": Decimal(2), "denominator": Decimal(3), "value": Decimal(67)}, []),
        ({"numerator": Decimal(0), "denominator": Decimal(10)}, []),
        (
            {"value": Decimal(90)},
            [("numerator", "numerator_missing"), ("denominator", "denominator_missing")],
        ),
        ({"numerator": Decimal(9)}, [("denominator", "denominator_missing")]),
        ({"numerator": Decimal(9), "denominator": Decimal(0)}, [("denominator", "denominator_zero")]),
        ({"numerator": Decimal(-1), "denominator": Decimal(10)}, [("numerator", "negative")]),
        ({"numerator": Decimal(11), "denominator": Decimal(10)}, [("numerator", "part_beyond_whole")]),
        (
            {"numerator": Decimal(9), "denominator": Decimal(10), "value": Decimal(100)},
            [("value", "share_disagrees")],
        ),
        ({"outcome": "not_done"}, []),
        ({"outcome": "partly"}, [("value", "share_missing")]),
    ],
)
def test_a_share_says_how_many_of_how_many(changes: dict[str, object], found: list[tuple[str, str]]) -> None:
    assert rules_of(replace(ready, **changes)) == found  # type: ignore[arg-type]


def test_a_value_said_before_is_not_left_standing_by_silence() -> None:
    silent = replace(ready, outcome="not_done")
    assert rules_of(silent, replace(SHARE, claimed=True)) == [("value", "share_missing")]


def test_a_plain_value_keeps_to_its_range() -> None:
    needs = Needs(value=True, whole=True, minimum=Decimal(0))
    assert rules_of(replace(ready, value=Decimal(-1)), needs) == [("value", "too_small")]
    assert rules_of(replace(ready, value=Decimal("1.5")), needs) == [("value", "not_whole")]
    assert rules_of(replace(ready, value=Decimal(0)), needs) == []
    assert rules_of(replace(ready, value=Decimal(101)), replace(needs, maximum=Decimal(100))) == [
        ("value", "too_big")
    ]


def test_one_text_in_both_fields_is_no_translation() -> None:
    assert rules_of(replace(ready, text_kk="Исполнено. ", text_ru="Исполнено."), Needs()) == [
        ("text_kk", "text_same")
    ]


def test_what_cannot_be_kept_at_all() -> None:
    long = Fields(text_kk="я" * (rules.LONGEST_TEXT + 1), spend=Decimal(10) ** 15, value=Decimal("NaN"))
    assert [(p.field, p.rule) for p in rules.impossible(long)] == [
        ("text_kk", "too_long"), ("value", "too_large"), ("spend", "too_large"),
    ]  # fmt: skip
    assert rules.impossible(replace(ready, spend=Decimal(-1))) == ()


@given(said)
def test_what_is_ready_has_something_to_claim(fields: Fields) -> None:
    if not problems(fields, SHARE) and fields.outcome != "not_done":
        value = rules.stated(fields, SHARE)
        assert value is not None
        assert 0 <= value <= 100
        assert fields.text_kk.strip()
        assert fields.text_ru.strip()


@given(said, said, said)
def test_a_merge_loses_no_change_and_invents_none(base: Fields, mine: Fields, theirs: Fields) -> None:
    found = merge(base, mine, theirs)
    for group in GROUPS:
        was, ours, others, now = (
            tuple(getattr(one, name) for name in group) for one in (base, mine, theirs, found.fields)
        )
        if ours != was and others not in (was, ours):
            assert now == others
            assert set(group) & set(found.conflicts) == {
                n for n, a, b in zip(group, ours, others, strict=True) if a != b
            }
        else:
            assert now == (ours if ours != was else others)
            assert not set(group) & set(found.conflicts)


@given(said, said)
def test_a_lone_writer_never_meets_a_conflict(base: Fields, mine: Fields) -> None:
    assert merge(base, mine, base) == rules.Merged(mine)
    assert merge(base, base, mine) == rules.Merged(mine)
    assert merge(base, mine, mine) == rules.Merged(mine)


@given(said, said, said)
def test_who_comes_first_does_not_matter_where_nothing_collides(a: Fields, b: Fields, base: Fields) -> None:
    first, second = merge(base, a, b), merge(base, b, a)
    assert first.conflicts == second.conflicts
    if not first.conflicts:
        assert first.fields == second.fields


def test_numbers_that_belong_together_are_never_mixed() -> None:
    base = Fields(numerator=Decimal(9), denominator=Decimal(10))
    found = merge(base, replace(base, numerator=Decimal(5)), replace(base, denominator=Decimal(20)))
    assert found.conflicts == ("numerator", "denominator")
    assert [name for group in GROUPS for name in group] == list(NAMES)
