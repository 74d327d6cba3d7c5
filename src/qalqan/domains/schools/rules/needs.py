"""A gap as a need: what it takes to close it and whom that protects. Pure. docs/algorithms/budget.md.

Only what is known to be missing is a need: money for an unknown is money for a look, and a look costs a day.
The benefit is children who go there times the weight of the norm, and not a rating of a child or of a school.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from .requirements import Requirement

FEWEST = 30  # children assumed where a place has not said how many: few, so that silence does not buy


@dataclass(frozen=True, slots=True)
class Gap:
    """A norm that is not met at a place, since a day. `reason`: as `rules.coverage` gives it."""

    site_id: UUID
    district_id: UUID | None
    requirement: Requirement
    reason: str
    since: date
    pupils: int | None


@dataclass(frozen=True, slots=True)
class Need:
    """What it takes: tenge from `low` to `high`. `children`: None where nobody said how many."""

    gap: Gap
    low: int
    high: int
    benefit: int

    @property
    def children(self) -> int | None:
        """Who go there."""
        return self.gap.pupils

    @property
    def key(self) -> tuple[UUID, str]:
        """Which place, which norm."""
        return self.gap.site_id, self.gap.requirement.key


def benefit(requirement: Requirement, pupils: int | None) -> int:
    """Children protected times the weight of the norm."""
    return requirement.weight * max(FEWEST if pupils is None else pupils, 1)


def need(gap: Gap) -> Need | None:
    """The need of a gap; None where it takes no money."""
    cost = gap.requirement.cost
    if cost is None:
        return None
    return Need(gap, cost.low, cost.high, benefit(gap.requirement, gap.pupils))


# What another need makes needless: cameras that are bought new are bought as the norm says.
CONTAINED = {"video_present": "video_conforming"}


def needs(gaps: Iterable[Gap]) -> tuple[Need, ...]:
    """The needs of gaps, in their order. What is bought anyway with another need of the same place is not
    asked for twice."""
    listed = list(gaps)
    covered = {
        (gap.site_id, CONTAINED[gap.requirement.key]) for gap in listed if gap.requirement.key in CONTAINED
    }
    wanted = (gap for gap in listed if (gap.site_id, gap.requirement.key) not in covered)
    return tuple(found for gap in wanted if (found := need(gap)) is not None)
