"""Whether two reports are about one thing: what the rule may never do, and that it says why."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qalqan.domains.watch.rules.categories import categories
from qalqan.domains.watch.rules.clustering import FARTHEST, JOIN, choose
from qalqan.domains.watch.rules.likeness import WEIGHTS, Mark, likeness, terms
from qalqan.domains.watch.rules.likeness_words import said
from qalqan.domains.watch.rules.wording import common, folded, wording
from qalqan.kernel.geo import DEGREE, Point

from .pairs import pairs

HERE = Point(43.3, 68.25)
NOW = datetime(2026, 9, 1, 3, tzinfo=UTC)
KEYS = [one.key for one in categories()]
TEXTS = ["", "Ашық құдық мектеп жанында", "Открытый люк у школы, дом 12", "ашык люк 14", "Open manhole"]


def mark(metres: float = 0, **more: Any) -> Mark:
    values = {"accuracy": 10.0, "at": NOW, "category": "manhole", "text": "Нет крышки на люке"}
    return Mark(**{"point": Point(HERE.lat + metres / DEGREE, HERE.lon), **values, **more})


marks = st.builds(
    mark,
    st.floats(-400, 400),
    accuracy=st.none() | st.floats(0, 5000),
    at=st.integers(-90, 90).map(lambda days: NOW + timedelta(days=days)),
    category=st.sampled_from([*KEYS, "gone_from_the_tree"]),
    text=st.sampled_from(TEXTS) | st.text(max_size=60),
    phashes=st.lists(st.integers(0, 2**64 - 1), max_size=2).map(tuple),
    site_id=st.none() | st.integers(1, 3).map(lambda n: UUID(int=n)),
)


@given(marks, marks)
def test_it_is_the_same_both_ways_and_says_why(a: Mark, b: Mark) -> None:
    one, other = likeness(a, b), likeness(b, a)
    assert one.score == pytest.approx(other.score)
    assert 0 <= one.score <= 1
    assert sum(term.points for term in one.why) + WEIGHTS["start"] == pytest.approx(
        sum(WEIGHTS.get(key, 0) * strength for key, (_, strength) in terms(a, b).items()) + WEIGHTS["start"],
        abs=0.02,
    )
    for term in one.why:
        for text in (said(term).kk, said(term).ru, said(term).en):
            assert text
            assert "%s" not in text


@given(marks, marks)
def test_missing_is_neither_alike_nor_unlike(a: Mark, b: Mark) -> None:
    bare = Mark(a.point, a.accuracy, a.at, a.category, "")
    found = terms(bare, b)
    assert not set(found) - {"distance", "near", "time", "same_category", "same_branch", "other_branch"}


@given(st.floats(0, 300), st.floats(0, 300))
def test_farther_is_never_likelier(one: float, other: float) -> None:
    near, far = sorted((one, other))
    assert likeness(mark(), mark(near)).score >= likeness(mark(), mark(far)).score - 1e-9


@settings(max_examples=60)
@given(marks, st.lists(st.tuples(st.integers(0, 5), marks), max_size=12))
def test_what_is_never_joined(new: Mark, candidates: list[tuple[int, Mark]]) -> None:
    match = choose(new, candidates)
    if match is None or not match.joins:
        return
    assert match.likeness.score >= JOIN
    for key, other in candidates:
        if key == match.key:
            found = likeness(new, other)
            assert found.metres <= FARTHEST
            assert found.is_one_branch


@settings(max_examples=40)
@given(marks, st.lists(st.tuples(st.integers(0, 5), marks), max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_candidates_does_not_matter(
    new: Mark, candidates: list[tuple[int, Mark]], dice: random.Random
) -> None:
    shuffled = dice.sample(candidates, len(candidates))
    one, other = choose(new, candidates), choose(new, shuffled)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert (one.joins, one.likeness.score) == (other.joins, pytest.approx(other.likeness.score))


def test_two_as_likely_are_asked_about() -> None:
    east, west = mark(20), mark(-20)
    match = choose(mark(), [("east", east), ("west", west)])
    assert match is not None
    assert not match.joins
    assert {match.key, *(key for key, _ in match.others)} == {"east", "west"}
    alone = choose(mark(), [("east", mark(4))])
    assert alone is not None
    assert alone.joins


def test_the_spot_alone_joins_no_two_kinds_of_things() -> None:
    dogs = mark(category="dogs", text="Стая собак бросается на детей")
    match = choose(dogs, [("manhole", mark(asset_id=UUID(int=1)))])
    assert match is not None
    assert match.likeness.score >= JOIN  # by distance and time alone
    assert not match.joins
    pit = mark(category="construction")  # another kind was ticked, and the words are those of the manhole
    match = choose(pit, [("manhole", mark())])
    assert match is not None
    assert match.joins


def test_an_item_does_not_grow_along_a_street() -> None:
    match = choose(mark(), [("street", mark(5)), ("street", mark(160))])
    assert match is not None
    assert not match.joins


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ашық құдық мектептің жанында", "ашык кудык мектептин жанында"),
        ("Құдықтың қақпағы жоқ", "Qudyqtyn qaqpagy joq"),
        ("Открытый люк, ребёнок может упасть", "открытыи люк ребенок можеть упастъ"),
        ("Фонарь не горит", "фонарьь не горит!!"),
    ],
)
def test_letters_and_slips_do_not_matter(one: str, other: str) -> None:
    assert common(wording(one).grams, wording(other).grams) > 0.6


def test_two_languages_name_one_thing() -> None:
    assert wording("Құдықтың қақпағы жоқ мектеп жанында").kinds & wording("Нет крышки люка у школы").kinds
    assert wording("мектеп жанында").places & wording("около школы").places
    assert folded("Öskemen") == folded("өскемен")


def test_a_neighbour_crossing_with_the_same_words_is_another_thing() -> None:
    one = mark(category="crossing", text="Светофор не работает")
    other = mark(85, category="crossing", text="Светофор не работает")
    match = choose(other, [("one", one)])
    assert match is None or not match.joins


def test_the_rule_keeps_what_was_measured() -> None:
    """Held-out figures stand in docs/algorithms/duplicates.md; here a floor under a part of them."""
    found = list(pairs(300, 1562020, 1))
    hits = [(likeness(p.a, p.b).score >= 0.5, p.is_one) for p in found]
    right = sum(told and truth for told, truth in hits)
    precision = right / sum(told for told, _ in hits)
    recall = right / sum(truth for _, truth in hits)
    assert 2 * precision * recall / (precision + recall) > 0.8
