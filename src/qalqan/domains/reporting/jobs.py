"""What reporting does outside of a request."""

from uuid import UUID

from qalqan.domains.reporting.actions.compiling import compile_ordered
from qalqan.kernel import jobs


@jobs.task(attempts=5)
def compile_report(report_id: str) -> None:
    """Compile an ordered report to the Government; harmless when it runs again."""
    compile_ordered(UUID(report_id))
