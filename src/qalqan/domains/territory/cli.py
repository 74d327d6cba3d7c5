"""`qalqan territory`: outlines of regions and districts. Exit code 0 done, 1 refused or not done, 2 wrongly
asked."""

import functools
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from qalqan.kernel.embedded import session
from qalqan.kernel.embedded.binaries import LauncherError

LANGUAGES = ("kk", "ru", "en")
LEVELS = ("regions", "districts")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def as_owner(work: Callable[..., None]) -> Callable[..., None]:
    """Django set up as the owner of the tables, and the database running."""

    @functools.wraps(work)
    def run(*args: Any, **kwargs: Any) -> None:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qalqan.settings")
        os.environ.setdefault("QALQAN_ROLE", "owner")
        import django

        django.setup()
        try:
            with session.running(lambda text: click.echo(f"qalqan: {text}", err=True)):
                work(*args, **kwargs)
        except (LauncherError, OSError) as error:
            raise click.ClickException(str(error)) from None

    return run


@click.group()
def territory() -> None:
    """Outlines of regions and districts: bring newer or finer ones, say what holds, give them up."""


@territory.command("import-outlines")
@click.argument("file", type=FILE)
@click.option("--level", type=click.Choice(LEVELS), required=True, help="What the outlines are of.")
@click.option("--code-field", required=True, help="The property that holds the code (KATO, or ours).")
@click.option("--source", required=True, help="Who drew them; stands on every map.")
@click.option("--licence", required=True, help="Under which licence; stands on every map.")
@click.option("--skip-unknown", is_flag=True, help="Leave out codes that the register does not know.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True)
@as_owner
def import_outlines(
    file: Path, level: str, code_field: str, source: str, licence: str, skip_unknown: bool, lang: str
) -> None:
    """Take outlines from FILE, GeoJSON in degrees (WGS 84), whole or not at all."""
    from django.utils import translation

    from qalqan.domains.territory.labels import fault_words
    from qalqan.domains.territory.outline_actions import load_outlines
    from qalqan.domains.territory.outline_files import OutlinesRefused

    with translation.override(lang):
        try:
            done = load_outlines(
                file.read_bytes(),
                level=level,
                field=code_field,
                source=source,
                licence=licence,
                skip_unknown=skip_unknown,
            )
        except OutlinesRefused as refused:
            for fault in refused.faults:
                click.echo(f"{file.name}: {fault_words(fault)}", err=True)
            sys.exit(1)
    for code in done.skipped:
        click.echo(f"left out: {code}")
    click.echo(f"{done.outlines} outlines of {level}, in {done.regions} regions")


@territory.command("forget-outlines")
@click.option("--level", type=click.Choice(LEVELS), required=True)
@as_owner
def forget_outlines(level: str) -> None:
    """Give up imported outlines: regions return to the shipped ones, districts to none."""
    from qalqan.domains.territory import outline_actions

    click.echo(f"{outline_actions.forget_outlines(level)} outlines given up")


@territory.command("outlines")
@as_owner
def outlines() -> None:
    """Say which outlines hold and where they come from."""
    from qalqan.domains.territory.ground import ground

    here = ground()
    click.echo(f"{len(here.regions.shapes)} regions")
    for code, layer in here.districts.items():
        click.echo(f"{code}: {len(layer.shapes)} districts")
    for source in here.sources:
        click.echo(source)


@territory.command("where")
@click.argument("lat")
@click.argument("lon")
@as_owner
def where(lat: str, lon: str) -> None:
    """Say in which region and district a point lies (latitude, longitude in degrees)."""
    from qalqan.domains.territory.ground import ground
    from qalqan.kernel.geo import BadPoint, point

    try:
        spot = point(lat, lon)
    except BadPoint as bad:
        raise click.BadParameter(f"{lat}, {lon}: {bad.rule}") from None
    found = ground().find(spot.lat, spot.lon)
    if found is None:
        click.echo("outside the country")
        sys.exit(1)
    exact = "" if found.is_exact else " (outside every outline: the nearest)"
    click.echo(f"{found.region} {found.district or 'district not known'}{exact}")
