"""Django's Tasks API on procrastinate's tables. Enqueueing is one INSERT on Django's own connection, so a job
exists exactly when the act that asked for it does, and the web needs not import procrastinate.

Results are states, not values: a job's outcome is what it wrote. Errors are kept as class and place only.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.tasks.backends.base import BaseTaskBackend
from django.tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django.tasks.exceptions import TaskResultDoesNotExist
from django.utils import timezone

from qalqan.kernel import ids
from qalqan.kernel.jobs import registry

# ON CONFLICT, because a violation would end the transaction of the act: a job of the same kind that still
# waits will do the same work.
ENQUEUE = """
WITH fresh AS (
    INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
    VALUES (%(queue)s, %(task)s, %(priority)s, %(lock)s, %(queueing_lock)s, %(args)s, %(at)s)
    ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING
    RETURNING id)
SELECT id FROM fresh
UNION ALL
SELECT id FROM procrastinate_jobs WHERE queueing_lock = %(queueing_lock)s AND status = 'todo'
LIMIT 1
"""
FIND = """
SELECT job.task_name, job.queue_name, job.priority, job.args, job.status::text,
       min(event.at) FILTER (WHERE event.type = 'deferred'),
       min(event.at) FILTER (WHERE event.type = 'started'),
       max(event.at) FILTER (WHERE event.type = 'started'),
       max(event.at) FILTER (WHERE event.type IN ('succeeded', 'failed', 'cancelled', 'aborted'))
FROM procrastinate_jobs job LEFT JOIN procrastinate_events event ON event.job_id = job.id
WHERE job.id = %s GROUP BY job.id
"""
FAILURES = "SELECT error_class, error_place, worker FROM jobs_failure WHERE job_id = %s ORDER BY id"
STATUS = {
    "todo": TaskResultStatus.READY,
    "doing": TaskResultStatus.RUNNING,
    "succeeded": TaskResultStatus.SUCCESSFUL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Task):
    """A task and what is promised of it.

    `attempts`: how often it is tried before it counts as failed. `once`: its effects on the database happen
    exactly once, also when its worker is killed at the worst moment (it runs in one transaction with the mark
    that it ran). `coalesce`: while one with the same arguments waits, another is not added. `serial`: no two
    run at the same time.
    """

    attempts: int = 5
    once: bool = False
    coalesce: bool = False
    serial: bool = False

    def __post_init__(self) -> None:
        Task.__post_init__(self)
        if self.attempts < 1:
            raise ValueError("a job is tried at least once")
        registry.add(self)


class JobsBackend(BaseTaskBackend):
    """Set in settings.TASKS."""

    task_class = Job
    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        """Put a job in line, in the current transaction. NotAnIdError when an argument is more than an id."""
        self.validate_task(task)
        chosen = arguments(args, kwargs)
        with connection.cursor() as cursor:
            cursor.execute(
                ENQUEUE,
                {
                    "queue": task.queue_name,
                    "task": task.module_path,
                    "priority": task.priority,
                    "lock": task.module_path if getattr(task, "serial", False) else None,
                    "queueing_lock": waiting_key(task, chosen) if getattr(task, "coalesce", False) else None,
                    "args": json.dumps(chosen),
                    "at": task.run_after,
                },
            )
            row = cursor.fetchone()  # none: the job that stands in the way was committed this very moment
        times = (timezone.now(), None, None, None)
        return result(task, str(row[0]) if row else "", TaskResultStatus.READY, chosen, times)

    def get_result(self, result_id: str) -> TaskResult:
        """What is known of a job; TaskResultDoesNotExist once it is forgotten (a day after it succeeded)."""
        with connection.cursor() as cursor:
            cursor.execute(FIND, [number(result_id)])
            row = cursor.fetchone()
            if row is None or row[0] not in registry.tasks():
                raise TaskResultDoesNotExist(result_id)
            cursor.execute(FAILURES, [result_id])
            failures = cursor.fetchall()
        task, queue, priority, args, status, enqueued, first, last, ended = row
        found = registry.tasks()[task].using(queue_name=queue, priority=priority)
        state = STATUS.get(status, TaskResultStatus.FAILED)
        times = (enqueued, first, last, ended if state in FINISHED else None)
        return result(found, result_id, state, json.loads(args), times, failures)


FINISHED = {TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED}


def arguments(args: Any, kwargs: Any) -> dict[str, Any]:
    """What stands in the job's row. Django hands arguments over as tuple and dict."""
    return {"args": ids.sequence(args), "kwargs": ids.mapping(kwargs)}


def waiting_key(task: Task, chosen: dict[str, Any]) -> str:
    """The same for the same task with the same arguments."""
    digest = hashlib.sha256(json.dumps(chosen, sort_keys=True).encode()).hexdigest()[:32]
    return f"{task.module_path}:{digest}"


def number(result_id: str) -> int:
    """A result's id as the number it is; TaskResultDoesNotExist for anything else."""
    if not result_id.isascii() or not result_id.isdigit() or len(result_id) > 18:
        raise TaskResultDoesNotExist(result_id)
    return int(result_id)


def result(
    task: Task,
    result_id: str,
    status: TaskResultStatus,
    args: dict[str, Any],
    times: tuple[datetime | None, ...] = (None, None, None, None),
    failures: list[tuple[str, str, str]] | None = None,
) -> TaskResult:
    """A TaskResult; `times`: enqueued, first started, last started, finished."""
    enqueued, first, last, ended = times
    failed = failures or []
    return TaskResult(
        task=task,
        id=result_id,
        status=status,
        enqueued_at=enqueued,
        started_at=first,
        last_attempted_at=last,
        finished_at=ended,
        args=args.get("args", []),
        kwargs=args.get("kwargs", {}),
        backend=task.backend,
        errors=[TaskError(exception_class_path=kind, traceback=place) for kind, place, _ in failed],
        worker_ids=[worker for _, _, worker in failed],
    )
