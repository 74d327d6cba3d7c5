"""`qalqan watch exchange`: a run with every peer or with one, now, and what it did."""

import os
import sys

import click


@click.command()
@click.option("--peer", "name", default="", help="The name of one peer; all of them without it.")
def exchange(name: str) -> None:
    """Exchange reports with the centres of others now. Exit code 1 when one of them gave trouble, 2 when
    there is no such peer."""
    from qalqan.kernel.embedded import session
    from qalqan.kernel.embedded.binaries import LauncherError

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qalqan.settings")
    os.environ.setdefault("QALQAN_POOL", "0")
    try:
        with session.running(lambda text: click.echo(f"qalqan: {text}", err=True)):
            import django

            django.setup()
            code = _exchange(name)
    except LauncherError as error:
        raise click.ClickException(str(error)) from None
    sys.exit(code)


def _exchange(name: str) -> int:
    from qalqan.domains.watch.open311 import sync
    from qalqan.domains.watch.open311.peers import living

    found = [one for one in living() if not name or one.name == name]
    if not found:
        said = f"there is no peer {name!r}" if name else "there is no peer"
        click.echo(f"{said}: add one at /watch/exchange/", err=True)
        return 2
    troubles = 0
    for peer in found:
        done = sync.exchange(peer.region_id, peer.id)
        troubles += bool(done.trouble)
        words = f"{peer.name}: sent {done.sent}, taken {done.taken}, news {done.told}"
        click.echo(words + (f"; trouble: {done.trouble}" if done.trouble else ""))
    return 1 if troubles else 0
