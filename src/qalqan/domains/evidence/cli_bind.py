"""`qalqan evidence bind` and `indicators`. Exit codes: 0 done, 2 refused, 1 the database does not answer."""

import os
import sys
from pathlib import Path

import click

REFUSED = 2

lang_option = click.option(
    "--lang", type=click.Choice(("kk", "ru", "en")), default="en", show_default=True, help="Language."
)


@click.command(name="bind")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@lang_option
def bind_(file: Path | None, lang: str) -> None:
    """Load the bindings in FILE, else those of every shipped plan. Idempotent; faults are listed with file,
    row, rule and mend, and then nothing is written."""
    from qalqan.kernel.embedded import session
    from qalqan.kernel.embedded.binaries import LauncherError

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qalqan.settings")
    os.environ.setdefault("QALQAN_POOL", "0")
    try:
        with session.running(lambda text: click.echo(f"qalqan: {text}", err=True)):
            import django

            django.setup()
            _bind(file, lang)
    except LauncherError as error:
        raise click.ClickException(str(error)) from None


def _bind(file: Path | None, lang: str) -> None:
    from qalqan.domains.evidence.actions import binding
    from qalqan.domains.evidence.rules.problem import Refusal
    from qalqan.kernel.shipped import plans_folder

    files = [file] if file else sorted(plans_folder().glob(f"*/{binding.FILE}"))
    for one in files:
        try:
            done = binding.bind(one)
        except Refusal as refusal:
            for finding in refusal.findings:
                words = finding.words(lang)
                click.echo(f"{words['place']}: {words['message']} [{words['rule']}]", err=True)
                click.echo(f"    {words['mend']}", err=True)
            sys.exit(REFUSED)
        state = "loaded" if done.is_new else "held already"
        click.echo(f"{done.plan_code}: {done.measures} measures, {done.indicators} indicators, {state}")


@click.command(name="indicators")
@lang_option
def indicators_(lang: str) -> None:
    """Print the dictionary: key, unit, kind, roll-up, name. Needs no database."""
    from qalqan.domains.evidence.indicators import indicators

    for one in indicators():
        click.echo(f"{one.key}\t{one.unit}\t{one.kind}\t{one.roll_up}\t{one.name[lang]}")
