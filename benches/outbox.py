"""What telling costs, and how fast it is heard.

Six processes commit a small act (one row) with and without its event, in turns, fsync on: the ratio is the
price of of `emit`. A third kind sends NOTIFY inside the transaction, as one would without thinking:
PostgreSQL lets only one such commit through at a time. Then a dispatcher hands a pile of events to a
handler that writes, and to none."""

import multiprocessing
import os
import statistics
import time
from typing import Any

from benches._measure import row
from benches.register import database

WRITERS, ROUNDS, SECONDS = 6, 8, 0.7
EVENTS = 3000
KINDS = ("alone", "emit", "notify")


def act(kind: str) -> None:
    """One row, and its event if it has one."""
    from django.db import connection, transaction

    from qalqan.kernel import outbox
    from qalqan.kernel.outbox.emitting import CHANNEL

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO jobs_canary DEFAULT VALUES RETURNING id")
        canary = cursor.fetchone()[0]
        if kind != "alone":
            outbox.emit("bench.happened", canary=canary)
        if kind == "notify":
            cursor.execute(f"NOTIFY {CHANNEL}")


def writer(turns: Any, counts: Any) -> None:
    """One process: works through the rounds that the parent calls."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "qalqan.settings"
    import django

    django.setup()
    act("emit")
    while (kind := turns.get()) is not None:
        done, end = 0, time.perf_counter() + SECONDS
        while time.perf_counter() < end:
            act(kind)
            done += 1
        counts.put(done)


def rates() -> dict[str, float]:
    """Committed acts a second of all writers, median over the rounds."""
    context = multiprocessing.get_context("spawn")
    turns, counts = [context.Queue() for _ in range(WRITERS)], context.Queue()
    processes = [context.Process(target=writer, args=(queue, counts)) for queue in turns]
    for process in processes:
        process.start()
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for _ in range(ROUNDS):
        for kind in KINDS:
            for queue in turns:
                queue.put(kind)
            found[kind].append(sum(counts.get() for _ in processes) / SECONDS)
    for queue in turns:
        queue.put(None)
    for process in processes:
        process.join()
    return {kind: statistics.median(values) for kind, values in found.items()}


def hear(counts: Any) -> None:
    """As the worker: pass the events on, then hand them over."""
    os.environ.update(DJANGO_SETTINGS_MODULE="qalqan.settings", QALQAN_ROLE="worker")
    import django

    django.setup()
    from qalqan.kernel import outbox
    from qalqan.kernel.jobs import actions
    from qalqan.kernel.outbox import dispatcher

    while dispatcher.fan_out():  # those of the writers: nobody listens yet
        pass

    @outbox.on("bench.heard", name="bench.hear")
    def count(event: outbox.Event) -> None:
        actions.step(event.uuid("canary"), "heard")

    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO jobs_canary DEFAULT VALUES RETURNING id")
        canary = cursor.fetchone()[0]
        for _ in range(EVENTS):
            outbox.emit("bench.heard", canary=canary)
    start = time.perf_counter()
    while dispatcher.fan_out():
        pass
    passed, start = time.perf_counter() - start, time.perf_counter()
    handed = 0
    while claimed := dispatcher.claim():
        handed += sum(dispatcher.deliver(one) for one in claimed)
    counts.put((EVENTS / passed, handed / (time.perf_counter() - start), handed))


def main() -> None:
    with database():
        found = rates()
        context = multiprocessing.get_context("spawn")
        counts = context.Queue()
        process = context.Process(target=hear, args=(counts,))
        process.start()
        passed, handed, number = counts.get()
        process.join()
    assert number == EVENTS, number  # noqa: S101
    base = found["alone"]
    row(f"acts without an event, {WRITERS} writers", f"{base:,.0f} /s", "itself", 1)
    row("acts with emit()", f"{found['emit']:,.0f} /s", "acts without", found["emit"] / base)
    row(
        "acts with emit() and NOTIFY inside",
        f"{found['notify']:,.0f} /s",
        "acts without",
        found["notify"] / base,
    )
    row("events passed on to deliveries, one dispatcher", f"{passed:,.0f} /s", "acts without", passed / base)
    row(
        "deliveries with a handler that writes, one dispatcher",
        f"{handed:,.0f} /s",
        "acts without",
        handed / base,
    )
