"""One person's page, in the sections of the seat's role and purpose; registering and correcting."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qalqan.domains.people import actions, labels, names, records
from qalqan.domains.people.actions import Desk
from qalqan.domains.people.records import CONTACT, Record
from qalqan.domains.people.refusals import Refused
from qalqan.kernel import ledger
from qalqan.kernel.access import policy, stepup
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope
from qalqan.kernel.access.sections import SECTIONS
from qalqan.kernel.access.stepup import step_up

from .common import birth, desk_of, full, organisation_names, page, people_page
from .forms import AccountForm, CorrectForm, RegisterForm, initial
from .places import spelled
from .protection_shown import person_context

form_page = require_http_methods(["GET", "HEAD", "POST"])


@act("people.read")
@require_safe
@people_page
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A person's record as far as this seat and purpose see it."""
    desk = desk_of(request, "people.read")
    with scope(desk.seat, desk.purpose) as s:
        record = records.record(s, person_id)
        protected = person_context(request, s, person_id)
    may = {
        f"may_{name}": policy.may(request.user, f"people.{name}")
        for name in ("correct", "claim_same", "account", "kin", "ask_lift", "attach", "move")
    }
    return page(request, "person.html", desk, shown(record) | may | protected)


def shown(record: Record) -> dict[str, Any]:
    """A record in words."""
    places = organisation_names({place.organisation_id for place in record.places})
    return {
        "record": record,
        "name": full(record.name),
        "reading": names.reading(full(record.name)),
        "birth": birth(record.birth_date, record.birth_known),
        "sex": labels.SEXES[record.sex],
        "language": labels.LANGUAGES[record.language],
        "iin_state": labels.IIN_STATES[record.iin_state],
        "doubts": [labels.DOUBTS[doubt] for doubt in record.doubts],
        "sections": [title for key, title in SECTIONS.items() if key in record.sections],
        "kin": [
            {
                "kin": kin,
                "name": full(kin.name) if kin.name else "",
                "kind": labels.KINSHIPS[kin.kind],
                "source": labels.SOURCES[kin.source],
            }
            for kin in record.kin or ()
        ],
        "kept_away": any(kin.is_restricted for kin in record.kin or ()),
        "places": [
            {
                "place": place,
                "name": places.get(place.organisation_id, ""),
                "capacity": labels.CAPACITIES[place.capacity],
            }
            for place in record.places
        ],
        "corrections": [
            {
                "field": labels.FIELDS[one.field],
                "old": None if one.old is None else labels.value(one.field, one.old) or _("empty"),
                "reason": one.reason,
                "at": one.at,
            }
            for one in record.corrections
        ],
    }


@act("people.register")
@form_page
@people_page
def register(request: HttpRequest) -> HttpResponse:
    """A new record. What was typed stays when something is wrong with it."""
    desk = desk_of(request, "people.register")
    is_school = desk.seat.role == "school_head"
    usual = "patient" if desk.seat.role == "doctor" else "client"  # a school says which
    form = RegisterForm(request.POST or None, with_class=is_school)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register_person(
                desk,
                form.draft(),
                capacity=form.cleaned_data.get("capacity", usual),
                class_label=spelled(desk, desk.seat.organisation_id, form.cleaned_data.get("label", "")),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The record is made."))
            return HttpResponseRedirect(reverse("people:person", args=[made]))
    context = {"form": form, "title": _("New record"), "button": _("Make the record"), "here": "register"}
    return page(request, "form.html", desk, context, 422 if form.errors else 200)


@act("people.correct")
@form_page
@people_page
def correct(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Correct a record. What stood there is kept with who, when and why."""
    desk = desk_of(request, "people.correct")
    before, with_contact = _before(desk, person_id)
    form = CorrectForm(request.POST or None, initial=initial(before), with_contact=with_contact)
    if request.method == "POST" and form.is_valid():
        after = form.draft()
        given = [name for name in actions.FIELDS if with_contact or name not in ("phone", "address")]
        changes = {name: getattr(after, name) for name in given}
        try:
            actions.correct(desk, person_id, changes, reason=form.cleaned_data["reason"])
        except Refused as refused:
            if refused.rule == "gone":
                raise
            form.refuse(refused)
        else:
            messages.success(request, _("The record is corrected. What stood there before is kept below."))
            return HttpResponseRedirect(reverse("people:person", args=[person_id]))
    context = {
        "form": form,
        "title": _("Correct the record"),
        "button": _("Save the correction"),
        "back": reverse("people:person", args=[person_id]),
    }
    return page(request, "form.html", desk, context, 422 if form.errors else 200)


@act("people.account")
@form_page
@people_page
@step_up
def account(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Link the account of a person who has shown a document to the own record."""
    desk = desk_of(request, "people.account")
    before, _contact = _before(desk, person_id)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.link_account(desk, person_id, form.cleaned_data["email"])
        except Refused as refused:
            if refused.rule == "gone":
                raise
            form.add_error("email", str(refused.words))
        else:
            messages.success(
                request, _("Linked: the person now sees the own record and those of own children.")
            )
            return HttpResponseRedirect(reverse("people:person", args=[person_id]))
    context = {
        "form": form,
        "title": _("Link the person's account"),
        "caption": full(names.Name(before.surname, before.given, before.patronymic)),
        "button": _("Link the account"),
        "back": reverse("people:person", args=[person_id]),
        "is_demo_session": stepup.is_excepted(request),
    }
    return page(request, "form.html", desk, context, 422 if form.errors else 200)


def _before(desk: Desk, person_id: UUID) -> tuple[Any, bool]:
    """The record as it stands, for the form; seeing it is a read like any other."""
    with scope(desk.seat, desk.purpose) as s:
        row = actions.reached(s, person_id)
        sections = s.sections("person")
        ledger.read("people.correct", kind="person", persons=[(row.id, row.region_id)], sections=sections)
        return actions.drafted(row), CONTACT in sections
