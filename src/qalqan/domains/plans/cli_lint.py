"""`qalqan plan lint`: the defects of a plan, for people (a list) and for scripts (`--json`). No database."""

import json
import sys
from pathlib import Path

import click

from qalqan.domains.plans.cli_read import users_language
from qalqan.domains.plans.lint import api, texts
from qalqan.domains.plans.reading.api import read_plan
from qalqan.domains.plans.reading.problems import PlanUnreadable
from qalqan.domains.plans.reading.sources.door import FORMATS, load
from qalqan.kernel.names import LANGUAGES

CLEAN, FOUND, UNREADABLE = 0, 1, 2
SHOWN_QUOTE = 90  # characters of a quote on the terminal; --json has all


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "format_", type=click.Choice(FORMATS), help="Read FILE as this; else by content.")
@click.option("--json", "as_json", is_flag=True, help="Print findings as JSON.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of messages; else the terminal's.")
@click.option("--rule", "only", multiple=True, metavar="ID", help="Only this rule; may be repeated.")
def lint(file: Path, format_: str | None, as_json: bool, lang: str | None, only: tuple[str, ...]) -> None:
    """Report what makes a plan hard to execute or to check: rule, place, reason, and how to mend it.

    Exit code: 0 no errors and no warnings (notes may be there), 1 errors or warnings, 2 FILE cannot be read.
    """
    language = lang or users_language()
    unknown = [each for each in only if each not in {rule.id for rule in api.rules()}]
    if unknown:
        raise click.BadParameter(f"no rule is called {', '.join(unknown)}", param_hint="--rule")
    try:
        document = read_plan(load(file), format=format_, name=file.name, strict=False)
    except PlanUnreadable as problem:
        said = problem.words(language)
        if as_json:
            click.echo(json.dumps({"error": said}, ensure_ascii=False, indent=1))
        click.echo(f"{said['place']}: {said['message']} {said['mend']}", err=True)
        sys.exit(UNREADABLE)
    findings = api.lint_plan(document, only=only)
    counted = api.counts(findings)
    if as_json:
        report = {"counts": counted, "findings": [api.to_json(each, language) for each in findings]}
        click.echo(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            click.echo(as_text(finding, language))
        click.echo(closing(counted, language))
    sys.exit(FOUND if counted["error"] or counted["warning"] else CLEAN)


def as_text(finding: api.LintFinding, language: str) -> str:
    """Three lines a finding: where and what, the quote, how to mend."""
    severity = texts.common()["severity"][finding.severity][language]
    first = finding.places[0]
    where = texts.place_name(first, language)
    more = f" (+{len(finding.places) - 1})" if len(finding.places) > 1 else ""
    message = texts.words(finding.rule, "message", language, finding.params)
    lines = [f"{where}{more}: {severity}: {message} [{finding.rule}]"]
    if first.quote:
        cut = first.quote if len(first.quote) <= SHOWN_QUOTE else first.quote[: SHOWN_QUOTE - 1] + "…"
        lines.append(f"    > {cut}")
    mend = texts.common()["summary"]["mend"][language]
    lines.append(f"    {mend}: {texts.words(finding.rule, 'mend', language, finding.params)}")
    return "\n".join(lines)


def closing(counted: dict[str, int], language: str) -> str:
    summary = texts.common()["summary"]
    return str(
        summary["counts"][language].format(**counted) if any(counted.values()) else summary["clean"][language]
    )
