"""Who saw my record, and my child's: for the person concerned and for parents of a child under age.

Plain words, posts and organisations, no names of staff. What could warn somebody whom a child is being
protected from is not listed (`ledger.queries.WITHHELD_...`), and the page always says so, so that nothing can
be read from its silence. A relative whom a court keeps away, and who is walled off, finds no child here.
"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qalqan.domains.people import queries, records
from qalqan.domains.people.models import Person
from qalqan.domains.people.ui.readers import FilterForm, pages
from qalqan.domains.people.ui.readers_shown import shown
from qalqan.kernel import ledger
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope
from qalqan.kernel.ledger import queries as book

ACT = "ledger.read_own"


@act(ACT)
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Whose record: mine, or which child's."""
    actor = records.own(signed_in(request))
    found: list[Person] = []
    if actor is not None:
        with scope(actor, "own") as s:
            found = sorted(
                Person.objects.within(s).filter(pk__in=actor.person_ids), key=lambda one: one.sort_key
            )
            seen = [(person.id, person.region_id) for person in found]
            ledger.read("people.own", kind="person", persons=seen, sections={"identity"})
    people = [(person.id, queries.name_of(person)) for person in found]
    return render(request, "people/readers/own.html", {"people": people})


@act(ACT)
@require_safe
def of_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who saw this record. Answers as for nobody when it is not one's business."""
    actor = records.own(signed_in(request))
    if actor is None or person_id not in actor.person_ids:
        raise Http404
    form = FilterForm(request.GET)
    with scope(actor, "own") as s:
        person = Person.objects.within(s).filter(pk=person_id).first()
        if person is None:  # walled off
            raise Http404
        lines, is_more = book.of_person(person_id, form.wanted())
        rows = shown(lines, names=False)
        ledger.read(ACT, kind="person", persons=[(person.id, person.region_id)], sections={"identity"})
    context = pages(request, lines, is_more, form) | {"lines": rows, "name": queries.name_of(person)}
    return render(request, "people/readers/own_person.html", context)


def signed_in(request: HttpRequest) -> UUID:
    """The id of who is signed in: the act lets nobody else in."""
    if request.user.pk is None:
        raise PermissionDenied(ACT)
    return request.user.pk
