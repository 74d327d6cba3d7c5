"""The clock with 100,000 running obligations of 20 regions: how late a rung rings, how fast a region's list
and one page of it come, what a start costs, and what counting costs without any database.

The delay is measured as people meet it: a real worker (`python -m qalqan.kernel.jobs.worker`) runs beside,
rungs fall due at random moments of two minutes, and each row tells when it was due and when its transaction
rang it. The promise is a p95 under 60 s."""

import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from benches._measure import cpu_seconds, row, wall_milliseconds
from benches.register import database

CLOCKS, REGIONS, FALLING = 100_000, 20, 600
FILL = """
INSERT INTO clock_obligation (region_id, rule_id, code, zone, target_kind, target_id, owes, started, due,
                              ends_the_day, is_estimated, state)
SELECT (%(regions)s::uuid[])[1 + n %% %(many)s], %(rule)s, 'case.high', 'kz', 'case', gen_random_uuid(),
       'post ' || n %% 400, now() - interval '1 hour', now() + interval '1 hour' + n * interval '20 seconds',
       false, false, 'running'
FROM generate_series(1, %(clocks)s) n
"""
LADDERS = """
INSERT INTO clock_escalation (region_id, obligation_id, number, is_deadline, "to", due_for, rings_at)
SELECT o.region_id, o.id, rung, rung = 2, 'owner', o.due, o.due + (rung - 2) * interval '50 minutes'
FROM clock_obligation o, generate_series(1, 4) rung
"""
SOON = """
UPDATE clock_escalation SET rings_at = now() + interval '5 seconds' + random() * interval '120 seconds'
WHERE id IN (SELECT id FROM clock_escalation WHERE is_deadline ORDER BY random() LIMIT %s) RETURNING id
"""


def delays() -> list[float]:
    """Seconds between a rung's moment and its ringing, of rungs that fell due while a real worker ran."""
    from django.db import connection

    from qalqan.kernel.access.scope import scope
    from qalqan.kernel.clock import waking

    with scope(waking.SERVICE, "operation"), connection.cursor() as cursor:
        cursor.execute(SOON, [FALLING])
        chosen = [found[0] for found in cursor.fetchall()]
    worker = subprocess.Popen([sys.executable, "-m", "qalqan.kernel.jobs.worker"], env={**os.environ})
    try:
        until = time.monotonic() + 240
        while time.monotonic() < until:
            time.sleep(5)
            with scope(waking.SERVICE, "operation"), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT extract(epoch FROM done_at - rings_at) FROM clock_escalation "
                    "WHERE id = ANY(%s) AND done_at IS NOT NULL",
                    [chosen],
                )
                found = sorted(float(late[0]) for late in cursor.fetchall())
            if len(found) == FALLING:
                break
        return found
    finally:
        worker.terminate()
        worker.wait(30)


def fill(regions: list[object]) -> None:
    from django.db import connection

    from qalqan.kernel.access.scope import scope
    from qalqan.kernel.clock import waking
    from qalqan.kernel.clock.models import DeadlineRule

    rule = DeadlineRule.objects.get(code="case.high")
    with scope(waking.SERVICE, "operation"), connection.cursor() as cursor:
        given = {"regions": regions, "many": len(regions), "rule": rule.id, "clocks": CLOCKS}
        cursor.execute(FILL, given)
        cursor.execute(LADDERS)


def counting() -> None:
    """Counting alone: fifteen working days, with the explanation."""
    from qalqan.kernel.clock import reading, rules

    rule = rules.Rule("bench", "working_days", 15)
    zone, calendar = reading.zones()["kz"], reading.working_calendar()
    start = datetime(2024, 2, 28, 6, tzinfo=UTC)

    def work() -> None:
        for day in range(1000):
            rules.count(rule, start + timedelta(days=day), calendar, zone)

    bare = cpu_seconds(lambda: [start + timedelta(days=day) for day in range(15_000)])
    taken = cpu_seconds(work)
    row("1,000 deadlines of 15 working days", f"{taken * 1000:.0f} ms CPU", "15,000 additions", taken / bare)


def main() -> None:
    counting()
    with database():
        from django.db import connection

        from qalqan.kernel.access.policy import SeatView
        from qalqan.kernel.access.scope import scope
        from qalqan.kernel.clock import actions, queries, waking

        regions: list[object] = [uuid4() for _ in range(REGIONS)]
        fill(regions)
        officer = SeatView(uuid4(), uuid4(), uuid4(), "akimat_officer", "", regions[0])  # type: ignore[arg-type]
        ministry = SeatView(uuid4(), uuid4(), uuid4(), "coordinator", "", None)
        with connection.cursor() as cursor:
            base, _ = wall_milliseconds(lambda: cursor.execute("SELECT 1"), runs=200)

        def ask(seat: SeatView, **filters: object) -> None:
            with scope(seat, "statistics"):
                queries.running(**filters)  # type: ignore[arg-type]
                queries.counts()

        def begin() -> None:
            with scope(waking.SERVICE, "operation"):
                actions.start(
                    "case.medium",
                    target_kind="case",
                    target_id=uuid4(),
                    region_id=regions[0],  # type: ignore[arg-type]
                    owes="post",
                )

        figures = {
            "a region's running clocks, page 1, with counts": lambda: ask(officer),
            "the nation's running clocks, page 1, with counts": lambda: ask(ministry),
            "a region's running clocks, page 50": lambda: ask(officer, number=50),
            "starting a clock (rule, count, ladder, book, event)": begin,
        }
        for name, work in figures.items():
            work()
            median, p95 = wall_milliseconds(work)
            row(f"{name} (p95 {p95:.0f} ms)", f"{median:.1f} ms", f"select 1 ({base:.2f} ms)", median / base)
        late = delays()
        if len(late) < FALLING:
            raise RuntimeError(f"only {len(late)} of {FALLING} rungs rang")
        p95 = late[int(len(late) * 0.95) - 1]
        row(
            f"delay of an escalation, {CLOCKS:,} clocks (worst {late[-1]:.1f} s)",
            f"p95 {p95:.1f} s",
            "the promise of 60 s",
            p95 / 60,
        )
        row(
            "its median",
            f"{statistics.median(late):.1f} s",
            "the promise of 60 s",
            statistics.median(late) / 60,
        )


if __name__ == "__main__":
    main()
