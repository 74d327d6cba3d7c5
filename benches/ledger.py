"""What the ledger costs, and whether sealing keeps up.

Six processes do a piece of business as an action does it: open a scope, lock a person, write the old value
down, change the person, emit an event, commit (fsync on). Rounds with and without `ledger.record` take turns,
so that a noisy machine disturbs both alike; each process counts what it commits. Then a minute's worth of a
nation is sealed: entries a second, against the 1,000 acts a second that must be kept up with."""

import multiprocessing
import os
import statistics
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from benches._measure import row
from benches.register import database

WRITERS, ROUNDS, SECONDS = 6, 30, 1.0
ENTRIES = 100_000
PROMISED = 1000


def business(person_id: UUID, region_id: UUID, number: int, *, booked: bool) -> None:
    """One act: a correction of a person's record."""
    from qalqan.domains.people.models import Correction, Person
    from qalqan.kernel import ledger, outbox
    from qalqan.kernel.access.scope import Service, scope

    with scope(Service("bench"), "education") as open_scope:
        person = open_scope.filter(Person.objects.all()).select_for_update().get(pk=person_id)
        before = {"given": person.given}
        Correction.objects.create(
            region_id=region_id,
            person_id=person_id,
            field="given",
            reason="bench",
            seat_id=person_id,
            user_id=person_id,
        )
        person.given = f"Given{number % 9}"
        person.save(update_fields=["given"])
        outbox.emit("people.corrected", region_id=region_id, person_id=person_id)
        if booked:
            ledger.record(
                "people.correct",
                kind="person",
                id=person_id,
                region_id=region_id,
                person_id=person_id,
                before=before,
                after={"given": person.given},
            )


def spent() -> float:
    """CPU seconds of this process and of its server process: a noisy neighbour changes neither."""
    from django.db import connection

    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    ticks = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return time.process_time() + sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def writer(turns: Any, counts: Any, region_id: UUID) -> None:
    """One process: works through the rounds that the parent calls, and tells how many acts it committed and
    what CPU time they took."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "qalqan.settings"
    import django

    django.setup()
    people = [make_person(region_id) for _ in range(50)]
    number = 0
    while (booked := turns.get()) is not None:
        done, end, before = 0, time.perf_counter() + SECONDS, spent()
        while time.perf_counter() < end:
            business(people[number % 50], region_id, number, booked=booked)
            number, done = number + 1, done + 1
        counts.put((done, spent() - before))


def make_person(region_id: UUID) -> UUID:
    """A person to write about."""
    from qalqan.domains.people.models import Person
    from qalqan.kernel.access.scope import Service, scope

    with scope(Service("bench"), "education"):
        found = Person.objects.create(region_id=region_id, surname="Bench", surname_key=bytes(16))
        return UUID(str(found.pk))


def rounds(region_id: UUID) -> dict[bool, list[tuple[int, float]]]:
    """Acts and CPU seconds of all writers in each round, with and without the ledger."""
    context = multiprocessing.get_context("spawn")
    turns, counts = [context.Queue() for _ in range(WRITERS)], context.Queue()
    writers = [context.Process(target=writer, args=(turn, counts, region_id)) for turn in turns]
    for process in writers:
        process.start()
    done: dict[bool, list[tuple[int, float]]] = {True: [], False: []}
    for number in range(2 * ROUNDS + 4):
        booked = number % 4 in {1, 2}  # off on on off: a drift of the machine falls on both
        for turn in turns:
            turn.put(booked)
        told = [counts.get() for _ in writers]
        if number >= 4:  # the first ones warm up
            done[booked].append((sum(acts for acts, _ in told), sum(cpu for _, cpu in told)))
    for turn in turns:
        turn.put(None)
    for process in writers:
        process.join()
    return done


FILL = f"""INSERT INTO ledger_entry (user_id, region_id, person_id, role, purpose, act, kind, target_id,
  sections, outcome, note, server)
SELECT uuidv7(), uuidv7(), uuidv7(), 'class_teacher', 'education', 'people.read', 'person', uuidv7()::text,
  'identity', 'done', '', 'bench' FROM generate_series(1, {ENTRIES})"""  # noqa: S608 - a number of ours


def sealing_rate() -> float:
    """Entries sealed a second, each in a seal of at most 50,000."""
    from qalqan.kernel.ledger import database as ledger_database
    from qalqan.kernel.ledger import sealing

    sealing.run()
    with ledger_database.connect("app") as connection:
        connection.execute(FILL)
    start = time.perf_counter()
    done = sealing.run()
    if done.entries != ENTRIES:
        raise RuntimeError(f"sealed {done.entries} of {ENTRIES}")
    return ENTRIES / (time.perf_counter() - start)


def show(done: dict[bool, list[tuple[int, float]]]) -> None:
    """Rounds stand in pairs; the median of the pairs' ratios is the cost."""
    pairs = list(zip(done[False], done[True], strict=True))
    kept = statistics.median(booked[0] / without[0] for without, booked in pairs)
    rate = statistics.median(booked[0] for _, booked in pairs) / SECONDS
    row("acts a second, six writers, with the ledger", f"{rate:.0f}", "without it", kept)
    cpu = [sum(cpu for _, cpu in done[booked]) / sum(acts for acts, _ in done[booked]) for booked in (0, 1)]
    row(
        "CPU an act, writer and server, with the ledger",
        f"{cpu[1] * 1000:.2f} ms",
        "without it",
        cpu[1] / cpu[0],
    )
    row(
        "share of write time that the ledger takes",
        f"{100 - 100 * kept:.1f} %",
        "10 %, the promise",
        10 * (1 - kept),
    )


def main() -> None:
    with database():
        from qalqan.domains.territory.models import Region

        region_id = UUID(str(Region.objects.values_list("id", flat=True)[0]))
        done = rounds(region_id)
        show(done)
        rate = sealing_rate()
        row("entries sealed a second", f"{rate:,.0f}", f"{PROMISED} acts a second", rate / PROMISED)
