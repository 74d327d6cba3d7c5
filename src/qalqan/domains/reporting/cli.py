"""`qalqan report`: the duties of a plan, and the reports that follow from them. Exit codes: 0 done, 2 refused
(place and mend on standard error; nothing was written), 1 the database does not answer."""

import os
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path

import click

from qalqan.kernel.commands import Command, LazyGroup

COMMANDS = {
    "duties": Command("qalqan.domains.reporting.cli", "duties", "Load the clauses of an act."),
    "open": Command("qalqan.domains.reporting.cli", "open_", "Open the reports of periods that have begun."),
    "due": Command("qalqan.domains.reporting.cli", "due", "Say what falls due when."),
}


def command[**P](work: Callable[P, None]) -> Callable[P, None]:
    """Run with the database up and Django ready; refusals become messages."""

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        from qalqan.kernel.embedded import session
        from qalqan.kernel.embedded.binaries import LauncherError

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qalqan.settings")
        os.environ.setdefault("QALQAN_POOL", "0")
        try:
            with session.running(lambda text: click.echo(f"qalqan: {text}", err=True)):
                import django

                django.setup()
                from qalqan.domains.plans.api import Refused
                from qalqan.domains.reporting.rules.duties import DutyError

                try:
                    work(*args, **kwargs)
                except (Refused, DutyError, UnicodeDecodeError) as refusal:
                    click.echo(f"qalqan report: {refusal}", err=True)
                    raise SystemExit(2) from None
        except LauncherError as error:
            raise click.ClickException(str(error)) from None

    return run


@click.group(cls=LazyGroup, commands_by_name=COMMANDS)
def report() -> None:
    """Load who reports to whom; open reports."""


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@command
def duties(file: Path) -> None:
    """Load the duties of FILE (reporting.toml). The same file again changes nothing."""
    from .actions.duties import load_duties

    click.echo(f"duties new or changed: {load_duties(file.read_text('utf-8'))}")


@click.command()
@click.argument("code")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As of this day (today).")
@command
def open_(code: str, on: datetime | None) -> None:
    """Open the reports of plan CODE whose period has begun; a second run changes nothing."""
    from .actions.packages import open_packages

    done = open_packages(code, on.date() if on else None)
    click.echo(
        f"{code}: reports opened {done.packages}, lines {done.lines}, brought in line {done.corrected}, "
        f"clocks started {done.clocks}"
    )


@click.command()
@click.argument("code")
@command
def due(code: str) -> None:
    """Every duty and period of plan CODE with its day; "unknown" while the text leaves it open."""
    from .queries.duties import due_days

    for duty, span, day in due_days(code):
        click.echo(f"{duty.code:16} {span.start} - {span.end}  {day or 'unknown: ' + duty.term.gap}")
