"""What one place has and lacks, who owes it, and what citizens saw there, inside a scope."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.schools.models import Coverage, Sighting
from qalqan.domains.schools.rules.requirements import Requirement, requirements
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.scope import scope
from qalqan.kernel.names import Names

ALL_BODIES = ("МИО", "МВД")  # collective codes under which a function is held in each region
LIVING = ("open", "confirmed")


@dataclass(frozen=True, slots=True)
class Answered:
    """One requirement at a place. `reason`: a code of `rules/coverage.py`; `metres` to the deciding thing.
    `owner`: the body that owes it in this region today, None where the register of bodies names none."""

    requirement: Requirement
    status: str
    reason: str
    asset_id: UUID | None
    metres: float | None
    since: date
    owner: Names | None


@dataclass(frozen=True, slots=True)
class SightingView:
    """What citizens saw. `page`: where it is told in public, "" if nowhere."""

    kind: str
    ref: UUID
    state: str
    witnesses: int
    seen_on: date
    page: str

    @property
    def is_living(self) -> bool:
        """Whether it is not done away with."""
        return self.state in LIVING


def answered(site_id: UUID, region_id: UUID, *, public_only: bool = False) -> tuple[Answered, ...]:
    """The requirements of a place as they stand, in the order of the norms; those that may be told in public
    only, if asked."""
    rows = Coverage.objects.within(scope.current()).filter(site_id=site_id)
    kept = {row.requirement: row for row in rows}
    owners = {one.owes: owner_of(one.owes, region_id) for one in requirements()}
    return tuple(
        Answered(one, row.status, row.reason, row.asset_id, row.metres, row.since, owners[one.owes])
        for one in requirements()
        if (row := kept.get(one.key)) is not None and (one.is_public or not public_only)
    )


def owner_of(function: str, region_id: UUID) -> Names | None:
    """The body that holds a function in a region today; None where the register of bodies names none."""
    day, register = timezone.localdate(), bodies.register()
    code = territory.region(region_id, day).code
    for collective in ALL_BODIES:
        try:
            return register.resolve(collective, function, day, code)[0].name
        except (LookupError, IndexError):
            continue
    return None


def sightings(
    site_id: UUID, *, told_only: bool = False, besides: Collection[str] = ()
) -> tuple[SightingView, ...]:
    """What citizens saw at a place but of some kinds of thing, living ones first, then the newest.
    `told_only`: what a moderator let be told in public, and nothing that he has not looked at."""
    rows = Sighting.objects.within(scope.current()).filter(site_id=site_id).exclude(state="withdrawn")
    rows = rows.exclude(kind__in=besides)
    if told_only:
        rows = rows.exclude(page="")
    views = (SightingView(row.kind, row.ref, row.state, row.witnesses, row.seen_on, row.page) for row in rows)
    return tuple(sorted(views, key=lambda one: (not one.is_living, -one.seen_on.toordinal(), str(one.ref))))
