"""The plan of police duty of a city: 330 schools, 1,400 crossings, 180 officers of 20 stations.

    python -m benches duty

The town is invented: schools at random in 20 x 20 km, crossings around them, weights of 1 to 100. The promise
is a plan under 10 s, proven optimal; the proof (no cheaper residual cycle) is found without the solver and is
part of the time. The baseline deals officers out greedily: always the next turn that helps most and is in
reach."""

import random
from collections import defaultdict
from uuid import UUID

from benches._measure import cpu_seconds, row
from qalqan.domains.schools.rules.duty import RETURN, TURNS, Plan, Post, Station, best_week
from qalqan.kernel.geo import Point, metres

SCHOOLS, CROSSINGS, STATIONS, OFFICERS, REACH = 330, 1400, 20, 180, 5000.0


def town() -> tuple[list[Post], list[Station]]:
    """The same town each time."""
    draw = random.Random(49)  # noqa: S311  not a secret

    def somewhere() -> Point:
        return Point(43.15 + draw.random() * 0.18, 76.8 + draw.random() * 0.25)

    schools = [somewhere() for _ in range(SCHOOLS)]
    posts = []
    for n in range(CROSSINGS):
        at = n % SCHOOLS if n < SCHOOLS else draw.randrange(SCHOOLS)
        near = Point(schools[at].lat + draw.gauss(0, 0.0015), schools[at].lon + draw.gauss(0, 0.002))
        posts.append(Post(UUID(int=10_000 + n), UUID(int=at), near, draw.randint(1, 100)))
    return posts, [Station(UUID(int=90_000 + n), somewhere(), OFFICERS // STATIONS) for n in range(STATIONS)]


def greedy(posts: list[Post], stations: list[Station]) -> tuple[int, int]:
    """Floor and value of a week dealt out turn by turn."""
    left = {station.key: station.officers * TURNS for station in stations}
    near = {post.key: sorted((metres(post.point, one.point), one.key) for one in stations) for post in posts}
    given: dict[UUID, int] = defaultdict(int)
    value = 0
    wanted = sorted(
        ((post.weight * share, n, post) for post in posts for n, share in enumerate(RETURN)),
        key=lambda x: -x[0],
    )
    for gain, _n, post in wanted:
        for far, station in near[post.key]:
            if far <= REACH and left[station]:
                left[station] -= 1
                given[post.school] += 1
                value += gain
                break
    return min(given[school] for school in {post.school for post in posts}), value


def main() -> None:
    """Prints the rows."""
    posts, stations = town()
    plans: list[Plan] = []
    taken = cpu_seconds(lambda: plans.append(best_week(posts, stations, reach=REACH)), 3)
    rough: list[tuple[int, int]] = []
    base = cpu_seconds(lambda: rough.append(greedy(posts, stations)), 3)
    plan = plans[0]
    row("a week's plan with its proof, CPU seconds", f"{taken:.2f} s", "dealing out greedily", taken / base)
    print(f"proven optimal: {plan.is_optimal}; turns {len(plan.turns)}; ", end="")
    print(f"schools out of reach: {len(plan.out_of_reach)}")
    print(f"guarded turns that every school in reach has: {plan.floor} (greedy: {rough[0][0]})")
    print(f"benefit: {plan.value} (greedy: {rough[0][1]})")
