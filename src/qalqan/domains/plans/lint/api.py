"""The linter's door: `lint_plan` for findings, `to_json` for what `qalqan plan lint --json` prints.

Rules register themselves when their module is imported; this module imports them all, so whoever comes
through the door sees every rule.
"""

from collections.abc import Collection
from typing import Any

from qalqan.domains.plans.lint import act, bodies, deadlines, money, results, structure, texts, wording
from qalqan.domains.plans.lint.draft import Draft, Place
from qalqan.domains.plans.lint.engine import REGISTRY, SEVERITIES, LintFinding, Rule, Severity, run
from qalqan.domains.plans.reading.document import PlanDocument

__all__ = ["LintFinding", "Place", "Rule", "Severity", "lint_plan", "rules", "to_json"]

_THEMES = (act, structure, bodies, deadlines, money, results, wording)


def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of its theme."""
    return tuple(REGISTRY.values())


def lint_plan(document: PlanDocument, *, only: Collection[str] = ()) -> tuple[LintFinding, ...]:
    """Findings, errors first, then in the plan's order; `only` names rules (KeyError for an unknown one)."""
    chosen = [REGISTRY[each] for each in only] if only else rules()
    return run(Draft(document), chosen)


def to_json(finding: LintFinding, language: str = "en") -> dict[str, Any]:
    """One finding as plain values: rule, severity, place, places, spans, quote, title, message, mend, basis.

    `place` is the first place, `rows` the numbers of all rows concerned; spans are [start, end).
    """
    first = finding.places[0]
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "place": _place(first, language),
        "rows": list(finding.rows),
        "places": [_place(place, language) for place in finding.places],
        "spans": [list(span) for span in first.spans],
        "quote": first.quote,
        "title": texts.words(finding.rule, "title", language),
        "message": texts.words(finding.rule, "message", language, finding.params),
        "mend": texts.words(finding.rule, "mend", language, finding.params),
        "basis": texts.basis(finding.rule, language),
    }


def _place(place: Place, language: str) -> dict[str, Any]:
    return {
        "part": place.part,
        "key": place.key,
        "row": int(place.key) if place.part == "row" else None,
        "column": place.column,
        "name": texts.place_name(place, language),
        "quote": place.quote,
        "spans": [list(span) for span in place.spans],
    }


def counts(findings: Collection[LintFinding]) -> dict[str, int]:
    """How many findings of each severity, all three keys present."""
    return {severity: sum(each.severity == severity for each in findings) for severity in SEVERITIES}
