"""Random registers for property tests: invented bodies inherit invented functions on random days."""

from datetime import date, timedelta

from hypothesis import strategies as st

from qalqan.domains.bodies.rules import Body, Function, Holding, Naming, Register
from qalqan.kernel.names import Names
from qalqan.kernel.periods import Period

START = date(2020, 1, 1)
LENGTH = 60
DAYS = [START + timedelta(days=n) for n in range(LENGTH)]


def names(text: str) -> Names:
    return Names(text, text, text)


def make_body(code: str, life: Period, renamed: date | None = None, region: str | None = None) -> Body:
    """A body with one name, or two if it was renamed on a day of its life."""
    label = names(code)
    namings: tuple[Naming, ...] = (Naming(life, label, label),)
    if renamed is not None:
        namings = (
            Naming(Period(life.since, renamed), label, label),
            Naming(Period(renamed, life.until), names(f"{code} II"), label),
        )
    return Body(code, "akimat" if region else "ministry", life, namings, ("task",), region)


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """A national function that passes through up to five bodies and a regional one held in up to four
    regions, some of them born later; bodies may be renamed. Without faults, by construction."""
    cuts = sorted(draw(st.sets(st.integers(1, LENGTH - 1), max_size=4)))
    edges: list[date | None] = [None, *(DAYS[cut] for cut in cuts), None]
    bodies, holdings = [], []
    for place in range(len(edges) - 1):
        life = Period(edges[place], edges[place + 1])
        inside = [day for day in DAYS[1:] if day in life and day != life.since]
        renamed = draw(st.none() | st.sampled_from(inside)) if inside else None
        bodies.append(make_body(f"B{place}", life, renamed))
        holdings.append(Holding("task", f"B{place}", life))
    births = draw(st.lists(st.none() | st.sampled_from(DAYS[1:]), max_size=4))
    regions = tuple((f"R{place}", Period(born)) for place, born in enumerate(births))
    for code, life in regions:
        bodies.append(make_body(f"akimat-{code}", life, region=code))
        holdings.append(Holding("local", f"akimat-{code}", life, code))
    collective = Body(
        "ALL", "collective", Period(), (Naming(Period(), names("ALL"), names("ALL")),), ("local",)
    )
    functions = (
        Function("task", "national", Period(START), names("task")),
        Function("local", "regional", Period(START), names("local")),
    )
    return Register((*bodies, collective), functions, tuple(holdings), regions, DAYS[-1])
