"""`qalqan vault`: status, check, rotate, backup-key. Exit code 0 done, 1 not done or a fault found, 2
wrongly asked."""

import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from qalqan.kernel.embedded import session
from qalqan.kernel.embedded.binaries import LauncherError


def say(text: str) -> None:
    """One line about what is being done."""
    click.echo(f"qalqan: {text}", err=True)


def with_database(work: Callable[..., None], role: str = "app") -> Callable[..., None]:
    """Django set up and the database running; what goes wrong is told in a line."""

    @functools.wraps(work)
    def run(*args: Any, **kwargs: Any) -> None:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qalqan.settings")
        os.environ.setdefault("QALQAN_ROLE", role)
        import django

        django.setup()
        from qalqan.kernel.vault.envelope import VaultError

        try:
            with session.running(say):
                work(*args, **kwargs)
        except (LauncherError, VaultError, OSError) as error:
            raise click.ClickException(str(error)) from None

    return run


as_owner = functools.partial(with_database, role="owner")  # rows of append-only tables are sealed anew too


@click.group()
def vault() -> None:
    """Keys: what there is, whether it opens, changing and keeping them."""


@vault.command()
@with_database
def status() -> None:
    """Say which keys there are, and where."""
    from qalqan.kernel.vault import guard

    guard.check()
    for name, value in guard.state().items():
        click.echo(f"{name:16} {value}")


@vault.command()
@with_database
def check() -> None:
    """Open every sealed value and mend the store's copies. Exit code 1 when anything does not open."""
    from qalqan.kernel.vault import children, guard, rotation

    guard.check()
    slots, mended, broken = children.store().heal() if children.store().exists() else (0, 0, 0)
    click.echo(f"store: {slots} slots, {mended} mended, {broken} lost in both copies")
    wrong = rotation.check(click.echo)
    click.echo("all opens" if not wrong + broken else f"{wrong} values do not open, {broken} keys are lost")
    sys.exit(1 if wrong + broken else 0)


@vault.command()
@click.option("--master", "what", flag_value="master", help="A new master key; wraps every data key anew.")
@click.option("--data", "what", flag_value="data", help="New data keys; seals every row anew.")
@click.option("--resume", "what", flag_value="resume", help="Go on with sealing rows that was broken off.")
@as_owner
def rotate(what: str | None) -> None:
    """Change keys while everything runs. Afterwards keep a copy of the new master key (`backup-key`)."""
    from qalqan.kernel.vault import guard, rotation

    if what is None:
        raise click.UsageError("say what to change: --master, --data or --resume")
    guard.check()
    if what == "master":
        click.echo(f"{rotation.rotate_master()} keys wrapped under the new master key")
        say("the old key stays in the file: backups made before need it")
        return
    if what == "data":
        click.echo(f"{rotation.retire_data_keys()} keys retired")
        say("servers that run seal with the old keys for up to five minutes more: run --resume after that")
    click.echo(f"{rotation.reseal()} values sealed anew")


@vault.command("backup-key")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_database
def backup_key(file: Path) -> None:
    """Write the master key to FILE (mode 0400), to be kept apart from every backup of the database."""
    from qalqan.kernel.vault import guard, master

    guard.check()
    if file.exists():
        raise click.ClickException(f"{file} exists; a key is never written over. Choose another name")
    if not file.parent.is_dir():
        raise click.ClickException(f"{file.parent} is no folder")
    master.write(master.load(), file)
    click.echo(f"master key {master.current().id:016x} written to {file}")
    say("keep it apart from the backups: who has both can read everything. The children's keys are not in it")
