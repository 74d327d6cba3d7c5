"""Walls around a record: who is kept out, raising one, one's own conflict, and the two who lower one.

Nobody learns here that a wall keeps him out: for such a reader the record does not exist.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qalqan.domains.bodies import api as bodies
from qalqan.domains.people import protection
from qalqan.domains.people.actions import Desk, reached
from qalqan.domains.people.models import Person
from qalqan.domains.people.protection import Whom
from qalqan.domains.people.refusals import Refused
from qalqan.kernel.access import policy, stepup
from qalqan.kernel.access import walls as verbs
from qalqan.kernel.access.actions import AccessError
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.roles import ROLES
from qalqan.kernel.access.scope import scope
from qalqan.kernel.access.stepup import step_up
from qalqan.kernel.access.walls import WallView

from . import protection_shown as shown
from .common import desk_of, districts_of, language, page, people_page, uuid_asked
from .protection_forms import ConflictForm, LoweringForm, WallForm

RAISE, ASK, LOWER = "access.raise_wall", "access.ask_lowering_wall", "access.lower_wall"
DECLARE = "access.declare_conflict"
form_page = require_http_methods(["GET", "HEAD", "POST"])


@act(RAISE)
@require_safe
@people_page
def walls(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The walls around a person: all of them for the data protection officer, else those one raised."""
    desk = desk_of(request, RAISE)
    with scope(desk.seat, desk.purpose) as s:
        name = shown.name_of(s, reached(s, person_id))
        found = verbs.standing(s, person_id=person_id)
    context = {
        "person_id": person_id,
        "name": name,
        "walls": shown.walls(found, desk.seat.user_id),
        "may_lower": policy.may(request.user, LOWER),
        "is_demo_session": stepup.is_excepted(request),
    }
    return page(request, "protection/walls.html", desk, context)


@act(RAISE)
@form_page
@people_page
def raise_wall(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Choose a place, then whom of it to keep out."""
    desk = desk_of(request, RAISE)
    with scope(desk.seat, desk.purpose) as s:
        name = shown.name_of(s, reached(s, person_id))
    place, choices = _choices(request, desk)
    form = WallForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        against = shown.against(form.cleaned_data["against"])
        try:
            protection.raise_wall(desk, person_id, against, reason=form.cleaned_data["reason"])
        except AccessError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The wall stands: the record is hidden from them as of now."))
            return HttpResponseRedirect(_next(desk, person_id))
    context = place | {"form": form, "name": name, "person_id": person_id}
    return page(request, "protection/raise.html", desk, context, shown.asked(form))


def _next(desk: Desk, person_id: UUID) -> str:
    """The walls of the person; the list, for who has just walled oneself off as well."""
    with scope(desk.seat, desk.purpose) as s:
        if Person.objects.within(s).filter(id=person_id).exists():
            return reverse("people:walls", args=[person_id])
    return reverse("people:children")


def _choices(request: HttpRequest, desk: Desk) -> tuple[dict[str, Any], list[Any]]:
    """The places to choose from, and who sits at the chosen one. A seat of a district or an organisation has
    its own district; the choice stands in the address, which names no person but by id."""
    seat = desk.seat
    if seat.region_id is None:
        return {}, []
    districts = districts_of(seat.region_id) if seat.district_id is None else []
    allowed = {key for key, _name in districts}
    asked = uuid_asked(request, "district")
    district = seat.district_id or (asked if str(asked) in allowed else None)
    listed = bodies.organisations(seat.region_id, district) if district else ()
    names = {place.id: place.name[language()] for place in listed}
    chosen = uuid_asked(request, "organisation") if "organisation" in request.GET else seat.organisation_id
    chosen = chosen if chosen in names else None
    oneself = {f"user:{seat.user_id}", f"post:{seat.post_id}"}  # for that there is `declare`
    listed_there = protection.posts_at(seat.region_id, district, chosen)
    people = [one for one in listed_there if one.value not in oneself]
    groups: list[Any] = [
        (_("A person, in whatever post"), [(one.value, _who(one)) for one in people if one.name]),
        (_("A post, whoever holds it"), [(one.value, _who(one)) for one in people if not one.name]),
    ]
    if chosen:
        groups.append((_("Everybody of the organisation"), [(f"organisation:{chosen}", names[chosen])]))
    place = {
        "districts": districts,
        "district": str(district or ""),
        "organisations": sorted(((str(id), name) for id, name in names.items()), key=lambda one: one[1]),
        "organisation": str(chosen or ""),
        "is_own_place": chosen is not None and chosen == seat.organisation_id,
    }
    return place, [group for group in groups if group[1]]


def _who(one: Whom) -> str:
    title = str(ROLES[one.role].title) if one.role in ROLES else one.role
    return ", ".join(filter(None, (one.name, title, one.unit)))


@act(DECLARE)
@form_page
@people_page
def declare(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Say that one is kin or party; the record closes to oneself at once."""
    desk = desk_of(request, DECLARE)
    with scope(desk.seat, desk.purpose) as s:
        name = shown.name_of(s, reached(s, person_id))
    form = ConflictForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            protection.declare_conflict(desk, person_id, reason=form.words())
        except AccessError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("The record is closed to you. Hand your work on it to somebody else.")
            )
            return HttpResponseRedirect(reverse("people:children"))
    context = {
        "form": form,
        "title": _("I am kin or a party"),
        "caption": name,
        "notices": [
            _("It closes to you at once, in every post. You cannot open it again: two others decide on that.")
        ],
        "button": _("Close the record to me"),
        "back": reverse("people:person", args=[person_id]),
    }
    return page(request, "protection/form.html", desk, context, shown.asked(form))


