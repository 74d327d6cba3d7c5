"""Each way to state a register wrongly is named to its editor."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from qalqan.domains.bodies.rules import Body, Function, Holding, Register, faults
from qalqan.domains.bodies.tests.registers import DAYS, START, make_body, names
from qalqan.kernel.periods import ALWAYS, Period

MID = DAYS[10]
LATE = Period(MID)


def whole() -> Register:
    """A ministry, an akimat and a collective; nothing wrong with it."""
    return Register(
        (
            make_body("B", ALWAYS),
            replace(make_body("A", ALWAYS, region="R"), mandates=("local",), superior="B"),
            replace(make_body("ALL", ALWAYS), kind="collective", mandates=("local",)),
        ),
        (
            Function("task", "national", Period(START), names("task")),
            Function("local", "regional", Period(START), names("local")),
        ),
        (Holding("task", "B", ALWAYS), Holding("local", "A", ALWAYS, "R")),
        (("R", ALWAYS),),
        DAYS[-1],
    )


def body(code: str, change: Callable[[Body], Body]) -> Callable[[Register], Register]:
    return lambda r: replace(r, bodies=tuple(change(b) if b.code == code else b for b in r.bodies))


def holding(place: int, **changed: object) -> Callable[[Register], Register]:
    def apply(register: Register) -> Register:
        held = list(register.holdings)
        held[place] = replace(held[place], **changed)  # type: ignore[arg-type]
        return replace(register, holdings=tuple(held))

    return apply


def named(*periods: Period) -> Callable[[Body], Body]:
    return lambda b: replace(b, namings=tuple(replace(b.namings[0], valid=p) for p in periods))


CASES: list[tuple[Callable[[Register], Register], str]] = [
    (
        lambda r: replace(r, bodies=(*r.bodies, r.bodies[0])),
        "two bodies share a code, or two functions a key",
    ),
    (
        lambda r: replace(r, functions=(*r.functions, r.functions[0])),
        "two bodies share a code, or two functions a key",
    ),
    (body("B", named(LATE)), "B: it must have one name on each day of its life"),
    (body("B", named(ALWAYS, LATE)), "B: it must have one name on each day of its life"),
    (
        body("A", lambda b: replace(named(ALWAYS)(b), life=LATE)),
        "A: it must have one name on each day of its life",
    ),
    (body("B", named(LATE, Period(None, MID))), "B: its names must stand in order"),
    (body("B", lambda b: replace(b, kind="guild")), "B: no such kind: guild"),
    (body("B", lambda b: replace(b, mandates=("task", "other"))), "B: no function other"),
    (body("B", lambda b: replace(b, mandates=())), "B: its code must stand for functions, each once"),
    (
        body("B", lambda b: replace(b, mandates=("task", "task"))),
        "B: its code must stand for functions, each once",
    ),
    (body("A", lambda b: replace(b, superior="X")), "A: no superior X"),
    (body("A", lambda b: replace(b, region="S")), "A: S does not stand through all its life"),
    (lambda r: replace(r, regions=(("R", LATE),)), "A: R does not stand through all its life"),
    (holding(0, body="X"), "task held by X: no such body or function"),
    (holding(1, body="ALL"), "local held by ALL: a collective is not a body and holds nothing"),
    (
        body("B", lambda b: replace(named(LATE)(b), life=LATE)),
        "task held by B: it does not live through None .. None",
    ),
    (holding(0, body="A"), "task held by A: the region of holding, body and function must agree"),
    (holding(1, region=None), "local held by A: the region of holding, body and function must agree"),
    (holding(0, valid=LATE), f"task in the country: nobody from 2020-01-01 to {MID}"),
    (holding(1, valid=Period(None, MID)), f"local in R: nobody from {MID} to None"),
    (
        lambda r: replace(r, holdings=(*r.holdings, Holding("local", "A", LATE, "R"))),
        f"local in R: two from {MID}",
    ),
]


def test_the_whole_register_has_none() -> None:
    assert faults(whole()) == []


@pytest.mark.parametrize(("change", "fault"), CASES, ids=[fault for _, fault in CASES])
def test_each_fault_is_named(change: Callable[[Register], Register], fault: str) -> None:
    assert fault in faults(change(whole()))


def test_a_function_that_nobody_knows() -> None:
    register = whole()
    ghost = Function("ghost", "national", Period(date(2021, 1, 1)), names("ghost"))
    assert faults(replace(register, functions=(*register.functions, ghost))) == [
        "ghost in the country: nobody from 2021-01-01 to None"
    ]
