"""Erasing what was told about a child: what is lost and what stays, the one who asks, the one who agrees; and
what waits for a second person in the region."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qalqan.domains.people import protection, queries
from qalqan.domains.people.actions import Desk, reached
from qalqan.domains.people.models import Person
from qalqan.kernel import ledger
from qalqan.kernel.access import walls
from qalqan.kernel.access.actions import AccessError
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope
from qalqan.kernel.access.stepup import step_up

from . import protection_shown as shown
from .common import desk_of, full, page, people_page
from .protection_forms import AgreeForm, ErasureForm

READ, ASK, AGREE = "vault.read_erasure_basis", "vault.ask_erasure", "vault.agree_to_erasure"


@act(READ)
@require_safe
@people_page
def erasure(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What is kept of what was told, what was erased, and what waits."""
    return _page(request, desk_of(request, READ), person_id, AgreeForm())


def _page(
    request: HttpRequest, desk: Desk, person_id: UUID, form: AgreeForm, status: int = 200
) -> HttpResponse:
    with scope(desk.seat, desk.purpose) as s:
        name = shown.name_of(s, reached(s, person_id), READ)
        found = protection.erasures(s, person_id)
        # A name that opens is none of the officer's business: what is shown is that it is gone, or kept.
        files = [not file.name and str(file.name) for file in protection.files_about(s, person_id)]
    context = shown.form_context(request, form) | {
        "person_id": person_id,
        "name": name,
        "erasures": shown.erasures(found, desk.seat.user_id),
        "waits": any(one.agreed_by is None for one in found),
        "files_kept": sum(not name for name in files),
        "files_gone": [name for name in files if name],
    }
    return page(request, "protection/erasure.html", desk, context, status)


@act(ASK)
@require_http_methods(["GET", "HEAD", "POST"])
@people_page
@step_up
def ask(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The first of two: the ground and the reason."""
    desk = desk_of(request, ASK)
    with scope(desk.seat, desk.purpose) as s:
        name = shown.name_of(s, reached(s, person_id), READ)
    form = ErasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            protection.ask_erasure(desk, person_id, **form.cleaned_data)
        except AccessError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Asked. Nothing is erased until a second person agrees."))
            return HttpResponseRedirect(reverse("people:erasure", args=[person_id]))
    context = shown.form_context(request, form) | {
        "title": _("Ask to erase what was told"),
        "caption": name,
        "notices": [
            _("What is erased is gone for ever, from every backup as well. Nobody can bring it back.")
        ],
        "button": _("Ask for the erasure"),
        "back": reverse("people:erasure", args=[person_id]),
    }
    return page(request, "protection/form.html", desk, context, shown.asked(form))


@act(AGREE)
@require_POST
@people_page
@step_up
def agree(request: HttpRequest, person_id: UUID, erasure_id: UUID) -> HttpResponse:
    """The second of two: the keys are destroyed with this."""
    desk = desk_of(request, AGREE)
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, person_id, form, 422)
    try:
        protection.agree_to_erasure(desk, person_id, erasure_id)
    except AccessError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Erased. What was told about this person is gone for ever."))
    return HttpResponseRedirect(reverse("people:erasure", args=[person_id]))


@act("access.lower_wall")
@require_safe
@people_page
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for a second person in the region: walls to be lowered, narratives to be erased."""
    desk = desk_of(request, "access.lower_wall")
    with scope(desk.seat, desk.purpose) as s:
        lowerings = [one for one in walls.standing(s) if one.lowering_asked_by is not None]
        asked = protection.erasures(s)
        ids = {one.person_id for one in lowerings} | {one.person_id for one in asked}
        people = Person.objects.within(s).in_bulk(ids)
        seen = [(person.id, person.region_id) for person in people.values()]
        ledger.read("people.list", kind="person", persons=seen, sections=shown.IDENTITY)
    names = {id: full(queries.name_of(person)) for id, person in people.items()}
    user_id = desk.seat.user_id
    context = {
        "walls": [(names[one.wall.person_id], one) for one in shown.walls(lowerings, user_id)
                  if one.wall.person_id in names],
        "erasures": [(names[one["erasure"].person_id], one) for one in shown.erasures(asked, user_id)
                     if one["erasure"].person_id in names],
        "here": "waiting",
    }  # fmt: skip
    return page(request, "protection/waiting.html", desk, context)
