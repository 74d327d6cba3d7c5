"""Who may do what: one policy, asked by views, templates and actions alike.

Each room states its rights in `access.py` as data:

    ACTS = {"plans.decide_gap": frozenset({"coordinator"}), "plans.export": SIGNED_IN}

An act that no room states is refused to everyone. Rights come from the seats a person holds today, never from
the person. A regional role reaches a target that has a `region_id` only when it is the post's own region.
"""

import datetime
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from qalqan.kernel.access.roles import ROLES

if TYPE_CHECKING:
    from django.http import HttpRequest

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
    """A seat held today: enough to decide by, and nothing of the person."""

    id: UUID
    role: str
    body_code: str
    region_id: UUID | None


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


def seats(user: Person, day: datetime.date | None = None) -> tuple[SeatView, ...]:
    """The seats a person holds on `day` (today in Kazakhstan if None); read once per request for today."""
    if not user.is_authenticated:
        return ()
    kept: tuple[SeatView, ...] | None = getattr(user, "_seats_today", None)
    if day is None and kept is not None:
        return kept
    from qalqan.kernel.access.models import Seat  # models load after this module in Django's start-up

    rows = Seat.objects.filter(user_id=user.pk, period__contains=day or timezone.localdate()).select_related(
        "post"
    )
    held = tuple(SeatView(row.id, row.post.role, row.post.body_code, row.post.region_id) for row in rows)
    if day is None:
        user._seats_today = held  # type: ignore[attr-defined]
    return held


def allows(held: tuple[SeatView, ...], roles: frozenset[str], region_id: UUID | None) -> bool:
    """Whether any seat has one of the roles and, if it is regional, sits in the target's region."""
    return any(
        seat.role in roles
        and not (ROLES[seat.role].regional and region_id is not None and seat.region_id != region_id)
        for seat in held
    )


def may(user: Person, act: str, target: Any = None) -> bool:
    """Whether `user` may do `act` (on `target`, when it matters). Unknown acts are refused."""
    roles = acts().get(act)
    if roles is None or not user.is_authenticated:
        return False
    if roles == SIGNED_IN:
        return True
    return allows(seats(user), roles, getattr(target, "region_id", None))


def require(request: "HttpRequest", act: str, target: Any = None) -> None:
    """Raise PermissionDenied (the 403 page) unless the person of this request may do `act`."""
    if not may(request.user, act, target):
        raise PermissionDenied(act)
