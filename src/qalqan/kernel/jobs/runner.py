"""What procrastinate calls for each job: the task, its failures noted without a word of their text."""

import json
import logging
from typing import Any

from django.db import connection, transaction
from django.tasks.base import Task, TaskContext, TaskResultStatus

from qalqan.kernel.jobs import backend
from qalqan.kernel.jobs.models import Failure
from qalqan.kernel.outbox import rules

log = logging.getLogger(__name__)

MARK = "INSERT INTO jobs_done (job_id) VALUES (%s) ON CONFLICT DO NOTHING"


class JobFailedError(Exception):
    """A job failed; class and place of the error. Raised in place of the error itself, whose text would
    otherwise be logged and may quote a person's row."""


def run(task: Task, job_id: int, attempt: int, arguments: dict[str, Any], worker: str) -> None:
    """Run one attempt (the first is 1). JobFailedError when it failed, which is noted first."""
    try:
        if getattr(task, "once", False):
            with transaction.atomic():
                if not marked(job_id):
                    return
                call(task, job_id, arguments)
        else:
            call(task, job_id, arguments)
    except Exception as error:
        kind, place = rules.described(error)
        Failure.objects.create(
            job_id=job_id, attempt=attempt, error_class=kind, error_place=place, worker=worker
        )
        log.error(
            "job %s (%s) failed at attempt %s: %s at %s", job_id, task.module_path, attempt, kind, place
        )
        raise JobFailedError(f"{kind} at {place}") from None


def marked(job_id: int) -> bool:
    """Note that a job of the kind `once` runs; False when it has run before."""
    with connection.cursor() as cursor:
        cursor.execute(MARK, [job_id])
        return cursor.rowcount == 1


def call(task: Task, job_id: int, arguments: dict[str, Any]) -> None:
    """Call the task's function. A periodic job has no arguments but the tick's time, which is not passed."""
    args, kwargs = arguments.get("args", []), arguments.get("kwargs", {})
    if task.takes_context:
        found = backend.result(task, str(job_id), TaskResultStatus.RUNNING, arguments)
        task.call(TaskContext(task_result=found), *args, **kwargs)
    else:
        task.call(*args, **kwargs)


NEXT = """
UPDATE procrastinate_jobs SET status = 'doing' WHERE id = (
    SELECT id FROM procrastinate_jobs WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()
    ORDER BY priority DESC, id LIMIT 1)
RETURNING id, task_name, args, attempts
"""


def run_waiting() -> int:
    """For tests: run every waiting job here and now, first to last, each once; how many ran. Failures are
    raised."""
    from qalqan.kernel.jobs.registry import tasks

    ran = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(NEXT)
            row = cursor.fetchone()
            if row is None:
                return ran
            run(tasks()[row[1]], row[0], row[3] + 1, json.loads(row[2]), "test")
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'succeeded', false)", [row[0]])
        ran += 1
