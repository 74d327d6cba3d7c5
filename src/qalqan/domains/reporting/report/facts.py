"""What a report is made of: everything the register, the lines and the evidence said at one moment, frozen.

Nothing here knows a table or an address pattern: `Addresses` holds the pages' addresses, without the language
that the reader will have.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

STANDINGS = ("evidenced", "partly", "claimed", "contradicted", "none")
OUTCOMES = ("done", "partly", "not_done", "unknown")


class Named(Protocol):
    """A thing's words by language: `Names`, or a plain mapping."""

    def __getitem__(self, language: str, /) -> str: ...


@dataclass(frozen=True, slots=True)
class Party:
    """A body under its name of the day."""

    code: str
    name: Named
    short: Named


@dataclass(frozen=True, slots=True)
class RegionFacts:
    """A region that stood at the end of the period; `code` as KZ-61."""

    key: str
    code: str
    name: Named
    short: Named


@dataclass(frozen=True, slots=True)
class MeasureFacts:
    """A measure in its wording of the period's last day. `plan_money`: mln tenge of the period, None when the
    plan names none."""

    number: int
    section: int
    title: Named
    form: Named
    deadline: Named
    plan_money: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What a body reported of a measure: only what was submitted; of what was not, nothing but that. `state`:
    not_submitted, submitted, returned, accepted."""

    measure: int
    body: Party
    region: str  # key of a region, "" for a national body
    state: str
    outcome: str = "unknown"
    text: Named | None = None
    value: Decimal | None = None
    spend: Decimal | None = None
    address: str = ""

    @property
    def is_in(self) -> bool:
        """Whether it speaks: a returned line is the reporter's to write again."""
        return self.state in ("submitted", "accepted")

    @property
    def claims(self) -> bool:
        """Whether a body put its name under "done" or "done in part": a claim, whatever number it brought."""
        return self.is_in and self.outcome in ("done", "partly")


@dataclass(frozen=True, slots=True)
class ValueFacts:
    """An indicator in a place: what was claimed and what an independent source saw, the newest of each."""

    measure: int
    indicator: str
    name: Named
    unit: str  # percent, count, ...
    region: str  # key of a region, "" for the nation
    claimed: Decimal | None
    seen: Decimal | None
    source: Named | None = None  # words of the source
    seen_on: date | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class ContradictionFacts:
    """An open contradiction, or one that closed in the period. `explanation`: the rule's words, by
    language."""

    key: str
    measure: int
    region: str  # key of a region, "" for the nation
    place: Named
    explanation: Named
    owner: Named
    since: date
    days: int
    is_open: bool
    address: str
    claimed: Decimal | None = None
    seen: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """A body's report as a whole. `days_late` None when nothing is late."""

    body: Party
    due: date | None
    total: int
    submitted: int
    accepted: int
    days_late: int | None
    address: str


@dataclass(frozen=True, slots=True)
class Addresses:
    """Pages that show what a number stands on."""

    plan: str
    overview: str
    contradictions: str
    late: str
    measures: Mapping[int, str]
    regions: Mapping[str, str]  # by key of a region


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it, as of one moment."""

    plan_code: str
    act_number: str
    act_date: date
    act_title: Named
    act_body: Named  # who adopted it
    is_resolution: bool  # the Government adopted it
    clause: str  # of the act, by which the report is owed: "paragraph 3", or words of its own
    sender: Party
    recipient: Party
    period_start: date
    period_end: date
    due: date | None
    as_of: datetime
    number: int
    sections: Mapping[int, Named]
    regions: tuple[RegionFacts, ...]
    measures: tuple[MeasureFacts, ...]
    lines: tuple[LineFacts, ...]
    standings: Mapping[tuple[int, str], str]  # (measure, key of a region or "" for the nation)
    values: tuple[ValueFacts, ...]
    contradictions: tuple[ContradictionFacts, ...]
    packages: tuple[PackageFacts, ...]
    addresses: Addresses


def national(facts: Facts, measure: int) -> str:
    """Where a measure stands in the country. An open contradiction anywhere stands above everything, also one
    of an earlier period; then what the evidence room keeps for the nation; else its regions: only all of them
    evidenced are evidenced, those that owe it and of which nothing is known among them. Where nothing stands,
    a certified line that says it is done makes it claimed: evidence keeps a claim for a value only, and many
    measures have none."""
    if any(one.is_open and one.measure == measure for one in facts.contradictions):
        return "contradicted"
    is_claimed = any(line.claims and line.measure == measure for line in facts.lines)
    kept = facts.standings.get((measure, ""), "none")
    if kept != "none":
        return kept
    if (measure, "") in facts.standings:
        return "claimed" if is_claimed else "none"
    found = [standing for (number, _region), standing in regional(facts).items() if number == measure]
    if "contradicted" in found:
        return "contradicted"
    if found and all(standing == "evidenced" for standing in found):
        return "evidenced"
    if {"evidenced", "partly"} & set(found):
        return "partly"
    return "claimed" if is_claimed or "claimed" in found else "none"


def regional(facts: Facts) -> Mapping[tuple[int, str], str]:
    """Where measures stand in the regions that owe them, or of which something is known; claimed where none
    is kept and a certified line says it is done."""
    found = {(line.measure, line.region): "none" for line in facts.lines if line.region}
    found |= {key: standing for key, standing in facts.standings.items() if key[1]}
    for line in facts.lines:
        if line.claims and found.get((line.measure, line.region)) == "none":
            found[line.measure, line.region] = "claimed"
    against = [one for one in facts.contradictions if one.is_open and one.region]
    return found | {(one.measure, one.region): "contradicted" for one in against}
