"""`qalqan backup`, `restore`, `restore-test`. Exit codes: 0 done, 1 could not be done (the message says why,
and everything is as before), 2 wrongly asked."""

import json as as_json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime

import click

from qalqan.kernel.embedded import backup as backups
from qalqan.kernel.embedded import restoring, session, settings
from qalqan.kernel.embedded.binaries import LauncherError

json_option = click.option("--json", "json", is_flag=True, help="The result as JSON.")


def say(text: str) -> None:
    """One line about what is being done."""
    click.echo(f"qalqan: {text}", err=True)


@contextmanager
def ours() -> Iterator[None]:
    """Only the embedded server is ours to copy; what goes wrong becomes a message and exit code 1."""
    if settings.url():
        raise click.ClickException(
            "DATABASE_URL names a server of your own: back it up by its own means (docs/operations/backup.md)"
        )
    try:
        yield
    except LauncherError as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def progress(label: str) -> Iterator[Callable[[int], None]]:
    """A bar on the terminal's error channel; nothing when that is not a terminal."""
    with click.progressbar(length=100, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        yield lambda percent: bar.update(max(0, percent - bar.pos))


def show(result: dict[str, object], json: bool) -> None:
    """Print a result."""
    if json:
        click.echo(as_json.dumps(result, indent=2))
        return
    for key, value in result.items():
        click.echo(f"{key:12} {'-' if value is None else value}")


@click.command()
@click.option("--full", is_flag=True, help="A full backup, even if an incremental one would do.")
@click.option("--keep", type=click.IntRange(1), help="Keep this many full backups with theirs; remove older.")
@json_option
def backup(full: bool, keep: int | None, json: bool) -> None:
    """Copy the database into $QALQAN_HOME/backups, incrementally if an earlier backup allows it.

    Works while the server runs. Secrets are not in it: keep a copy of $QALQAN_HOME/secrets elsewhere.
    """
    with ours(), session.running(say) as server:
        if server is None:
            return
        with progress("backup") as tell:
            taken = backups.take(server, full=full, tell=tell)
        removed = backups.prune(server, keep) if keep else []
    times = {
        key: datetime.fromtimestamp(getattr(taken, key), UTC).isoformat(timespec="seconds")
        for key in ("started", "finished")
    }
    show({**asdict(taken), **times, "removed": removed}, json)


def moment(context: click.Context, parameter: click.Parameter, value: str | None) -> float | None:
    """An ISO time as unix seconds; without an offset it is this machine's local time."""
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value).timestamp()
    except ValueError:
        raise click.BadParameter("write it as 2026-03-01T14:30:00 or 2026-03-01T14:30:00+05:00") from None
    if found > time.time():
        raise click.BadParameter("that moment has not come yet")
    return found


@click.command()
@click.option(
    "--at", callback=moment, metavar="TIME", help="The moment (ISO 8601); without it the newest state."
)
@json_option
def restore(at: float | None, json: bool) -> None:
    """Bring the database back from the backups and the log, to its newest state or to a moment.

    Refuses while the database runs. The old data folder is renamed, never deleted.
    """
    with ours():
        show(asdict(restoring.restore(at, say)), json)


@click.command("restore-test")
@json_option
def restore_test(json: bool) -> None:
    """Restore the newest backup beside the database, read every table, check every page; then remove it.

    Exit code 0 only when all of it is readable. The database may run meanwhile.
    """
    with ours():
        show(asdict(restoring.rehearse(say)), json)
