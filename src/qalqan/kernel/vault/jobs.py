"""What the vault does by itself."""

from qalqan.kernel import jobs
from qalqan.kernel.vault import erasure
from qalqan.kernel.vault.files import actions as files


@jobs.task(attempts=3, coalesce=True, priority=50)
def finish_erasures() -> None:
    """Carry out erasures that were agreed to by a process that died before it did."""
    erasure.finish_erasures()


@jobs.task(attempts=3, coalesce=True, priority=-50)
def sweep_files() -> None:
    """Remove the bytes of uploads that came to nothing."""
    files.sweep()


jobs.every("*/5 * * * *", finish_erasures)
jobs.every("41 * * * *", sweep_files)
