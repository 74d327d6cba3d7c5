"""Where a measure stands: nothing known, claimed, partly evidenced, evidenced, contradicted. Pure.

A claim moves a measure to "claimed" and never further, whoever makes it and however often. What moves it on
is a verified proof of the contract's kind, verified by another than its author, or the value of a source that
is independent for the indicator and reaches the target. A sample shows progress and completes nothing; a
citizen's or a journalist's word contradicts and completes nothing, unless the indicator names it among its
sources. An open contradiction stands above everything. docs/algorithms/evidence-contracts.md has the words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .indicator import NEITHER, UP, Indicator, Names

STANDINGS = ("none", "claimed", "partly", "evidenced", "contradicted")
MODES = ("indicators", "contract", "both")
EACH = ("region", "nation")
RECURS = ("year", "once")
NEVER_CLOSES = frozenset({"information_note"})  # a note is a claim
WHOLE = Decimal("0.95")  # of the units looked at: less is a sample
WHOLE_BY_NATURE = frozenset({"registry", "sensor"})  # they see all units, unless they say otherwise


@dataclass(frozen=True, slots=True)
class Bound:
    """An indicator of a measure. `closes`: reaching `target` evidences it; else it shows progress. `by`: the
    day of the target, None for the measure's own term."""

    indicator: str
    target: Decimal | None
    by: date | None
    closes: bool
    reason: Names


@dataclass(frozen=True, slots=True)
class MeasureBinding:
    """What can close a measure. `mode`: indicators, contract, both. `contracts`: kinds of proof, all needed.
    `each`: region (every region by itself) or nation. `recurs`: year (anew in each period) or once (what
    closed it in an earlier period still does). `papers`: who offers them, region or nation; one paper of the
    nation counts in every region (an order of a ministry behind what each region then does)."""

    plan_code: str
    number: int
    indicators: tuple[Bound, ...]
    mode: str
    contracts: tuple[str, ...]
    each: str
    recurs: str
    reason: Names
    papers: str = "region"

    @property
    def closing(self) -> tuple[Bound, ...]:
        """The indicators that must reach their targets; none in the mode "contract"."""
        return () if self.mode == "contract" else tuple(bound for bound in self.indicators if bound.closes)

    @property
    def proofs_needed(self) -> tuple[str, ...]:
        """The kinds of proof that must be verified; none in the mode "indicators"."""
        return () if self.mode == "indicators" else self.contracts


@dataclass(frozen=True, slots=True)
class Seen:
    """The value that one source holds now of an indicator. `on`: the day it speaks of."""

    value: Decimal
    on: date
    source_kind: str
    coverage: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A proof: its kind, state, and who offered and decided (the person's id, else the post in words; None if
    nobody)."""

    contract: str
    state: str
    author: str | None
    verifier: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a measure in a place for a period. `claims`: the claimed value per indicator.
    `is_claimed`: a line was certified or handed in, with a number or without. `independent`: per indicator,
    what each source other than the claimant holds; `earlier`: the same of days before the period, to measure
    progress from. `open_contradictions`: how many stand open."""

    claims: Mapping[str, Decimal] = field(default_factory=dict)
    is_claimed: bool = False
    independent: Mapping[str, tuple[Seen, ...]] = field(default_factory=dict)
    earlier: Mapping[str, tuple[Seen, ...]] = field(default_factory=dict)
    proofs: tuple[Offered, ...] = ()
    open_contradictions: int = 0


def standing(binding: MeasureBinding, facts: Facts, known: Mapping[str, Indicator]) -> str:
    """One of STANDINGS. `known`: the indicators by key (those that the binding names)."""
    if facts.open_contradictions:
        return "contradicted"
    seen = {
        bound.indicator: counting(known[bound.indicator], facts.independent.get(bound.indicator, ()))
        for bound in binding.closing
    }
    reached = [_reached(known[bound.indicator], bound, seen[bound.indicator]) for bound in binding.closing]
    verified = verified_kinds(facts.proofs)
    proven = [kind in verified for kind in binding.proofs_needed]
    parts = [*reached, *proven]
    if parts and all(parts):
        return "evidenced"
    if any(parts) or any(
        _shows_progress(known[key], one, (*facts.earlier.get(key, ()), *facts.independent.get(key, ())))
        for key, one in seen.items()
    ):
        return "partly"
    if (
        facts.is_claimed
        or facts.claims
        or any(proof.state in ("offered", "verified") for proof in facts.proofs)
    ):
        return "claimed"
    return "none"


def verified_kinds(proofs: Iterable[Offered]) -> frozenset[str]:
    """The kinds of proof that count: verified, by somebody, who is not the author, and no mere note."""
    return (
        frozenset(
            proof.contract
            for proof in proofs
            if proof.state == "verified"
            and proof.verifier is not None
            and may_decide(proof.author, proof.verifier)
        )
        - NEVER_CLOSES
    )


def may_decide(author: str | None, verifier: str) -> bool:
    """Whether this person may verify or refuse what that one offered: never one's own."""
    return author != verifier


def counting(indicator: Indicator, seen: Iterable[Seen]) -> Seen | None:
    """The value that counts: the newest of an accepted source (never a claim: no indicator may name it); of
    several on one day the worse. None if no accepted source holds one: unknown stays unknown."""
    accepted = [one for one in seen if one.source_kind in indicator.sources]
    if not accepted:
        return None
    day = max(one.on for one in accepted)
    found = None
    for one in accepted:
        if one.on == day and (found is None or indicator.worse(one.value, found.value) != found.value):
            found = one
    return found


def is_whole(indicator: Indicator, one: Seen) -> bool:
    """Whether the source looked at (nearly) all units, so that its value may complete and not only show.
    Unknown coverage is whole only for sources that see everything by nature, and where there is one unit."""
    if one.coverage is None:
        return one.source_kind in WHOLE_BY_NATURE or indicator.unit == "yes_no"
    return one.coverage >= WHOLE


def _reached(indicator: Indicator, bound: Bound, one: Seen | None) -> bool:
    if one is None or bound.target is None:
        return False
    return is_whole(indicator, one) and indicator.reaches(one.value, bound.target)


def _shows_progress(indicator: Indicator, one: Seen | None, held: Iterable[Seen]) -> bool:
    """Whether an independent value shows that something is done, short of the target: where more is better,
    that something is there; where less is better, that there is less than the last accepted value of an
    earlier day said, and not because a part only was looked at. A number that is neither good nor bad shows
    none."""
    if one is None or indicator.direction == NEITHER:
        return False
    if indicator.direction == UP:
        return one.value > 0
    before = counting(indicator, (each for each in held if each.on < one.on))
    return before is not None and is_whole(indicator, one) and one.value < before.value
