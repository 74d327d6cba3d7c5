"""`qalqan plan ...`: commands are named here and imported when called, so that reading a file needs neither
Django nor a database. A new command is one line in COMMANDS and a file `cli_<name>.py`."""

import importlib
from typing import Any

import click

# name -> (module, attribute, one line of help)
COMMANDS = {
    "read": ("qalqan.domains.plans.cli_read", "read", "Read a plan and print it; no database needed."),
    "lint": ("qalqan.domains.plans.cli_lint", "lint", "Report defects of a plan: place, reason, mend."),
    "import": ("qalqan.domains.plans.cli_import", "import_", "Write a plan into the register."),
    "list": ("qalqan.domains.plans.cli_import", "list_", "List the plans of the register."),
    "show": ("qalqan.domains.plans.cli_import", "show", "Show a plan, or one measure, on a day."),
    "export": ("qalqan.domains.plans.cli_import", "export", "Write a plan's measures as CSV, XLSX or JSON."),
    "amend": ("qalqan.domains.plans.cli_amend", "amend", "Apply an amendment, a patch of rows and columns."),
    "gaps": ("qalqan.domains.plans.cli_gaps", "gaps", "What a plan leaves open, and what was decided."),
    "decide": ("qalqan.domains.plans.cli_gaps", "decide", "Append a signed decision on a gap."),
}


class PlanGroup(click.Group):
    """A group whose commands are imported at the moment they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, _, about) in COMMANDS.items()])


@click.group(cls=PlanGroup)
def plan(**_: Any) -> None:
    """Read, check, import and amend plans."""
