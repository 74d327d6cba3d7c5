"""The best week of duty is feasible, fair, best, and proven so."""

from dataclasses import replace
from itertools import product
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qalqan.domains.schools.rules import duty
from qalqan.domains.schools.rules.colouring import coloured
from qalqan.domains.schools.rules.duty import RETURN, TURNS, BadDuty, Post, Station, best_week
from qalqan.kernel.geo import Point, metres


def town(
    seed: int, posts: int, schools: int, officers: list[int], size: float = 0.05
) -> tuple[list[Post], list[Station]]:
    draw = Random(seed)  # noqa: S311

    def somewhere() -> Point:
        return Point(43.2 + draw.random() * size, 76.8 + draw.random() * size)

    return (
        [
            Post(UUID(int=100 + n), UUID(int=1000 + n % schools), somewhere(), draw.randint(1, 50))
            for n in range(posts)
        ],
        [Station(UUID(int=n + 1), somewhere(), number) for n, number in enumerate(officers)],
    )


TOWNS = st.builds(
    town,
    st.integers(0, 10**6),
    st.integers(1, 30),
    st.integers(1, 12),
    st.lists(st.integers(0, 3), min_size=1, max_size=4).filter(any),
)


@settings(max_examples=60)
@given(TOWNS, st.floats(500, 8000))
def test_a_plan_is_one_that_people_can_keep(made: tuple[list[Post], list[Station]], reach: float) -> None:
    posts, stations = made
    plan = best_week(posts, stations, reach=reach)
    assert plan.is_optimal
    where = {post.key: post.point for post in posts}
    home = {station.key: station for station in stations}
    assert len({(one.station, one.officer, one.turn) for one in plan.turns}) == len(plan.turns)
    assert len({(one.post, one.turn) for one in plan.turns}) == len(plan.turns)
    for one in plan.turns:
        assert 1 <= one.officer <= home[one.station].officers
        assert 0 <= one.turn < TURNS
        assert metres(home[one.station].point, where[one.post]) <= reach


@settings(max_examples=60)
@given(TOWNS, st.floats(500, 8000))
def test_every_school_in_reach_has_the_floor_and_the_others_are_named(
    made: tuple[list[Post], list[Station]], reach: float
) -> None:
    posts, stations = made
    plan = best_week(posts, stations, reach=reach)
    school = {post.key: post.school for post in posts}
    guarded = [school[one.post] for one in plan.turns]
    in_reach = {
        post.key: any(one.officers and metres(one.point, post.point) <= reach for one in stations)
        for post in posts
    }
    for one in {post.school for post in posts}:
        most = TURNS * sum(1 for post in posts if post.school == one and in_reach[post.key])
        if most == 0:
            assert one in plan.out_of_reach
        else:
            assert guarded.count(one) >= min(plan.floor, most)
    assert set(plan.unguarded) == {post.key for post in posts} - {one.post for one in plan.turns}


def brute(posts: list[Post], officers: int) -> tuple[int, int]:
    """Floor and value of the best week of one station that reaches everything, by trying all of them."""
    best = (-1, -1)
    for counts in product(range(TURNS + 1), repeat=len(posts)):
        if sum(counts) > officers * TURNS:
            continue
        by_school: dict[UUID, int] = {}
        most: dict[UUID, int] = {}
        for post, count in zip(posts, counts, strict=True):
            by_school[post.school] = by_school.get(post.school, 0) + count
            most[post.school] = most.get(post.school, 0) + TURNS
        ceiling = max(most.values())
        floor = max(
            level
            for level in range(ceiling + 1)
            if all(by_school[s] >= min(level, most[s]) for s in by_school)
        )
        value = sum(post.weight * sum(RETURN[:count]) for post, count in zip(posts, counts, strict=True))
        best = max(best, (floor, value))
    return best


@pytest.mark.parametrize(
    ("seed", "posts", "schools", "officers"), [(1, 3, 2, 1), (2, 3, 3, 2), (3, 4, 2, 2), (4, 4, 3, 1)]
)
def test_small_towns_have_the_best_of_all_plans(seed: int, posts: int, schools: int, officers: int) -> None:
    places, stations = town(seed, posts, schools, [officers])
    plan = best_week(places, stations, reach=50_000)
    assert (plan.floor, plan.value) == brute(places, officers)


def test_no_school_pays_for_a_busier_one() -> None:
    """Ten officer turns, a crossing of 1,000 children and one of 1: both schools get five."""
    posts = [
        Post(UUID(int=1), UUID(int=11), Point(43.2, 76.8), 1000),
        Post(UUID(int=2), UUID(int=12), Point(43.201, 76.8), 1),
    ]
    plan = best_week(posts, [Station(UUID(int=5), Point(43.2, 76.8), 1)], reach=1000)
    assert plan.floor == 5
    assert len(plan.turns) == TURNS


def test_of_equal_plans_the_shortest_way_is_taken() -> None:
    near, far = Point(43.2, 76.8), Point(43.22, 76.8)
    posts = [Post(UUID(int=1), UUID(int=11), near, 10)]
    stations = [Station(UUID(int=5), far, 1), Station(UUID(int=6), near, 1)]
    assert {one.station for one in best_week(posts, stations, reach=5000).turns} == {UUID(int=6)}


def test_a_plan_that_is_not_the_best_is_not_called_proven() -> None:
    arcs = [duty._Arc(0, 1, 1, -5), duty._Arc(0, 1, 1, -3)]
    assert duty.proven(2, arcs, [1, 0])
    assert not duty.proven(2, arcs, [0, 1])
    assert not duty.proven(2, arcs, [2, 0])


@pytest.mark.parametrize("rule", ["no_posts", "no_officers", "too_many", "weight"])
def test_what_is_no_task_is_refused(rule: str) -> None:
    posts, stations = town(1, 3, 2, [1])
    if rule == "no_posts":
        posts = []
    elif rule == "no_officers":
        stations = [replace(stations[0], officers=0)]
    elif rule == "too_many":
        stations = [replace(stations[0], officers=2001)]
    else:
        posts = [replace(posts[0], weight=0)]
    with pytest.raises(BadDuty) as refused:
        best_week(posts, stations, reach=1000)
    assert refused.value.rule == rule


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=60))
def test_colours_never_meet_and_no_more_are_needed_than_edges_at_an_end(edges: list[tuple[int, int]]) -> None:
    degree = max(
        [sum(1 for e in edges if e[0] == n) for n in range(9)]
        + [sum(1 for e in edges if e[1] == n) for n in range(9)]
    )
    given_ = coloured(edges, degree)
    for side in (0, 1):
        seen = [(edge[side], colour) for edge, colour in zip(edges, given_, strict=True)]
        assert len(set(seen)) == len(seen)
    if degree:
        with pytest.raises(ValueError, match="more than"):
            coloured(edges, degree - 1)
