"""What reporting does outside of a request."""

from contextlib import suppress
from uuid import UUID

from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.actions import compiling, packages, reminding
from qalqan.domains.reporting.actions.compiling import COMPILER, compile_ordered
from qalqan.domains.reporting.actor import WRITING
from qalqan.domains.reporting.queries.duties import plans_with_duties
from qalqan.kernel import jobs
from qalqan.kernel.access.scope import scope


@jobs.task(attempts=5)
def compile_report(report_id: str) -> None:
    """Compile an ordered report to the Government; harmless when it runs again."""
    compile_ordered(UUID(report_id))


@jobs.task(attempts=5, coalesce=True)
def open_plan(plan_code: str) -> None:
    """Open what a plan asks for, or bring it in line with what it asks for now."""
    with suppress(plans.Refused):  # the plan has gone: there is nothing to open
        packages.open_packages(plan_code)


@jobs.task(attempts=5, coalesce=True)
def open_what_begins() -> None:
    """Once a day: the reports of periods that have begun."""
    for plan_code in plans_with_duties():
        open_plan.enqueue(plan_code)


@jobs.task(attempts=30)
def remind(reminder_id: str) -> None:
    """Mail one reminder; tried again for about a day while the mail server is down."""
    reminding.send(UUID(reminder_id))


@jobs.task(attempts=3, coalesce=True)
def close_hanging_reports() -> None:
    """Four times an hour: orders of reports that nobody compiles any more are refused."""
    with scope(COMPILER, WRITING):
        compiling.close_hanging()


jobs.every("*/15 * * * *", close_hanging_reports)
jobs.every("11 19 * * *", open_what_begins)  # UTC: just after midnight in Kazakhstan
