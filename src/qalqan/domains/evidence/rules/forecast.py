"""How likely a running measure is to be evidenced by its date: a probability with its reason. Pure.

Two sources:

* **pace**: an indicator with a target and at least two independent values. Progress from the first value to
  the target is a Brownian motion with an unknown drift: pace is learnt from the later half of the values,
  unevenness from how all steps differ, both beside a weak prior, because three values prove little; and the
  pace ahead may differ from the one behind. The answer is the chance that such a path meets the target before
  the day, averaged over the paces that all this allows.
* **peers**: what measures of the same kind did: of those not yet evidenced at this part of their term, the
  share that was evidenced in time.

Where both are known their odds are averaged, the pace weighing as much as the part of the term that has
passed: early on, what such measures usually do says more than three values. Where neither is, None says so.

It never labels a body and never feeds a decision by itself. docs/algorithms/forecast.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from math import exp, log, sqrt
from statistics import NormalDist

STANDARD = NormalDist()
PACES = 41  # paces over which the answer is averaged
PRIOR_STEPS = 2.0  # the prior of unevenness weighs as much as two steps
PRIOR_SPREAD = 0.18  # unevenness over a whole term, as a part of the way, before any value is seen
PACE_SPREAD = 0.9  # how far a measure's pace may lie from the one that just arrives, before any value is seen
PACE_CHANGE = 1.0  # how far the pace ahead may lie from the one behind: rushes, stalls, last stretches
NEAR = 1e-9  # a target missed by less is met: the rest is how fractions are kept
FLOOR = 0.01  # nothing that has not happened is more certain than this
PEERS_WEIGHT = 2.0  # invented peers: one that arrived, one that did not


@dataclass(frozen=True, slots=True)
class Value:
    """An independent value of the indicator on a day."""

    day: date
    value: float


@dataclass(frozen=True, slots=True)
class Peer:
    """A measure of the same kind whose term has passed. `evidenced_at`: the part of its term (0 to 1) that
    had passed when it was evidenced; None if it never was, more than 1 if late."""

    evidenced_at: float | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """`probability` of being evidenced by the day, 0 to 1. `basis`: met, passed, pace or peers. Of a pace:
    how much of the way is left (`left`, in units of the indicator), `pace` so far and `needed` in units a
    month, and how many `values` it stands on. `peers`: how many like it were at this point, and how many of
    them `arrived` in time."""

    probability: float
    basis: str
    values: int = 0
    left: float | None = None
    pace: float | None = None
    needed: float | None = None
    peers: int = 0
    arrived: int = 0


MONTH = 365.25 / 12


def forecast(
    values: Iterable[Value],
    target: float | None,
    *,
    start: date,
    by: date,
    day: date,
    peers: Sequence[Peer] = (),
    rises: bool = True,
) -> Forecast | None:
    """The chance that a measure, not evidenced on `day`, is evidenced by `by`. None: nothing is known.

    `start`: when its term began. `values` after `day` are not looked at. ValueError if `by` < `start`."""
    if by < start:
        raise ValueError("a term ends after it begins")
    of_day = {one.day: one for one in values if one.day <= day}  # of two of one day the later named holds
    known = [of_day[at] for at in sorted(of_day)]
    sign = 1.0 if rises else -1.0
    if target is not None and known and sign * (known[-1].value - target) >= -NEAR * max(1.0, abs(target)):
        return Forecast(1.0, "met", len(known), left=0.0)
    if day > by:
        return Forecast(0.0, "passed", len(known))
    passed = max(0, (day - start).days) / max(1, (by - start).days)
    usual = _by_peers(peers, passed)
    if target is None or len(known) < 2:
        return usual
    own = _by_pace(known, target, sign, start, by, day)
    if usual is None:
        return own
    chance = _even_odds(own.probability, usual.probability, passed)
    return replace(own, probability=chance, peers=usual.peers, arrived=usual.arrived)


def _by_pace(
    known: Sequence[Value], target: float, sign: float, start: date, by: date, day: date
) -> Forecast:
    first, last = known[0], known[-1]
    term = max(1, (by - start).days)
    left = sign * (target - last.value)
    way = max(sign * (target - first.value), left)  # the whole way; a value that fell back makes it longer
    spread = _unevenness(known, sign, way, term)
    passed = (last.day - first.day).days / term
    covered = passed * _pace(known[-1 - len(known) // 2 :], sign, way, term)
    # pace in ways a term: what the values say, beside the prior pace, 1, that just arrives
    certainty = passed / spread**2 + 1 / PACE_SPREAD**2
    mean = (covered / spread**2 + 1 / PACE_SPREAD**2) / certainty
    remaining = (by - last.day).days / term
    quantiles = NormalDist(mean, sqrt(1 / certainty + PACE_CHANGE**2)).quantiles(PACES + 1)
    chance = sum(_arrives(left / way, pace, spread, remaining) for pace in quantiles) / PACES
    months = max((by - max(day, last.day)).days, 1) / MONTH
    return Forecast(
        min(1.0, max(0.0, chance)),
        "pace",
        len(known),
        left=left,
        pace=sign * (last.value - first.value) / ((last.day - first.day).days / MONTH),
        needed=left / months,
    )


def _pace(known: Sequence[Value], sign: float, way: float, term: int) -> float:
    """Ways a term, from the first to the last of these values."""
    days = (known[-1].day - known[0].day).days
    return sign * (known[-1].value - known[0].value) / way / (max(1, days) / term)


def _unevenness(known: Sequence[Value], sign: float, way: float, term: int) -> float:
    """Spread of progress over a whole term, as a part of the way, from how the steps between values differ
    from an even pace."""
    first, last = known[0], known[-1]
    pace = sign * (last.value - first.value) / way / max(1, (last.day - first.day).days)
    total, count = 0.0, 0
    for before, after in pairwise(known):
        days = (after.day - before.day).days
        off = sign * (after.value - before.value) / way - pace * days
        total += off**2 / (days / term)
        count += 1
    return sqrt((total + PRIOR_STEPS * PRIOR_SPREAD**2) / (max(0, count - 1) + PRIOR_STEPS))


def _arrives(distance: float, pace: float, spread: float, time: float) -> float:
    """The chance that a Brownian motion with this drift and spread covers `distance` within `time`: the
    distribution of its first passage (inverse Gaussian)."""
    if time <= 0:
        return 0.0
    deviation = spread * sqrt(time)
    ahead = STANDARD.cdf((pace * time - distance) / deviation)
    exponent = 2 * pace * distance / spread**2
    behind = STANDARD.cdf((-distance - pace * time) / deviation)
    return ahead + (exp(exponent) * behind if exponent < 500 and behind > 0 else 0.0)


def _by_peers(peers: Sequence[Peer], passed: float) -> Forecast | None:
    waiting = [one for one in peers if one.evidenced_at is None or one.evidenced_at > passed]
    if not waiting:
        return None
    arrived = sum(one.evidenced_at is not None and one.evidenced_at <= 1 for one in waiting)
    chance = (arrived + PEERS_WEIGHT / 2) / (len(waiting) + PEERS_WEIGHT)
    return Forecast(chance, "peers", peers=len(waiting), arrived=arrived)


def _even_odds(own: float, usual: float, weight: float) -> float:
    """Two chances as one: the weighted mean of their log odds."""

    def odds(chance: float) -> float:
        inside = min(max(chance, FLOOR), 1 - FLOOR)
        return log(inside / (1 - inside))

    return 1 / (1 + exp(-(weight * odds(own) + (1 - weight) * odds(usual))))


def brier(pairs: Iterable[tuple[float, bool]]) -> float:
    """The mean squared difference between what was forecast and what came (Brier 1950); 0 is perfect.
    ValueError for no pairs."""
    scores = [(chance - happened) ** 2 for chance, happened in pairs]
    if not scores:
        raise ValueError("a score needs a forecast")
    return sum(scores) / len(scores)
