"""How far a plan's measures are carried by the plans that regions adopted under it. Inside a scope."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from qalqan.domains.evidence import api as evidence
from qalqan.domains.plans import api as plans

type Row = tuple[str, int]  # a child plan's code and the number of a row of it

EVIDENCED, UNKNOWN = "evidenced", "none"


def carried(
    plan_code: str, *, at: datetime | None = None, public_only: bool = False
) -> dict[int, plans.Carried]:
    """Every measure of a plan in force today with the rows of child plans that carry it out, as known at a
    moment (now): by `plans.roll_up`. A row's standing is that of its newest period in its own region; one
    whose standing nobody knows counts as not evidenced and is told apart. Refused: `plan-unknown`."""
    links: list[tuple[Row, int]] = []
    known: dict[Row, bool] = {}
    for child in plans.children(plan_code, public_only=public_only):
        code = child.head.code
        links += [((code, link.number), link.parent) for link in child.links]
        newest = _newest(evidence.standings(code, at=at))
        known |= {(code, number): word == EVIDENCED for number, word in newest.items() if word != UNKNOWN}
    numbers = [row.number for row in plans.overview(plan_code, page_rows=10_000).rows]
    return plans.roll_up(numbers, links, known)


def _newest(held: Mapping[tuple[int, UUID | None, date], str]) -> dict[int, str]:
    """The standing of each row in its newest period."""
    ordered = sorted(held.items(), key=lambda pair: pair[0][2])
    return {number: word for (number, _place, _start), word in ordered}
