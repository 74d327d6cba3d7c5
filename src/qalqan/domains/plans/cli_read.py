"""`qalqan plan read`: a plan's file as JSON for scripts, or as a summary. No Django, no database."""

import json
import os
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import click

from qalqan.kernel.names import LANGUAGES

from .reading import api
from .reading.document import Finding, Measure, PlanDocument
from .reading.problems import PlanUnreadable, place_in
from .reading.sources.door import FORMATS, load

UNREADABLE = 2  # exit code: the file was refused, nothing was written


def users_language() -> str:
    """kk, ru or en by the terminal's locale."""
    code = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "")[
        :2
    ].lower()
    return code if code in LANGUAGES else "en"


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), help="Read FILE as this; else by its content."
)
@click.option(
    "--json", "as_json", is_flag=True, help="Print the whole plan as JSON, with places in the text."
)
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of messages; else the terminal's.")
def read(file: Path, format_: str | None, as_json: bool, lang: str | None) -> None:
    """Read the plan in FILE: act, sections, measures with every column, gaps and defects.

    Exit code: 0 read, 2 FILE cannot be read (one message says where, why, and what to do).
    """
    language = lang or users_language()
    try:
        document = api.read_plan(load(file), format=format_, name=file.name)
    except PlanUnreadable as problem:
        said = problem.words(language)
        if as_json:
            click.echo(json.dumps({"error": said}, ensure_ascii=False, indent=1))
        click.echo(f"{said['place']}: {said['message']} {said['mend']}", err=True)
        sys.exit(UNREADABLE)
    if as_json:
        click.echo(json.dumps(api.to_json(document), ensure_ascii=False, indent=1))
    else:
        click.echo(summary(document, language))


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "reading" / "summary.toml").read_text("utf-8"))


def summary(document: PlanDocument, language: str) -> str:
    """The plan for a reader at a terminal: a line a measure, then what is doubtful, open or wrong."""
    words = {key: texts[language] for key, texts in _words()["words"].items()}
    act = document.act
    lines = [
        act.title,
        words["act"].format(body=act.body, date=act.date or "?", number=act.number or "?"),
        "",
    ]
    for at in range(len(document.sections) + 1):
        measures = [measure for measure in document.measures if measure.section == at]
        if at:
            section = document.sections[at - 1]
            lines += [f"{section.number}. {section.title}"]
        lines += [f"  {_line(measure)}" for measure in measures]
    counts = {
        "measures": len(document.measures),
        "sections": len(document.sections),
        "gaps": len(document.gaps),
        "defects": len(document.defects),
        "joints": len(document.joints),
    }
    lines += ["", words["counts"].format(**counts)]
    for kind, findings in (("gap", document.gaps), ("defect", document.defects)):
        lines += [f"  {words[kind]}: {_finding(finding, language)}" for finding in findings]
    for joint in document.joints:
        how = f"{joint.left}{joint.right}" if joint.joined else f"{joint.left} {joint.right}"
        where = place_in(f"row {joint.row}, {joint.field}" if joint.row else joint.field, language)
        lines.append(f"  {words['joint']}: {where}: {how} ({joint.confidence:.2f})")
    return "\n".join(lines)


def _line(measure: Measure) -> str:
    bodies = ", ".join(ref.code + ("*" if ref.by_agreement else "") for ref in measure.bodies)
    money = measure.finance.total if measure.finance.total is not None else measure.finance.text
    parts = [measure.form, bodies, measure.deadline.text, str(money or "-")]
    return f"{measure.number:>3}  {measure.title}\n       {' | '.join(parts)}"


def _finding(finding: Finding, language: str) -> str:
    about = _words()["findings"].get(finding.rule, {}).get(language, finding.rule)
    quote = f": {finding.quote}" if finding.quote else ""
    return f"{place_in(finding.place, language)}: {about}{quote}"
