"""Conflict walls: a person's rows are hidden from a user, a post, or everyone in an organisation, by whatever
way they would reach them. For the alleged person, his kin, and the staff room he sits in.

Raising one takes one person: protection must be quick. Lowering takes two, the second a data protection
officer. Whoever is concerned himself declares it, and then stops seeing the record at once.
"""

import datetime
from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from qalqan.kernel import ledger, outbox
from qalqan.kernel.access import policy
from qalqan.kernel.access.actions import AccessError
from qalqan.kernel.access.models import Seat, Wall
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Scope, Service, scope

ASKED = ["lowering_asked_by", "lowering_asked_at", "lowering_reason"]


@dataclass(frozen=True, slots=True)
class Against:
    """Whom a wall keeps out: exactly one of the three."""

    user_id: UUID | None = None
    post_id: UUID | None = None
    organisation_id: UUID | None = None

    def __post_init__(self) -> None:
        if sum(value is not None for value in (self.user_id, self.post_id, self.organisation_id)) != 1:
            raise ValueError("a wall keeps out a user, a post or an organisation: one of them")


@dataclass(frozen=True, slots=True)
class WallView:
    """A standing wall. `lowering_asked_by`: the first of the two who lower it, if somebody asked, and why."""

    id: UUID
    person_id: UUID
    region_id: UUID
    against: Against
    origin: str
    reason: str
    lowering_asked_by: UUID | None
    lowering_reason: str
    raised_by: UUID | None
    raised_at: datetime.datetime


def raise_wall(
    actor: SeatView | Service,
    *,
    person_id: UUID,
    region_id: UUID,
    against: Against,
    reason: str,
    purpose: str,
) -> UUID:
    """Hide a person of this region from `against`, at once. Gives the wall's id. PermissionDenied if it
    is not the actor's to do; the database refuses (ProgrammingError) a region beyond the scope."""
    return _raised(actor, person_id, region_id, against, reason, purpose, "raised")


def declare(actor: SeatView, *, person_id: UUID, region_id: UUID, reason: str, purpose: str) -> UUID:
    """Say that one is in conflict with this person's case, and stop seeing it. Gives the wall's id."""
    against = Against(user_id=actor.user_id)
    return _raised(actor, person_id, region_id, against, reason, purpose, "declared")


def ask_lowering(actor: SeatView, wall_id: UUID, *, purpose: str, reason: str = "") -> None:
    """The first of two: ask that a wall be lowered, and say why, for the second one to judge. For who raised
    it, and the region's data protection officer. PermissionDenied if it is not one's to ask; AccessError if
    somebody has asked already."""
    policy.demand(actor, "access.ask_lowering_wall")
    with scope(actor, purpose) as s:
        wall = _standing(s, actor, wall_id)
        if wall.lowering_asked_by is not None:
            raise AccessError(_("Somebody has asked already that this wall be lowered."))
        wall.lowering_asked_by, wall.lowering_asked_at = actor.user_id, timezone.now()
        wall.lowering_reason = reason.strip()
        wall.save(update_fields=ASKED)
        _told(wall, "access.ask_lowering_wall")


def keep(actor: SeatView, wall_id: UUID, *, purpose: str) -> None:
    """Refuse, or take back, what somebody asked: the wall stands. One person is enough, of those who might
    ask: protection that stays needs no second. In the book it is the refused act of lowering.
    PermissionDenied if it is not one's to judge; AccessError if nobody has asked."""
    policy.demand(actor, "access.ask_lowering_wall")
    with scope(actor, purpose) as s:
        wall = _standing(s, actor, wall_id)
        if wall.lowering_asked_by is None:
            raise AccessError(_("Nobody has asked that this wall be lowered."))
        wall.lowering_asked_by, wall.lowering_asked_at, wall.lowering_reason = None, None, ""
        wall.save(update_fields=ASKED)
        _told(wall, "access.lower_wall", outcome="refused")