@act(ASK)
@form_page
@people_page
@step_up
def ask(request: HttpRequest, wall_id: UUID) -> HttpResponse:
    """The first of two: say why a wall should fall."""
    desk = desk_of(request, ASK)
    wall, name = _wall(desk, wall_id)
    form = LoweringForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.ask_lowering(desk.seat, wall_id, purpose=desk.purpose, reason=form.cleaned_data["reason"])
        except AccessError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Asked. The wall stands until a second person agrees."))
            return HttpResponseRedirect(reverse("people:walls", args=[wall.person_id]))
    (one,) = shown.walls([wall], desk.seat.user_id)
    context = shown.form_context(request, form) | {
        "title": _("Ask that a wall be lowered"),
        "caption": name,
        "lead": _("Kept out: %(name)s") % {"name": one.name},
        "notices": [
            _("Lowering a wall takes protection away. A second person reads your reason and decides.")
        ],
        "button": _("Ask for it"),
        "back": reverse("people:walls", args=[wall.person_id]),
    }
    return page(request, "protection/form.html", desk, context, shown.asked(form))


@act(LOWER)
@require_POST
@people_page
@step_up
def lower(request: HttpRequest, wall_id: UUID) -> HttpResponse:
    """The second of two agrees, who is never the first."""
    return _answered(request, desk_of(request, LOWER), wall_id, verbs.lower, _("The wall is lowered."))


@act(ASK)
@require_POST
@people_page
def keep(request: HttpRequest, wall_id: UUID) -> HttpResponse:
    """The wall stands: refused by the second person, or taken back by the first."""
    return _answered(request, desk_of(request, ASK), wall_id, verbs.keep, _("The wall stands."))


def _answered(
    request: HttpRequest, desk: Desk, wall_id: UUID, verb: Callable[..., None], done: str
) -> HttpResponse:
    """An answer to the asking, said on the page of the person's walls."""
    wall, _name = _wall(desk, wall_id)
    try:
        verb(desk.seat, wall_id, purpose=desk.purpose)
    except AccessError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("people:walls", args=[wall.person_id]))


def _wall(desk: Desk, wall_id: UUID) -> tuple[WallView, str]:
    """A standing wall that is the desk's to see, and about whom; Refused("gone") for any other."""
    with scope(desk.seat, desk.purpose) as s:
        wall = next((one for one in verbs.standing(s) if one.id == wall_id), None)
        if wall is None:
            raise Refused("gone")
        return wall, shown.name_of(s, reached(s, wall.person_id))
