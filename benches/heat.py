"""The heat map with decree No. 156 under a full load: 70 measures in 20 regions and the nation for four
years, a line of a report and a standing for each, half of the lines signed. Wall time of the query and of
whole pages from request to response, now and as of a past day.

The baseline is `select 1` over the same connection. The promise is under 100 ms of server time."""

from datetime import UTC, date, datetime
from pathlib import Path

from benches._measure import cpu_seconds, row, wall_milliseconds
from benches.register import database

PLAN, YEARS = "kz-156-2020", (2020, 2021, 2022, 2023)
NUMBERS = range(1, 71)
STANDS = ("none", "claimed", "partly", "evidenced", "contradicted")


def bring() -> None:
    """The decree, as it was published."""
    from qalqan.domains.plans import actions, patches
    from qalqan.domains.plans.reading.api import read_plan
    from qalqan.kernel.access.scope import Service

    folder = Path(__file__).resolve().parent.parent / "plans" / PLAN
    document = read_plan((folder / "source.ru.txt").read_bytes(), format="text")
    actor = actions.Actor("", Service("bench"), "bench")
    file = actions.SourceFile("bench", "0" * 64)
    facts = patches.load_facts((folder / "plan.toml").read_bytes())
    actions.import_plan(document, actor=actor, code=PLAN, file=file, facts=facts)
    words = patches.load_translations((folder / "translations.toml").read_bytes(), document)
    actions.translate(PLAN, words, actor=actor)


def load() -> None:
    """Lines with steps and revisions, and standings with a past of their own."""
    from qalqan.domains.bodies import api as bodies
    from qalqan.domains.evidence.models import Standing
    from qalqan.domains.reporting.models import Entry, Line, Package, Step
    from qalqan.domains.territory import api as territory
    from qalqan.kernel.access.scope import Service, scope

    day = date(2024, 1, 1)
    ids = {region.code: region.id for region in territory.regions_on(day)}
    owners = [(body.code, ids[body.region]) for body in bodies.akimats_on(day) if body.region]
    owners.append(("МОН", ids["KZ-71"]))
    before, after = datetime(2024, 2, 1, tzinfo=UTC), datetime(2025, 2, 1, tzinfo=UTC)
    with scope(Service("bench"), "planning"):
        for year in YEARS:
            span = {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)}
            for owner, (code, region) in enumerate(owners):
                common = {"region_id": region, "plan_code": PLAN, "body_code": code, **span}
                package = Package.objects.create(**common, duty_code="year", due=date(year + 1, 1, 20))
                lines = Line.objects.bulk_create(
                    Line(
                        **common,
                        package=package,
                        measure_number=number,
                        due=package.due,
                        state="submitted" if (number + owner) % 2 else "open",
                        entry_number=1,
                    )
                    for number in NUMBERS
                )
                signed = [line for line in lines if line.state == "submitted"]
                Entry.objects.bulk_create(
                    Entry(
                        region_id=region,
                        line=line,
                        number=1,
                        outcome="not_done" if line.measure_number % 9 == 0 else "done",
                    )
                    for line in lines
                )
                Step.objects.bulk_create(
                    Step(
                        region_id=region,
                        line=line,
                        number=1,
                        act="submit",
                        before="open",
                        after="submitted",
                        entry_number=1,
                        at=before,
                    )
                    for line in signed
                )
                nation = code == "МОН"
                Standing.objects.bulk_create(
                    Standing(
                        region_id=region,
                        place="nation" if nation else "region",
                        place_id=region,
                        plan_code=PLAN,
                        measure_number=number,
                        **span,
                        standing=STANDS[(number * 7 + owner + year + (since is after)) % 5],
                        known_from=since,
                        known_until=until,
                    )
                    for number in NUMBERS
                    for since, until in ((before, after), (after, None))
                )  # fmt: skip


def main() -> None:
    with database():
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        from qalqan.domains.reporting.queries.heat import heat

        bring()
        load()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            base, _ = wall_milliseconds(lambda: cursor.execute("SELECT 1"), runs=200)
        past = date(2024, 6, 1)
        found = heat(PLAN)
        if len(found.cells) != len(NUMBERS) * 21 * len(YEARS):
            raise RuntimeError(f"{len(found.cells)} cells")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            heat(PLAN)
        print(f"{len(found.cells)} cells, {len(found.lines)} lines, {len(asked)} statements")
        reader = Client(headers={"host": "localhost"})
        works = {
            "query, now": lambda: heat(PLAN),
            "query, as of a past day": lambda: heat(PLAN, day=past),
        }
        pages = {
            "map of all years, ru": f"/ru/open/progress/{PLAN}/?year=0",
            "map of one year, kk": f"/kk/open/progress/{PLAN}/?year=2022",
            "map as of a past day, ru": f"/ru/open/progress/{PLAN}/?on={past}",
            "one region, kk": f"/kk/open/progress/{PLAN}/regions/KZ-10/",
            "one measure, ru": f"/ru/open/progress/{PLAN}/measures/61/",
            "late list, ru": "/ru/open/late/",
        }

        def show(path: str) -> None:
            if reader.get(path).status_code != 200:
                raise RuntimeError(f"{path} did not answer")

        for name, work in [*works.items(), *((n, lambda p=p: show(p)) for n, p in pages.items())]:
            work()
            median, p95 = wall_milliseconds(work)
            own = cpu_seconds(work, runs=15) * 1000
            label = f"{name} (p95 {p95:.0f} ms, own CPU {own:.0f} ms)"
            row(label, f"{median:.1f} ms", f"select 1 ({base:.2f} ms)", median / base)
