"""Which work item a new report belongs to: one, perhaps one, or none. Pure; docs/algorithms/duplicates.md.

Joining wrongly hides a danger behind another one, so four hard bounds stand before the score: never over
more than 150 metres, never over branches of the tree of categories, never two kinds of things for the spot
alone, and not while a second work item is nearly as likely: then a moderator is asked.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from .likeness import Likeness, Mark, likeness

JOIN, SUGGEST = 0.8, 0.35
MARGIN = 0.1  # by which the best must lead
FARTHEST = 150.0  # metres

BEARS = ("words", "named", "picture")
BORNE = 0.5  # of the sum of likeness


@dataclass(frozen=True, slots=True)
class Match[Key: Hashable]:
    """`key`: the work item; `joins`: it is the one, else a moderator is asked. `others`: further ones that
    come into question, best first, with their scores."""

    key: Key
    likeness: Likeness
    joins: bool
    others: tuple[tuple[Key, float], ...] = ()


def is_borne_out(found: Likeness) -> bool:
    """Whether more than the spot speaks for it: dogs by an open manhole are a danger of their own. The same
    kind does, and so do words, the thing named, or pictures, when they weigh something together."""
    points = {term.key: term.points for term in found.why}
    return "same_category" in points or sum(max(0.0, points.get(key, 0.0)) for key in BEARS) >= BORNE


def choose[Key: Hashable](new: Mark, candidates: Iterable[tuple[Key, Mark]]) -> Match[Key] | None:
    """The work item that a new report is about, or None for a thing of its own. `candidates`: reports of work
    items by the key of the item, in any order, several for one item."""
    best: dict[Key, Likeness] = {}
    barred: set[Key] = set()
    for key, mark in candidates:
        found = likeness(new, mark)
        if found.metres > FARTHEST or not found.is_one_branch:
            barred.add(key)  # one such report is enough: items do not grow along a street
        if key not in best or found.score > best[key].score:
            best[key] = found
    ranked = sorted(best.items(), key=lambda pair: (-pair[1].score, pair[1].metres, str(pair[0])))
    ranked = [pair for pair in ranked if pair[1].score >= SUGGEST]
    if not ranked:
        return None
    key, found = ranked[0]
    leads = len(ranked) == 1 or found.score - ranked[1][1].score >= MARGIN
    return Match(
        key,
        found,
        found.score >= JOIN and leads and key not in barred and is_borne_out(found),
        tuple((other, one.score) for other, one in ranked[1:]),
    )
