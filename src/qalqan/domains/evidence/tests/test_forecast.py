"""The forecast: a probability, with its reason, that beats the base rate on periods it was not tuned on."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benches import forecast as bench
from qalqan.domains.evidence.rules.forecast import Peer, Value, brier, forecast

START, BY = date(2020, 1, 1), date(2023, 12, 31)
DAY = date(2021, 12, 31)


def readings(*numbers: float) -> list[Value]:
    """Values a quarter apart from the start of the term."""
    return [Value(START + timedelta(91 * n), number) for n, number in enumerate(numbers)]


def said(*numbers: float, target: float = 100, peers: tuple[Peer, ...] = (), rises: bool = True) -> float:
    found = forecast(readings(*numbers), target, start=START, by=BY, day=DAY, peers=peers, rises=rises)
    assert found is not None
    return found.probability


def test_a_fast_pace_is_likelier_than_a_slow_one() -> None:
    slow, fast = said(0, 2, 4, 6, 8), said(0, 15, 30, 45, 60)
    assert slow < 0.3 < 0.8 < fast


def test_what_is_to_fall_is_read_the_other_way_round() -> None:
    left = said(245, 200, 150, 100, 60, target=0, rises=False)
    assert left == pytest.approx(said(0, 45, 95, 145, 185, target=245))


def test_the_reason_names_pace_and_need_in_units_a_month() -> None:
    found = forecast(readings(0, 30, 60), 100, start=START, by=BY, day=DAY)
    assert found is not None
    assert (found.basis, found.values, found.left) == ("pace", 3, 40)
    assert found.pace == pytest.approx(60 / (182 / 30.4375))
    assert found.needed == pytest.approx(40 / (730 / 30.4375))


def test_a_target_met_is_met_and_a_day_passed_is_passed() -> None:
    met = forecast(readings(50, 100), 100, start=START, by=BY, day=DAY)
    late = forecast(readings(50, 90), 100, start=START, by=BY, day=BY + timedelta(1))
    assert (met and met.basis, met and met.probability) == ("met", 1)
    assert (late and late.basis, late and late.probability) == ("passed", 0)


def test_nothing_known_is_not_a_number() -> None:
    assert forecast((), 100, start=START, by=BY, day=DAY) is None
    assert forecast(readings(40), 100, start=START, by=BY, day=DAY) is None


def test_peers_that_were_evidenced_before_this_point_say_nothing_of_the_rest() -> None:
    early, in_time, never = Peer(0.2), Peer(0.9), Peer(None)
    found = forecast((), None, start=START, by=BY, day=DAY, peers=(early, in_time, never, never))
    assert found is not None
    assert (found.basis, found.peers, found.arrived) == ("peers", 3, 1)
    assert found.probability == pytest.approx(2 / 5)  # one of three, beside one invented of each kind


def test_values_of_later_days_are_not_looked_at() -> None:
    later = [*readings(0, 10, 20), Value(DAY + timedelta(1), 100)]
    assert forecast(later, 100, start=START, by=BY, day=DAY) == forecast(
        readings(0, 10, 20), 100, start=START, by=BY, day=DAY
    )


def test_a_term_ends_after_it_begins() -> None:
    with pytest.raises(ValueError, match="after it begins"):
        forecast((), None, start=BY, by=START, day=DAY)


NUMBERS = st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=2, max_size=8)


@given(NUMBERS, st.floats(-1e6, 1e6), st.booleans(), st.integers(0, 1500))
@example([0.0, 1.0, -2.14860319186726e-229], 0.0, True, 182)
def test_it_is_always_a_probability(numbers: list[float], target: float, rises: bool, days: int) -> None:
    found = forecast(readings(*numbers), target, start=START, by=BY, day=START + timedelta(days), rises=rises)
    assert found is None or 0 <= found.probability <= 1


@given(st.floats(1, 98), st.floats(0.1, 1))
def test_more_done_is_never_less_likely(last: float, more: float) -> None:
    assert said(0, last + more) >= said(0, last) - 1e-9


@given(st.lists(st.integers(100, 3000), min_size=2, max_size=6, unique=True))
def test_less_time_is_never_likelier(terms: list[int]) -> None:
    """The same values, a nearer date: the path has less time, its first passage is less likely."""
    chances = []
    for term in sorted(terms):
        found = forecast(
            readings(0, 20), 100, start=START, by=START + timedelta(term), day=START + timedelta(91)
        )
        chances.append(found.probability if found else 0)
    assert all(before <= after + 0.02 for before, after in pairwise(chances))


def test_brier_is_the_mean_square_of_the_miss() -> None:
    assert brier([(1.0, True), (0.0, False)]) == 0
    assert brier([(0.5, True), (0.0, True)]) == pytest.approx(0.625)
    with pytest.raises(ValueError, match="needs a forecast"):
        brier([])


def test_it_beats_the_base_rate_on_invented_periods(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "MEASURES", 400)
    for moment, found in bench.pairs(7).items():
        ours = brier((chance, came) for chance, _, came in found)
        base = brier((chance, came) for _, chance, came in found)
        assert ours < base, moment
