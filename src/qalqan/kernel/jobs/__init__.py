"""Work outside of a request: Django's Tasks, kept in PostgreSQL by procrastinate, run by `qalqan worker`.

    from django.tasks import task                       # in a room's jobs.py
    @task(attempts=5, once=True, coalesce=True)
    def sweep(region_id: str) -> None: ...

    sweep.enqueue(str(region_id))                       # joins the transaction it stands in
    jobs.every("*/5 * * * *", sweep_all)                # once a tick, however many workers run

A job carries ids only (kernel/ids.py). README.md says what each option promises.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.tasks.base import Task


def every(cron: str, task: "Task") -> None:
    """Run a task at each tick of `cron`: see `registry.every`."""
    from qalqan.kernel.jobs import registry  # Django: the launcher imports this package without it

    registry.every(cron, task)
