"""How far a statement about a thing may be trusted, from 0 to 1. Pure. docs/algorithms/confidence.md.

Four things count: who says so, where he stood when he said it, how long ago somebody looked, and whether
other independent eyes agree. Time wears trust down by the half-life of the kind: a camera is broken within
months, a fence stands for years.
"""

from datetime import date

from .whereabouts import TRUST

SOURCES = {
    "registry": 0.5,
    "claim": 0.4,
    "citizens": 0.6,
    "sensor": 0.8,
    "police": 0.8,
    "inspection": 0.95,
}
# Days after which half of the trust is gone if nobody looks again.
HALF_LIFE = {
    "camera": 180,
    "video_link": 90,
    "alarm_button": 180,
    "fire_alarm": 180,
    "guard_post": 180,
    "access_control": 270,
    "evacuation_plan": 365,
    "toilet_outdoor": 365,
    "toilet_warm": 365,
    "lamp": 270,
    "manhole": 90,
    "school_bus": 270,
    "crossing": 365,
    "signal": 365,
    "hump": 730,
    "fence": 730,
    "gate": 730,
    "footway": 730,
    "entrance": 1460,
}
USUAL = 365
AGREES, CONTRADICTS = 0.6, 0.5  # what one more independent voice leaves of the doubt, or of the trust
MOST = 0.99
LOW, HIGH = 0.35, 0.7


def confidence(
    kind: str,
    state: str,
    source: str,
    looked: date,
    today: date,
    *,
    agree: int = 0,
    contradict: int = 0,
    seen_from: str = "",
) -> float:
    """Trust in "this kind of thing is in this state". `looked`: the day it was verified, else the day from
    which it is said. `agree`, `contradict`: other independent sources. `seen_from`: a word of
    `whereabouts.py`. An unknown state earns none: missing is never safe."""
    if state == "unknown":
        return 0.0
    age = max((today - looked).days, 0)
    fresh = float(SOURCES[source] * TRUST[seen_from] * 0.5 ** (age / HALF_LIFE.get(kind, USUAL)))
    trusted = 1 - (1 - fresh) * AGREES ** min(agree, 5)
    return round(min(trusted, MOST) * CONTRADICTS ** min(contradict, 5), 4)


def band(value: float) -> str:
    """ "low", "middle" or "high", for words on a screen."""
    return "low" if value < LOW else "high" if value >= HIGH else "middle"


DANGERS = frozenset({"toilet_outdoor", "manhole"})  # of these the absence is what one wants


def complains_against(kind: str, state: str) -> bool:
    """Whether a citizen's complaint about this kind of thing speaks against this state of it."""
    return is_best(kind, state)


def is_best(kind: str, state: str) -> bool:
    """Whether this state of a thing is the safe one."""
    return state == ("absent" if kind in DANGERS else "working")


def stands(kind: str, verified_at: date | None, today: date) -> bool:
    """Whether a look is younger than the half-life of what was looked at."""
    return verified_at is not None and (today - verified_at).days < HALF_LIFE.get(kind, USUAL)
