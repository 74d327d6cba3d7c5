"""What the kernel's jobs and the operator do to jobs."""

from uuid import UUID

from django.db import connection, transaction

from qalqan.kernel import outbox

DEAD_AFTER = 15  # seconds without a heartbeat, five times its interval
KEPT_HOURS = 24  # succeeded jobs; failed ones stay until an operator settles them, at most FAILED_KEPT_HOURS
FAILED_KEPT_HOURS = 24 * 60
MOST_DEATHS = 3  # a job whose worker died this often is taken for the reason

# A job that was being done when its worker died goes back in line, counted as an attempt; after MOST_DEATHS
# it
# counts as failed. The locks keep two sweepers and a returning worker apart.
SWEEP = """
WITH stalled AS (
    SELECT job.id, job.attempts, job.queueing_lock FROM procrastinate_jobs job
    LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
    WHERE job.status = 'doing'
      AND (worker.id IS NULL OR worker.last_heartbeat < clock_timestamp() - make_interval(secs => %(dead)s))
    FOR UPDATE OF job SKIP LOCKED),
noted AS (
    INSERT INTO jobs_failure (job_id, attempt, error_class, error_place, worker)
    SELECT id, attempts + 1, 'WorkerDied', '', '' FROM stalled RETURNING job_id)
UPDATE procrastinate_jobs job
SET status = CASE
        WHEN EXISTS (SELECT FROM procrastinate_jobs other
                     WHERE other.queueing_lock = job.queueing_lock AND other.status = 'todo') THEN 'aborted'
        WHEN (SELECT count(*) FROM jobs_failure failure
              WHERE failure.job_id = job.id AND failure.error_class = 'WorkerDied') + 1 >= %(most)s
            THEN 'failed'
        ELSE 'todo' END::procrastinate_job_status,
    attempts = job.attempts + 1, worker_id = NULL, abort_requested = false
FROM noted WHERE job.id = noted.job_id
"""
PRUNE = """
WITH ended AS (
    SELECT job.id FROM procrastinate_jobs job
    WHERE job.status IN ('succeeded', 'failed', 'cancelled', 'aborted')
      AND (SELECT max(event.at) FROM procrastinate_events event WHERE event.job_id = job.id)
          < clock_timestamp() - make_interval(hours => CASE WHEN job.status = 'failed' THEN %s ELSE %s END)
    ORDER BY job.id LIMIT 5000)
DELETE FROM procrastinate_jobs USING ended WHERE procrastinate_jobs.id = ended.id
"""
LEFT_BEHIND = """
DELETE FROM {table} WHERE at < clock_timestamp() - interval '1 day'
AND NOT EXISTS (SELECT FROM procrastinate_jobs job WHERE job.id = {table}.job_id)
"""


def sweep() -> int:
    """Put the jobs of workers that died back in line; how many. Workers without a heartbeat are forgotten."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SWEEP, {"dead": DEAD_AFTER, "most": MOST_DEATHS})
        found = cursor.rowcount
        cursor.execute("SELECT procrastinate_prune_stalled_workers_v1(%s)", [DEAD_AFTER])
    return found


def prune() -> int:
    """Delete jobs that ended long ago; how many."""
    gone = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(PRUNE, [FAILED_KEPT_HOURS, KEPT_HOURS])
            gone += cursor.rowcount
            if cursor.rowcount < 5000:
                break
        for table in ("jobs_failure", "jobs_done"):
            cursor.execute(LEFT_BEHIND.format(table=table))
        cursor.execute("DELETE FROM jobs_canary WHERE asked_at < clock_timestamp() - interval '7 days'")
    return gone


def send_canary() -> UUID:
    """Send a self-test through outbox and job; its id."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO jobs_canary DEFAULT VALUES RETURNING id")
        canary: UUID = cursor.fetchone()[0]
        outbox.emit("jobs.canary_sent", canary=canary)
    return canary


def hear_canary(canary: UUID) -> None:
    """The handler's step: count, and pass it to a job."""
    from qalqan.kernel.jobs import jobs  # jobs.py stands on this module

    step(canary, "heard")
    jobs.finish_canary.enqueue(str(canary))


def finish_canary(canary: UUID | str) -> None:
    """The job's step."""
    step(canary, "done")


def step(canary: UUID | str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE jobs_canary SET {name} = {name} + 1, {name}_at = coalesce({name}_at, clock_timestamp()) "  # noqa: S608
            "WHERE id = %s",
            [canary],
        )


# A failed job goes back in line with all its attempts; one whose twin already waits gives way to it.
RETRY = """
UPDATE procrastinate_jobs job
SET status = CASE
        WHEN EXISTS (SELECT FROM procrastinate_jobs other
                     WHERE other.queueing_lock = job.queueing_lock AND other.status = 'todo') THEN 'cancelled'
        ELSE 'todo' END::procrastinate_job_status,
    attempts = 0, scheduled_at = NULL, worker_id = NULL
WHERE id = %s AND status = 'failed'
"""


def retry(job_id: int) -> bool:
    """Try a failed job again. False when it has not failed. Its noted failures are forgotten."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RETRY, [job_id])
        if cursor.rowcount != 1:
            return False
        cursor.execute("DELETE FROM jobs_failure WHERE job_id = %s", [job_id])
    return True


def discard(job_id: int) -> bool:
    """Give a failed job up. False when it has not failed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'cancelled' WHERE id = %s AND status = 'failed'", [job_id]
        )
        return cursor.rowcount == 1
