"""My record: for the signed-in person, and for representatives of a child under age."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qalqan.domains.people import queries, records
from qalqan.domains.people.models import Person
from qalqan.domains.people.refusals import Refused
from qalqan.kernel import ledger
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import Own, scope

from .common import birth, full, people_page
from .persons import shown


def _actor(request: HttpRequest) -> Own | None:
    """Whose records the signed-in person reads as the own ones."""
    return records.own(request.user.pk) if request.user.pk else None


@act("people.own")
@require_safe
@people_page
def own(request: HttpRequest) -> HttpResponse:
    """The own record and those of the own children; a page that says how to get one, for who has none."""
    actor = _actor(request)
    rows = []
    if actor is not None:
        with scope(actor, "own") as s:
            people = list(Person.objects.within(s).order_by("birth_date", "id"))
            ledger.read(
                "people.own",
                kind="person",
                persons=[(p.id, p.region_id) for p in people],
                sections={"identity"},
            )
            rows = [
                {"id": p.id, "name": full(queries.name_of(p)), "birth": birth(p.birth_date, p.birth_known),
                 "is_self": p.id == actor.person_ids[0]}
                for p in people
            ]  # fmt: skip
    return render(request, "people/own.html", {"rows": rows})


@act("people.own")
@require_safe
@people_page
def own_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One of them. Anybody else's record answers as one that does not exist."""
    actor = _actor(request)
    if actor is None:
        raise Refused("gone")
    with scope(actor, "own") as s:
        record = records.record(s, person_id, act="people.own")
    return render(request, "people/person.html", shown(record) | {"is_own": True})
