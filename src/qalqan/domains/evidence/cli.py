"""`qalqan evidence ...`: commands are named here and imported when called."""

from typing import Any

import click

from qalqan.kernel.commands import Command, LazyGroup

COMMANDS = {
    "bind": Command(
        "qalqan.domains.evidence.cli_bind", "bind_", "Load what can close the measures of a plan."
    ),
    "indicators": Command(
        "qalqan.domains.evidence.cli_bind", "indicators_", "Print the dictionary of indicators."
    ),
}


@click.group(cls=LazyGroup, commands_by_name=COMMANDS)
def evidence(**_: Any) -> None:
    """Indicators and what closes a measure."""
