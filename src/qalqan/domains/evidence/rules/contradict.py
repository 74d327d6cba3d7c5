"""When an independent source does not bear out a claim. Pure.

A claim is compared with what others saw of the same thing (same indicator, place or a part of it, time) or
of a stricter meaning of it (conforming and connected against present). Only a difference that *flatters*
the claim counts, only beyond what measuring explains, and only from a source that may speak of the claim's
day. What has an innocent explanation stays silent: rounding, a sample's chance, another period, works done
afterwards, an old source, a claim that is too modest.

Numbers here are floats: 200,000 observations are compared at a time, and every threshold is wider than the
error of a float by ten orders. What is shown to people is read from the tables, exact.
See docs/algorithms/contradictions.md.
"""

from datetime import date, datetime
from functools import lru_cache
from math import sqrt
from typing import NamedTuple
from uuid import UUID

from . import standing
from .indicator import DOWN, NEITHER, Indicator

RULES = ("value", "witness", "meaning", "rest", "parts", "range", "no_place")
STRICTER = {"present": ("conforming", "connected"), "conforming": ("connected",)}
BOUNDS = ("at_least", "at_most")  # methods of a source that saw a limit and not the number itself

POINTS = 2.0  # percent points that two ways of counting differ by
SHARE = 0.02  # part of a count by which two counts of one thing differ
ROUNDING = 0.5  # percent points: "100 %" is also what 99.6 was rounded to
SPEND = 0.05  # part of a sum of money
LEAD_DAYS = 31  # a source may be this much older than the day the claim speaks of: works take longer
AGE_DAYS = 365  # and this much younger
LASTING_DAYS = 730  # where only neglect could bring it back ("none left"), a later sight says more
LEAST_COVERAGE = 0.25  # a source that saw less than this part speaks of what it saw, not of the whole
OVERLAP = 0.9  # of the longer period, for what is counted within a period
WHOLE = float(standing.WHOLE)
WHOLE_BY_NATURE = standing.WHOLE_BY_NATURE
SURE = 2.58  # standard errors of a sample: one innocent in a hundred


class Trait(NamedTuple):
    """What the rules need to know of an indicator."""

    key: str
    family: str
    meaning: str
    is_share: bool
    is_stock: bool
    is_whole: bool
    roll_up: str
    sign: int  # 1: more is better, -1: less is better, 0: neither
    low: float | None
    high: float | None
    best: float | None  # the value that says "all of it": 100 %, or none left
    age_days: int
    sources: frozenset[str]


class Seen(NamedTuple):
    """One row of evidence in as few words as the rules need. `known_until` None: held now. `as_of`: the day a
    stock's value speaks of."""

    id: UUID
    region_id: UUID
    place: str
    place_id: UUID
    district_id: UUID | None
    indicator: str
    dims: str
    start: date
    end: date
    as_of: date
    value: float
    numerator: float | None
    denominator: float | None
    coverage: float | None
    kind: str
    body: str
    ref: str
    method: str
    known_from: datetime
    known_until: datetime | None
    plan_code: str
    number: int | None


class Hit(NamedTuple):
    """A source that stands against a claim under a rule. `facts`: named values of the explanation."""

    rule: str
    seen: Seen
    facts: tuple[tuple[str, str], ...]


@lru_cache(maxsize=512)
def trait(of: Indicator) -> Trait:
    """The rules' view of an indicator. A family is the indicators that say of one thing that it is present,
    conforming or connected: the key without its last word."""
    is_share = of.unit == "percent"
    sign = 0 if of.direction == NEITHER else -1 if of.direction == DOWN else 1
    low, high = of.range
    best = 100.0 if is_share and sign > 0 else 0.0 if sign < 0 else None
    return Trait(
        of.key,
        of.key.rpartition(".")[0] if of.meaning else of.key,
        of.meaning,
        is_share,
        of.kind == "stock",
        of.measured_in.whole,
        of.roll_up,
        sign,
        None if low is None else float(low),
        None if high is None else float(high),
        best,
        LASTING_DAYS if sign < 0 and of.kind == "stock" else AGE_DAYS,
        frozenset(of.sources),
    )


def is_all(claimed: Trait, value: float) -> bool:
    """Whether a value says "all of it": 100 % and what is rounded to it, or none left. 99.9 must not be a
    word that no exception refutes."""
    if claimed.best is None:
        return False
    return abs(value - claimed.best) <= (ROUNDING if claimed.is_share else 0.0)


def is_nearly_all(claimed: Trait, value: float) -> bool:
    """Whether a share is "all of it" but for what two ways of counting differ by."""
    return claimed.is_share and claimed.best is not None and abs(value - claimed.best) <= POINTS


def against(claim: Seen, claimed: Trait, seen: Seen, of: Trait) -> Hit | None:
    """The hit of a source upon a claim, or None. `claimed` and `of`: traits of their indicators. The caller
    gives only sources of the claim's family in the claim's place or within it."""
    if not is_independent(claim, seen) or claim.dims != seen.dims or not in_time(claim, claimed, seen):
        return None
    if claim.indicator != seen.indicator:
        return _of_meaning(claim, claimed, seen, of) or _of_rest(claim, claimed, seen, of)
    if claimed.sign == 0:
        return None
    gap = (claim.value - seen.value) * claimed.sign
    if gap <= 0:
        return None
    if claim.place == seen.place and claim.place_id == seen.place_id:
        return _of_value(claim, claimed, seen, gap)
    if is_all(claimed, claim.value) and gap > (ROUNDING if claimed.is_share else 0):
        return Hit("witness", seen, _facts(claim, seen, gap, witness=seen.place))
    return None


