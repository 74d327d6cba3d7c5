"""Work outside of a request: Django's Tasks, kept in PostgreSQL by procrastinate, run by `qalqan worker`.

    @jobs.task(attempts=5, once=True, coalesce=True)     # in a room's jobs.py
    def sweep(region_id: str) -> None: ...

    sweep.enqueue(str(region_id))                       # joins the transaction it stands in
    jobs.every("*/5 * * * *", sweep_all)                # once a tick, however many workers run

`django.tasks.task` does as well, without the options. A job carries ids only (kernel/ids.py). README.md says
what
each option promises.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.tasks.base import Task

# The imports inside are for the launcher, which imports this package without Django.


def task[**P, R](
    *,
    priority: int = 0,
    attempts: int = 5,
    once: bool = False,
    coalesce: bool = False,
    serial: bool = False,
) -> "Callable[[Callable[P, R]], Task[P, R]]":
    """`django.tasks.task` with our options, typed. They are explained at `backend.Job`."""
    from django.tasks import task as declare

    options: dict[str, Any] = {"attempts": attempts, "once": once, "coalesce": coalesce, "serial": serial}
    return declare(priority=priority, **options)


def every(cron: str, task: "Task[..., Any]") -> None:
    """Run a task at each tick of `cron`: see `registry.every`."""
    from qalqan.kernel.jobs import registry

    registry.every(cron, task)
