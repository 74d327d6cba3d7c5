"""`qalqan plan ...`: commands are named here and imported when called, so that reading a file needs neither
Django nor a database. A new command is one line in COMMANDS and a file `cli_<name>.py`."""

from typing import Any

import click

from qalqan.kernel.commands import Command, LazyGroup

COMMANDS = {
    "read": Command("qalqan.domains.plans.cli_read", "read", "Read a plan and print it; no database needed."),
    "lint": Command(
        "qalqan.domains.plans.cli_lint", "lint", "Report defects of a plan: place, reason, mend."
    ),
    "import": Command("qalqan.domains.plans.cli_import", "import_", "Write a plan into the register."),
    "list": Command("qalqan.domains.plans.cli_import", "list_", "List the plans of the register."),
    "show": Command("qalqan.domains.plans.cli_import", "show", "Show a plan, or one measure, on a day."),
    "export": Command(
        "qalqan.domains.plans.cli_import", "export", "Write a plan's measures as CSV, XLSX or JSON."
    ),
    "amend": Command(
        "qalqan.domains.plans.cli_amend", "amend", "Apply an amendment, a patch of rows and columns."
    ),
    "gaps": Command(
        "qalqan.domains.plans.cli_gaps", "gaps", "What a plan leaves open, and what was decided."
    ),
    "decide": Command("qalqan.domains.plans.cli_gaps", "decide", "Append a signed decision on a gap."),
}


@click.group(cls=LazyGroup, commands_by_name=COMMANDS)
def plan(**_: Any) -> None:
    """Read, check, import and amend plans."""
