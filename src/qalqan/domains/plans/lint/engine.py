"""The plan linter: rules that find what makes a plan impossible to execute or to check.

A rule is one small function over a `Draft`; it yields a `Hit` for each defect. What recurs in many rows is
one hit with many places, so that a reader sees twenty causes and not four hundred lines. The words for the
reader live in `rules/<theme>.toml`, in three languages, beside the demand each rule rests on.

    @rule("money.total-differs", "error")
    def total_differs(draft: Draft) -> Iterator[Hit]: ...

Severity: `error` is a contradiction or a slip that nobody would defend; `warning` is what makes a measure
hard to execute or to prove; `note` is a matter of care. Nothing here writes, and nothing here needs Django.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from qalqan.domains.plans.lint.draft import Draft, Place

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Hit:
    """One defect where it stands (one or more places) and the parameters of its message."""

    places: tuple[Place, ...]
    params: Mapping[str, str] = field(default_factory=dict)


Check = Callable[[Draft], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    severity: Severity
    check: Check


@dataclass(frozen=True, slots=True)
class LintFinding:
    """A defect that a rule found: `rule` and `severity` name it, `places` say where, first place first."""

    rule: str
    severity: Severity
    places: tuple[Place, ...]
    params: Mapping[str, str]

    @property
    def rows(self) -> tuple[int, ...]:
        """Numbers of the rows concerned, in order, each once."""
        return tuple(dict.fromkeys(int(place.key) for place in self.places if place.part == "row"))


REGISTRY: dict[str, Rule] = {}


def rule(id_: str, severity: Severity) -> Callable[[Check], Check]:
    """Register a check under an id `theme.name`; users name it with `--rule`, so it never changes."""

    def register(check: Check) -> Check:
        if id_ in REGISTRY:
            raise ValueError(f"two rules are called {id_}")
        REGISTRY[id_] = Rule(id_, severity, check)
        return check

    return register


def run(draft: Draft, rules: Iterable[Rule]) -> tuple[LintFinding, ...]:
    """Every finding of `rules`, errors first, then in the order of the plan."""
    found = [
        LintFinding(each.id, each.severity, hit.places, {**summary(hit.places), **hit.params})
        for each in rules
        for hit in each.check(draft)
    ]
    return tuple(sorted(found, key=_order))


def _order(finding: LintFinding) -> tuple[int, int, int, str]:
    rows = finding.rows
    return (SEVERITIES.index(finding.severity), len(rows) > 1, rows[0] if rows else 0, finding.rule)


def summary(places: Sequence[Place]) -> dict[str, str]:
    """Parameters that every message may use: rows ("7, 15, 33-35"), how many, and the first quote."""
    rows = tuple(dict.fromkeys(int(place.key) for place in places if place.part == "row"))
    first = places[0]
    return {"rows": ranges(rows), "count": str(len(rows)), "quote": first.quote, "key": first.key}


def ranges(numbers: Sequence[int]) -> str:
    """`(1, 2, 3, 7)` becomes "1–3, 7"; two neighbours stay apart, order is ascending."""
    parts: list[list[int]] = []
    for number in sorted(set(numbers)):
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    texts = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in parts]
    return ", ".join(texts)