def lower(actor: SeatView, wall_id: UUID, *, purpose: str) -> None:
    """The second of two: lower a wall that another person asked to lower. PermissionDenied if it is not one's
    to lower, or keeps one out in another post; AccessError if nobody has asked, or one did so oneself."""
    policy.demand(actor, "access.lower_wall")
    with scope(actor, purpose) as s:
        wall = _standing(s, actor, wall_id)
        if wall.lowering_asked_by is None:
            raise AccessError(_("A wall is lowered by two people: somebody must ask for it first."))
        if wall.lowering_asked_by == actor.user_id:
            raise AccessError(_("A wall is lowered by two people: another one must agree."))
        if _keeps_out(wall, actor.user_id):
            _refuse(actor, wall_id)
        wall.lowered_by, wall.lowered_at = actor.user_id, timezone.now()
        wall.save(update_fields=["lowered_by", "lowered_at"])
        _told(wall, "access.lower_wall")
        outbox.emit("access.wall_lowered", region_id=wall.region_id, wall_id=wall.id)


def standing(s: Scope, *, person_id: UUID | None = None) -> list[WallView]:
    """The walls that stand in a scope's region, newest first; of one person, if given. For a narrower seat:
    those that its person raised."""
    found = Wall.objects.filter(_shown(s), lowered_at__isnull=True)
    if person_id is not None:
        found = found.filter(person_id=person_id)
    return [_view(wall) for wall in found.order_by("-raised_at", "id")]


def follow(person_id: UUID, region_id: UUID) -> None:
    """A person's record moves: the walls that stand go along to the region that answers from now on, whose
    officers can then see and lower them. The open scope is the program's, and holds both regions whole."""
    Wall.objects.filter(person_id=person_id, lowered_at__isnull=True).update(region_id=region_id)


def _raised(
    actor: SeatView | Service,
    person_id: UUID,
    region_id: UUID,
    against: Against,
    reason: str,
    purpose: str,
    origin: str,
) -> UUID:
    act = "access.raise_wall" if origin == "raised" else "access.declare_conflict"
    policy.demand(actor, act)
    if not reason.strip():
        raise AccessError(_("Say why: a wall without a reason cannot be judged later."))
    with scope(actor, purpose):
        wall = Wall.objects.create(
            region_id=region_id,
            person_id=person_id,
            user_id=against.user_id,
            post_id=against.post_id,
            organisation_id=against.organisation_id,
            origin=origin,
            reason=reason.strip(),
            raised_by=actor.user_id if isinstance(actor, SeatView) else None,
        )
        ledger.record(act, kind="wall", id=wall.id, region_id=region_id, person_id=person_id)
        outbox.emit("access.wall_raised", region_id=region_id, wall_id=wall.id)
    return wall.id


def _shown(s: Scope) -> Q:
    """Never those against the asker: who is kept out does not learn of it."""
    reached = Q(pk__in=s.filter(Wall.objects.all()).values("pk"))
    if not isinstance(s.actor, SeatView):
        return reached
    return reached | Q(raised_by=s.actor.user_id, origin="raised")


def _standing(s: Scope, actor: SeatView, wall_id: UUID) -> Wall:
    wall = Wall.objects.select_for_update().filter(_shown(s), pk=wall_id, lowered_at__isnull=True).first()
    if wall is None:
        _refuse(actor, wall_id)
    return wall


def _refuse(actor: SeatView, wall_id: UUID) -> NoReturn:
    ledger.refused(actor, "access.lower_wall", kind="wall", id=wall_id)
    raise PermissionDenied("access.lower_wall")


def _keeps_out(wall: Wall, user_id: UUID) -> bool:
    """Whether a wall keeps this person out, in whatever post of his."""
    held = Seat.objects.filter(user_id=user_id, period__contains=timezone.now())
    posts = held.values_list("post_id", "post__organisation_id")
    against = {wall.post_id, wall.organisation_id} - {None}
    return wall.user_id == user_id or any(against & set(places) for places in posts)


def _told(wall: Wall, act: str, outcome: str = "done") -> None:
    ledger.record(
        act, kind="wall", id=wall.id, region_id=wall.region_id, person_id=wall.person_id, outcome=outcome
    )


def _view(wall: Wall) -> WallView:
    return WallView(
        wall.id,
        wall.person_id,
        wall.region_id,
        Against(wall.user_id, wall.post_id, wall.organisation_id),
        wall.origin,
        wall.reason,
        wall.lowering_asked_by,
        wall.lowering_reason,
        wall.raised_by,
        wall.raised_at,
    )
