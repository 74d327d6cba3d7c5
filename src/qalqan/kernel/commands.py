"""A click group whose commands are named by data and imported only when called: `qalqan plan read` starts
without Django, and `--help` without anything."""

import importlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import click


class Command(NamedTuple):
    """Where a command lives, and its line of help (shown without importing it)."""

    module: str
    attribute: str
    about: str


class LazyGroup(click.Group):
    """`@click.group(cls=LazyGroup, commands_by_name={...})`."""

    def __init__(self, *args: Any, commands_by_name: Mapping[str, Command], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_name = commands_by_name

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.by_name)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = self.by_name.get(cmd_name)
        if found is None:
            return None
        command: click.Command = getattr(importlib.import_module(found.module), found.attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.about) for name, command in self.by_name.items()])
