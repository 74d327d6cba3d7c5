"""Which jobs exist and which run by the clock. Rooms keep them in `jobs.py`, where the worker finds them."""

from dataclasses import dataclass
from functools import cache

from django.tasks.base import Task
from django.utils.module_loading import autodiscover_modules

_tasks: dict[str, Task] = {}
_periodic: dict[tuple[str, str], "Periodic"] = {}


@dataclass(frozen=True, slots=True)
class Periodic:
    """A task called without arguments at each tick of a cron line (UTC; six fields: the last is seconds)."""

    cron: str
    task: Task


def add(task: Task) -> None:
    """Called for each task when it is declared; a variant made by `using()` changes nothing here."""
    _tasks.setdefault(task.module_path, task)


def every(cron: str, task: Task) -> None:
    """Run a task at each tick of `cron`, exactly once a tick over all workers. A tick that comes while the
    one before still waits is passed over; one missed for more than ten minutes as well."""
    _periodic[(task.module_path, cron)] = Periodic(cron, task)


@cache
def discover() -> None:
    autodiscover_modules("jobs")


def tasks() -> dict[str, Task]:
    """Every declared task by its dotted path."""
    discover()
    return _tasks


def periodic() -> tuple[Periodic, ...]:
    """Every line of the timetable."""
    discover()
    return tuple(_periodic.values())
