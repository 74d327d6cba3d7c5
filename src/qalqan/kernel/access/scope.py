"""A scope is a transaction in which the database knows who asks, why, and how far that reaches.

    with scope(seat, "education") as s:
        Person.objects.within(s).filter(...)

Opening one is a single round trip: the settings are `set_config(..., true)`, so they end with the transaction
and a pooled connection carries nothing to the next client. Row policies read them (`rls.py`) and raise where
there are none. Scopes do not nest: a verb that needs one takes the one it is in from `scope.current()`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from qalqan.kernel.access import sections
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.purposes import ALLOWED, PURPOSES
from qalqan.kernel.access.roles import ROLES
from qalqan.kernel.access.rules import ALL, All, Bounds, bounds_of

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet


class NoScope(RuntimeError):  # noqa: N818 - the name that every room catches
    """Rows of a region were asked for outside a scope."""


class NestedScope(RuntimeError):  # noqa: N818
    """A scope was opened inside another one."""


@dataclass(frozen=True, slots=True)
class Service:
    """The program itself, under the name of a piece of it ("jobs.sweep"), in all or in some regions."""

    name: str
    regions: tuple[UUID, ...] | All = ALL


@dataclass(frozen=True, slots=True)
class Own:
    """A person with an account who looks at records that are the own ones: oneself, one's minor children."""

    user_id: UUID
    person_ids: tuple[UUID, ...]


type Actor = SeatView | Service | Own


@dataclass(frozen=True, slots=True)
class Scope:
    """An open scope. `bounds` is what it reaches; walls and emergency access are already in it."""

    actor: Actor
    purpose: str
    reason: str
    bounds: Bounds

    def filter[M: "Model"](self, queryset: "QuerySet[M]") -> "QuerySet[M]":
        """The rows of a queryset that this scope reaches, as an explicit filter: the same rule as the row
        policy, in a form that indexes serve. Use it in every query; the policy is only the net below."""
        from qalqan.kernel.access.reach import condition

        return queryset.filter(condition(queryset.model, self.bounds))

    def sections(self, kind: str = "person") -> frozenset[str]:
        """The sections of a record of this kind that this actor sees for this purpose."""
        if isinstance(self.actor, Service):
            return sections.KINDS[kind]
        if isinstance(self.actor, Own):
            return sections.OWN & sections.KINDS[kind]
        return sections.shown(self.actor.role, self.purpose, kind)


_current: ContextVar[Scope | None] = ContextVar("scope", default=None)


def bounds(actor: Actor, purpose: str) -> Bounds:
    """How far an actor reaches for a purpose, before walls and emergency access. PermissionDenied if the
    purpose is unknown or not this actor's."""
    if purpose not in PURPOSES:
        raise PermissionDenied(f"unknown purpose: {purpose}")
    if isinstance(actor, Service):
        return Bounds(ALL if isinstance(actor.regions, All) else frozenset(actor.regions))
    if isinstance(actor, Own):
        if purpose != "own":
            raise PermissionDenied("a person's own record is opened for the purpose `own`")
        return Bounds(frozenset(), persons=frozenset(actor.person_ids))
    if purpose not in ALLOWED.get(actor.role, ()):
        raise PermissionDenied(f"{actor.role} may not act for the purpose {purpose}")
    return bounds_of(
        ROLES[actor.role].level,
        region=actor.region_id,
        district=actor.district_id,
        organisation=actor.organisation_id,
        # a class narrows which children a teacher reaches; a building or a letter is of no class
        unit=actor.unit if PURPOSES[purpose].is_personal else "",
        personal=PURPOSES[purpose].is_personal,
    )


def array(values: Iterable[object]) -> str:
    """A PostgreSQL array literal of ids or words."""
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def _limit(values: "frozenset[Any] | All") -> str:
    return "*" if isinstance(values, All) else array(sorted(values))


def settings(actor: Actor, purpose: str, limits: Bounds) -> dict[str, str]:
    """The settings by which row policies decide, without their prefix `app.`."""
    seat = actor if isinstance(actor, SeatView) else None
    user = seat.user_id if seat else actor.user_id if isinstance(actor, Own) else ""
    return {
        "purpose": purpose,
        "seat": str(seat.id) if seat else "",
        "post": str(seat.post_id) if seat else "",
        "user": str(user),
        "actor": seat.role if seat else actor.name if isinstance(actor, Service) else "own",
        "personal": "on" if limits.personal else "off",
        "regions": _limit(limits.regions),
        "districts": _limit(limits.districts),
        "organisations": _limit(limits.organisations),
        "units": _limit(limits.units),
        "persons": array(sorted(limits.persons)),
        "walled": "{}",
    }


# Walls and emergency access of this actor, read in the same round trip and set for the policies.
EXCEPTIONS = """
SELECT set_config('app.walled', access_walls_of_actor()::text, true),
       set_config('app.persons', array_cat(current_setting('app.persons')::uuid[],
                                           access_emergencies_of_actor())::text, true)
"""


def _ids(text: str) -> frozenset[UUID]:
    return frozenset(UUID(part) for part in text.strip("{}").replace('"', "").split(",") if part)


def _set(values: dict[str, str], then: str = "") -> list[str] | None:
    """Set local settings in one round trip; with `then`, run it after them and give its row."""
    calls = ", ".join(f"set_config('app.{name}', %s, true)" for name in values)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}" + (f"; {then}" if then else ""), list(values.values()))
        if not then:
            return None
        cursor.nextset()
        row: list[str] = cursor.fetchone()
        return row


class _Opening:
    """`scope(...)` opens, `scope.current()` asks."""

    @contextmanager
    def __call__(self, actor: Actor, purpose: str, *, reason: str = "") -> Iterator[Scope]:
        """Open a transaction whose reach is the actor's for this purpose. PermissionDenied if the purpose is
        not the actor's; NestedScope inside another scope."""
        if _current.get() is not None:
            raise NestedScope("a scope is open already: use scope.current()")
        limits = bounds(actor, purpose)
        values = settings(actor, purpose, limits)
        outermost = not connection.in_atomic_block
        with transaction.atomic():
            if isinstance(actor, Service):  # the program has no walls and needs no emergency
                _set(values)
            else:
                row = _set(values, EXCEPTIONS)
                assert row is not None  # noqa: S101 - for the type checker: `then` was given
                limits = replace(limits, walled=_ids(row[0]), persons=_ids(row[1]))
            token = _current.set(Scope(actor, purpose, reason, limits))
            try:
                yield _current.get()  # type: ignore[misc]
            finally:
                _current.reset(token)
            if not outermost:  # the transaction goes on: what it was told must not
                _set(dict.fromkeys(values, ""))

    @staticmethod
    def current() -> Scope:
        """The open scope; NoScope outside one."""
        found = _current.get()
        if found is None:
            raise NoScope("no scope is open: `with scope(seat, purpose):`")
        return found

    @staticmethod
    def is_open() -> bool:
        """Whether a scope is open."""
        return _current.get() is not None


scope = _Opening()
current = scope.current
