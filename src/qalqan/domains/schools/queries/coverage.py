"""What places have of what they must, as it was judged. All inside the caller's scope.

`public_only` leaves out the norms whose answer for one place helps to break in: the open pages ask so."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from qalqan.domains.schools.models import Coverage, CoverageStep
from qalqan.domains.schools.rules.requirements import Requirement, requirement, requirements
from qalqan.kernel.access.scope import scope


@dataclass(frozen=True, slots=True)
class CoverageView:
    """One norm at one place. `status`: met, unmet, unknown; `reason`: a word of `rules.coverage.REASONS`;
    `asset_id`: the thing that decided; `metres`: how far it is; `since`: the day from which it is so."""

    requirement: Requirement
    status: str
    reason: str
    asset_id: UUID | None
    metres: float | None
    since: date
    computed_at: datetime


@dataclass(frozen=True, slots=True)
class StepView:
    """A change of an answer. `before` is "" for the first one, `after` "" where the norm ceased to bind."""

    requirement: str
    before: str
    after: str
    reason: str
    at: datetime


FIELDS = ("status", "reason", "asset_id", "metres", "since", "computed_at")


def coverage_of(site_id: UUID, *, public_only: bool = False) -> tuple[CoverageView, ...]:
    """The answers of a place, in the order of the norms."""
    rows = Coverage.objects.within(scope.current()).filter(site_id=site_id)
    held = {row[0]: row[1:] for row in rows.values_list("requirement", *FIELDS)}
    return tuple(
        CoverageView(one, *held[one.key])
        for one in requirements()
        if one.key in held and (one.is_public or not public_only)
    )


def steps_of(site_id: UUID, key: str) -> tuple[StepView, ...]:
    """How the answer to one norm at a place changed, the newest first. KeyError for an unknown norm."""
    requirement(key)
    rows = CoverageStep.objects.within(scope.current()).filter(site_id=site_id, requirement=key)
    values = rows.order_by("-at", "-id").values_list("requirement", "before", "after", "reason", "at")
    return tuple(StepView(*row) for row in values[:100])
