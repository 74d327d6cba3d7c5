"""The kernel's own jobs: the sweep of stalled ones, the broom, the canary's last step."""

from qalqan.kernel.jobs import actions, every, task
from qalqan.kernel.outbox import actions as outbox


@task(attempts=1, coalesce=True, priority=90)
def sweep() -> None:
    """Take up the jobs of killed workers."""
    actions.sweep()


@task(attempts=3, coalesce=True, priority=-50)
def prune() -> None:
    """Forget what is done."""
    actions.prune()
    outbox.prune()


@task(once=True, priority=50)
def finish_canary(canary_id: str) -> None:
    """The last step of the self-test."""
    actions.finish_canary(canary_id)


every("* * * * * */10", sweep)
every("17 * * * *", prune)
