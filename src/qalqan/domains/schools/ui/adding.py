"""Forms by which a person enters a place, a thing of a place, or a thing of the road."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qalqan.domains.schools.access import KEEPERS
from qalqan.domains.schools.actions import assets as verbs
from qalqan.domains.schools.actions import sites as site_verbs
from qalqan.domains.schools.actor import Actor
from qalqan.domains.schools.queries.sites import SiteView, site
from qalqan.domains.schools.rules.instrument import ROADSIDE
from qalqan.domains.schools.rules.problem import Refused
from qalqan.domains.schools.rules.words import ASSET_KINDS
from qalqan.domains.territory import api as territory
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n.formatting import language
from qalqan.kernel.names import Names

from . import site_words as words
from .asset_forms import KindForm, NewSiteForm, StateForm
from .reading import reading

LAST = "is_another"  # the field after which the map stands
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@act("schools.write")
@form_methods
def add(request: HttpRequest, key: UUID) -> HttpResponse:
    """Enter a thing of a place: which kind, then what is said of it."""
    with reading(request, is_open=False):
        place = site(key)
    if not policy.may(request.user, "schools.write", place):
        raise PermissionDenied
    return _thing(request, place)


@act("schools.write")
@form_methods
def add_road(request: HttpRequest) -> HttpResponse:
    """Enter a thing that stands by the road and belongs to no one place; for those who keep the register."""
    _demand_keeper(request)
    return _thing(request, None)


def _thing(request: HttpRequest, place: SiteView | None) -> HttpResponse:
    kind = request.GET.get("kind", "")
    name = place.name[language()] if place else _("By the road")
    context: dict[str, Any] = {"site": place, "name": name, "is_new": True, "last_of_place": LAST}
    if kind not in (ASSET_KINDS if place else ROADSIDE):
        form: Any = KindForm(by_road=place is None)
        return render(request, "schools/asset_kind.html", {**context, "form": form})
    may_see = policy.may(request.user, "schools.verify", place)
    initial = {"since": timezone.localdate()}
    form = StateForm(kind, request.POST or None, is_new=True, may_see=may_see, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = _entered(request, form, kind, place)
        except Refused as refused:
            form.tell(refused)
        else:
            messages.success(request, _("It is on record."))
            return HttpResponseRedirect(reverse("schools:asset", args=[made]))
    context |= {"form": form, "title": words.THINGS[kind], "ground": _ground(request, place)}
    if form.twin:
        context["twin"] = reverse("schools:asset", args=[form.twin])
    return render(request, "schools/asset_form.html", context, status=422 if form.errors else 200)


def _entered(request: HttpRequest, form: StateForm, kind: str, place: SiteView | None) -> UUID:
    data, site_id = form.cleaned_data, place.id if place else None
    said, code = form.statement(), data["code"].strip()
    new = verbs.NewAsset(kind, said, site_id, code, ask_twin=True, others=form.others)
    if data.get("is_seen"):
        seen = replace(new, seen_on=timezone.localdate())
        return verbs.find_asset(Actor.of(request.user, "schools.verify"), seen)
    return verbs.add_asset(Actor.of(request.user, "schools.write"), new)


@act("schools.write")
@form_methods
def add_site(request: HttpRequest) -> HttpResponse:
    """Enter a place where children are; for those who keep the register."""
    _demand_keeper(request)
    form = NewSiteForm(request.POST or None, initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actor = Actor.of(request.user, "schools.write")
            made = site_verbs.add_site(actor, _new_site(actor, form))
        except Refused as refused:
            form.tell(refused)
        else:
            messages.success(request, _("It is on record."))
            return HttpResponseRedirect(reverse("schools:site", args=[made]))
    context: dict[str, Any] = {"form": form, "is_new": True, "last_of_place": LAST}
    context["ground"] = _ground(request, None)
    if form.twin:
        context["twin"] = reverse("schools:site", args=[form.twin])
    return render(request, "schools/site_form.html", context, status=422 if form.errors else 200)


def _new_site(actor: Actor, form: NewSiteForm) -> site_verbs.NewSite:
    data, seat = form.cleaned_data, actor.seat
    region_id = actor.region_id
    if region_id is None:
        raise PermissionDenied
    return site_verbs.NewSite(
        kind=data["kind"],
        code=data["code"].strip(),
        name=Names(data["kk"].strip(), data["ru"].strip(), data["en"].strip()),
        region_id=region_id,
        district_id=getattr(seat, "district_id", None),
        since=data["since"],
        owner_body=data["owner_body"].strip(),
        address=data["address"].strip(),
        point=form.placed(),
        pupils=data["pupils"],
        shifts=data["shifts"],
        bell_first=data["bell_first"],
        bell_last=data["bell_last"],
        ask_twin=True,
        others=form.others,
    )


def _demand_keeper(request: HttpRequest) -> None:
    if policy.acting(request, "schools.write").role not in KEEPERS:
        raise PermissionDenied


def _ground(request: HttpRequest, place: SiteView | None) -> dict[str, str]:
    """What the map of a form shows: the place, else the seat's region by its districts."""
    region_id = place.region_id if place else policy.acting(request, "schools.write").region_id
    code = next((one.code for one in territory.atlas().regions if one.id == region_id), "")
    if place is None or place.point is None:
        return {"region": code, "here": "", "name": ""}
    here = f"{place.point.lat:.5f},{place.point.lon:.5f}"
    return {"region": code, "here": here, "name": place.name[language()]}
