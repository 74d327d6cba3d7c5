"""Roll-ups: what is not defined is refused, the nation is the sum of its regions, and the known bugs die."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from qalqan.domains.evidence.indicators import indicator, indicators
from qalqan.domains.evidence.rules.indicator import Indicator
from qalqan.domains.evidence.rules.rollup import Part, Refused, Value, roll_up, way

START, END = date(2021, 1, 1), date(2021, 12, 31)
SUM = indicator("violence.reports.received")
STOCK = indicator("schools.toilets.outdoor")
SHARE = indicator("schools.toilets.warm")
FLOW_SHARE = indicator("schools.drills.held")
LONGEST = indicator("helpline.wait.longest")
DISTINCT = indicator("training.rights.youth")
LATEST = indicator("governance.psychologist.load")
NONE = indicator("governance.wellbeing.index")


def part(place: str, value: int | None, **more: object) -> Part:
    known = None if value is None else Decimal(value)
    return replace(Part(place, START, END, known), **more)  # type: ignore[arg-type]


def share(place: str, above: int, below: int, **more: object) -> Part:
    value = (Decimal(100 * above) / below).quantize(Decimal("0.000001"))
    found = Part(place, START, END, value, Decimal(above), Decimal(below))
    return replace(found, **more)  # type: ignore[arg-type]


def rolled(one: Indicator, parts: Sequence[Part], **more: object) -> Value:
    found = roll_up(one, parts, **more)  # type: ignore[arg-type]
    assert isinstance(found, Value)
    return found


def refused(one: Indicator, parts: Sequence[Part], **more: object) -> str:
    found = roll_up(one, parts, **more)  # type: ignore[arg-type]
    assert isinstance(found, Refused)
    for language in ("kk", "ru", "en"):
        assert all(found.words(language).values())
    return found.rule


def test_it_works() -> None:
    found = rolled(SUM, [part("a", 3), part("b", 4)], expected=("a", "b"))
    assert (found.value, found.is_complete, found.places) == (7, True, 2)


def test_a_missing_region_is_named_and_is_not_zero() -> None:
    found = rolled(SUM, [part("a", 3), part("b", None)], expected=("a", "b", "c"))
    assert (found.value, found.missing, found.is_complete) == (3, ("b", "c"), False)
    assert rolled(SUM, [part("a", 3), part("b", None)]).missing == ("b",)
    assert refused(SUM, [part("a", None)], expected=("a",)) == "rollup-nothing"
    assert refused(SUM, []) == "rollup-nothing"


def test_weights_count_and_are_not_invented() -> None:
    found = rolled(SHARE, [share("a", 90, 100), share("b", 0, 900)])
    assert (found.value, found.numerator, found.denominator) == (9, 90, 1000)
    for half in ({}, {"numerator": Decimal(5)}, {"denominator": Decimal(10)}):
        assert refused(SHARE, [share("a", 90, 100), part("b", 50, **half)]) == "rollup-weight"


def test_a_stock_is_not_summed_over_time() -> None:
    spring = part("a", 10, start=date(2021, 3, 1), end=date(2021, 3, 1))
    autumn = part("a", 4, start=date(2021, 9, 1), end=date(2021, 9, 1))
    found = rolled(STOCK, [autumn, spring], over="time")
    assert (found.value, found.end) == (4, date(2021, 9, 1))
    assert refused(STOCK, [autumn, spring], over="time", how="sum") == "rollup-undefined"


def test_a_flow_adds_over_periods_that_do_not_overlap() -> None:
    first = part("a", 3, end=date(2021, 6, 30))
    second = part("a", 4, start=date(2021, 7, 1))
    found = rolled(SUM, [second, first], over="time")
    assert (found.value, found.start, found.end) == (7, START, END)
    assert refused(SUM, [first, replace(second, start=date(2021, 6, 30))], over="time") == "rollup-overlap"
    assert refused(SUM, [first, replace(second, place="b")], over="time") == "rollup-places"
    assert refused(SUM, [first, replace(second, place="b")]) == "rollup-periods"
    halves = [share("a", 1, 2, end=first.end), share("a", 0, 2, start=second.start)]
    assert rolled(FLOW_SHARE, halves, over="time").value == 25


def test_what_is_not_defined_is_refused() -> None:
    assert refused(NONE, [part("a", 50)]) == "rollup-undefined"
    assert refused(NONE, [part("a", 50)], over="time") == "rollup-undefined"
    assert refused(LATEST, [part("a", 500), part("b", 400)]) == "rollup-undefined"
    assert refused(LONGEST, [part("a", 5)], how="sum") == "rollup-undefined"
    assert refused(SUM, [part("a", 1), part("a", 2)]) == "rollup-twice"


def test_the_latest_is_the_newest() -> None:
    old = part("a", 500, start=date(2020, 1, 1), end=date(2020, 12, 31))
    assert rolled(LATEST, [part("a", 400), old], over="time").value == 400


def test_persons_are_united_and_not_added() -> None:
    a = part("a", 2, members=frozenset("xy"))
    b = part("b", 2, members=frozenset("yz"))
    assert rolled(DISTINCT, [a, b]).value == 3
    assert refused(DISTINCT, [a, replace(b, members=None)]) == "rollup-members"


def test_coverage_is_no_better_than_the_weakest_part() -> None:
    known = [share("a", 1, 2, coverage=Decimal("0.9")), share("b", 1, 2, coverage=Decimal("0.4"))]
    assert rolled(SHARE, known).coverage == Decimal("0.4")
    assert rolled(SHARE, [*known, share("c", 1, 2)]).coverage is None


@pytest.mark.parametrize("one", indicators(), ids=lambda one: one.key)
def test_every_indicator_says_how_it_travels(one: Indicator) -> None:
    for over in ("places", "time"):
        assert way(one, over) in ("sum", "ratio", "max", "distinct", "newest", "")
    assert (way(one, "places") == "") is (one.roll_up in ("none", "latest"))
    if one.kind == "stock":
        assert way(one, "time") in ("newest", "max", "")
    for names in (one.name, one.definition, one.numerator, one.denominator):
        assert names is None or all(names[language].strip() for language in ("kk", "ru", "en"))


# Properties that hold of the rule, and fail for each of the bugs that systems of this kind have had.

type Roll = Callable[[Indicator, Sequence[Part]], Decimal]


def true(one: Indicator, parts: Sequence[Part]) -> Decimal:
    return rolled(one, parts).value


def always_sums(one: Indicator, parts: Sequence[Part]) -> Decimal:
    return sum((p.value for p in parts if p.value is not None), Decimal(0))


def ignores_weights(one: Indicator, parts: Sequence[Part]) -> Decimal:
    values = [p.value for p in parts if p.value is not None]
    return sum(values, Decimal(0)) / len(values) if one.roll_up == "ratio" else true(one, parts)


def sums_instead_of_greatest(one: Indicator, parts: Sequence[Part]) -> Decimal:
    return always_sums(one, parts) if one.roll_up == "max" else true(one, parts)


def takes_the_greatest_instead_of_sum(one: Indicator, parts: Sequence[Part]) -> Decimal:
    if one.roll_up != "sum":
        return true(one, parts)
    return max(p.value for p in parts if p.value is not None)


def loses_commas(one: Indicator, parts: Sequence[Part]) -> Decimal:
    def lost(number: Decimal | None) -> Decimal:
        return Decimal(str(number).replace(".", ""))

    if one.roll_up != "ratio":
        return true(one, [replace(p, value=lost(p.value)) for p in parts])
    return true(one, parts)


def regions(draw_of: st.DataObject, one: Indicator) -> list[Part]:
    counts = draw_of.draw(
        st.lists(st.tuples(st.integers(0, 400), st.integers(1, 400)), min_size=2, max_size=20)
    )
    if one.roll_up == "ratio":
        return [share(str(i), min(a, b), b) for i, (a, b) in enumerate(counts)]
    tenths = [Decimal(10 * a + b % 10) / 10 for a, b in counts]
    return [Part(str(i), START, END, value) for i, value in enumerate(tenths)]


def national_equals_regions(roll: Roll, data: st.DataObject) -> None:
    """Sums are sums, shares lie between their parts and keep their weight, the greatest is one of them; and
    splitting a region in two changes nothing."""
    for one in (STOCK, SHARE, LONGEST):
        parts = regions(data, one)
        found = roll(one, parts)
        values = [p.value for p in parts if p.value is not None]
        if one.roll_up == "sum":
            assert found == sum(values, Decimal(0))
        elif one.roll_up == "max":
            assert found in values
            assert all(found >= value for value in values)
        else:
            above = sum(p.numerator for p in parts if p.numerator is not None)
            below = sum(p.denominator for p in parts if p.denominator is not None)
            assert abs(found * below / 100 - above) < Decimal("0.01")


def test_national_equals_regions() -> None:
    holds(true)


def holds(roll: Roll) -> None:
    """A found fault is enough: it is not made smaller, which takes long."""

    @settings(max_examples=60, phases=(Phase.generate,), database=None)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        national_equals_regions(roll, data)

    check()


BUGS = (
    always_sums,
    ignores_weights,
    sums_instead_of_greatest,
    takes_the_greatest_instead_of_sum,
    loses_commas,
)


@pytest.mark.parametrize("bug", BUGS)
def test_the_properties_kill_each_planted_bug(bug: Roll) -> None:
    with pytest.raises((AssertionError, ExceptionGroup)):
        holds(bug)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=12), st.integers(1, 11))
def test_a_year_is_the_sum_of_its_months_however_they_are_grouped(counts: list[int], cut: int) -> None:
    months = [
        part("a", count, start=START + timedelta(30 * i), end=START + timedelta(30 * i + 29))
        for i, count in enumerate(counts)
    ]
    whole = rolled(SUM, months, over="time")
    assert whole.value == sum(counts)
    groups = [group for group in (months[:cut], months[cut:]) if group]
    halves = [rolled(SUM, group, over="time") for group in groups]
    again = [Part("a", half.start, half.end, half.value) for half in halves]
    assert rolled(SUM, again, over="time").value == whole.value
    assert all(a.end < b.start for a, b in pairwise(again))
