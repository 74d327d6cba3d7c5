"""`qalqan worker`."""

import signal
import time
from types import FrameType

import click

from qalqan.kernel.embedded import session
from qalqan.kernel.embedded.binaries import LauncherError
from qalqan.kernel.jobs.supervisor import Crew


def say(text: str) -> None:
    click.echo(f"qalqan: {text}", err=True)


@click.command()
@click.option("--count", type=click.IntRange(1, 64), default=1, show_default=True, help="Worker processes.")
def worker(count: int) -> None:
    """Run jobs and hand over events until stopped: more of it beside `qalqan up`, or on another machine.

    `qalqan up` runs one worker by itself (`--no-worker` leaves it out). With DATABASE_URL the address for the
    role qalqan_worker stands in DATABASE_URL_WORKER. Exit code 0 when stopped as asked, 1 when it could not
    start.
    """
    asked: list[int] = []

    def ask(number: int, frame: FrameType | None) -> None:
        asked.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask)
    try:
        with session.running(say), Crew(count, say) as crew:
            crew.start()
            say(f"{count} worker(s) run  (Ctrl-C stops them)")
            while not asked:
                time.sleep(0.3)  # no lock: a signal that comes as one falls asleep on a lock is not heard
    except LauncherError as error:
        raise click.ClickException(str(error)) from None
    say("stopped")