def is_independent(claim: Seen, seen: Seen) -> bool:
    """Another kind of source, and not the claimant itself."""
    return seen.kind != "claim" and (not seen.body or seen.body != claim.body)


def in_time(claim: Seen, claimed: Trait, seen: Seen) -> bool:
    """Whether a source may speak of the claim's time. A stock: seen on the claimed day, a month before (works
    take longer) or until it is too old. A flow: nearly the same period."""
    if claimed.is_stock:
        days = (seen.as_of - claim.as_of).days
        return -LEAD_DAYS <= days <= claimed.age_days
    common = (min(claim.end, seen.end) - max(claim.start, seen.start)).days + 1
    longest = max((claim.end - claim.start).days, (seen.end - seen.start).days) + 1
    return common >= OVERLAP * longest


def _of_value(claim: Seen, claimed: Trait, seen: Seen, gap: float) -> Hit | None:
    """The same place: beyond tolerance, and seen widely enough. Against "all of it" the tolerance is that of
    rounding, because every exception that was seen is one."""
    total = is_all(claimed, claim.value)
    margin = tolerance(claim, claimed, seen)
    limit = max(ROUNDING, margin - POINTS) if total and claimed.is_share else margin
    if total and not claimed.is_share and claimed.sign < 0:
        limit = 0.0  # "none left", and one was seen
    if gap <= limit:
        return None
    if not total and seen.coverage is not None and seen.coverage < LEAST_COVERAGE:
        return None
    return Hit("value", seen, _facts(claim, seen, gap, tolerance=limit))


def tolerance(claim: Seen, claimed: Trait, seen: Seen) -> float:
    """What measuring explains: two ways of counting, and the chance of a sample that saw a part."""
    if not claimed.is_share:
        part = SHARE if claimed.is_whole else SPEND
        return max(1.0 if claimed.is_whole else 0.0, part * max(abs(claim.value), abs(seen.value)))
    part = 1.0 if seen.coverage is None else seen.coverage
    if part >= 1 or not seen.denominator:
        return POINTS
    share = min(max(claim.value / 100, 0.0), 1.0)  # if the claim were true, this is the spread it gives
    return POINTS + SURE * 100 * sqrt(share * (1 - share) / seen.denominator * (1 - part))


def _of_meaning(claim: Seen, claimed: Trait, seen: Seen, of: Trait) -> Hit | None:
    """ "All are equipped" (or nearly all) against a source that finds fewer conforming or connected. A claim
    of less says nothing of the stricter meanings."""
    if of.meaning not in STRICTER.get(claimed.meaning, ()) or not is_nearly_all(claimed, claim.value):
        return None
    if of.best is None or not of.is_share:
        return None
    gap = (claim.value - seen.value) * claimed.sign
    margin = tolerance(claim, claimed, seen)
    if gap <= (max(ROUNDING, margin - POINTS) if is_all(claimed, claim.value) else margin):
        return None
    return Hit("meaning", seen, _facts(claim, seen, gap, meant=claimed.meaning, found=of.meaning))


def _of_rest(claim: Seen, claimed: Trait, seen: Seen, of: Trait) -> Hit | None:
    """ "All have the new one" against a source that saw the old one, of which none should be left, still in
    use in the place: all schools have warm toilets, and children of one of them go to the yard."""
    if claimed.sign <= 0 or not is_all(claimed, claim.value):
        return None
    if of.is_share or of.best != 0 or seen.value <= 0:
        return None
    return Hit("rest", seen, _facts(claim, seen, seen.value, rest=seen.indicator))


def bears_out(claim: Seen, claimed: Trait, hit: Hit, later: Seen, of: Trait) -> bool:
    """Whether a later sight of what stood against the claim ends the matter: same thing, same place, seen
    after it by an independent source that the indicator accepts, no less widely, and now as claimed. `of`:
    the trait of what was seen."""
    seen = hit.seen
    if (later.indicator, later.place_id, later.place) != (seen.indicator, seen.place_id, seen.place):
        return False
    if later.as_of <= seen.as_of or later.dims != seen.dims or later.method in BOUNDS:
        return False
    if not is_independent(claim, later) or not claimed.is_stock:
        return False
    if later.kind not in of.sources or not is_as_wide(later, seen):
        return False
    if hit.rule == "rest":
        return later.value <= 0
    gap = (claim.value - later.value) * claimed.sign
    if is_all(claimed, claim.value):
        return gap <= (ROUNDING if claimed.is_share else 0)
    return gap <= tolerance(claim, claimed, later)


def is_as_wide(later: Seen, seen: Seen) -> bool:
    """Whether a later sight looked at (nearly) all units, or at no fewer than the one it overtakes. Coverage
    that was not said is a register's whole, an organisation itself, or as good as one that was not said."""
    if later.coverage is None:
        return later.kind in WHOLE_BY_NATURE or later.place == "organisation" or seen.coverage is None
    return later.coverage >= WHOLE or (seen.coverage is not None and later.coverage >= seen.coverage)


def number(value: float) -> str:
    """A number as facts keep it: plain, without a tail of zeros; a share to two places."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _facts(claim: Seen, seen: Seen, gap: float, **more: str | float) -> tuple[tuple[str, str], ...]:
    days = (seen.as_of - claim.as_of).days
    facts = [
        ("claimed", number(claim.value)),
        ("seen", number(seen.value)),
        ("gap", number(gap)),
        ("days", str(days)),
        ("coverage", "unknown" if seen.coverage is None else number(seen.coverage * 100)),
    ]
    facts += [(name, number(value) if isinstance(value, float) else value) for name, value in more.items()]
    return tuple(facts)
