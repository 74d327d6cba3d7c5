"""The life of a contradiction, from when its claim and sources were known. Pure.

Each source that stands against a claim does so for an interval: from the moment when both were known until
the claim is replaced (corrected), the source is replaced (corrected), or a later sight bears the claim out
(overtaken); and again from when that later sight is itself ended. The contradiction is open while at least
one interval runs, so a replay of any day, a re-count of the whole register and the one change that just came
in all give the same answer."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from .contradict import Hit, Seen, Trait, bears_out
from .contradict_sets import of_parts

END_STATES = {"claim": "claim_corrected", "source": "source_corrected", "overtaken": "overtaken"}


class Stretch(NamedTuple):
    """A hit and the time in which it stood; `end` None: it stands. `why`: a key of END_STATES."""

    hit: Hit
    start: datetime
    end: datetime | None
    why: str


class Change(NamedTuple):
    """A step that follows from evidence alone: raise, join (one more source), reopen, close."""

    at: datetime
    act: str
    state: str
    hits: tuple[Hit, ...] = ()


def stretches(
    claim: Seen, claimed: Trait, hit: Hit, of: Trait, sources: Iterable[Seen]
) -> tuple[Stretch, ...]:
    """The times in which a hit stands: from when claim and source were both known until one of them ends,
    without those in which a later sight that bears the claim out was held. `of`: the trait of what was seen.
    """
    ends = []
    if claim.known_until is not None:
        ends.append((claim.known_until, "claim"))
    if hit.seen.known_until is not None and hit.seen.id != claim.id:
        ends.append((hit.seen.known_until, "source"))
    end, why = min(ends, default=(None, ""))
    later: list[Seen] = []
    if hit.rule in ("value", "meaning", "witness", "rest"):
        later = [one for one in sources if bears_out(claim, claimed, hit, one, of)]
    found: list[Stretch] = []
    at = max(claim.known_from, hit.seen.known_from)
    for one in sorted(later, key=lambda row: row.known_from):
        if end is not None and one.known_from >= end:
            break
        if one.known_until is not None and one.known_until <= max(at, one.known_from):
            continue  # over before it could count
        if one.known_from > at:
            found.append(Stretch(hit, at, one.known_from, "overtaken"))
        if one.known_until is None:
            return tuple(found)
        at = one.known_until
    if end is None or at < end:
        found.append(Stretch(hit, at, end, why))
    return tuple(found)


def life(stretches: Sequence[Stretch]) -> tuple[Change, ...]:
    """The steps of one contradiction (one claim, one rule) in order of time. Empty: never raised."""
    steps: list[Change] = []
    running: list[Stretch] = []
    moments = sorted({one.start for one in stretches} | {one.end for one in stretches if one.end})
    for moment in moments:
        ended = [one for one in running if one.end is not None and one.end <= moment]
        begun = tuple(one for one in stretches if one.start == moment)
        was_open = bool(running)
        running = [one for one in running if one not in ended] + list(begun)
        hits = tuple(one.hit for one in begun)
        if begun and not was_open:
            steps.append(Change(moment, "reopen" if steps else "raise", "open", hits))
        elif begun:  # also when another ended in the same moment: it stays open on the new one
            steps.append(Change(moment, "join", "open", hits))
        elif was_open and not running:
            steps.append(Change(moment, "close", END_STATES[_reason(ended)]))
    return tuple(steps)


def _reason(ended: Sequence[Stretch]) -> str:
    """A corrected claim says most, then a corrected source."""
    why = {one.why for one in ended}
    return next(word for word in ("claim", "source", "overtaken") if word in why)


def parts_stretches(
    claim: Seen, claimed: Trait, parts: Sequence[Seen], expected: int | None
) -> tuple[Stretch, ...]:
    """When the parts did not add up. Each moment at which one of them became known or was corrected is
    counted anew, because a sum stands on all of them."""
    if len(parts) < 2:
        return ()
    moments = sorted(
        {max(one.known_from, claim.known_from) for one in parts}
        | {one.known_until for one in parts if one.known_until and one.known_until > claim.known_from}
        | ({claim.known_until} if claim.known_until else set())
    )
    found: list[Stretch] = []
    for moment in moments:
        if claim.known_until is not None and moment >= claim.known_until:
            found = _ended(found, claim.known_until, "claim")
            break
        held = [
            one
            for one in parts
            if one.known_from <= moment and (one.known_until is None or one.known_until > moment)
        ]
        hit = of_parts(claim, claimed, held, expected)
        if hit is None:
            found = _ended(found, moment, "source")
        elif not found or found[-1].end is not None:
            found.append(Stretch(hit, moment, None, ""))
    return tuple(found)


def _ended(found: list[Stretch], moment: datetime, why: str) -> list[Stretch]:
    """The last stretch, if it runs, ends now."""
    if found and found[-1].end is None:
        return [*found[:-1], found[-1]._replace(end=moment, why=why)]
    return found
