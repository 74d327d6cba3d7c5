"""Who stands at which crossing: the best week of duty that the officers at hand allow, found exactly. Pure.

The order of aims is fixed, and each is kept whole before the next is looked at:

1. every school that can be reached at all gets the same floor of guarded turns a week, as high as it goes
   (one school never pays for another);
2. above the floor, the children's benefit: a post's weight for its first turn, less for each further one
   (RETURN), because the second officer of the week at one crossing saves fewer than the first at another;
3. of equal plans, the one with the shortest ways from the stations.

Turns of a week are alike (a post is wanted on each morning and evening), so the week is one integral flow:
station > post > school, with parallel arcs of falling benefit. Its matrix is totally unimodular, the flow is
integral and optimal, and `proven` shows so without the solver: no cycle of the residual network lowers the
cost. The flow is then cut into officers and turns by colouring a bipartite graph, which always succeeds
(König): nobody stands in two places, no crossing is guarded twice at once. See docs/algorithms/duty.md.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from uuid import UUID

from ortools.graph.python import min_cost_flow

from qalqan.kernel.geo import Point, metres

from .colouring import coloured

# What the n-th turn of a week at one post is worth, in percent of the first: strictly falling.
RETURN = (100, 90, 80, 70, 60, 50, 42, 35, 28, 22)
TURNS = len(RETURN)  # five school days, morning and evening
STEP = 100  # metres: how finely ways are compared
MOST_POSTS, MOST_STATIONS, MOST_OFFICERS = 5000, 200, 2000


@dataclass(frozen=True, slots=True)
class Post:
    """A crossing. `school`: the place whose children cross there most, the nearest one. `weight`: children
    times traffic, at least 1."""

    key: UUID
    school: UUID
    point: Point
    weight: int


@dataclass(frozen=True, slots=True)
class Station:
    """Where officers set out, and how many there are for this duty."""

    key: UUID
    point: Point
    officers: int


@dataclass(frozen=True, slots=True)
class Turn:
    """An officer (1, 2, ... of a station) at a post in a turn: 0 is Monday morning, 1 Monday evening."""

    station: UUID
    officer: int
    turn: int
    post: UUID


@dataclass(frozen=True, slots=True)
class Plan:
    """`floor`: guarded turns a week that every reachable school has, as far as its posts hold as many.
    `value`: the benefit, in percent of a weight. `metres`: all ways from station to post. `out_of_reach`:
    schools none of whose posts an officer can reach; `unguarded`: posts that nobody stands at."""

    turns: tuple[Turn, ...]
    floor: int
    value: int
    metres: float
    out_of_reach: tuple[UUID, ...]
    unguarded: tuple[UUID, ...]
    is_optimal: bool


class BadDuty(ValueError):  # noqa: N818 - a finding about input
    """`rule`: no_posts, no_officers, too_many, weight, infeasible."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class _Arc:
    tail: int
    head: int
    capacity: int
    cost: int


@dataclass(slots=True)
class _Town:
    posts: Sequence[Post]
    stations: Sequence[Station]
    near: dict[tuple[int, int], float]  # (station, post) within reach: metres
    schools: list[UUID]  # reachable ones
    most: list[int]  # turns that a school can have at all

    @property
    def nodes(self) -> int:
        return 2 + len(self.stations) + len(self.posts) + len(self.schools)


def best_week(posts: Sequence[Post], stations: Sequence[Station], *, reach: float) -> Plan:
    """The best week for these posts. `reach`: how far from its station an officer is sent, in metres.
    BadDuty."""
    _check(posts, stations)
    near = {
        (i, j): far
        for i, station in enumerate(stations)
        if station.officers
        for j, post in enumerate(posts)
        if (far := metres(station.point, post.point)) <= reach
    }
    held: dict[UUID, set[int]] = defaultdict(set)
    for _i, j in sorted(near):
        held[posts[j].school].add(j)
    schools = sorted(held)
    town = _Town(posts, stations, near, schools, [TURNS * len(held[one]) for one in schools])
    low, high = 0, max(town.most, default=0)
    found = _solve(town, 0)
    if found is None:
        raise BadDuty("infeasible")
    while low < high:
        middle = (low + high + 1) // 2
        tried = _solve(town, middle)
        if tried is None:
            high = middle - 1
        else:
            low, found = middle, tried
    arcs, flows, sent = found
    return _plan(town, low, sent, proven(town.nodes, arcs, flows))


def _check(posts: Sequence[Post], stations: Sequence[Station]) -> None:
    if not posts:
        raise BadDuty("no_posts")
    officers = sum(station.officers for station in stations)
    if officers <= 0 or any(station.officers < 0 for station in stations):
        raise BadDuty("no_officers")
    if len(posts) > MOST_POSTS or len(stations) > MOST_STATIONS or officers > MOST_OFFICERS:
        raise BadDuty("too_many")
    if any(post.weight < 1 for post in posts):
        raise BadDuty("weight")


