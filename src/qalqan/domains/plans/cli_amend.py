"""`qalqan plan amend`."""

import sys
from pathlib import Path

import click

from .cli_register import DIFFERENT, json_option, lang_option, print_json, with_register


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--code", help="The plan's code (default: the folder's name in plans/CODE/amendments/FILE).")
@click.option("--accept", is_flag=True, help="Replace an earlier patch of the same act.")
@json_option
@lang_option
@with_register
def amend(file: Path, code: str | None, accept: bool, as_json: bool, lang: str) -> None:
    """Apply an amendment, a TOML patch of rows and columns (docs/algorithms/amendments.md).

    Each change says what stood before; the register refuses (exit code 2) where it holds something else. An
    amendment that the imported text already holds adds the wording of the days before it. The same patch
    again changes nothing; a changed one of the same act waits for --accept (exit code 3).
    """
    from . import actions, patches
    from .actor import operator

    chosen = code or file.resolve().parent.parent.name
    patch = patches.load_patch(file.read_bytes(), file.name)
    result = actions.amend(chosen, patch, actor=operator(), accept=accept)
    if as_json:
        print_json(result)
    else:
        rows = ", ".join(map(str, result.rows))
        held = "already in the text" if result.is_consolidated else "not in the text yet"
        click.echo(f"{result.code}: No. {result.act}: {result.status} ({held}); rows {rows}")
        click.echo(f"  wordings written: {result.wordings}")
    if result.status == "different":
        click.echo("Nothing was written. To replace the earlier patch: --accept", err=True)
        sys.exit(DIFFERENT)
