"""Which place to go round next. Pure. One plain order at a time, chosen by who goes: the nearest, the longest
unseen, the least known. Nothing is weighed against anything, and each line shows what it stands there for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

ORDERS = ("unseen", "unknown", "near")


@dataclass(frozen=True, slots=True)
class Visit:
    """A place to go to. `seen`: the day of the last round that counts, None for none ever. `unknown`: norms
    of which nothing is known there. `metres` None: not known how far. `draft`: a round is begun."""

    site_id: UUID
    seen: date | None
    unknown: int
    metres: float | None = None
    is_begun: bool = False


def ordered(visits: Iterable[Visit], by: str = "unseen") -> list[Visit]:
    """In the order asked for. What was never seen counts as unseen the longest; what is nowhere comes last of
    the near. Equals go by how much is unknown, then by key, so that the order is the same on every phone."""

    def unseen(one: Visit) -> date:
        return one.seen or date.min

    def rank(one: Visit) -> tuple[object, ...]:
        if by == "unknown":
            return (-one.unknown, unseen(one), one.site_id)
        if by == "near":
            return (one.metres is None, one.metres or 0.0, -one.unknown, one.site_id)
        return (unseen(one), -one.unknown, one.site_id)

    return sorted(visits, key=rank)
