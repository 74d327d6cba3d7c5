"""Plans of regions under a national one: who adopted which, when, and what maps to nothing."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from qalqan.domains.territory import api as territory

from .. import models
from ..store import OPEN
from .common import PlanHead, find, plan_head, today
from .snapshot import snapshot


@dataclass(frozen=True, slots=True)
class Link:
    """A row of the child carries out a row of the parent."""

    number: int
    parent: int
    reason: str


@dataclass(frozen=True, slots=True)
class ChildPlan:
    """A region's plan. `adopted`: the day of its act. `numbers`: its rows; `unmapped`: those of them that
    carry out nothing of the parent."""

    head: PlanHead
    region_code: str
    region: str
    adopted: date | None
    numbers: tuple[int, ...]
    links: tuple[Link, ...]

    @property
    def unmapped(self) -> tuple[int, ...]:
        mapped = {link.number for link in self.links}
        return tuple(number for number in self.numbers if number not in mapped)


@dataclass(frozen=True, slots=True)
class Place:
    """A region of the day, with its plan if it adopted one; `missing`: rows of the parent that name the
    region's akimat and that nothing in its plan carries out (all of them while there is none)."""

    code: str
    name: str
    child: ChildPlan | None
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """A plan and the plans under it, region by region. `owed`: rows that name the akimats."""

    plan: PlanHead
    owed: tuple[int, ...]
    places: tuple[Place, ...]

    @property
    def adopted(self) -> int:
        """How many regions adopted a plan."""
        return sum(place.child is not None for place in self.places)


@dataclass(frozen=True, slots=True)
class Adoption:
    """A plan that a region adopted under a parent, and when."""

    parent: str
    region: str
    day: date


def code_of(plan_id: UUID) -> str | None:
    """The code of a plan by its id; None if there is none."""
    return models.Plan.objects.filter(pk=plan_id).values_list("code", flat=True).first()


def adoption(plan_code: str) -> Adoption | None:
    """Whose plan it is: None for one that stands under no other. Refused: `plan-unknown`."""
    plan = find(plan_code)
    if plan.parent is None:
        return None
    signed = (
        models.SourceDocument.objects.filter(plan=plan, **OPEN).values_list("act_date", flat=True).first()
    )
    return Adoption(plan.parent.code, plan.region_code, signed or plan.in_force or today())


def children(
    plan_code: str, *, language: str = "kk", as_of: date | None = None, public_only: bool = False
) -> tuple[ChildPlan, ...]:
    """The plans under a plan, by the region's code. Refused: `plan-unknown`."""
    day = as_of or today()
    rows = models.Plan.objects.filter(parent=find(plan_code)).prefetch_related("links")
    if public_only:
        rows = rows.filter(is_public=True)
    names = {region.code: region.name[language] for region in territory.regions_on(day)}
    found = []
    for row in rows.order_by("region_code", "code"):
        head = plan_head(row.code, language)
        found.append(
            ChildPlan(
                head=head,
                region_code=row.region_code,
                region=names.get(row.region_code, row.region_code),
                adopted=head.act_date,
                numbers=tuple(each.number for each in snapshot(row.code, day, language).rows),
                links=tuple(
                    Link(link.measure_number, link.parent_number, str(getattr(link, f"reason_{language}")))
                    for link in row.links.all()
                ),
            )
        )
    return tuple(found)


def family(plan_code: str, *, language: str = "kk", public_only: bool = False) -> Family:
    """A plan with every region of today and what it adopted. Refused: `plan-unknown`."""
    day = today()
    found = children(plan_code, language=language, public_only=public_only)
    by_region = {child.region_code: child for child in found}
    owed = tuple(
        row.number
        for row in snapshot(plan_code, day, language).rows
        if any(duty.body.code == "МИО" for duty in row.duties)
    )
    places = []
    for region in territory.regions_on(day, language):
        child = by_region.get(region.code)
        carried = {link.parent for link in child.links} if child else set()
        missing = tuple(number for number in owed if number not in carried)
        places.append(Place(region.code, region.name[language], child, missing))
    return Family(plan_head(plan_code, language), owed, tuple(places))
