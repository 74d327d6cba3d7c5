"""What the screens of administration share: who acts, where a post stands, how a refusal is shown."""

import datetime
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qalqan.domains.bodies import queries
from qalqan.domains.bodies.rules import OrganisationView, UnknownOrganisationError
from qalqan.domains.territory import api as territory
from qalqan.kernel.access import policy, stepup
from qalqan.kernel.access import queries as access
from qalqan.kernel.access.actions import AccessError
from qalqan.kernel.access.granting import Place
from qalqan.kernel.access.policy import SeatView

READ = "access.read_administration"


def language() -> str:
    """The language of this page: kk, ru or en."""
    return (get_language() or "kk")[:2]


def today() -> datetime.date:
    """The day in Kazakhstan."""
    return timezone.localdate()


def uuid_asked(request: HttpRequest, name: str) -> UUID | None:
    """An id of the address; None for none or for something else."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def organisation_or_404(organisation_id: UUID) -> OrganisationView:
    try:
        return queries.organisation(organisation_id)
    except UnknownOrganisationError as unknown:
        raise Http404 from unknown


def administrator_of(request: HttpRequest, act: str, organisation: OrganisationView) -> SeatView:
    """The seat under which this person does an act in an organisation. PermissionDenied if none."""
    place = Place("", organisation.region_id, organisation.district_id, organisation.id)
    return policy.acting(request, act, place)


def post_or_404(request: HttpRequest, act: str, post_id: UUID) -> tuple[SeatView, access.PostView]:
    """A post and the seat under which this person does an act on it. Posts are no secret: one that is
    another's answers 403, one that does not exist 404."""
    asking = policy.acting(request, READ)
    if (found := access.post(asking, post_id)) is None:
        raise Http404
    actor = policy.acting(request, act, found)
    return actor, access.post(actor, post_id) or found


def region_words(region_id: UUID | None) -> str:
    """A region's name of today; the country for none."""
    if region_id is None:
        return _("Whole country")
    try:
        return territory.region_name(region_id, today(), language())
    except territory.UnknownRegionError:
        return "–"


def district_words(district_id: UUID | None) -> str:
    """A district's name; empty for none."""
    districts = {one.id: one for one in territory.districts_on(today(), None, language())}
    found = districts.get(district_id) if district_id else None
    return found.name[language()] if found else ""


def place_words(post: access.PostView) -> str:
    """Where a post stands: its organisation, or its district and region."""
    if post.organisation_id is not None:
        try:
            return queries.organisation(post.organisation_id).name[language()]
        except UnknownOrganisationError:
            return "–"
    parts = [district_words(post.district_id), region_words(post.region_id)]
    return ", ".join(part for part in parts if part)


def districts_of(region_id: UUID | None) -> list[tuple[str, str]]:
    """The districts of a region as choices."""
    if region_id is None:
        return []
    return [
        (str(one.id), one.name[language()]) for one in territory.districts_on(today(), region_id, language())
    ]


def regions() -> list[tuple[str, str]]:
    """The regions of today as choices."""
    return [(str(one.id), one.name[language()]) for one in territory.regions_on(today(), language())]


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of administration."""
    shared = {"is_demo_session": stepup.is_excepted(request)}
    return render(request, f"administration/{template}", shared | context, status=status)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None before it was sent. An empty form that was sent is not the same."""
    return request.POST if request.method == "POST" else None


def decided(
    request: HttpRequest,
    form: forms.Form,
    decide: Callable[[dict[str, Any]], str],
    show: Callable[[forms.Form, int], HttpResponse],
) -> HttpResponse:
    """One form of a decision: shown, checked, decided. A refusal by the rules stands on the form beside what
    was written. `decide` gives the address to go on to."""
    if request.method != "POST":
        return show(form, 200)
    if form.is_valid():
        try:
            return HttpResponseRedirect(decide(form.cleaned_data))
        except AccessError as refusal:
            form.add_error(None, str(refusal))
    return show(form, 422)
