"""Which past does a moment belong to? A restoration forks the database's history: what was written after the
restored moment and before the restoration is undone, a *lost window*. A backup taken in a lost window leads
to the lost past, not to the present one; asking for a moment in the window means the old past again.

Pure functions over times in unix seconds, and the file that remembers restorations.
"""

import json
from dataclasses import asdict, dataclass
from typing import Protocol

from qalqan.kernel.embedded import home


class Finished(Protocol):
    """Anything that was complete at a time."""

    @property
    def finished(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Restore:
    """A restoration: to which moment (None: as far as the log went), when, and the timeline it began."""

    target: float | None
    done: float
    timeline: int


def restores() -> list[Restore]:
    """All restorations of this home, oldest first."""
    file = home.path() / "restores.json"
    return [Restore(**entry) for entry in json.loads(file.read_text("utf-8"))] if file.exists() else []


def remember(restore: Restore) -> None:
    """Add one to the file, which is written whole."""
    file = home.path() / "restores.json"
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps([asdict(entry) for entry in [*restores(), restore]]), "utf-8")
    fresh.replace(file)


def timeline(past: list[Restore], at: float) -> int:
    """The timeline that the database was on at a moment."""
    return next((restore.timeline for restore in reversed(past) if restore.done <= at), 1)


def usable[T: Finished](backups: list[T], past: list[Restore], at: float | None) -> list[T]:
    """The backups from which the database of a moment (None: of now) can be rebuilt, oldest first."""
    found = []
    for backup in backups:
        if at is not None and backup.finished > at:
            continue
        undone = any(
            restore.target is not None
            and restore.target < backup.finished < restore.done
            and (at is None or restore.done <= at)
            for restore in past
        )
        if not undone:
            found.append(backup)
    return found
