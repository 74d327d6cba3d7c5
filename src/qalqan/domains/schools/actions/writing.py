"""What the verbs of the register share: who may write where, and who is told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from psycopg.errors import UniqueViolation

from qalqan.domains.schools.actions.covering import recompute_near
from qalqan.domains.schools.actor import Actor
from qalqan.domains.schools.models import Asset, Site
from qalqan.domains.schools.rules.problem import Refused
from qalqan.domains.territory import api as territory
from qalqan.kernel import ledger, outbox
from qalqan.kernel.access import policy
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.regional import PlacedRow
from qalqan.kernel.geo import BadPoint, Point, point

CLAIMING = frozenset({"school_head", "akimat_officer", "education_officer"})  # they answer for what they say

OWN_NUMBER = frozenset({"schools_site_code", "schools_asset_code"})  # what keeps a number to one


def source_of(actor: Actor, given: str) -> str:
    """The kind of source of a person's word is the post's; the program says whose word it brings."""
    if not isinstance(actor.seat, SeatView):
        return given or "registry"
    return "claim" if actor.role in CLAIMING else "registry"


def demand_held(actor: Actor, act: str, row: PlacedRow) -> None:
    """PermissionDenied, and a row in the book, unless the row lies where the seat does."""
    if isinstance(actor.seat, SeatView) and not policy.holds(actor.seat, row):
        ledger.refused(actor.seat, act, kind="site", region_id=row.region_id)
        raise PermissionDenied(act)


def checked_point(given: Point | None) -> Point | None:
    """A point of the country's box. Refused with point-... (swapped: with the mend)."""
    if given is None:
        return None
    try:
        return point(given.lat, given.lon)
    except BadPoint as bad:
        raise Refused.of(f"point-{bad.rule}", "point", lat=str(given.lon), lon=str(given.lat)) from None


def located(given: Point, region_id: UUID | None = None) -> tuple[UUID, UUID | None]:
    """Region and district of a point. Refused: point-outside, place-outside (another region)."""
    found = territory.place_at(given.lat, given.lon)
    if found is None:
        raise Refused.of("point-outside", "point")
    if region_id is not None and found.region_id != region_id:
        raise Refused.of("place-outside", "point")
    return found.region_id, found.district_id


@dataclass(slots=True)
class Ground:
    """Where the statements of one act were made: what stands around is judged once, when all are written."""

    points: list[Point | None] = field(default_factory=list)
    site_ids: set[UUID] = field(default_factory=set)

    def judge(self) -> int:
        """The coverage around anew; how many answers changed."""
        return recompute_near(self.points, self.site_ids)


def tell(
    name: str,
    region_id: UUID,
    *,
    points: Sequence[Point | None] = (),
    site_ids: Collection[UUID] = (),
    ground: Ground | None = None,
    **ids: UUID | str | None,
) -> None:
    """One event, and the coverage around anew, in the same transaction: at once, or with the `ground` of an
    act of many statements."""
    outbox.emit(name, region_id=region_id, **ids)
    if ground is None:
        recompute_near(points, site_ids)
        return
    ground.points += [*points, None]  # two things are no line
    ground.site_ids |= set(site_ids)


def enter_once(row: Site | Asset, code: str) -> None:
    """Insert a place or thing whose number must be its own. The number may stand on one that the seat does
    not see, so the database is asked and not the reader. Refused("code-taken")."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as wrong:
        cause = wrong.__cause__
        if not isinstance(cause, UniqueViolation) or cause.diag.constraint_name not in OWN_NUMBER:
            raise
        raise Refused.of("code-taken", "code", text=code) from None
