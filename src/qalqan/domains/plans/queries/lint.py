"""The lint report of a plan as it was imported, in the reader's language."""

from collections import Counter
from dataclasses import dataclass

from .. import models
from ..lint import texts
from ..lint.api import Place
from ..lint.engine import SEVERITIES
from .common import PlanHead, plan_head, source_of_code


@dataclass(frozen=True, slots=True)
class LintPlaceView:
    """A place by name; `row` and `field` lead to the measure's page, where it is one."""

    name: str
    row: int | None
    field: str
    quote: str


@dataclass(frozen=True, slots=True)
class LintView:
    """One finding: what, where, why it matters (`basis`), and how to mend it."""

    rule: str
    severity: str
    severity_label: str
    title: str
    message: str
    mend: str
    basis: str
    places: tuple[LintPlaceView, ...]


@dataclass(frozen=True, slots=True)
class LintReport:
    """Findings, errors first; `counts` per severity, all three named even when none was found."""

    plan: PlanHead
    findings: tuple[LintView, ...]
    counts: tuple[tuple[str, str, int], ...]


def lint_report(plan_code: str, language: str = "kk") -> LintReport:
    """The report on the plan's present source. A rule that the program no longer has is left out, as there
    are no words for it. Refused: `plan-unknown`."""
    source = source_of_code(plan_code)
    known = texts.rule_texts()
    labels = texts.common()["severity"]
    found = []
    for row in models.LintFinding.objects.filter(source=source).prefetch_related("params", "places"):
        if row.rule not in known:
            continue
        params = {param.name: param.value for param in row.params.all()}
        found.append(
            LintView(
                rule=row.rule,
                severity=row.severity,
                severity_label=labels[row.severity][language],
                title=texts.words(row.rule, "title", language),
                message=texts.words(row.rule, "message", language, params),
                mend=texts.words(row.rule, "mend", language, params),
                basis=texts.basis(row.rule, language),
                places=tuple(_place(place, language) for place in row.places.all()),
            )
        )
    tally = Counter(view.severity for view in found)
    headings = texts.common()["severities"]
    counts = tuple((name, headings[name][language], tally[name]) for name in SEVERITIES)
    return LintReport(plan_head(plan_code, language), tuple(found), counts)


def _place(place: models.LintPlace, language: str) -> LintPlaceView:
    name = texts.place_name(Place(place.part, place.key, place.column), language)
    row = int(place.key) if place.part == "row" and place.key.isdecimal() else None
    return LintPlaceView(name, row, place.column, place.quote)
