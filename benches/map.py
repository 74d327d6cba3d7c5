"""The map of schools with a nation in it: 8,000 places in 20 regions and every answer that the requirements
ask of them. Wall time of whole answers, from request to response: the country's page, a region's, a
district's, and the points of three looks.

The baseline is `select 1` over the same connection. The promise is under 100 ms of server time."""

import random
from datetime import date

from benches._measure import cpu_seconds, row, wall_milliseconds
from benches.register import database

PLACES = 8_000
PROMISED = 100  # milliseconds
LOOKS = {
    "points of the country, cells": "bbox=40,46,56,88&zoom=5",
    "points of a region, cells": "bbox=41.5,66,45,71&zoom=8",
    "points of a town": "bbox=43.1,76.7,43.4,77.1&zoom=12",
}


def load(places: int = PLACES) -> None:
    """Places around the middles of the regions' outlines, in their districts, with an answer or none to each
    requirement."""
    from django.utils import timezone

    from qalqan.domains.schools.models import Coverage, Site
    from qalqan.domains.schools.rules.requirements import requirements
    from qalqan.domains.territory import api as territory
    from qalqan.domains.territory.ground import ground
    from qalqan.kernel.access.scope import Service, scope
    from qalqan.kernel.periods import Period
    from qalqan.kernel.temporal import daterange

    chance = random.Random(156)  # noqa: S311 - invented places
    today = timezone.localdate()
    regions = territory.regions_on(today)
    middles = {code: shape.representative_point() for code, shape in ground().regions.shapes.items()}
    with scope(Service("bench"), "safety"):
        for region in regions:
            districts = territory.districts_on(today, region.code)
            near = 0.1 if region.kind != "oblast" else 1.0
            sites = Site.objects.bulk_create(
                Site(
                    region_id=region.id,
                    district_id=chance.choice(districts).id,
                    kind=chance.choice(("school", "school", "school", "kindergarten")),
                    code=f"bench-{i}",
                    kk=f"№ {i} мектеп",
                    ru=f"Школа № {i}",
                    en=f"School No. {i}",
                    lat=middles[region.code].y + chance.uniform(-near, near),
                    lon=middles[region.code].x + chance.uniform(-near, near),
                    pupils=chance.randrange(30, 2500),
                    life=daterange(Period(date(2000, 9, 1), None)),
                )
                for i in range(places // len(regions))
            )
            Coverage.objects.bulk_create(
                (
                    Coverage(
                        region_id=region.id,
                        district_id=site.district_id,
                        site=site,
                        requirement=one.key,
                        status=chance.choice(("met", "unmet", "unknown")),
                        reason="nothing_known",
                        since=today,
                    )
                    for site in sites
                    for one in requirements()
                    if site.kind in one.sites and chance.random() < 0.9
                ),
                batch_size=5_000,
            )


def main() -> None:
    with database():
        from django.db import connection
        from django.test import Client
        from django.utils import timezone

        from qalqan.domains.schools.models import Coverage, Site
        from qalqan.domains.territory import api as territory
        from qalqan.kernel.access.scope import Service, scope

        load()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            base, _ = wall_milliseconds(lambda: cursor.execute("SELECT 1"), runs=200)
        with scope(Service("bench"), "safety"):
            print(f"{Site.objects.count()} places, {Coverage.objects.count()} answers")
        district = territory.districts_on(timezone.localdate(), "KZ-61")[0].id
        pages = {
            "the country, kk": "/kk/open/schools/",
            "the country by another requirement, ru": "/ru/open/schools/?requirement=footway_near",
            "a region, ru": "/ru/open/schools/regions/KZ-61/",
            "a district, kk": f"/kk/open/schools/districts/{district}/",
        } | {name: f"/ru/open/schools/map/places.json?{look}" for name, look in LOOKS.items()}
        reader = Client(headers={"host": "localhost"})

        def show(path: str) -> int:
            answer = reader.get(path)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}")
            return len(answer.content)

        for name, path in pages.items():
            size = show(path)
            median, p95 = wall_milliseconds(lambda path=path: show(path))
            own = cpu_seconds(lambda path=path: show(path), runs=15) * 1000
            label = f"{name} ({size // 1000} kB, p95 {p95:.0f} ms, own CPU {own:.0f} ms)"
            row(label, f"{median:.1f} ms", f"select 1 ({base:.2f} ms)", median / base)
            print(f"  promised: under {PROMISED} ms: {'kept' if median < PROMISED else 'NOT KEPT'}")
