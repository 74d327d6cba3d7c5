"""`qalqan ledger`: seal, verify, export, anchor, rotate-key. Exit codes: 0 done or whole, 1 broken (each
place is named), 2 could not be read or done."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from functools import wraps
from typing import IO

import click
import psycopg

from qalqan.kernel.ledger import anchors, export, keys, live, proof, sealing


@click.group()
def ledger() -> None:
    """Every act and every read, sealed: check it, export it."""


def asking[**P](work: Callable[P, None]) -> Callable[P, None]:
    """Turn what cannot be done into a line and exit code 2."""

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            work(*args, **kwargs)
        except psycopg.OperationalError:
            refuse("the database does not answer; is `qalqan up` running?")
        except (
            OSError,
            proof.UnreadableError,
            export.NothingSealedError,
            sealing.CounterBehindError,
        ) as error:
            refuse(str(error))

    return run


def refuse(text: str) -> None:
    click.echo(f"qalqan ledger: {text}", err=True)
    sys.exit(2)


@ledger.command()
@click.argument("document", required=False)
@click.option(
    "--anchor", type=click.Path(exists=True), help="Anchors kept outside: a file, or mails as text."
)
@click.option("--key", type=click.Path(exists=True), help="Public keys you trust, one a line in hex.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@asking
def verify(document: str | None, anchor: str | None, key: str | None, as_json: bool) -> None:
    """Check DOCUMENT (a file, -, or an https address), or the live database when none is given.

    Finds every changed, lost, added or moved entry or seal and names its place. Without --anchor and --key
    it cannot know whether somebody who holds the signing key made the whole chain anew.
    """
    reader = proof.reader_for(anchor, key)
    if document is None:
        report = live.verify(reader)
    else:
        with proof.opened(document) as lines:
            report = proof.verify_lines(lines, reader)
    if as_json:
        found = asdict(report) | {"whole": report.whole, "last_hash": report.last_hash.hex()}
        found["findings"] = [finding._asdict() for finding in report.findings]
        click.echo(json.dumps(found, indent=2))
    else:
        for line in proof.words(report):
            click.echo(line)
    sys.exit(0 if report.whole else 1)


def day(context: click.Context, parameter: click.Parameter, value: datetime | None) -> datetime | None:
    return value.replace(tzinfo=UTC) if value else None


MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


@ledger.command("export")
@click.argument("file", type=click.File("wb", lazy=False))
@click.option("--since", type=MOMENT, callback=day, help="Seals made from this moment on (UTC).")
@click.option("--until", type=MOMENT, callback=day, help="Seals made up to this moment (UTC).")
@click.option("--closed", is_flag=True, help="Keep back who acted and about whom; it still proves.")
@asking
def export_(file: IO[bytes], since: datetime | None, until: datetime | None, closed: bool) -> None:
    """Write sealed entries to FILE (- for standard output): JSON lines, signed, checked by `verify`."""
    for line in export.lines(since, until, closed=closed):
        file.write(line)


@ledger.command()
@asking
def seal() -> None:
    """Seal what was written; the worker does this each minute."""
    done = sealing.run()
    click.echo(
        "another sealer is at work" if done.busy else f"{done.seals} seals over {done.entries} entries"
    )


@ledger.command()
@asking
def anchor() -> None:
    """Print the newest seal's anchor, and append it to the file of anchors."""
    line = anchors.append()
    click.echo(line or "nothing new since the last anchor")


@ledger.command("rotate-key")
@asking
def rotate_key() -> None:
    """Make a new signing key; the old one vouches for it at the next seal."""
    click.echo(
        f"key {keys.rotate()} signs from the next seal on; public keys: {keys.publish(anchors.folder())}"
    )
