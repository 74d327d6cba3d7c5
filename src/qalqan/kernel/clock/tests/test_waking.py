"""What falls due rings once: under crowds, jumping clocks, and with somebody else's hand on the row."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from qalqan.kernel.access.scope import scope
from qalqan.kernel.clock import actions, jobs, waking
from qalqan.kernel.clock.models import Entry, Escalation, Obligation
from qalqan.kernel.clock.tests.places import OFFICER, REGION, fresh, start

pytestmark = pytest.mark.django_db


def events(name: str) -> list[str]:
    """The rungs that were told under this name."""
    with scope(waking.SERVICE, "operation"), connection.cursor() as cursor:
        cursor.execute("SELECT ids ->> 'escalation' FROM outbox_event WHERE name = %s", [name])
        return [row[0] for row in cursor.fetchall()]


def waits() -> list[tuple[str, datetime | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, scheduled_at FROM procrastinate_jobs "
            "WHERE task_name LIKE '%clock%' ORDER BY id"
        )
        return cursor.fetchall()


def test_each_rung_rings_at_its_time_and_once() -> None:
    row = start("case.high")
    told = []
    for rung in ladder_of(row):
        assert waking.ring(rung.rings_at - timedelta(seconds=1)) == 0
        assert waking.ring(rung.rings_at) == 1
        assert waking.ring(rung.rings_at) == 0
        told.append(str(rung.id))
    assert sorted(events("clock.escalated")) == sorted(told)
    assert events("clock.breached") == [told[1]]
    assert fresh(row).state == "breached"
    assert [e.act for e in history(row)] == ["start", "escalate", "breach", "escalate", "escalate"]


def ladder_of(row: Obligation) -> list[Escalation]:
    with scope(waking.SERVICE, "operation"):
        return list(Escalation.objects.filter(obligation=row).order_by("rings_at"))


def history(row: Obligation) -> list[Entry]:
    with scope(waking.SERVICE, "operation"):
        return list(Entry.objects.filter(obligation=row).order_by("at", "id"))


def test_a_clock_put_forward_rings_what_it_has_passed_once_and_put_back_nothing() -> None:
    rows = [start("case.high") for _ in range(5)]
    ahead = datetime.now(UTC) + timedelta(days=400)
    assert waking.ring(ahead, batch=3) == 20
    assert waking.ring(ahead - timedelta(days=800)) == 0
    assert waking.ring(ahead) == 0
    assert len(events("clock.breached")) == 5 == len(set(events("clock.breached")))
    assert {fresh(row).state for row in rows} == {"breached"}


def test_what_ended_rings_no_more() -> None:
    row = start("case.high")
    with scope(OFFICER, "statistics"):
        actions.meet(row.id)
    assert waking.ring(row.due + timedelta(days=9)) == 0


def test_a_late_start_gives_no_warning_that_is_past_but_always_the_deadline() -> None:
    row = start("case.high", "2024-06-03T06:00")
    assert [rung.number for rung in ladder_of(row)] == [2, 3, 4]
    assert waking.ring() == 3
    assert fresh(row).state == "breached"


def test_a_rung_that_is_near_has_a_job_for_its_second() -> None:
    start("case.high")
    assert waits() == []
    start("case.immediate_action", at_now(minutes=-29, seconds=-30))  # the warning rings in 30 seconds
    [(name, at)] = waits()
    assert name == jobs.wake.module_path
    assert timedelta(seconds=28) < at - timezone.now() < timedelta(seconds=32)


def at_now(**shift: float) -> str:
    return f"{datetime.now(UTC) + timedelta(**shift):%Y-%m-%dT%H:%M:%S}"


def test_the_look_ahead_leaves_one_job_a_moment() -> None:
    moment = datetime.now(UTC) + timedelta(seconds=40)
    rows = [start("case.high") for _ in range(4)]
    with scope(waking.SERVICE, "operation"):
        Escalation.objects.filter(obligation__in=rows, is_deadline=True).update(rings_at=moment)
    assert waking.look_ahead() == 1
    assert waking.look_ahead() == 1
    [(name, at)] = waits()
    assert name == jobs.wake.module_path
    assert timedelta(0) <= at - moment <= timedelta(seconds=1)


def test_the_look_ahead_rings_what_was_missed() -> None:
    row = start("case.high", "2024-06-03T06:00")
    jobs.look_ahead.call()
    assert fresh(row).state == "breached"


def test_breaches_stay_in_their_region() -> None:
    other = uuid4()
    mine, theirs = start("case.high"), start("case.high", region_id=other)
    waking.ring(theirs.due)
    with scope(waking.SERVICE, "operation"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT region_id, ids ->> 'obligation' FROM outbox_event WHERE name = 'clock.breached'"
        )
        assert set(cursor.fetchall()) == {(REGION, str(mine.id)), (other, str(theirs.id))}


@pytest.mark.django_db(transaction=True)
def test_what_is_being_met_does_not_ring() -> None:
    """Another connection holds the obligation: the ring passes it by without waiting; its neighbour rings."""
    held, free = start("case.high"), start("case.high")
    apart = connection.copy()
    try:
        with apart.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(
                "SELECT set_config('app.purpose', 'operation', true), set_config('app.actor', 'test', true), "
                "set_config('app.regions', '*', true), set_config('app.districts', '*', true), "
                "set_config('app.organisations', '*', true), set_config('app.units', '*', true)"
            )
            cursor.execute("SELECT id FROM clock_obligation WHERE id = %s FOR UPDATE", [held.id])
            assert waking.ring(free.due) == 2  # two rungs of the free one are due, none of the held
            cursor.execute("ROLLBACK")
    finally:
        apart.close()
    assert (fresh(held).state, fresh(free).state) == ("running", "breached")
    assert waking.ring(free.due) == 2