type _Found = tuple[list[_Arc], list[int], dict[tuple[int, int], int]]


def _solve(town: _Town, floor: int) -> _Found | None:
    """A cheapest flow that gives every reachable school its floor; None if there is none. Arcs, the flow on
    each, and turns by (station, post)."""
    source, sink = 0, 1
    station, post = 2, 2 + len(town.stations)
    school = post + len(town.posts)
    place = {key: n for n, key in enumerate(town.schools)}
    total = sum(one.officers for one in town.stations) * TURNS
    ways = {pair: ceil(far / STEP) for pair, far in town.near.items()}
    scale = 1 + total * max(ways.values(), default=0)  # a benefit of one is dearer than all ways together
    arcs = [_Arc(source, station + i, one.officers * TURNS, 0) for i, one in enumerate(town.stations)]
    pairs = list(town.near)
    arcs += [_Arc(station + i, post + j, TURNS, ways[i, j]) for i, j in pairs]
    for j in sorted({j for _i, j in pairs}):
        one = town.posts[j]
        arcs += [
            _Arc(post + j, school + place[one.school], 1, -one.weight * share * scale) for share in RETURN
        ]
    floors = [min(floor, most) for most in town.most]
    # a school's floor is demanded by its node; what comes above it goes on to the sink
    arcs += [
        _Arc(school + n, sink, most - least, 0)
        for n, (most, least) in enumerate(zip(town.most, floors, strict=True))
    ]
    arcs.append(_Arc(source, sink, total, 0))  # officers who are not needed
    if total < sum(floors):
        return None
    flow = min_cost_flow.SimpleMinCostFlow()
    for arc in arcs:
        flow.add_arc_with_capacity_and_unit_cost(arc.tail, arc.head, arc.capacity, arc.cost)
    flow.set_node_supply(source, total)
    flow.set_node_supply(sink, sum(floors) - total)
    for n, least in enumerate(floors):
        flow.set_node_supply(school + n, -least)
    if flow.solve() != flow.OPTIMAL:
        return None
    flows = [flow.flow(n) for n in range(len(arcs))]
    begin = len(town.stations)
    sent = {pair: flows[begin + n] for n, pair in enumerate(pairs) if flows[begin + n]}
    return arcs, flows, sent


def proven(nodes: int, arcs: Sequence[_Arc], flows: Sequence[int]) -> bool:
    """Whether no feasible flow is cheaper: the residual network has no cycle of negative cost (Klein). Asked
    without the solver, by Bellman and Ford's potentials from all nodes at once."""
    residual = []
    for arc, flow in zip(arcs, flows, strict=True):
        if not 0 <= flow <= arc.capacity:
            return False
        if flow < arc.capacity:
            residual.append((arc.tail, arc.head, arc.cost))
        if flow > 0:
            residual.append((arc.head, arc.tail, -arc.cost))
    potential = [0] * nodes
    for _round in range(nodes + 1):
        changed = False
        for tail, head, cost in residual:
            if potential[tail] + cost < potential[head]:
                potential[head] = potential[tail] + cost
                changed = True
        if not changed:
            return True
    return False


def _plan(town: _Town, floor: int, sent: dict[tuple[int, int], int], is_optimal: bool) -> Plan:
    by_post: dict[int, int] = defaultdict(int)
    for (_i, j), turns in sent.items():
        by_post[j] += turns
    value = sum(town.posts[j].weight * sum(RETURN[:turns]) for j, turns in by_post.items())
    ways = sum(town.near[pair] * turns for pair, turns in sent.items())
    unreached = sorted({post.school for post in town.posts} - set(town.schools))
    unguarded = sorted(post.key for j, post in enumerate(town.posts) if not by_post[j])
    return Plan(_turns(town, sent), floor, value, ways, tuple(unreached), tuple(unguarded), is_optimal)


def _turns(town: _Town, sent: dict[tuple[int, int], int]) -> tuple[Turn, ...]:
    """Officers and turns. An officer takes posts that lie side by side, so that he is seldom sent
    elsewhere."""
    edges: list[tuple[tuple[int, int], int]] = []  # (station, officer), post
    for i, station in enumerate(town.stations):
        own = [(j, turns) for (at, j), turns in sent.items() if at == i]
        own.sort(key=lambda pair: (town.posts[pair[0]].point.lat, town.posts[pair[0]].point.lon))
        listed = [j for j, turns in own for _turn in range(turns)]
        starts = [*range(0, len(listed), TURNS), len(listed)]
        for officer, (start, end) in enumerate(pairwise(starts), start=1):
            edges += [((i, officer), j) for j in listed[start:end]]
        assert len(starts) - 1 <= station.officers or not listed  # noqa: S101 - the flow's own bound
    colours = coloured(edges, TURNS)
    found = [
        Turn(town.stations[i].key, officer, colour, town.posts[j].key)
        for ((i, officer), j), colour in zip(edges, colours, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (one.station, one.officer, one.turn)))
