"""`qalqan watch ...`: commands are named here and imported when called."""

from typing import Any

import click

from qalqan.kernel.commands import Command, LazyGroup

COMMANDS = {
    "exchange": Command(
        "qalqan.domains.watch.open311.cli", "exchange", "Exchange reports with the centres of others now."
    ),
}


@click.group(cls=LazyGroup, commands_by_name=COMMANDS)
def watch(**_: Any) -> None:
    """People's control."""
