"""When the operator must look: a pure judgement over figures. Each trouble is a code; the page has words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

SILENT = timedelta(seconds=15)  # a worker says that it lives each three seconds
LATE = timedelta(minutes=1)
UNSEALED = timedelta(hours=25)  # without any act the book is still sealed once a day
LEAST_DISK = 2048  # MB; the database refuses to start below 1024


@dataclass(frozen=True, slots=True)
class Figures:
    """What the judgement is made of; None where it is unknown or there is none."""

    silences: tuple[timedelta, ...]
    oldest_job: timedelta | None
    failed: int
    parked: int
    outbox_lag: timedelta
    overdue: timedelta
    last_seal: timedelta | None
    free_megabytes: int | None


def troubles(figures: Figures) -> tuple[str, ...]:
    """Codes of what is wrong, the gravest first; empty when all is well.

    no_worker, disk_low, outbox_late, jobs_late, seals_late, parked, failed.
    """

    def found() -> Iterable[tuple[bool, str]]:
        yield not any(silence < SILENT for silence in figures.silences), "no_worker"
        yield figures.free_megabytes is not None and figures.free_megabytes < LEAST_DISK, "disk_low"
        yield max(figures.outbox_lag, figures.overdue) > LATE, "outbox_late"
        yield figures.oldest_job is not None and figures.oldest_job > LATE, "jobs_late"
        yield figures.last_seal is not None and figures.last_seal > UNSEALED, "seals_late"
        yield figures.parked > 0, "parked"
        yield figures.failed > 0, "failed"

    return tuple(code for wrong, code in found() if wrong)
