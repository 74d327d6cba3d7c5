"""`qalqan up`, `down`, `status`, `manage`."""

import contextlib
import json as as_json
import os
import signal
import sys
import time

import click

from qalqan.kernel.embedded import home, migrating, session, settings
from qalqan.kernel.embedded.binaries import LauncherError
from qalqan.kernel.embedded.server import Server
from qalqan.kernel.jobs import supervisor
from qalqan.kernel.jobs.supervisor import Crew
from qalqan.web import serving

AS_OWNER = {"migrate", "sqlmigrate", "sqlsequencereset"}
WITHOUT_DATABASE = {
    "help",
    "check",
    "collectstatic",
    "findstatic",
    "compilemessages",
    "makemessages",
    "diffsettings",
}
STOP_SECONDS = 40


def say(text: str) -> None:
    """One line about what is being done."""
    click.echo(f"qalqan: {text}", err=True)


@click.command()
@click.option("--host", default="127.0.0.1", envvar="QALQAN_HOST", show_default=True, help="Where to listen.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    envvar="QALQAN_PORT",
    help="The port; without it, 8000 or the next free one.",
)
@click.option(
    "--demo/--no-demo",
    default=False,
    envvar="QALQAN_DEMO",
    help="Load the demonstration's data and offer its users without a password.",
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Server processes.")
@click.option(
    "--worker/--no-worker",
    default=True,
    envvar="QALQAN_WORKER",
    show_default=True,
    help="Run a worker for jobs and events beside the server (`qalqan worker` runs more).",
)
def up(host: str, port: int | None, demo: bool, workers: int, worker: bool) -> None:
    """Start the database, the server and a worker; print the address. Ctrl-C stops them.

    Run again while it runs, it says what runs already. Exit code 0 when stopped as asked, 1 when it could not
    start or keep running.
    """
    claim = session.try_lock(serving.LOCK)
    if claim is None:
        click.echo(told(serving.read_state()))
        return
    os.environ["QALQAN_DEMO"] = "1" if demo else "0"
    if demo and host not in serving.LOOPBACK:
        say(f"warning: the demonstration's users need no password, and {host} is open to others")
    try:
        with claim, serving.signals_as_interrupt():
            last = serving.last_state()
            serving.write_state(serving.State(os.getpid(), "", demo, time.time()))
            run(host, port, demo, workers, last, Crew(int(worker), say))
    except LauncherError as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        say("stopped")


def run(
    host: str, port: int | None, demo: bool, workers: int, last: serving.State | None, crew: Crew
) -> None:
    """Database, what is due, server; returns when it was told to stop. The crew begins after the first
    answer: it has time."""
    from qalqan.web import prepare

    with session.running(say) as server:
        if server is None:
            prepare.migrate_outside(say)
        prepare.prepare(server, demo, say)
        chosen, claim = serving.claim_port(host, port, last)
        if port is None and chosen != serving.FIRST_PORT:
            say(f"port {serving.FIRST_PORT} is taken, using {chosen}")
        with claim, session.kept_alive(server, say) if server else contextlib.nullcontext(), crew:

            def ready(address: str) -> None:
                click.echo(f"Qalqan answers at {address}  (Ctrl-C stops it)")
                os.environ.setdefault("QALQAN_ADDRESS", address)  # the worker's mails carry links
                crew.start()

            serving.serve(
                host,
                chosen,
                workers=workers,
                demo=demo,
                ready=ready,
            )
    say("stopped")


def told(state: serving.State | None) -> str:
    """One sentence about a running `qalqan up`."""
    if state is None:
        return "nothing runs"
    if not state.address:
        return f"already starting (pid {state.pid})"
    return f"already runs at {state.address} (pid {state.pid})"


@click.command()
def down() -> None:
    """Stop what `up` started, and a database that a killed `up` left behind. Nothing running is no error."""
    state = serving.read_state()
    if state is not None and state.pid:
        os.kill(state.pid, signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        while not session.is_free(serving.LOCK):
            if time.monotonic() > until:
                raise click.ClickException(f"pid {state.pid} does not stop")
            time.sleep(0.1)
    left = False
    if not settings.url() and Server.at_home().exists():
        with session.lock("start.lock"):
            server = Server.at_home()
            left = session.is_free("users.lock") and server.pid() is not None
            if left:
                server.stop()
    click.echo("stopped" if state or left else "nothing runs")


@click.command()
@click.option("--json", "json", is_flag=True, help="As JSON.")
def status(json: bool) -> None:
    """Say what runs, and where. Exit code 0 when the server answers, 3 when it does not."""
    found = facts()
    if json:
        click.echo(as_json.dumps(found, indent=2))
    else:
        for key, value in found.items():
            click.echo(f"{key:12} {'-' if value is None else value}")
    sys.exit(0 if found["state"] == "running" else 3)


def facts() -> dict[str, str | int | bool | None]:
    """What `status` prints."""
    state = serving.read_state()
    port = int(state.address.rsplit(":", 1)[1]) if state and state.address else 0
    outside, folder, server = settings.url(), home.path(), Server.at_home()
    exists = not outside and server.exists()
    backups = sorted((folder / "backups").glob("*/backup.json")) if exists and readable(folder) else []
    return {
        "state": "stopped" if state is None else "running" if port and serving.answers(port) else "starting",
        "address": state.address if state else None,
        "pid": state.pid if state else None,
        "demo": state.demo if state else None,
        "workers": " ".join(map(str, supervisor.pids())) or None,
        "database": "outside" if outside else "embedded" if exists else "none yet",
        "database_pid": server.pid() if exists else None,
        "migrated": server.stamped(migrating.STAMP, migrating.fingerprint()) if exists else None,
        "backup": backups[-1].parent.name if backups else None,
        "home": str(folder),
        "free_mb": session.free_megabytes(folder) if folder.exists() else None,
    }


def readable(folder: object) -> bool:
    return os.access(str(folder), os.R_OK)


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a Django management command, with the database started if need be."""
    command = arguments[0] if arguments else "help"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qalqan.settings")
    if command in AS_OWNER:
        os.environ.setdefault("QALQAN_ROLE", "owner")
    from django.core.management import execute_from_command_line

    line = ["qalqan manage", *arguments]
    if command in WITHOUT_DATABASE or command.startswith("-") or "--help" in arguments:
        execute_from_command_line(line)
        return
    try:
        with session.running(say):
            execute_from_command_line(line)
    except LauncherError as error:
        raise click.ClickException(str(error)) from None
