"""The clock's jobs: a look ahead each minute, one job for each moment at which something falls due, and a
nightly count of what was only estimated."""

from qalqan.kernel.clock import actions, waking
from qalqan.kernel.jobs import every, task


@task(attempts=3, coalesce=True, priority=80)
def look_ahead() -> None:
    """What falls due within the next minute, and what was missed."""
    waking.look_ahead()


@task(attempts=3, coalesce=True, priority=85)
def wake(second: int) -> None:
    """Something falls due at this second (of the epoch; it only keeps two jobs for one moment apart)."""
    waking.ring()


@task(attempts=3, coalesce=True)
def recount() -> None:
    """Estimated deadlines, once the calendar of their year is known."""
    actions.recount_estimated()


every("* * * * *", look_ahead)
every("41 21 * * *", recount)  # UTC: the small hours in Kazakhstan
