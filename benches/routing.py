"""From a point to the body that has to act, and the desk's queue over 200,000 work items of 20 regions.

A point is routed by the rules alone (what stands around it is known), by outline and rules, and whole, with
the two questions to the register. The baseline is `select 1` over the same connection. The promises: point to
responsible body under 1 ms, a page of the queue under 100 ms."""

import random
from typing import Any

from benches._measure import cpu_seconds, row, wall_milliseconds
from benches.register import database

ITEMS, POINTS = 200_000, 400
STATES = (
    "new",
    "accepted",
    "in_work",
    "fixed_said",
    *("closed",) * 14,
    *("rejected",) * 2,
)  # a fifth is open


def main() -> None:
    with database():
        fill()
        from django.db import connection

        def ask() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")

        base, _ = wall_milliseconds(ask)
        routes(base)
        queue(base)


ITEM = """
INSERT INTO watch_cluster (region_id, id, number, category, state, lat, lon, place_text, owner_body,
    routed_by, routed_why, risk, risk_why, witnesses, is_shown, obligation_id, opened_at, last_seen_at,
    changed_at)
SELECT (%s::uuid[])[1 + floor(random() * %s)::int], uuidv7(), 'B-' || n,
    (%s::text[])[1 + floor(random() * %s)::int], (%s::text[])[1 + floor(random() * %s)::int],
    41 + 14 * random(), 47 + 40 * random(), '', 'akimat-61', '', '{}', (random() * 100)::int, '{}', 1, false,
    uuidv7(), now() - random() * interval '480 days', now(), now()
FROM generate_series(1, %s) n
"""
CLOCK = """
INSERT INTO clock_obligation (region_id, id, rule_id, code, zone, target_kind, target_id, owes, started, due,
    ends_the_day, is_estimated, state)
SELECT region_id, obligation_id, %s, 'watch.usual', 'kz', 'watch.cluster', id, 'akimat-61', opened_at,
    opened_at + interval '21 days', true, false,
    CASE WHEN state IN ('closed', 'rejected') THEN 'met'
         WHEN opened_at + interval '21 days' < now() THEN 'breached' ELSE 'running' END FROM watch_cluster
"""


def fill() -> None:
    """Work items with their clocks, by plain statements: what a page reads, and nothing else."""
    from django.db import connection
    from django.utils import timezone

    from qalqan.domains.territory import api as territory
    from qalqan.domains.watch.rules.categories import categories
    from qalqan.kernel.access.scope import Service, scope
    from qalqan.kernel.clock.models import DeadlineRule

    regions = [one.id for one in territory.regions_on(timezone.localdate())]
    keys = [one.key for one in categories()]
    rule = DeadlineRule.objects.get(code="watch.usual")
    states = list(STATES)
    with scope(Service("bench"), "safety"), connection.cursor() as cursor:
        cursor.execute(ITEM, [regions, len(regions), keys, len(keys), states, len(states), ITEMS])
        cursor.execute(CLOCK, [rule.pk])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def routes(base: float) -> None:
    from qalqan.domains.territory import api as territory
    from qalqan.domains.watch.queries.around import around, case_of
    from qalqan.domains.watch.rules.categories import categories
    from qalqan.domains.watch.rules.routing import Case, route
    from qalqan.kernel.access.scope import Service, scope
    from qalqan.kernel.geo import Point

    draw = random.Random(3)  # noqa: S311 - no secret
    kinds = categories()
    points = [Point(draw.uniform(42, 54), draw.uniform(50, 85)) for _ in range(POINTS)]
    known = [Case("KZ-61", kind.key, kind.parent) for kind in kinds]

    def by_rules() -> None:
        for number in range(POINTS):
            route(known[number % len(known)])

    def by_outline() -> None:
        for number, point in enumerate(points):
            place = territory.place_at(point.lat, point.lon)
            if place:
                kind = kinds[number % len(kinds)]
                route(Case(place.region_code, kind.key, kind.parent))

    def whole() -> None:
        with scope(Service("bench"), "safety"):
            for number, point in enumerate(points):
                place, kind = territory.place_at(point.lat, point.lon), kinds[number % len(kinds)]
                if place:
                    route(case_of(place.region_code, place.district_id, kind, around(point, kind)))

    for name, work in (("rules", by_rules), ("outline and rules", by_outline), ("with the register", whole)):
        work()  # what is read once a process (outlines, rules) is no part of it
        taken = cpu_seconds(work) * 1000
        shown(f"one point to its body, CPU: {name}", taken / POINTS, base)


def queue(base: float) -> None:
    from qalqan.domains.territory import api as territory
    from qalqan.domains.watch.queries.clusters import Asked, clusters
    from qalqan.kernel.access.scope import Service, scope

    region = territory.atlas().find("KZ-61").id
    pages: dict[str, tuple[Any, int]] = {
        "the country, by danger": (Asked(), 1),
        "the country, by danger, page 300": (Asked(), 300),
        "the country, what is late": (Asked(only="late"), 1),
        "the country, by deadline": (Asked(order="due"), 1),
        "a region, by danger": (Asked(region_id=region), 1),
        "a region, by deadline": (Asked(region_id=region, order="due"), 1),
        "a region, what is late": (Asked(region_id=region, only="late"), 1),
    }
    for name, (asked, number) in pages.items():

        def work(asked: Any = asked, number: int = number) -> None:
            with scope(Service("bench"), "safety"):
                clusters(asked, number)

        middle, slow = wall_milliseconds(work, runs=15)
        shown(f"queue of {ITEMS:,}: {name}", middle, base)
        shown("  95th percentile", slow, base)


def shown(figure: str, milliseconds: float, base: float) -> None:
    row(figure, f"{milliseconds:.3f} ms", "select 1", milliseconds / base)
