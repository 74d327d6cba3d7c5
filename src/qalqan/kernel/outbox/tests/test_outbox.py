"""An event exists exactly when its act does; each handler hears it once, whatever goes wrong on the way."""

import logging

import pytest
from django.db import DatabaseError, connection, transaction

from qalqan.kernel import ids, outbox
from qalqan.kernel.access.scope import NoScope, Service, scope
from qalqan.kernel.jobs.models import Canary
from qalqan.kernel.outbox import actions, dispatcher, queries, rules
from qalqan.kernel.outbox.models import Delivery, Event

REGION = "00000000-0000-7000-8000-000000000001"


def deliveries():
    return list(Delivery.objects.filter(handler__startswith="tests.").order_by("handler"))


def due_now():
    Delivery.objects.filter(state="waiting").update(due_at="2020-01-01T00:00:00Z")


def claimed():
    with scope(Service("tests"), "operation"):
        return dispatcher.claim(100)


@pytest.mark.django_db
def test_it_works(canary, listen, count):
    listen("tests.happened", count)
    with transaction.atomic():
        outbox.emit("tests.happened", canary=canary.id)
    assert dispatcher.settle() == 1
    assert dispatcher.settle() == 0
    canary.refresh_from_db()
    assert canary.heard == 1
    assert [one.state for one in deliveries()] == ["done"]


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_of_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="outside of a transaction"):
        outbox.emit("tests.happened")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["happened", "Tests.happened", "tests.happened now", "tests.", "тест.болды"])
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(ValueError, match="no event's name"):
        outbox.emit(name)


@pytest.mark.django_db
def test_an_event_carries_ids_only():
    with pytest.raises(ids.NotAnIdError):
        outbox.emit("tests.happened", child="Айгүл Сәрсенова")


@pytest.mark.django_db
def test_an_act_that_is_undone_was_never_told(canary, listen, count):
    listen("tests.happened", count)
    with transaction.atomic():
        outbox.emit("tests.happened", canary=canary.id)
        transaction.set_rollback(True)
    assert dispatcher.settle() == 0


@pytest.mark.django_db
def test_a_handler_that_fails_takes_its_effects_back_and_is_tried_again(canary, listen, count):
    calls = []

    def hear(event):
        count(event)
        calls.append(event.id)
        if len(calls) == 1:
            raise KeyError("nothing of this text is kept")

    listen("tests.happened", hear)
    outbox.emit("tests.happened", canary=canary.id)
    dispatcher.settle()
    [one] = deliveries()
    assert (one.state, one.attempts, one.error_class) == ("waiting", 1, "KeyError")
    assert one.error_place.startswith("qalqan.kernel.outbox.tests.test_outbox:")
    assert Canary.objects.get().heard == 0

    due_now()
    dispatcher.settle()
    [one] = deliveries()
    assert (one.state, one.attempts, one.error_class) == ("done", 2, "")
    assert Canary.objects.get().heard == 1


@pytest.mark.django_db
def test_an_error_of_the_database_in_a_handler_spoils_nothing_else(canary, listen, count):
    def hear(event):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")

    listen("tests.happened", hear, name="tests.broken")
    listen("tests.happened", count, name="tests.sound")
    outbox.emit("tests.happened", canary=canary.id)
    dispatcher.settle()
    assert [(one.handler, one.state) for one in deliveries()] == [
        ("tests.broken", "waiting"),
        ("tests.sound", "done"),
    ]
    assert deliveries()[0].error_class == "django.db.utils.DataError"
    assert Canary.objects.get().heard == 1


@pytest.mark.django_db
def test_after_the_last_attempt_it_is_parked_and_an_operator_decides(canary, listen, count, caplog):
    broken = [True]

    def hear(event):
        if broken:
            raise ValueError("ИИН 850101300123")
        count(event)

    listen("tests.happened", hear)
    outbox.emit("tests.happened", canary=canary.id)
    with caplog.at_level(logging.DEBUG):
        for _ in range(rules.ATTEMPTS + 3):
            dispatcher.settle()
            due_now()
    [one] = deliveries()
    assert (one.state, one.attempts) == ("parked", rules.ATTEMPTS)
    assert "850101300123" not in caplog.text
    with scope(Service("tests"), "operation"):
        [parked] = queries.parked()
        assert (parked.event, parked.handler, parked.error_class) == (
            "tests.happened",
            "tests.hear",
            "ValueError",
        )
        assert queries.outbox().parked == 1

    broken.clear()
    assert actions.retry(parked.event_id, parked.handler)
    assert not actions.retry(parked.event_id, parked.handler)
    dispatcher.settle()
    assert Canary.objects.get().heard == 1
    assert not actions.discard(parked.event_id, parked.handler)


@pytest.mark.django_db
def test_a_discarded_delivery_is_never_tried_again(canary, listen):
    def hear(event):
        raise ValueError

    listen("tests.happened", hear)
    outbox.emit("tests.happened", canary=canary.id)
    for _ in range(rules.ATTEMPTS):
        dispatcher.settle()
        due_now()
    event = Delivery.objects.get(handler="tests.hear").event_id
    assert actions.discard(event, "tests.hear")
    due_now()
    assert dispatcher.settle() == 0
    assert deliveries()[0].state == "discarded"


