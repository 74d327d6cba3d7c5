"""Who may do what: one policy, asked by views, templates and actions alike.

Each room states its rights in `access.py` as data:

    ACTS = {"plans.decide_gap": frozenset({"coordinator"}), "plans.export": SIGNED_IN}

An act that no room states is refused to everyone. Rights come from the seats a person holds today, never from
the person. A post reaches a target only when it lies where the post does, down to the level of its role.
Rows about persons are reached through a scope (`scope.py`): there the single check is the list's filter and
the key.
"""

import datetime
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn, Protocol
from uuid import UUID

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from qalqan.kernel import ledger
from qalqan.kernel.access.roles import ROLES
from qalqan.kernel.access.rules import Level

if TYPE_CHECKING:
    from qalqan.kernel.access.models import Seat
    from qalqan.kernel.access.scope import Service

SIGNED_IN = frozenset({"*"})  # any person who has signed in, with or without a seat

KERNEL_ACTS: dict[str, frozenset[str]] = {
    "session.own": SIGNED_IN,
    "session.sign_up": frozenset(),
}


class Person(Protocol):
    """What the policy needs of a user: Django's User and AnonymousUser both have it."""

    @property
    def pk(self) -> Any: ...

    @property
    def is_authenticated(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class SeatView:
    """A seat held today: enough to decide by, and nothing of the person but the id."""

    id: UUID
    user_id: UUID
    post_id: UUID
    role: str
    body_code: str
    region_id: UUID | None
    district_id: UUID | None = None
    organisation_id: UUID | None = None
    unit: str = ""


@cache
def acts() -> dict[str, frozenset[str]]:
    """Every act stated by the kernel and by the rooms, with the roles that may do it."""
    stated = dict(KERNEL_ACTS)
    for config in apps.get_app_configs():
        if not config.name.startswith("qalqan.") or not module_has_submodule(config.module, "access"):
            continue
        for name, roles in getattr(import_module(f"{config.name}.access"), "ACTS", {}).items():
            unknown = roles - ROLES.keys() - SIGNED_IN
            if unknown or name in stated:
                raise ValueError(
                    f"{config.name}.access: {name}: stated twice, or roles unknown: {set(unknown)}"
                )
            stated[name] = roles
    return stated


def seats(user: Person, at: datetime.datetime | None = None) -> tuple[SeatView, ...]:
    """The seats a person holds at a moment (now if None), the longest held first; read once per request for
    now."""
    if not user.is_authenticated:
        return ()
    kept: tuple[SeatView, ...] | None = getattr(user, "_seats_now", None)
    if at is None and kept is not None:
        return kept
    from qalqan.kernel.access.models import Seat  # models load after this module in Django's start-up

    rows = Seat.objects.filter(user_id=user.pk, period__contains=at or timezone.now()).select_related("post")
    held = tuple(view(row) for row in rows.order_by("period__startswith", "id"))
    if at is None:
        user._seats_now = held  # type: ignore[attr-defined]
    return held


def view(row: "Seat") -> SeatView:
    """A row of the seats' table, its post fetched, as the policy sees it."""
    post = row.post
    return SeatView(
        row.id,
        row.user_id,
        post.id,
        post.role,
        post.body_code,
        post.region_id,
        post.district_id,
        post.organisation_id,
        post.unit,
    )


def holds(seat: SeatView, target: Any) -> bool:
    """Whether a target lies where the seat does, down to the seat's level. What lies nowhere (no region) is
    held by all; what lies in a region but says nothing of a narrower seat's place is not held by it."""
    level = ROLES[seat.role].level
    region_id = getattr(target, "region_id", None)
    if level is Level.NATION or region_id is None:
        return True
    if seat.region_id != region_id:
        return False
    if level is Level.REGION:
        return True
    if level is Level.DISTRICT:
        return seat.district_id is not None and getattr(target, "district_id", None) == seat.district_id
    return (
        seat.organisation_id is not None and getattr(target, "organisation_id", None) == seat.organisation_id
    )


def allowed(user: Person, act: str, target: Any = None) -> SeatView | None:
    """The first seat (the longest held) that gives this person this act on this target, or None."""
    roles = acts().get(act, frozenset())
    return next((seat for seat in seats(user) if seat.role in roles and holds(seat, target)), None)


def may(user: Person, act: str, target: Any = None) -> bool:
    """Whether `user` may do `act` (on `target`, when it matters). Unknown acts are refused."""
    roles = acts().get(act)
    if roles is None or not user.is_authenticated:
        return False
    if roles == SIGNED_IN:
        return True
    return allowed(user, act, target) is not None


def acting(who: "HttpRequest | Person", act: str, target: Any = None) -> SeatView:
    """The seat under which a person (or the person of a request) does an act. PermissionDenied, and a row in
    the book, if there is none."""
    user: Person = who.user if isinstance(who, HttpRequest) else who
    seat = allowed(user, act, target)
    if seat is None:
        refuse(user, act, target)
    return seat


def require(request: "HttpRequest", act: str, target: Any = None) -> None:
    """Raise PermissionDenied (the 403 page) unless the person of this request may do `act`; the refused act
    is written into the book."""
    if not may(request.user, act, target):
        refuse(request.user, act, target)


def demand(actor: "SeatView | Service", act: str) -> None:
    """PermissionDenied, and a row in the book, unless the actor's role may do this act; the program may. For
    verbs, which are given the seat that `acting` found: a view that forgot to ask opens nothing."""
    if isinstance(actor, SeatView) and actor.role not in acts().get(act, frozenset()):
        ledger.refused(actor, act, kind="act")
        raise PermissionDenied(act)


def refuse(user: Person, act: str, target: Any = None) -> NoReturn:
    """Write a refused act into the book and raise PermissionDenied. A stranger's is not written: anybody on
    the network could fill the book."""
    if user.is_authenticated:
        ledger.refused(
            user,
            act,
            kind=type(target).__name__.lower() if target is not None else "act",
            id=getattr(target, "pk", None) or getattr(target, "id", None) or "",
            region_id=getattr(target, "region_id", None),
        )
    raise PermissionDenied(act)
