"""Coverage of a whole country: 8,000 places and 200,000 things of 12 kinds and more, thick in towns. Invented
by a seeded generator; every norm of `data/requirements.toml`.

Judged at once (shapely and numpy) beside a plain double loop with the rule itself, on a sample of the places;
and one thing's change with the database. The promises: the whole under 3 s, one change under 50 ms."""

import random
import time
from datetime import date, timedelta
from typing import Any

from benches._measure import cpu_seconds, row, wall_milliseconds
from benches.register import database

PLACES, THINGS, TOWNS, SAMPLE = 8_000, 200_000, 400, 4
ROAD = ("crossing", "signal", "hump", "speed_limit", "road_camera", "lamp", "footway")
OWN = ("toilet_warm", "toilet_outdoor", "camera", "video_link", "access_control", "guard_post", "fence")
SITE = ("id", "region_id", "kind", "code", "lat", "lon", "pupils", "life")
STATE = ("region_id", "asset_id", "state", "lat", "lon", "line", "valid", "source_kind", "verified_at")
TODAY = date(2026, 11, 1)


def country(seed: int = 156) -> tuple[list[Any], list[Any]]:
    """Places and things as `queries.known` reads them. Half of all live in twenty large towns."""
    from qalqan.domains.schools.queries.known import Held, SiteAt
    from qalqan.kernel.vault import new_id

    draw = random.Random(seed)  # noqa: S311 - no secret
    towns = [(draw.uniform(41, 55), draw.uniform(47, 87)) for _ in range(TOWNS)]

    def spot() -> tuple[float, float]:
        is_large = draw.random() < 0.5
        north, east = draw.choice(towns[:20] if is_large else towns)
        size = 0.06 if is_large else 0.012
        return north + draw.uniform(-size, size), east + draw.uniform(-size, size)

    region = new_id()
    places = [SiteAt(new_id(), region, None, None, "school", 700, *spot()) for _ in range(PLACES)]
    things = []
    for number in range(THINGS):
        is_own = number % 4 == 0
        kind = draw.choice(OWN if is_own else ROAD)
        site = draw.choice(places) if is_own else None
        lat, lon = (site.lat, site.lon) if site else spot()
        line = None
        if kind == "footway":
            line = [[lat + step * 0.0005, lon + draw.uniform(-0.0004, 0.0004)] for step in range(5)]
        source = draw.choice(("inspection", "claim", "registry"))
        looked = TODAY - timedelta(days=draw.randrange(900)) if source == "inspection" else None
        state = draw.choice(("working", "working", "broken", "planned", "unknown"))
        held = Held(new_id(), region, kind, site and site.id, state, source, looked, lat, lon, line, {})
        things.append(held)
    return places, things


def naive(places: list[Any], told: dict[Any, Any], things: list[Any]) -> dict[Any, Any]:
    """The rule asked of every place with every thing there is."""
    from qalqan.domains.schools.queries.known import metres_from
    from qalqan.domains.schools.rules import coverage as rule
    from qalqan.domains.schools.rules.requirements import requirements

    answers = {}
    for place in places:
        around = [
            rule.Thing(
                one.id,
                one.kind,
                one.state,
                one.source,
                one.looked,
                metres_from(place, one),
                is_own=one.site_id == place.id,
                details=one.details,
            )
            for one in things
        ]
        for norm in requirements():
            answer = rule.decide(norm, told[place.id], around, TODAY)
            if answer is not None:
                answers[place.id, norm.key] = answer
    return answers


def main() -> None:
    with database():
        whole()
        one_change()


