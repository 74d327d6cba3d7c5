"""How likely two reports are about one thing. Pure; docs/algorithms/duplicates.md.

A logistic sum over terms that a person can check: distance against what the phones' places are worth, time,
the tree of categories, the texts, the pictures, the place of the register. A term that nobody can tell (no
text, no picture) adds nothing: missing is neither alike nor unlike. The weights were fitted on 1,000
invented pairs and judged on 1,000 others (`python -m benches duplicates`); the sum is explained term by
term.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from qalqan.kernel.geo import Point, metres

from .categories import category
from .wording import common, wording

UNSAID = 25.0  # metres that a place is worth when the phone did not say
SURE, VAGUE = 8.0, 120.0
WEIGHTS: dict[str, float] = {
    "start": -0.15,
    "distance": -1.26,
    "named": 0.93,
    "near": 1.98,
    "other_branch": -0.96,
    "other_number": -2.87,
    "other_places": -1.65,
    "other_site": -0.49,
    "picture": 2.55,
    "same_branch": -0.29,
    "same_category": 1.25,
    "same_places": 0.35,
    "time": -1.22,
    "words": 0.26,
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What a report is compared by. `accuracy`: metres, None if not said; `phashes`: of its pictures, 64 bits
    unsigned; `site_id`, `asset_id`: of the register of schools, None if it is by none."""

    point: Point
    accuracy: float | None
    at: datetime
    category: str
    text: str
    phashes: tuple[int, ...] = ()
    site_id: UUID | None = None
    asset_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """One reason: `amount` of it (metres, days, a part of 1, bits) and what it added to the sum."""

    key: str
    amount: float
    points: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score`: 0 to 1. `why`: what weighed most first. `metres`: between the two. `is_one_branch`: whether
    their categories stand in one branch of the tree."""

    score: float
    why: tuple[Term, ...]
    metres: float
    is_one_branch: bool


def likeness(a: Mark, b: Mark) -> Likeness:
    """How likely two reports are about one thing, with the reasons. The same both ways round."""
    found = terms(a, b)
    why = tuple(
        sorted(
            (
                Term(key, amount, round(WEIGHTS.get(key, 0.0) * strength, 3))
                for key, (amount, strength) in found.items()
            ),
            key=lambda term: (-abs(term.points), term.key),
        )
    )
    total = WEIGHTS["start"] + sum(WEIGHTS.get(key, 0.0) * strength for key, (_, strength) in found.items())
    return Likeness(
        1 / (1 + math.exp(-max(min(total, 40.0), -40.0))),
        tuple(term for term in why if term.points),
        found["distance"][0],
        branch(a.category) == branch(b.category),
    )


def terms(a: Mark, b: Mark) -> dict[str, tuple[float, float]]:
    """Each term's amount, for people, and strength, for the sum. What cannot be told is not there."""
    apart = metres(a.point, b.point)
    worth = math.hypot(trusted(a.accuracy), trusted(b.accuracy))
    days = abs((a.at - b.at).total_seconds()) / 86_400
    near = math.exp(-((apart / (10 + worth)) ** 2))
    found = {
        "distance": (apart, min(apart / (10 + worth), 6.0)),
        "near": (apart, near),
        "time": (days, min(days, 60.0) / 30),
        kinship(a.category, b.category): (1.0, 1.0),
    }
    found |= of_texts(a.text, b.text, near)
    if a.phashes and b.phashes:
        bits = min((one ^ other).bit_count() for one in a.phashes for other in b.phashes)
        found["picture"] = (bits, max(0.0, 1 - bits / 20))
    if a.site_id and b.site_id:
        found["same_site" if a.site_id == b.site_id else "other_site"] = (1.0, 1.0)
    if a.asset_id and b.asset_id:
        found["same_asset" if a.asset_id == b.asset_id else "other_asset"] = (1.0, 1.0)
    return found


def trusted(accuracy: float | None) -> float:
    """Metres that a phone's place is worth, within reason: a phone that says 1 is not believed."""
    return UNSAID if accuracy is None else max(SURE, min(accuracy, VAGUE))


def branch(key: str) -> str:
    """The branch of the tree that a category stands in; a key that is not in the tree is a branch of its
    own."""
    try:
        return category(key).parent
    except KeyError:
        return key


def kinship(one: str, other: str) -> str:
    if one == other:
        return "same_category"
    return "same_branch" if branch(one) == branch(other) else "other_branch"


def of_texts(one: str, other: str, near: float) -> dict[str, tuple[float, float]]:
    """What two texts say of each other; nothing when one of them says nothing. The same words count as far as
    the places are the same: appeals are passed on from yard to yard."""
    a, b = wording(one), wording(other)
    found: dict[str, tuple[float, float]] = {}
    if a.words and b.words:
        alike = common(a.grams, b.grams)
        found["words"] = (alike, alike * near)
        if a.kinds and b.kinds:
            shared = common(a.kinds, b.kinds)
            found["named"] = (shared, shared)
        if a.places and b.places:
            found["same_places" if a.places & b.places else "other_places"] = (1.0, 1.0)
    if a.numbers and b.numbers:
        key = "same_number" if a.numbers & b.numbers else "other_number"
        found[key] = (1.0, 1.0)
    return found
