"""The list of children: narrowed by district, school and class as far as the seat reaches; searched by a name
in any spelling, an IIN or a telephone number. A search is sent and never stands in an address: addresses are
kept in histories and logs, where nobody's name belongs."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from qalqan.domains.bodies import api as bodies
from qalqan.domains.people import queries
from qalqan.domains.people.actions import Desk
from qalqan.domains.people.queries import Filters, PersonLine
from qalqan.kernel import ledger
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import Scope, scope

from .common import (
    birth,
    desk_of,
    districts_of,
    full,
    language,
    organisation_names,
    page,
    people_page,
    uuid_asked,
)

IDENTITY = frozenset({"identity"})


@act("people.list")
@require_http_methods(["GET", "HEAD", "POST"])
@people_page
def children(request: HttpRequest) -> HttpResponse:
    """Children whom the seat reaches, or those that a search finds. Whoever is listed has been seen: each
    line is a row of the ledger."""
    desk = desk_of(request, "people.list")
    text = request.POST.get("q", "").replace("\0", "").strip()[:200]
    asked = Filters(
        district=uuid_asked(request, "district"),
        organisation=uuid_asked(request, "school"),
        label=request.GET.get("class", "").replace("\0", "")[:10],
    )
    with scope(desk.seat, desk.purpose) as s:
        choices = _choices(s, desk, asked)
        if text:
            found = queries.search(s, text)
        else:
            found = queries.children(s, asked, after=uuid_asked(request, "after"))
        seen = [(line.id, line.region_id) for line in found.lines]
        act_name = "people.search" if text else "people.list"
        ledger.read(act_name, kind="person", persons=seen, sections=IDENTITY)
    context = choices | {
        "rows": rows(found.lines),
        "found": found,
        "text": text,
        "filters": asked,
        "here": "children",
        "district": str(asked.district or ""),
        "school": str(asked.organisation or ""),
        "active": sum(map(bool, (asked.district, asked.organisation, asked.label))),
    }
    return page(request, "children.html", desk, context)


def rows(lines: tuple[PersonLine, ...]) -> list[dict[str, Any]]:
    """Lines as a table shows them."""
    places = organisation_names({line.organisation_id for line in lines if line.organisation_id})
    return [
        {
            "id": line.id,
            "name": full(line.name),
            "birth": birth(line.birth_date, line.birth_known),
            "place": places.get(line.organisation_id, "") if line.organisation_id else "",
            "label": line.class_label,
        }
        for line in lines
    ]


def _choices(s: Scope, desk: Desk, asked: Filters) -> dict[str, Any]:
    """What can be chosen from: an organisation's seat has its classes, a district's its schools, a region's
    its districts first."""
    seat = desk.seat
    own = seat.organisation_id
    districts, schools = [], []
    if own is None and seat.region_id is not None:
        if seat.district_id is None:
            districts = districts_of(seat.region_id)
        district = seat.district_id or asked.district
        if district is not None:
            listed = bodies.organisations(seat.region_id, district, kind="school")
            schools = [(str(place.id), place.name[language()]) for place in listed]
    school = own or asked.organisation
    labels = queries.classes(s, school) if school else []
    return {
        "districts": districts,
        "schools": schools,
        "classes": [(label, label) for label in labels] if len(labels) > 1 or not own else [],
        "place": organisation_names({own}).get(own, "") if own else "",
        "unit": seat.unit,
    }