def whole() -> None:
    from qalqan.domains.schools.rules import coverage as rule
    from qalqan.domains.schools.rules.nearby import judge_all

    places, things = country()
    told = {one.id: rule.Place(one.id, one.kind, one.pupils, is_placed=True) for one in places}
    start = time.perf_counter()
    answers = judge_all(places, told, things, TODAY)
    taken = time.perf_counter() - start
    sample = places[:SAMPLE]
    began = time.process_time()
    slow = naive(sample, told, things)
    each = (time.process_time() - began) / SAMPLE
    if any(answers[key] != value for key, value in slow.items()):
        raise RuntimeError("the two ways disagree")
    fast = cpu_seconds(lambda: judge_all(places, told, things, TODAY), runs=3)
    print(f"{len(places)} places, {len(things)} things, {len(answers)} answers; first run {taken:.2f} s")
    row("the whole judged at once, CPU", f"{fast:.2f} s", "double loop", fast / (each * PLACES))
    print(f"a double loop would take {each * PLACES / 3600:.1f} hours")


def one_change() -> None:
    """The whole with the database, then one thing among all, changed and judged again."""
    places, things = country()
    fill(places, things)
    recount()
    change([one for one in things if one.site_id is None])


def fill(places: list[Any], things: list[Any]) -> None:
    """The invented country into the tables."""
    from psycopg.types.json import Jsonb

    from qalqan.domains.schools.models import Asset, AssetState, Site
    from qalqan.domains.territory import api as territory
    from qalqan.kernel.access.intake import copy_rows
    from qalqan.kernel.access.scope import Service, scope

    region = territory.atlas().find("KZ-61").id
    ever = "[2020-01-01,)"
    with scope(Service("bench"), "safety"):
        copy_rows(
            Site._meta.db_table,
            ("kk", "ru", "en", "owner_body", "address", "placed_by", *SITE),
            (
                (*[""] * 6, *(one.id, region, one.kind, str(one.id), one.lat, one.lon, 700, ever))
                for one in places
            ),
        )
        copy_rows(
            Asset._meta.db_table,
            ("id", "region_id", "kind", "code", "site_id"),
            ((one.id, region, one.kind, "", one.site_id) for one in things),
        )
        copy_rows(
            AssetState._meta.db_table,
            (
                "owner_body",
                "source_ref",
                "seen_from",
                "recorded_by",
                "confidence",
                "details",
                "file_ids",
                *STATE,
            ),
            (
                (
                    *(
                        "",
                        "",
                        "",
                        "bench",
                        0.5,
                        Jsonb({}),
                        Jsonb([]),
                        region,
                        one.id,
                        one.state,
                        one.lat,
                        one.lon,
                    ),
                    *(Jsonb(one.line) if one.line else None, ever, one.source, one.looked),
                )
                for one in things
            ),
        )


def recount() -> None:
    """All answers, when none is kept and when all are."""
    from django.db import connection

    from qalqan.domains.schools.actions.covering import recompute_all
    from qalqan.kernel.access.scope import Service, scope

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with scope(Service("bench"), "safety"):
        start = time.perf_counter()
        changed = recompute_all()
        first = time.perf_counter() - start
        start = time.perf_counter()
        again = recompute_all()
        second = time.perf_counter() - start
        print(
            f"with the database: {changed} answers in {first:.1f} s; again, {again} changed: {second:.1f} s"
        )


def change(roadside: list[Any]) -> None:
    """A thing by the road, another one each time."""
    from django.db import connection

    from qalqan.domains.schools.actions.covering import recompute_near
    from qalqan.domains.schools.models import AssetState
    from qalqan.kernel.access.scope import Service, scope
    from qalqan.kernel.geo import Point

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        base, _ = wall_milliseconds(lambda: cursor.execute("SELECT 1"), runs=200)
    numbers = iter(range(10**6))

    def once() -> None:
        one = roadside[next(numbers) * 97 % len(roadside)]
        with scope(Service("bench"), "safety"):
            state = "broken" if next(numbers) % 2 else "working"
            AssetState.objects.filter(asset_id=one.id).update(state=state)
            points = [Point(*pair) for pair in one.line] if one.line else [Point(one.lat, one.lon)]
            recompute_near(points)

    median, p95 = wall_milliseconds(once, runs=100)
    row(
        f"one change and its neighbourhood (p95 {p95:.0f} ms)",
        f"{median:.1f} ms",
        f"select 1 ({base:.2f} ms)",
        median / base,
    )
