"""`qalqan plan import`, `list`, `show` and `export`."""

import hashlib
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from qalqan.kernel.names import LANGUAGES

from .cli_register import (
    DIFFERENT,
    FORMATS,
    as_of_option,
    beside,
    day_of,
    json_option,
    lang_option,
    plain,
    print_json,
    with_register,
)

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN_DIFFERENCES = 40  # on the terminal; --json has all


@click.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), help="Read FILE as this; else by its content."
)
@click.option(
    "--code", help="The plan's code; else that of plan.toml, else made of country, number and year."
)
@click.option("--facts", type=FILE, help="What the text does not state (default: plan.toml beside FILE).")
@click.option(
    "--translations", type=FILE, help="Working translations (default: translations.toml beside FILE)."
)
@click.option("--accept", is_flag=True, help="Write a file that differs from what the register holds.")
@json_option
@lang_option
@with_register
def import_(
    file: Path,
    format_: str | None,
    code: str | None,
    facts: Path | None,
    translations: Path | None,
    accept: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Read FILE and write it into the register, with the place of each field in it.

    The same file again changes nothing. A file that differs is shown first (exit code 3) and written with
    --accept; what it replaces stays in the register's history. Exit code 2: refused, nothing was written.
    """
    from . import actions, patches
    from .actor import operator
    from .reading.api import read_plan
    from .reading.sources.door import load

    data = load(file)
    document = read_plan(data, format=format_, name=file.name)
    known = beside(file, "plan.toml", facts)
    loaded = patches.load_facts(known.read_bytes(), known.name) if known else None
    chosen = code or (loaded.code if loaded else "") or patches.default_code(document)
    words = beside(file, "translations.toml", translations)
    wordings = patches.load_translations(words.read_bytes(), document, words.name) if words else ()
    actor = operator()
    source = actions.SourceFile(file.name, hashlib.sha256(data).hexdigest())
    result = actions.import_plan(document, actor=actor, code=chosen, file=source, facts=loaded, accept=accept)
    translated = 0
    if wordings and result.status != "different":
        translated = actions.translate(chosen, wordings, actor=actor)
    if as_json:
        print_json({**plain(result), "translations_changed": translated})
    else:
        _tell(result, translated)
    if result.status == "different":
        sys.exit(DIFFERENT)


def _tell(result: Any, translated: int) -> None:
    click.echo(f"{result.code}: {result.status}")
    click.echo(f"  measures {result.measures}, gaps {result.gaps}, defects {result.defects}")
    if translated:
        click.echo(f"  translations new or changed: {translated}")
    for difference in result.differences[:SHOWN_DIFFERENCES]:
        number = f" {difference.number}" if difference.number else ""
        click.echo(f"  {difference.part}{number}, {difference.column}")
        if difference.before is not None:
            click.echo(f"    - {difference.before}")
        if difference.after is not None:
            click.echo(f"    + {difference.after}")
    left = len(result.differences) - SHOWN_DIFFERENCES
    if left > 0:
        click.echo(f"  ... and {left} more (--json shows all)")
    if result.status == "different":
        click.echo("Nothing was written. To write it: the same command with --accept")


@click.command("list")
@json_option
@lang_option
@with_register
def list_(as_json: bool, lang: str) -> None:
    """The plans of the register: code, act, rows in force today."""
    from . import queries

    found = queries.plans(lang)
    if as_json:
        print_json(found)
        return
    for head in found:
        click.echo(f"{head.code:24} No. {head.act_number} {head.act_date}  {head.measures} measures")
        click.echo(f"    {head.act_title.text}")


@click.command()
@click.argument("code")
@click.option(
    "--measure", "number", type=click.IntRange(1), help="One measure, with all that is known of it."
)
@click.option("--search", default="", help="Only rows that hold these words in any of their forms.")
@as_of_option
@json_option
@lang_option
@with_register
def show(
    code: str, number: int | None, search: str, as_of: datetime | None, as_json: bool, lang: str
) -> None:
    """The measures of plan CODE as they bind on a day (today without --as-of)."""
    from . import queries

    if number is not None:
        view = queries.measure(code, number, as_of=day_of(as_of), language=lang)
        print_json(view) if as_json else _show_measure(view)
        return
    filters = queries.Filters(search=search)
    found = queries.overview(code, as_of=day_of(as_of), filters=filters, language=lang, page_rows=100_000)
    if as_json:
        print_json({"plan": found.plan, "day": found.day, "measures": found.rows})
        return
    click.echo(f"{found.plan.act_title.text}  [{found.day}]")
    section = 0
    for row in found.rows:
        if row.section != section:
            section = row.section
            title = next((s.title.text for s in found.sections if s.number == section), "")
            click.echo(f"\n{section}. {title}")
        bodies = ", ".join(duty.body.short for duty in row.duties)
        click.echo(f"{row.number:4}  {row.title.text}")
        click.echo(f"      {row.form.text} | {bodies} | {row.deadline.text} | {row.state_label}")


def _show_measure(view: Any) -> None:
    row = view.row
    click.echo(f"{row.number}. {row.title.text}  [{view.day}]")
    click.echo(f"  {row.form.text} | {row.deadline.text} | {row.state_label} | {row.funding_label}")
    for duty in view.duties:
        owners = duty.ownership.owners
        told = "; ".join(f"{owner.short} {owner.start}..{owner.end}" for owner in owners[:6])
        more = f" (+{len(owners) - 6})" if len(owners) > 6 else ""
        click.echo(f"  {duty.body.short} ({duty.role_label}): {told}{more}{duty.ownership.unknown}")
    for version in view.versions:
        changed = f" changed: {', '.join(version.changed)}" if version.changed else ""
        held = "" if version.superseded_at is None else f" superseded {version.superseded_at:%Y-%m-%d}"
        click.echo(f"  {version.start or '...'} - {version.end or '...'}{changed}{held}")
    for note in (*view.defects, *view.gaps):
        click.echo(f"  ! {note.place}: {note.message}")


@click.command()
@click.argument("code")
@click.option(
    "--format", "format_", type=click.Choice(("csv", "xlsx", "json")), default="csv", show_default=True
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; else the output."
)
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default="kk", show_default=True, help="Language of the list."
)
@as_of_option
@with_register
def export(code: str, format_: str, output: Path | None, lang: str, as_of: datetime | None) -> None:
    """The measures of plan CODE as a table."""
    from . import exports, queries

    found = queries.overview(code, as_of=day_of(as_of), language=lang, page_rows=100_000)
    data = exports.written(exports.overview_table(found), format_)
    if output is None:
        click.echo(data, nl=False)
    else:
        output.write_bytes(data)
