"""Succession on random histories: exactly one owner each day, and a fault for every broken history."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qalqan.domains.bodies.rules import (
    CollectiveError,
    Function,
    Holding,
    OutsideRegisterError,
    Register,
    UnknownBodyError,
    UnknownFunctionError,
    faults,
)
from qalqan.domains.bodies.tests.registers import DAYS, START, make_body, names, registers
from qalqan.kernel.periods import Period


@settings(deadline=None)  # the machine may be busy
@given(registers(), st.sampled_from(DAYS))
def test_one_living_body_owes_it_each_day(register: Register, day: date) -> None:
    assert faults(register) == []
    (owner,) = register.resolve("B0", "task", day)
    assert owner.since is None or owner.since <= day
    assert owner.until is None or day < owner.until
    assert register.addressee("B0", day) == owner


@settings(deadline=None)  # the machine may be busy
@given(registers(), st.sampled_from(DAYS))
def test_a_collective_is_one_body_in_each_region_that_stands(register: Register, day: date) -> None:
    standing = [code for code, life in register.regions if day in life]
    if not standing:
        with pytest.raises(OutsideRegisterError):
            register.resolve("ALL", None, day)
        return
    assert sorted(str(akimat.region) for akimat in register.resolve("ALL", None, day)) == standing
    (alone,) = register.resolve("ALL", None, day, standing[0])
    assert alone.region == standing[0]
    with pytest.raises(CollectiveError):
        register.addressee("ALL", day)


@settings(deadline=None)  # the machine may be busy
@given(registers(), st.integers(0, len(DAYS) - 1), st.integers(0, len(DAYS) - 1))
def test_stretches_cut_the_span_without_gap_or_overlap(register: Register, a: int, b: int) -> None:
    start, end = DAYS[min(a, b)], DAYS[max(a, b)]
    stretches = register.owners_through("B0", None, start, end)
    assert stretches[0].start == start
    assert stretches[-1].end == end
    for before, after in pairwise(stretches):
        assert after.start == before.end + timedelta(days=1)
        assert before.body != after.body
    for stretch in stretches:
        for day in (stretch.start, stretch.end):
            assert register.resolve("B0", None, day) == (stretch.body,)


@settings(deadline=None)  # the machine may be busy
@given(registers(), st.data())
def test_a_broken_history_has_a_fault(register: Register, data: st.DataObject) -> None:
    """Move, drop or double one holding: a day held by none, by two or by the dead is found out."""
    place = data.draw(st.integers(0, len(register.holdings) - 1))
    victim = register.holdings[place]
    shift = data.draw(st.integers(-20, 20))
    others = [h for n, h in enumerate(register.holdings) if n != place]
    moved = replace(
        victim,
        valid=Period(
            victim.valid.since and victim.valid.since + timedelta(days=shift),
            victim.valid.until and victim.valid.until + timedelta(days=shift),
        ),
    )
    change = data.draw(st.sampled_from(["drop", "double", "move"]))
    now = {"drop": others, "double": [*register.holdings, victim], "move": [*others, moved]}[change]
    broken = replace(register, holdings=tuple(now))
    harmless = change == "move" and moved == victim
    assert (faults(broken) == []) == harmless


def test_questions_that_have_no_answer() -> None:
    register = Register(
        (make_body("B", Period()),),
        (Function("task", "national", Period(START), names("task")),),
        (Holding("task", "B", Period()),),
        (),
        DAYS[-1],
    )
    with pytest.raises(UnknownBodyError):
        register.resolve("X", None, START)
    with pytest.raises(UnknownFunctionError, match="stands for task"):
        register.resolve("B", "other", START)
    with pytest.raises(OutsideRegisterError, match="begins on 2020-01-01"):
        register.resolve("B", None, START - timedelta(days=1))
    with pytest.raises(OutsideRegisterError):
        register.body("B", START - timedelta(days=1))
    with pytest.raises(ValueError, match="must hold a day"):
        register.owners_through("B", None, DAYS[5], DAYS[3])
