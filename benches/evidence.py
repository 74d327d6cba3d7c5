"""The contradiction engine: one changed observation, and the whole register of 2,295 lines and 200,000
observations, written by COPY as a nation's load would come. `--pairs` shows instead how well the rules tell
200
true contradictions from 2,000 innocent pairs: tuned on seed A, reported on seed B.

The baselines are the promises: 50 milliseconds and 10 seconds. CPU time stands beside wall time, because a
busy neighbour changes only the latter."""

import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from benches._measure import row, wall_milliseconds
from benches.ledger import spent
from benches.register import database

LINES, OBSERVATIONS = 2295, 200_000
ONE_MS, ALL_MS = 50.0, 10_000.0
PLAN, YEARS = "bench", (2020, 2021, 2022, 2023)
COLUMNS = (
    "region_id", "place", "place_id", "district_id", "indicator", "dims", "period_start", "period_end",
    "value", "numerator", "denominator", "source_kind", "source_body", "source_ref", "source_name", "address",
    "method", "note", "observed_on", "known_from", "recorded_by", "plan_code", "measure_number",
)  # fmt: skip


def rows() -> Iterator[tuple[Any, ...]]:
    """Claims of every region, year and measure; sources of regions, and of districts within. One claim in
    twenty is too good; every source else agrees within a point."""
    from qalqan.domains.evidence.indicators import indicators
    from qalqan.domains.territory import api as territory

    chance = random.Random(156)  # noqa: S311  the same register in every run
    shares = [one.key for one in indicators() if one.unit == "percent" and one.kind == "stock"]
    regions = [one.id for one in territory.regions_on(date(2023, 1, 1))]
    districts = {one: [d.id for d in territory.districts_on(date(2023, 1, 1), one)] for one in regions}
    measures = -(-LINES // (len(regions) * len(YEARS)))
    lines = [(r, y, n) for y in YEARS for n in range(1, measures + 1) for r in regions][:LINES]
    truth = {(r, key): chance.uniform(40, 98) for r in regions for key in shares}
    for region, year, number in lines:
        key = shares[number % len(shares)]
        lie = chance.uniform(8, 40) if chance.random() < 0.05 else 0
        said = min(100.0, truth[region, key] + lie)
        yield _row(region, None, key, date(year, 12, 31), said, "claim", "akimat", number)
    for count in range(OBSERVATIONS - len(lines)):
        region, key = chance.choice(regions), chance.choice(shares)
        day = date(chance.choice(YEARS), 1, 1) + timedelta(days=chance.randrange(365))
        district = chance.choice(districts[region]) if count % 10 else None
        seen = min(100.0, max(0.0, truth[region, key] + chance.uniform(-1, 1)))
        kind = chance.choice(("inspection", "registry", "police"))
        yield _row(region, district, key, day, seen, kind, "", None, ref=str(count))


def _row(
    region: Any,
    district: Any,
    key: str,
    day: date,
    value: float,
    kind: str,
    body: str,
    number: int | None,
    ref: str = "",
) -> tuple[Any, ...]:
    known = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=9)
    place = "district" if district else "region"
    part = Decimal(f"{value:.4f}")
    return (
        region, place, district or region, district, key, "", day, day, part, part, 100, kind, body, ref, "",
        "", "", "", day, known, "bench", PLAN if number else "", number,
    )  # fmt: skip


def bind() -> None:
    """Bind each measure of the register to its indicator."""
    from qalqan.domains.evidence.indicators import indicators
    from qalqan.domains.evidence.models import Binding, Closing

    shares = [one.key for one in indicators() if one.unit == "percent" and one.kind == "stock"]
    words = {"reason_kk": "", "reason_ru": "", "reason_en": ""}
    for number in range(1, 40):
        common = {"plan_code": PLAN, "measure_number": number, **words}
        indicator = shares[number % len(shares)]
        Binding.objects.create(position=1, indicator=indicator, target=95, closes=True, **common)
        Closing.objects.create(mode="indicators", each="region", **common)


def engine() -> None:
    """The two promises."""
    from qalqan.domains.evidence.actions.engine import reconsider, reconsider_all
    from qalqan.domains.evidence.models import Contradiction, Observation, Standing
    from qalqan.kernel.access.intake import copy_rows
    from qalqan.kernel.access.scope import Service, scope

    me = Service("bench")
    bind()
    made = list(rows())  # before the COPY: it asks the map by the same connection
    with scope(me, "statistics"):
        copy_rows("evidence_observation", COLUMNS, made)
    with scope(me, "statistics"):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("ANALYZE evidence_observation")
    for label in ("first time: raises and writes", "again: nothing has changed"):
        begun, cpu = time.perf_counter(), spent()
        with scope(me, "statistics"):
            done = reconsider_all(PLAN)
        wall, cpu = time.perf_counter() - begun, spent() - cpu
        row(f"whole register, {label}", f"{wall:.2f} s", "10 s, the promise", wall * 1000 / ALL_MS)
        row("  CPU of it, process and server", f"{cpu:.2f} s", "10 s, the promise", cpu * 1000 / ALL_MS)
        print(f"  raised {len(done.raised)}, closed {len(done.closed)}")
    with scope(me, "statistics"):
        print(
            f"  {Observation.objects.count()} observations, {Contradiction.objects.count()} contradictions, "
            f"{Standing.objects.count()} standings"
        )
        places = Observation.objects.filter(source_kind="inspection", place="region").order_by("-known_from")
        keys = iter(list(places.values_list("id", flat=True)[:60]))

    def one() -> None:
        with scope(me, "statistics"):
            reconsider([next(keys)])

    cpu = spent()
    median, p95 = wall_milliseconds(one)
    cpu = (spent() - cpu) * 1000 / 40
    row(
        f"one changed observation (p95 {p95:.0f} ms)",
        f"{median:.1f} ms",
        "50 ms, the promise",
        median / ONE_MS,
    )
    row("  CPU of it, process and server", f"{cpu:.1f} ms", "50 ms, the promise", cpu / ONE_MS)


def pairs() -> None:
    """Precision and recall on both seeds."""
    from qalqan.domains.evidence.tests.pairs import INNOCENT, SEED_A, SEED_B, TRUE, score

    for name, seed in (("A, tuned on", SEED_A), ("B, reported", SEED_B)):
        found = score(seed)
        print(
            f"seed {name}: {TRUE} true, {INNOCENT} innocent: precision {found.precision:.3f}, "
            f"recall {found.recall:.3f} (missed {found.misses}, false alarms {found.false_alarms}; "
            f"by kind {dict(found.wrong)})"
        )


def main() -> None:
    if "--pairs" in sys.argv:
        pairs()
        return
    with database():
        engine()
