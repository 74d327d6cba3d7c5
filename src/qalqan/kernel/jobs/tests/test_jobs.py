"""A job exists exactly when its act does, carries ids only, and is not lost with its worker."""

import inspect
import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.tasks import task_backends
from django.tasks.base import TaskResultStatus
from django.tasks.exceptions import TaskResultDoesNotExist
from django.utils import timezone

from qalqan.kernel import ids, jobs
from qalqan.kernel.jobs import actions, queries, registry, rules, runner
from qalqan.kernel.jobs.models import Canary, Failure

pytestmark = pytest.mark.django_db


@jobs.task(once=True)
def sing(canary_id: str) -> None:
    actions.step(canary_id, "done")


@jobs.task(attempts=3)
def stumble(canary_id: str) -> None:
    actions.step(canary_id, "done")
    raise IntegrityError("Key (iin)=(850101300123) already exists")


@jobs.task(coalesce=True, priority=10)
def tidy(of: int) -> None: ...


@jobs.task(serial=True)
def alone() -> None: ...


@pytest.fixture
def canary():
    return Canary.objects.create()


def row(job_id):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status::text, attempts, worker_id, lock FROM procrastinate_jobs WHERE id = %s", [job_id]
        )
        return cursor.fetchone()


def change(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_it_works(canary):
    asked = sing.enqueue(str(canary.id))
    assert asked.status is TaskResultStatus.READY
    assert runner.run_waiting() == 1
    canary.refresh_from_db()
    assert canary.done == 1
    asked.refresh()
    assert asked.status is TaskResultStatus.SUCCESSFUL
    assert asked.enqueued_at <= asked.started_at <= asked.finished_at


def test_an_act_that_is_undone_asked_for_nothing(canary):
    with transaction.atomic():
        sing.enqueue(str(canary.id))
        transaction.set_rollback(True)
    assert runner.run_waiting() == 0


@pytest.mark.parametrize("argument", ["850101300123", "Айгүл", {"a": 1}])
def test_a_job_carries_ids_only(argument):
    with pytest.raises(ids.NotAnIdError):
        sing.enqueue(argument)
    with pytest.raises(ids.NotAnIdError):
        sing.enqueue(canary_id=argument)


def test_once_means_once_also_when_the_job_is_run_again(canary):
    """As after a kill between the job's commit and the note that it ended: the sweep runs it once more."""
    asked = sing.enqueue(str(canary.id))
    runner.run_waiting()
    change("UPDATE procrastinate_jobs SET status = 'todo' WHERE id = %s", asked.id)
    assert runner.run_waiting() == 1
    canary.refresh_from_db()
    assert canary.done == 1


def test_one_that_waits_is_enough_for_the_same_arguments():
    first, second, other = tidy.enqueue(1), tidy.enqueue(1), tidy.enqueue(2)
    assert first.id == second.id != other.id
    assert runner.run_waiting() == 2
    assert tidy.enqueue(1).id != first.id


def test_a_serial_task_locks_its_kind():
    assert row(alone.enqueue().id)[3] == "qalqan.kernel.jobs.tests.test_jobs.alone"


def test_a_failure_is_noted_by_class_and_place_and_by_nothing_else(canary, caplog):
    asked = stumble.enqueue(str(canary.id))
    with caplog.at_level(logging.DEBUG), pytest.raises(runner.JobFailedError) as failed:
        runner.run_waiting()
    assert failed.value.__suppress_context__
    assert "850101300123" not in caplog.text + str(failed.value)
    noted = Failure.objects.get(job_id=asked.id)
    assert (noted.error_class, noted.attempt) == ("django.db.utils.IntegrityError", 1)
    assert noted.error_place.startswith("qalqan.kernel.jobs.tests.test_jobs:")
    [error] = asked.task.get_result(asked.id).errors
    assert error.exception_class is IntegrityError
    assert "850101300123" not in error.traceback


def test_priorities_go_first(canary):
    sing.enqueue(str(canary.id))
    tidy.enqueue(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_fetch_job_v2(NULL, NULL)")
        assert cursor.fetchone()[0].endswith(".tidy")


def test_a_result_that_never_was():
    backend = task_backends["default"]
    for unknown in ("999999999", "x", "", "9" * 30, "1; DROP"):
        with pytest.raises(TaskResultDoesNotExist):
            backend.get_result(unknown)


def stalled(task, *arguments, silent="1 hour"):
    """A job in the hands of a worker that has not been heard of for a while."""
    asked = task.enqueue(*arguments)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id",
            [silent],
        )
        worker = cursor.fetchone()[0]
    change("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", worker, asked.id)
    return asked


def test_the_job_of_a_dead_worker_is_taken_up_again(canary):
    dead, alive = stalled(sing, str(canary.id)), stalled(sing, str(canary.id), silent="1 second")
    assert actions.sweep() == 1
    assert row(dead.id)[:3] == ("todo", 1, None)
    assert row(alive.id)[0] == "doing"
    assert actions.sweep() == 0
    assert runner.run_waiting() == 1


def test_a_job_that_kills_its_workers_is_not_tried_for_ever(canary):
    asked = stalled(sing, str(canary.id))
    for _ in range(actions.MOST_DEATHS):
        actions.sweep()
        change("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s AND status = 'todo'", asked.id)
    assert row(asked.id)[0] == "failed"
    [shown] = queries.failed()
    assert (shown.id, shown.error_class) == (int(asked.id), "WorkerDied")


def test_a_stalled_job_whose_twin_waits_gives_way():
    gone = stalled(tidy, 1)
    twin = tidy.enqueue(1)
    assert actions.sweep() == 1
    assert (row(gone.id)[0], row(twin.id)[0]) == ("aborted", "todo")


def test_an_operator_tries_again_or_discards(canary):
    first, second = (sing.enqueue(str(canary.id)) for _ in range(2))
    change("UPDATE procrastinate_jobs SET status = 'failed', attempts = 5")
    assert actions.retry(int(first.id))
    assert row(first.id)[:2] == ("todo", 0)
    assert not actions.retry(int(first.id))
    assert actions.discard(int(second.id))
    assert not actions.retry(int(second.id))
    assert runner.run_waiting() == 1


def test_a_failed_job_whose_twin_waits_gives_way_to_it():
    failed = tidy.enqueue(1)
    change("UPDATE procrastinate_jobs SET status = 'failed'")
    twin = tidy.enqueue(1)
    assert actions.retry(int(failed.id))
    assert (row(failed.id)[0], row(twin.id)[0]) == ("cancelled", "todo")


def test_the_broom_takes_what_is_done_and_leaves_what_is_not(canary):
    done, waiting, failed = (sing.enqueue(str(canary.id)) for _ in range(3))
    change("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", done.id)
    change("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", failed.id)
    change("UPDATE procrastinate_events SET at = now() - interval '25 hours'")
    assert actions.prune() == 1
    assert (row(done.id), row(waiting.id)[0], row(failed.id)[0]) == (None, "todo", "failed")
    change("UPDATE procrastinate_events SET at = now() - interval '61 days'")
    assert actions.prune() == 1
    assert row(failed.id) is None


def test_figures_of_the_queue(canary):
    assert queries.queues() == []
    sing.enqueue(str(canary.id))
    change("UPDATE procrastinate_events SET at = now() - interval '5 minutes'")
    tidy.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(1)
    [queue] = queries.queues()
    assert (queue.name, queue.waiting, queue.planned, queue.running, queue.failed) == ("default", 1, 1, 0, 0)
    assert 300 <= queue.oldest.total_seconds() < 310


def test_every_task_of_the_timetable_takes_no_argument_and_piles_up_never():
    """A tick calls the task bare; and one that is late must not run twice at once."""
    assert len(registry.periodic()) >= 2
    for line in registry.periodic():
        parameters = inspect.signature(line.task.func).parameters.values()
        assert all(parameter.default is not parameter.empty for parameter in parameters), (
            line.task.module_path
        )


def test_no_two_tasks_share_a_name():
    assert len(registry.tasks()) == len({task.module_path for task in registry.tasks().values()})


def test_a_variant_does_not_replace_its_task():
    tidy.using(priority=90)
    assert registry.tasks()[tidy.module_path].priority == 10


SOUND = rules.Figures(
    silences=(rules.SILENT / 4,),
    oldest_job=None,
    failed=0,
    parked=0,
    outbox_lag=rules.LATE / 2,
    overdue=rules.LATE / 2,
    last_seal=None,
    free_megabytes=None,
)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"silences": ()}, "no_worker"),
        ({"silences": (rules.SILENT * 2,)}, "no_worker"),
        ({"free_megabytes": 2047}, "disk_low"),
        ({"outbox_lag": rules.LATE * 2}, "outbox_late"),
        ({"overdue": rules.LATE * 2}, "outbox_late"),
        ({"oldest_job": rules.LATE * 2}, "jobs_late"),
        ({"last_seal": rules.UNSEALED * 2}, "seals_late"),
        ({"parked": 1}, "parked"),
        ({"failed": 1}, "failed"),
    ],
)
def test_each_trouble_is_seen_alone(changed, code):
    assert rules.troubles(SOUND) == ()
    assert rules.troubles(replace(SOUND, **changed)) == (code,)
    one_lives = {"silences": (rules.SILENT * 2, rules.SILENT / 4)}
    assert rules.troubles(replace(SOUND, **one_lives)) == ()
