"""What the vault does by itself."""

from qalqan.kernel import jobs
from qalqan.kernel.vault import erasure


@jobs.task(attempts=3, coalesce=True, priority=50)
def finish_erasures() -> None:
    """Carry out erasures that were agreed to by a process that died before it did."""
    erasure.finish_erasures()


jobs.every("*/5 * * * *", finish_erasures)
