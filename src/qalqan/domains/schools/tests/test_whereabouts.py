"""From where an answer was given: what is known of it, and what that leaves of the trust."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.schools.rules.confidence import confidence
from qalqan.domains.schools.rules.whereabouts import (
    FAR,
    PLACES,
    TRUST,
    distance,
    least_sure,
    seen_from,
    whereabouts,
)
from qalqan.kernel.geo import Point

DISTANCES = st.none() | st.floats(0, 5_000_000)
SCHOOL = Point(43.297, 68.27)


def test_what_nobody_knows_is_not_near() -> None:
    assert distance(SCHOOL, None) is None
    assert distance(None, SCHOOL) is None
    assert distance(SCHOOL, SCHOOL) == 0
    assert [seen_from(one) for one in (None, 0, FAR, FAR + 0.1)] == ["unknown", "near", "near", "far"]
    assert TRUST["far"] < TRUST["unknown"] < TRUST["near"] == TRUST[""]


@given(st.lists(DISTANCES))
def test_every_answer_is_counted_once(distances: list[float | None]) -> None:
    found = whereabouts(distances)
    assert found.near + found.far + found.unknown == len(distances)
    assert (found.farthest is None) == (found.far == 0)
    assert found.farthest is None or found.farthest > FAR


@given(st.lists(st.sampled_from(PLACES), min_size=1))
def test_a_statement_is_as_sure_as_its_least_sure_answer(words: list[str]) -> None:
    assert TRUST[least_sure(words)] == min(TRUST[one] for one in words)
    assert least_sure([]) == ""


@given(st.sampled_from(PLACES), st.integers(0, 2000))
def test_no_place_makes_a_word_surer(word: str, age: int) -> None:
    looked, today = date(2020, 1, 1), date.fromordinal(date(2020, 1, 1).toordinal() + age)
    plain = confidence("fence", "working", "inspection", looked, today)
    assert confidence("fence", "working", "inspection", looked, today, seen_from=word) <= plain
