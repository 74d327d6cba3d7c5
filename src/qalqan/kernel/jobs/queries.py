"""What an operator sees of jobs: counts, ages, names of tasks, classes of errors. No arguments, no person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from qalqan.kernel.jobs import registry

QUEUES = """
WITH first AS (
    SELECT DISTINCT ON (queue_name) queue_name, id, scheduled_at FROM procrastinate_jobs
    WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= clock_timestamp() ORDER BY queue_name, id)
SELECT queue_name,
       count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= clock_timestamp()),
       count(*) FILTER (WHERE status = 'todo' AND scheduled_at > clock_timestamp()),
       count(*) FILTER (WHERE status = 'doing'),
       count(*) FILTER (WHERE status = 'failed'),
       clock_timestamp() - (
           SELECT greatest(max(event.at), max(first.scheduled_at))
           FROM first JOIN procrastinate_events event ON event.job_id = first.id
           WHERE first.queue_name = job.queue_name AND event.type IN ('deferred', 'deferred_for_retry'))
FROM procrastinate_jobs job WHERE status IN ('todo', 'doing', 'failed')
GROUP BY queue_name ORDER BY queue_name
"""
FAILED = """
SELECT job.id, job.task_name, job.attempts, last.at, last.error_class, last.error_place
FROM procrastinate_jobs job LEFT JOIN LATERAL (
    SELECT at, error_class, error_place FROM jobs_failure failure
    WHERE failure.job_id = job.id ORDER BY failure.id DESC LIMIT 1) last ON true
WHERE job.status = 'failed' ORDER BY job.id DESC LIMIT %s
"""
WORKERS = """
SELECT worker.id, clock_timestamp() - worker.last_heartbeat,
       (SELECT count(*) FROM procrastinate_jobs job WHERE job.worker_id = worker.id AND job.status = 'doing')
FROM procrastinate_workers worker ORDER BY worker.id
"""
LAST_RUNS = """
SELECT task_name, periodic_id, to_timestamp(max(defer_timestamp)) FROM procrastinate_periodic_defers
GROUP BY task_name, periodic_id
"""
CANARIES = """
SELECT id, asked_at, heard_at - asked_at, done_at - asked_at, heard, done FROM jobs_canary
ORDER BY asked_at DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """Jobs of a queue: waiting for their turn, planned for later, being done, failed for good; how long the
    first in line has waited."""

    name: str
    waiting: int
    planned: int
    running: int
    failed: int
    oldest: timedelta | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A job that failed at all its attempts; why, as class and place."""

    id: int
    task: str
    attempts: int
    at: datetime | None
    error_class: str | None
    error_place: str | None


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker process by its number, how long ago it said that it lives, how many jobs it has in hand."""

    id: int
    silence: timedelta
    running: int


@dataclass(frozen=True, slots=True)
class Timed:
    """A line of the timetable; `last` is the last tick that became a job."""

    task: str
    cron: str
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Canary:
    """A self-test: how long until the handler heard it and the job was done; how often each happened."""

    id: UUID
    asked_at: datetime
    heard_after: timedelta | None
    done_after: timedelta | None
    heard: int
    done: int


def rows(query: str, *values: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(values))
        return cursor.fetchall()


def queues() -> list[Queue]:
    """Every queue that has something in it."""
    return [Queue(*row) for row in rows(QUEUES)]


def failed(limit: int = 50) -> list[Failed]:
    """Failed jobs, newest first."""
    return [Failed(*row) for row in rows(FAILED, limit)]


def workers() -> list[Worker]:
    """Workers that live, or died less than a sweep ago."""
    return [Worker(*row) for row in rows(WORKERS)]


def timetable() -> list[Timed]:
    """What runs by the clock."""
    last = {(task, cron): at for task, cron, at in rows(LAST_RUNS)}
    return [
        Timed(line.task.module_path, line.cron, last.get((line.task.module_path, line.cron)))
        for line in registry.periodic()
    ]


def canaries(limit: int = 5) -> list[Canary]:
    """The last self-tests, newest first."""
    return [Canary(*row) for row in rows(CANARIES, limit)]