@pytest.mark.django_db
def test_two_that_claim_the_same_take_effect_once(canary, listen, count):
    """A lease that ran out while its holder slept: the second claimant counts, the first one is too late."""
    listen("tests.happened", count)
    outbox.emit("tests.happened", canary=canary.id)
    with scope(Service("tests"), "operation"), connection.cursor() as cursor:
        cursor.execute(dispatcher.FAN_OUT_ALL, dispatcher.listeners())
    [first] = claimed()
    assert claimed() == []
    due_now()
    [second] = claimed()
    assert (first.attempts, second.attempts) == (1, 2)
    assert not dispatcher.deliver(first)
    assert dispatcher.deliver(second)
    assert not dispatcher.deliver(second)
    assert not dispatcher.deliver(first)
    assert Canary.objects.get().heard == 1


@pytest.mark.django_db
def test_in_whatever_order_they_arrive_each_counts_once(canary, listen, count):
    listen("tests.happened", count)
    for _ in range(7):
        outbox.emit("tests.happened", canary=canary.id)
    with scope(Service("tests"), "operation"), connection.cursor() as cursor:
        cursor.execute(dispatcher.FAN_OUT_ALL, dispatcher.listeners())
        cursor.execute(dispatcher.FAN_OUT_ALL, dispatcher.listeners())  # passed on twice: no second delivery
    found = claimed()
    assert len(found) == 7
    for one in [*reversed(found), *found]:
        dispatcher.deliver(one)
    assert Canary.objects.get().heard == 7


@pytest.mark.django_db
def test_a_handler_reaches_its_events_region_and_no_other(listen):
    reached = {}

    def hear(event):
        current = scope.current()
        reached[event.name] = (current.actor.name, current.purpose, current.bounds.regions)

    listen("tests.in_region", hear, name="tests.a", purpose="protection")
    listen("tests.nowhere", hear, name="tests.b")
    outbox.emit("tests.in_region", region_id=REGION)
    outbox.emit("tests.nowhere")
    dispatcher.settle()
    assert {name: (who, why, {str(r) for r in where}) for name, (who, why, where) in reached.items()} == {
        "tests.in_region": ("tests.a", "protection", {REGION}),
        "tests.nowhere": ("tests.b", "operation", set()),
    }
    with pytest.raises(NoScope):
        scope.current()


@pytest.mark.django_db
def test_the_web_reads_no_event_back_and_changes_none(canary):
    outbox.emit("tests.happened", canary=canary.id)
    assert Event.objects.count() == 0
    with scope(Service("tests"), "education"):
        assert Event.objects.count() == 0
    with scope(Service("tests"), "operation"):
        assert Event.objects.count() == 1
        for statement in ("UPDATE outbox_event SET name = 'x.y'", "DELETE FROM outbox_event"):
            refused = pytest.raises(DatabaseError, match="permission denied")
            with refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_what_commits_late_is_not_passed_by(connect, listen, count):
    """The event of a long transaction has a lower xid than that of a short one that began and ended in
    between. A position by time or by id alone would pass it by."""
    listen("tests.happened", count)
    insert = "INSERT INTO outbox_event (name, ids) VALUES ('tests.happened', %s) RETURNING id"
    slow, quick, worker = connect("qalqan_app"), connect("qalqan_app"), connect("qalqan_worker")
    passed = "SELECT event_id FROM outbox_delivery WHERE handler = 'tests.hear'"
    values = {"limit": 100, **dispatcher.listeners()}
    for one in (slow, quick):  # RETURNING asks for the right to read
        one.execute("SELECT set_config('app.purpose', 'operation', true)")

    late = slow.execute(insert, ['{"n": 1}']).fetchone()[0]
    early = quick.execute(insert, ['{"n": 2}']).fetchone()[0]
    quick.commit()
    worker.autocommit = True
    worker.execute(dispatcher.FAN_OUT, values)
    assert worker.execute(passed).fetchall() == []

    slow.commit()
    for _ in range(1200):  # other tests on this server may hold the horizon for as long as they last
        worker.execute(dispatcher.FAN_OUT, values)
        if len(found := worker.execute(passed).fetchall()) == 2:
            break
        worker.execute("SELECT pg_sleep(0.1)")
    assert {row[0] for row in found} == {late, early}


@pytest.mark.django_db(transaction=True)
def test_old_events_go_and_those_that_somebody_waits_for_stay(connect, listen, count):
    listen("tests.happened", count)
    worker = connect("qalqan_worker")
    worker.autocommit = True
    insert = (
        "INSERT INTO outbox_event (name, ids, at) VALUES ('tests.happened', '{}', now() - interval '31 day')"
    )
    for _ in range(2):
        worker.execute(insert)
    for _ in range(300):
        worker.execute(dispatcher.FAN_OUT, {"limit": 100, **dispatcher.listeners()})
        if worker.execute("SELECT count(*) FROM outbox_delivery").fetchone()[0] == 2:
            break
        worker.execute("SELECT pg_sleep(0.1)")
    one = "(SELECT event_id FROM outbox_delivery LIMIT 1)"
    worker.execute(f"UPDATE outbox_delivery SET state = 'done' WHERE event_id = {one}")
    worker.execute(insert)  # not yet passed on
    pruned = worker.execute(actions.PRUNE, {"kept": actions.KEPT.total_seconds(), "limit": 10}).rowcount
    assert pruned == 1
    assert worker.execute("SELECT count(*) FROM outbox_event").fetchone()[0] == 2
    assert worker.execute("SELECT count(*) FROM outbox_delivery").fetchone()[0] == 1
