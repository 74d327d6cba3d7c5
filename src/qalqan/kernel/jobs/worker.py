"""The worker process: `python -m qalqan.kernel.jobs.worker`, kept alive by `qalqan up` or `qalqan worker`.

In it: procrastinate's loop (its own connections, as role qalqan_worker), a few threads that run jobs, and one
that hands over events. It lives and dies as a whole: when the database is lost for good it ends, and who
started
it starts it again.
"""

import asyncio
import logging
import os
import sys
from typing import Any, cast

import django
from django.tasks.base import Task
from procrastinate.app import App
from procrastinate.contrib.django import DjangoApp, connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job
from procrastinate.psycopg_connector import PsycopgConnector
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from qalqan.kernel import parents
from qalqan.kernel.embedded import guard
from qalqan.kernel.jobs import actions, registry
from qalqan.kernel.outbox import rules

HEARTBEAT = 3.0  # seconds
POLL = 2.0
THREADS = 4
GRACE = 8.0  # seconds that a job in hand has when the worker is told to stop; later it is taken up by another


class Backoff(BaseRetryStrategy):
    """Waits longer after each failure, and ends after the attempts that the task allows."""

    def __init__(self, attempts: int) -> None:
        self.attempts = attempts

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        failed = job.attempts + 1
        if rules.is_last(failed, self.attempts):
            return None
        return RetryDecision(retry_in={"seconds": int(rules.backoff(failed).total_seconds())})


def make_app() -> App:
    """procrastinate's application with every task of ours and the timetable. Django must be set up."""
    from qalqan.kernel.jobs import runner  # its models need Django to be set up

    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=THREADS)
    app = DjangoApp(connector=connector)

    def add(task: "Task[..., Any]") -> None:
        def execute(context: JobContext, **arguments: object) -> None:
            job = context.job
            runner.run(task, job.id or 0, job.attempts + 1, arguments, context.worker_name or "")

        attempts = getattr(task, "attempts", 1)
        made = app.task(
            name=task.module_path, pass_context=True, retry=Backoff(attempts), queue=task.queue_name
        )(execute)
        for line in registry.periodic():
            if line.task.module_path == task.module_path:
                app.periodic(
                    cron=line.cron,
                    periodic_id=line.cron,
                    queueing_lock=task.module_path,
                    priority=task.priority,
                )(cast(Any, made))

    for task in registry.tasks().values():
        add(task)
    return app


async def serve(app: App) -> None:
    """Until a signal."""
    async with app.open_async():
        await app.run_worker_async(
            name=f"worker {os.getpid()}",
            concurrency=THREADS,
            fetch_job_polling_interval=POLL,
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=actions.DEAD_AFTER,
            shutdown_graceful_timeout=GRACE,
        )


def main() -> None:
    """Run until told to stop; exit code 1 when the database went away or the role is not fit."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qalqan.settings")
    os.environ["QALQAN_ROLE"] = "worker"
    logging.basicConfig(level=logging.ERROR, format="qalqan: worker: %(message)s", stream=sys.stderr)
    django.setup()
    try:
        guard.check()
    except guard.UnsafeRoleError as error:
        sys.exit(str(error))
    if parent := os.environ.get(parents.VARIABLE):
        parents.leave_with(int(parent))
    from qalqan.kernel.outbox.dispatcher import Dispatcher

    dispatcher = Dispatcher()
    dispatcher.start()
    try:
        asyncio.run(serve(make_app()))
    except (ConnectorException, OSError) as error:
        sys.exit(f"qalqan: worker: {type(error).__name__}: the database is away")
    finally:
        dispatcher.stop()
        dispatcher.join(GRACE)


if __name__ == "__main__":
    main()
