"""Rules that need more than one claim and one source: parts that do not add up, what cannot be, and a number
that does not move. Pure; see `contradict`."""

from collections.abc import Iterable, Sequence
from datetime import date

from .contradict import OVERLAP, POINTS, Hit, Seen, Trait, is_all, number

PARTS_OF = {"nation": "region", "region": "district", "district": "organisation"}
ROUND_PARTS = 0.5  # each part may be rounded by half a unit


def impossible(claim: Seen, claimed: Trait, stood: tuple[date | None, date | None]) -> tuple[Hit, ...]:
    """What no source is needed for: a value out of its range, more parts than the whole, a place that did not
    stand. `stood`: first day and first day no longer of the claim's region, None for no limit."""
    hits = []
    low, high = claimed.low, claimed.high
    is_out = (low is not None and claim.value < low) or (high is not None and claim.value > high)
    if claim.numerator is not None and claim.denominator is not None:
        is_out = is_out or (claimed.is_share and claim.numerator > claim.denominator)
    if is_out:
        limits = (("low", "" if low is None else number(low)), ("high", "" if high is None else number(high)))
        hits.append(Hit("range", claim, (("claimed", number(claim.value)), *limits)))
    first, end = stood
    if (first is not None and claim.end < first) or (end is not None and claim.start >= end):
        facts = (("since", first.isoformat() if first else ""), ("until", end.isoformat() if end else ""))
        hits.append(Hit("no_place", claim, (("period", f"{claim.start}/{claim.end}"), *facts)))
    return tuple(hits)


def of_parts(claim: Seen, claimed: Trait, parts: Iterable[Seen], expected: int | None) -> Hit | None:
    """The place's own parts do not add up to what is claimed for the whole. `parts`: what is held of them
    (`parts_of`)
    at one
    moment, any source; `expected`: how many there are, None for unknown. Fewer parts than there are prove a
    shortfall only where less is better: the missing ones cannot take any away."""
    chosen = _one_each(parts)
    if len(chosen) < 2:
        return None
    is_complete = expected is not None and len(chosen) >= expected
    total = _total(claimed, chosen)
    if total is None or not (is_complete or (claimed.sign < 0 and claimed.roll_up == "sum")):
        return None
    gap = (claim.value - total) * claimed.sign
    slack = POINTS if claimed.is_share else ROUND_PARTS * len(chosen) + 0.02 * abs(total)
    if is_all(claimed, claim.value) and not claimed.is_share:
        slack = 0.0
    if gap <= slack:
        return None
    newest = max(chosen, key=lambda part: part.known_from)
    facts = (
        ("claimed", number(claim.value)),
        ("seen", number(total)),
        ("gap", number(gap)),
        ("parts", str(len(chosen))),
        ("expected", "unknown" if expected is None else str(expected)),
    )
    return Hit("parts", newest, facts)


def parts_of(claim: Seen, rows: Iterable[Seen]) -> tuple[Seen, ...]:
    """The rows that are parts of what is claimed: the next narrower places, same thing and period."""
    kind = PARTS_OF.get(claim.place)
    return tuple(
        row
        for row in rows
        if row.place == kind
        and row.indicator == claim.indicator
        and row.dims == claim.dims
        and _same_period(claim, row)
    )


def _one_each(parts: Iterable[Seen]) -> tuple[Seen, ...]:
    """The newest word on each part, a source's before a claim."""
    found: dict[object, Seen] = {}
    for part in parts:
        before = found.get(part.place_id)
        newer = before is None or (part.kind != "claim", part.known_from) > (
            before.kind != "claim",
            before.known_from,
        )
        if newer:
            found[part.place_id] = part
    return tuple(found.values())


def _same_period(claim: Seen, part: Seen) -> bool:
    common = (min(claim.end, part.end) - max(claim.start, part.start)).days + 1
    return part.end == claim.end and common >= OVERLAP * ((claim.end - claim.start).days + 1)


def _total(claimed: Trait, parts: Sequence[Seen]) -> float | None:
    """The parts' sum or weighted share; None where the indicator does not roll up so, or weights are
    missing."""
    if claimed.roll_up == "sum":
        return sum(part.value for part in parts)
    if claimed.roll_up != "ratio" or not claimed.is_share:
        return None
    weight = above = 0.0
    for part in parts:
        if part.numerator is None or not part.denominator:
            return None
        weight, above = weight + part.denominator, above + part.numerator
    return 100 * above / weight


def unmoved(claim: Seen, before: Seen, sources: Sequence[Seen], claimed: Trait) -> bool:
    """A note and never a contradiction: the claim repeats the last period's number to the digit while what
    others saw has moved."""
    if claim.value != before.value or claim.end <= before.end or is_all(claimed, claim.value):
        return False
    seen = sorted((one for one in sources if one.kind != "claim"), key=lambda one: one.as_of)
    return len(seen) > 1 and abs(seen[-1].value - seen[0].value) > (POINTS if claimed.is_share else 1)
