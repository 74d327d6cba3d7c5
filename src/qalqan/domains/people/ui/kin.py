"""Relatives: entering a tie, ending one, and lifting the restriction in one, which takes two people."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qalqan.domains.people import actions, labels, restrictions
from qalqan.domains.people.actions import Desk
from qalqan.domains.people.refusals import Refused
from qalqan.domains.people.restrictions import Lift
from qalqan.kernel.access import policy, stepup
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope
from qalqan.kernel.access.stepup import step_up

from .common import desk_of, full, only, page, people_page, seen
from .forms import ReasonForm
from .tie_forms import EndForm, KinForm, LiftForm

form_page = require_http_methods(["GET", "HEAD", "POST"])


@act("people.kin")
@form_page
@people_page
def link(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Say who is what to this child."""
    desk = desk_of(request, "people.kin")
    name = seen(desk, person_id)
    form = KinForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (other := only(desk, form, "relative", person_id)):
        given = {key: value for key, value in form.cleaned_data.items() if key != "relative"}
        try:
            actions.link_kin(desk, person_id, other, **given)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The relative stands in the record."))
            return HttpResponseRedirect(reverse("people:person", args=[person_id]))
    context = {
        "form": form,
        "title": _("A relative of the child"),
        "caption": name,
        "button": _("Enter the relative"),
        "back": reverse("people:person", args=[person_id]),
    }
    return page(request, "form.html", desk, context, 422 if form.errors else 200)


@act("people.kin")
@form_page
@people_page
def end(request: HttpRequest, kinship_id: UUID) -> HttpResponse:
    """A tie holds no more. What it was stays in the record; so does a restriction."""
    desk = desk_of(request, "people.kin")
    child_id, words = _tie(desk, kinship_id)
    form = EndForm(request.POST or None)
    back = reverse("people:person", args=[child_id])
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_kin(desk, kinship_id, on=form.cleaned_data["on"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Ended. The tie stays in the record as what it was."))
            return HttpResponseRedirect(back)
    context = {
        "form": form,
        "title": _("End a family tie"),
        "caption": words,
        "button": _("End it"),
        "back": back,
    }
    return page(request, "form.html", desk, context, 422 if form.errors else 200)


@act("people.ask_lift")
@form_page
@step_up
@people_page
def ask(request: HttpRequest, kinship_id: UUID) -> HttpResponse:
    """Ask that a relative be kept away no more."""
    desk = desk_of(request, "people.ask_lift")
    child_id, words = _tie(desk, kinship_id)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = restrictions.ask_lift(desk, kinship_id, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(
                request, _("Asked. Until a second person has confirmed, the restriction stays in force.")
            )
            return HttpResponseRedirect(reverse("people:lift", args=[made]))
    context = {
        "form": form,
        "title": _("Lift a restriction"),
        "caption": words,
        "button": _("Ask for it to be lifted"),
        "back": reverse("people:person", args=[child_id]),
        "is_demo_session": stepup.is_excepted(request),
    }
    return page(request, "form.html", desk, context, 422 if form.errors else 200)


@act("people.ask_lift")
@require_safe
@people_page
def lifts(request: HttpRequest) -> HttpResponse:
    """What is asked within reach, what waits first."""
    desk = desk_of(request, "people.ask_lift")
    with scope(desk.seat, desk.purpose) as s:
        found = restrictions.lifts(s)
    return page(request, "lifts.html", desk, {"rows": [_row(one) for one in found], "here": "lifts"})


@act("people.ask_lift")
@require_safe
@people_page
def lift(request: HttpRequest, lift_id: UUID) -> HttpResponse:
    """What is asked, and what can be decided."""
    return _lift(request, desk_of(request, "people.ask_lift"), lift_id, ReasonForm())


@act("people.decide_lift")
@require_POST
@step_up
@people_page
def confirm(request: HttpRequest, lift_id: UUID) -> HttpResponse:
    """The second person's word."""
    restrictions.confirm_lift(desk_of(request, "people.decide_lift"), lift_id)
    messages.success(request, _("Lifted: the relative is kept away no more."))
    return HttpResponseRedirect(reverse("people:lift", args=[lift_id]))


@act("people.decide_lift")
@require_POST
@people_page
def decline(request: HttpRequest, lift_id: UUID) -> HttpResponse:
    """The restriction stays."""
    desk = desk_of(request, "people.decide_lift")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _lift(request, desk, lift_id, form, 422)
    restrictions.decline_lift(desk, lift_id, reason=form.cleaned_data["reason"])
    messages.success(request, _("Declined: the restriction stays in force."))
    return HttpResponseRedirect(reverse("people:lift", args=[lift_id]))


def _tie(desk: Desk, kinship_id: UUID) -> tuple[UUID, str]:
    """Of a tie within reach: the child's id, and who is what to whom in words."""
    with scope(desk.seat, desk.purpose) as s:
        tie = restrictions.kinship(s, kinship_id)
    return tie.child_id, f"{seen(desk, tie.child_id)} · {labels.KINSHIPS[tie.kind]}"


def _row(one: Lift) -> dict[str, object]:
    return {
        "lift": one,
        "child": full(one.child.name),
        "relative": full(one.relative.name) if one.relative else "",
        "kind": labels.KINSHIPS[one.kind],
        "state": "declined" if one.declined_at else "confirmed" if one.confirmed_at else "waiting",
    }


def _lift(
    request: HttpRequest, desk: Desk, lift_id: UUID, form: ReasonForm, status: int = 200
) -> HttpResponse:
    with scope(desk.seat, desk.purpose) as s:
        found = restrictions.lift(s, lift_id)
    row = _row(found)
    waits = row["state"] == "waiting"
    is_own = found.asked_by == request.user.pk
    may_decide = waits and policy.may(request.user, "people.decide_lift")
    context = row | {
        "waits_for_second": waits and is_own,
        "may_confirm": may_decide and not is_own,
        "may_decline": may_decide,
        "form": form,
        "is_demo_session": stepup.is_excepted(request),
    }
    return page(request, "lift.html", desk, context, status)
