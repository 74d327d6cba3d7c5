"""The `qalqan` command. Groups live with the room they belong to and are imported only when called, so
that `qalqan plan read` starts without Django and `qalqan --help` without anything."""

import importlib
from typing import Any

import click

from qalqan import __version__

# name -> (module, attribute, one line of help shown by `qalqan --help` without importing the module)
COMMANDS = {
    "up": ("qalqan.web.cli", "up", "Start the database and the server; print the address."),
    "down": ("qalqan.web.cli", "down", "Stop what `up` started."),
    "status": ("qalqan.web.cli", "status", "Say what runs, and where."),
    "plan": ("qalqan.domains.plans.cli", "plan", "Read, check, import and amend plans."),
    "user": ("qalqan.kernel.access.cli", "user", "Create users and seat them in posts."),
    "backup": ("qalqan.kernel.embedded.cli", "backup", "Copy the database, incrementally if it can."),
    "restore": ("qalqan.kernel.embedded.cli", "restore", "Bring the database back, to a point in time."),
    "restore-test": ("qalqan.kernel.embedded.cli", "restore_test", "Prove that the newest backup restores."),
    "manage": ("qalqan.web.cli", "manage", "Run a Django management command."),
}


class LazyGroup(click.Group):
    """A click group whose commands are imported at the moment they are named."""

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


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="qalqan")
def main(**_: Any) -> None:
    """Qalqan: the decree that runs."""


if __name__ == "__main__":
    main()
