"""What the pages of protection show: the banner of an emergency access, walls and erasures in words."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from qalqan.domains.people import protection, queries
from qalqan.domains.people.models import Person
from qalqan.domains.people.protection import ErasureView
from qalqan.kernel import ledger
from qalqan.kernel.access import policy, stepup
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import Scope
from qalqan.kernel.access.walls import Against, WallView

from .common import full, language
from .protection_forms import CONFLICTS, GROUND_WORDS

IDENTITY = frozenset({"identity"})
MAY = {
    "may_wall": "access.raise_wall",
    "may_declare": "access.declare_conflict",
    "may_lower": "access.lower_wall",
    "may_erase": "vault.ask_erasure",
    "may_audit": "ledger.audit",
}


@dataclass(frozen=True, slots=True)
class ShownWall:
    """A wall for a page. `kind` of whom it keeps out: user, post, organisation. `tie`: what a person declared
    of himself. `who` raised it; `asker` asked to lower it, empty if nobody did."""

    wall: WallView
    kind: str
    name: str
    tie: Promise | str
    reason: str
    who: str
    asker: str
    is_own_ask: bool


def person_context(request: HttpRequest, s: Scope, person_id: UUID) -> dict[str, Any]:
    """For a person's own page: the emergency access by which it is open, and what the reader may do here."""
    may = {name: policy.may(request.user, act) for name, act in MAY.items()}
    return may | {"emergency": protection.emergency_of(s, person_id)}


def form_context(request: HttpRequest, form: forms.Form) -> dict[str, Any]:
    """For a page with a form behind the second factor."""
    return {"form": form, "is_demo_session": stepup.is_excepted(request), "asks_key": True}


def asked(form: forms.Form) -> int:
    """The status of a page with a form: 422 when something in it is wrong."""
    return 422 if form.errors else 200


def walls(found: list[WallView], user_id: UUID) -> list[ShownWall]:
    """Walls in words."""
    names = protection.names_of([one.against for one in found], language())
    people = User.objects.in_bulk(
        {id for one in found for id in (one.raised_by, one.lowering_asked_by) if id is not None}
    )

    def called(id: UUID | None) -> str:
        return people[id].get_full_name() if id in people else ""

    def reasons(one: WallView) -> tuple[Promise | str, str]:
        code, _newline, own = one.reason.partition("\n")
        return (CONFLICTS[code], own) if own and code in CONFLICTS else ("", one.reason)

    return [
        ShownWall(
            one,
            *names[one.against],
            *reasons(one),
            who=called(one.raised_by) or str(_("The program itself")),
            asker=called(one.lowering_asked_by),
            is_own_ask=one.lowering_asked_by == user_id,
        )
        for one in found
    ]


def erasures(found: list[ErasureView], user_id: UUID) -> list[dict[str, Any]]:
    """Erasures in words."""
    ids = {id for one in found for id in (one.asked_by, one.agreed_by) if id is not None}
    people = User.objects.in_bulk(ids)

    def called(id: UUID | None) -> str:
        return people[id].get_full_name() if id in people else "–"

    return [
        {
            "erasure": one,
            "ground": ground(one),
            "asker": called(one.asked_by),
            "second": called(one.agreed_by) if one.agreed_by else "",
            "is_own": one.asked_by == user_id,
        }
        for one in found
    ]


def ground(one: ErasureView) -> Promise | str:
    return GROUND_WORDS.get(one.ground, "")


def name_of(s: Scope, person: Person, act: str = "people.read") -> str:
    """A person's name for the head of a page; seeing it is a read like any other."""
    ledger.read(act, kind="person", persons=[(person.id, person.region_id)], sections=IDENTITY)
    return full(queries.name_of(person))


def against(value: str) -> Against:
    """What a form's choice means. Only for a value that the form has checked."""
    kind, _colon, id = value.partition(":")
    return Against(**{f"{kind}_id": UUID(id)})
