"""Where a person belongs: to an organisation from a day to a day, and to the region that answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qalqan.domains.bodies import api as bodies
from qalqan.domains.people import actions, labels, queries, rules
from qalqan.domains.people.actions import Desk
from qalqan.domains.people.models import Attachment, Person
from qalqan.domains.people.refusals import Refused
from qalqan.domains.territory import api as territory
from qalqan.kernel.access import stepup
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope
from qalqan.kernel.access.stepup import step_up

from .common import desk_of, language, organisation_names, page, people_page, seen
from .tie_forms import EndForm, MoveForm, PlaceForm

form_page = require_http_methods(["GET", "HEAD", "POST"])
# In what capacity a role puts somebody into which kind of organisation; None: the seat's own.
CAPACITIES: dict[str, tuple[tuple[str, ...], str | None]] = {
    "school_head": (("pupil", "guardian", "staff"), None),
    "doctor": (("patient",), None),
    "education_officer": (("pupil", "guardian", "staff"), "school"),
    "social_worker": (("client",), "social_centre"),
}


@act("people.attach")
@form_page
@people_page
def attach(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Put a person into an organisation of the seat's reach."""
    desk = desk_of(request, "people.attach")
    name = seen(desk, person_id)
    capacities, kind = CAPACITIES[desk.seat.role]
    choices = _organisations(desk, kind) if kind else None
    form = PlaceForm(request.POST or None, organisations=choices, capacities=capacities)
    if request.method == "POST" and form.is_valid():
        try:
            _attach(desk, person_id, form)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Attached: the organisation's staff reach the record now."))
            return HttpResponseRedirect(reverse("people:person", args=[person_id]))
    context = {
        "form": form,
        "title": _("Attach to an organisation"),
        "caption": name,
        "button": _("Attach"),
        "back": reverse("people:person", args=[person_id]),
    }
    return page(request, "form.html", desk, context, 422 if form.errors else 200)


def _attach(desk: Desk, person_id: UUID, form: PlaceForm) -> None:
    given = form.cleaned_data
    wanted = UUID(given["organisation"]) if given.get("organisation") else desk.seat.organisation_id
    actions.attach(
        desk,
        person_id,
        capacity=given["capacity"],
        organisation_id=wanted,
        class_label=spelled(desk, wanted, given.get("label", "")),
        since=given["since"],
    )


def spelled(desk: Desk, organisation_id: UUID | None, label: str) -> str:
    """A class as its school spells it. Refused for what is no class's name."""
    if not label or organisation_id is None:
        return label
    with scope(desk.seat, desk.purpose) as s:
        found = rules.class_label(label, queries.classes(s, organisation_id))
    if found is None:
        raise Refused("class", "label")
    return found


def _organisations(desk: Desk, kind: str) -> list[tuple[str, str]]:
    seat = desk.seat
    if seat.region_id is None:
        return []
    found = bodies.organisations(seat.region_id, seat.district_id, kind=kind)
    return [(str(place.id), place.name[language()]) for place in found]


@act("people.attach")
@form_page
@people_page
def detach(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """Somebody is there no more. The list follows: the record may be out of reach by then."""
    desk = desk_of(request, "people.attach")
    with scope(desk.seat, desk.purpose) as s:
        row = Attachment.objects.within(s).filter(id=attachment_id).first()
        if row is None:
            raise Refused("gone")
    place = organisation_names({row.organisation_id}).get(row.organisation_id, "")
    words = [seen(desk, row.person_id), place, str(labels.CAPACITIES[row.capacity]), row.class_label]
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.detach(desk, attachment_id, on=form.cleaned_data["on"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(
                request, _("Detached. From that day the organisation's staff reach the record no more.")
            )
            return HttpResponseRedirect(reverse("people:children"))
    context = {
        "form": form,
        "title": _("Detach from an organisation"),
        "caption": " · ".join(filter(None, words)),
        "button": _("Detach"),
        "back": reverse("people:person", args=[row.person_id]),
    }
    return page(request, "form.html", desk, context, 422 if form.errors else 200)


@act("people.move")
@form_page
@people_page
@step_up
def move(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Another region answers for the person from now on."""
    desk = desk_of(request, "people.move")
    name = seen(desk, person_id)
    form = MoveForm(request.POST or None, regions=_other_regions(desk, person_id))
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_region(
                desk, person_id, UUID(form.cleaned_data["region"]), reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Moved: the other region answers for this person from now on."))
            return HttpResponseRedirect(reverse("people:children"))
    context = {
        "form": form,
        "title": _("Move to another region"),
        "caption": name,
        "lead": _("All places here end today, and the record leaves your reach. It cannot be called back."),
        "button": _("Move the record"),
        "back": reverse("people:person", args=[person_id]),
        "is_demo_session": stepup.is_excepted(request),
    }
    return page(request, "form.html", desk, context, 422 if form.errors else 200)


def _other_regions(desk: Desk, person_id: UUID) -> list[tuple[str, str]]:
    with scope(desk.seat, desk.purpose) as s:
        here = Person.objects.within(s).values_list("region_id", flat=True).get(id=person_id)
    return [
        (str(region.id), region.name[language()])
        for region in territory.regions_on(timezone.localdate(), language())
        if region.id != here
    ]
