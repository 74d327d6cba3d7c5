"""From a point to the body that has to act, and the desk's queue over 200,000 work items of 20 regions.

A point is routed by the rules alone (what stands around it is known), by outline and rules, and whole, with
the two questions to the register. The baseline is `select 1` over the same connection. The promises: point to
responsible body under 1 ms, a page of the queue under 100 ms."""

import random
from datetime import timedelta
from typing import Any

from benches._measure import row, wall_milliseconds
from benches.register import database

ITEMS, POINTS = 200_000, 400
STATES = ("new", "new", "accepted", "in_work", "fixed_said", "closed", "closed", "closed", "rejected")


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


def fill() -> None:
    """Work items with their clocks, by plain statements: what a page reads, and nothing else."""
    from django.db import connection
    from django.utils import timezone

    from qalqan.domains.territory import api as territory
    from qalqan.domains.watch.models import Cluster
    from qalqan.domains.watch.rules.categories import categories
    from qalqan.kernel import vault
    from qalqan.kernel.access.scope import Service, scope
    from qalqan.kernel.clock.models import DeadlineRule, Obligation

    draw, now = random.Random(55), timezone.now()  # noqa: S311 - no secret
    regions = [one.id for one in territory.regions_on(now.date())]
    keys = [one.key for one in categories()]
    rule = DeadlineRule.objects.filter(code="watch.usual").latest("valid")
    with scope(Service("bench"), "safety"):
        for start in range(0, ITEMS, 10_000):
            items, clocks = [], []
            for number in range(start, start + 10_000):
                region, opened = draw.choice(regions), now - timedelta(minutes=draw.randrange(700_000))
                state, key, clock = draw.choice(STATES), vault.new_id(), vault.new_id()
                place = {"region_id": region}
                items.append(
                    Cluster(
                        **place,
                        id=key,
                        number=f"B-{number}",
                        category=draw.choice(keys),
                        state=state,
                        lat=draw.uniform(41, 55),
                        lon=draw.uniform(47, 87),
                        owner_body="akimat-61",
                        risk=draw.randrange(100),
                        obligation_id=clock,
                        opened_at=opened,
                        last_seen_at=opened,
                    )
                )
                is_over = state in ("closed", "rejected")
                due = opened + timedelta(days=21)
                clocks.append(
                    Obligation(
                        **place,
                        id=clock,
                        rule=rule,
                        code=rule.code,
                        zone="kz",
                        target_kind="watch.cluster",
                        target_id=key,
                        owes="akimat-61",
                        started=opened,
                        due=due,
                        ends_the_day=True,
                        state="met" if is_over else "breached" if due < now else "running",
                    )
                )
            Cluster.objects.bulk_create(items)
            Obligation.objects.bulk_create(clocks)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE watch_cluster")
        cursor.execute("ANALYZE clock_obligation")


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
        taken, _ = wall_milliseconds(work, runs=5)
        shown(f"one point to its body: {name}", taken / POINTS, base)


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
