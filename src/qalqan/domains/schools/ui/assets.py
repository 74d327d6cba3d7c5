"""A thing: its history on two clocks, and the forms by which people say how it is."""

import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qalqan.domains.bodies import api as bodies
from qalqan.domains.schools.actions import assets as verbs
from qalqan.domains.schools.actions import sites as site_verbs
from qalqan.domains.schools.actor import Actor
from qalqan.domains.schools.queries.assets import AssetStateView, AssetView, asset, asset_history
from qalqan.domains.schools.queries.sites import SiteView, site
from qalqan.domains.schools.rules.confidence import DANGERS
from qalqan.domains.schools.rules.problem import Refused
from qalqan.domains.schools.rules.statement import NewState
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n.formatting import language
from qalqan.kernel.names import Names

from . import site_words as words
from .asset_forms import SiteForm, StateForm, initial_of
from .reading import reading
from .round_words import FROM
from .school import thing

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@act("schools.read")
@require_safe
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """Every statement about a thing, and what was held for a day as known on a day."""
    on, known = _day(request, "on"), _day(request, "known")
    with reading(request, is_open=False):
        history = asset_history(key)
        now = asset(key)
        held = asset(key, on=on, known_at=_evening(known)) if on or known else now
        place = site(now.site_id) if now and now.site_id else None
    if not history:
        raise Http404(str(key))
    kind = _kind(now or held, key, request)
    context = {
        "key": key,
        "title": words.THINGS[kind],
        "place": place,
        "place_name": place.name[language()] if place else "",
        "now": thing(now) if now else None,
        "held": thing(held) if held else None,
        "on": on,
        "known": known,
        "history": [_said(kind, one) for one in history],
        "may_write": now is not None and policy.may(request.user, "schools.write", _target(now, place)),
        "may_verify": now is not None and policy.may(request.user, "schools.verify", _target(now, place)),
    }
    return render(request, "schools/asset.html", context)


def _target(now: AssetView, place: SiteView | None) -> Any:
    """Where a thing lies, for the policy: in its place, else in its region and district."""
    return place or now


def _kind(found: AssetView | None, key: UUID, request: HttpRequest) -> str:
    if found is not None:
        return found.kind
    with reading(request, is_open=False) as s:
        return verbs.kind_of(s, key)


def _said(kind: str, one: AssetStateView) -> dict[str, Any]:
    states = words.DANGER_STATES if kind in DANGERS else words.STATES
    badge, state = states[one.state]
    return {
        "one": one,
        "badge": badge,
        "state": state,
        "source": words.SOURCES[one.source_kind],
        "by": bodies.post_title(one.by, language()),
        "place": FROM.get(one.seen_from, ""),
        "details": words.detailed(kind, one.details),
        "last": one.valid.until - datetime.timedelta(days=1) if one.valid.until else None,
    }


def _day(request: HttpRequest, name: str) -> datetime.date | None:
    """A day of the address, not after today; None for none and for what is no day."""
    try:
        found = parse_date(request.GET.get(name, "")[:10])
    except ValueError:
        return None
    return min(found, timezone.localdate()) if found and found.year > 1900 else None


def _evening(day: datetime.date | None) -> datetime.datetime | None:
    """The end of a day here: what was known on it, all of it counted."""
    if day is None:
        return None
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))


@act("schools.write")
@form_methods
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say how a thing is."""
    return _statement(request, key, verified=False)


@act("schools.verify")
@form_methods
def verify(request: HttpRequest, key: UUID) -> HttpResponse:
    """An inspector on the spot says what is there."""
    return _statement(request, key, verified=True)


def _statement(request: HttpRequest, key: UUID, *, verified: bool) -> HttpResponse:
    name = "schools.verify" if verified else "schools.write"
    with reading(request, is_open=False):
        now = asset(key)
    if now is None:
        raise Http404(str(key))
    initial = initial_of(now, timezone.localdate(), is_seen=verified)
    form = StateForm(now.kind, request.POST or None, initial=initial)
    if verified:  # the look is of that day
        form.fields["since"].label = _("On which day did you see it?")
    if request.method == "POST" and form.is_valid():
        try:
            verb = verbs.verify_asset if verified else verbs.change_asset
            done = verb(Actor.of(request.user, name), key, _kept_line(form, now))
        except Refused as refused:
            form.tell(refused)
        else:
            told = _("It is on record.") if done.is_new else _("This was on record already.")
            messages.success(request, told)
            return HttpResponseRedirect(reverse("schools:asset", args=[key]))
    context = {
        "form": form,
        "title": words.THINGS[now.kind],
        "key": key,
        "verified": verified,
        "now": thing(now),
    }
    return render(request, "schools/asset_form.html", context, status=422 if form.errors else 200)


def _kept_line(form: StateForm, now: AssetView) -> NewState:
    """A form has no line: who says how a footway is leaves its course as it was."""
    said = form.statement()
    if now.line is None:
        return said
    return verbs.replace_line(said, [[one.lat, one.lon] for one in now.line])


@act("schools.write")
@form_methods
def change_site(request: HttpRequest, key: UUID) -> HttpResponse:
    """Change what is said of a place itself."""
    with reading(request, is_open=False):
        place = site(key)
    if not policy.may(request.user, "schools.write", place):
        raise PermissionDenied
    is_keeper = site_verbs.may_keep(policy.acting(request, "schools.write"))
    form = SiteForm(request.POST or None, initial=_held(place), is_keeper=is_keeper)
    if request.method == "POST" and form.is_valid():
        try:
            actor = Actor.of(request.user, "schools.write")
            changed = site_verbs.change_site(actor, key, _site_change(form, place))
        except Refused as refused:
            form.tell(refused)
        else:
            told = _("It is on record.") if changed else _("This was on record already.")
            messages.success(request, told)
            return HttpResponseRedirect(reverse("schools:site", args=[key]))
    context = {"form": form, "site": place, "name": place.name[language()]}
    return render(request, "schools/site_form.html", context, status=422 if form.errors else 200)


def _held(place: SiteView) -> dict[str, Any]:
    return {
        "kk": place.name.kk,
        "ru": place.name.ru,
        "en": place.name.en,
        "address": place.address,
        "lat": place.point.lat if place.point else "",
        "lon": place.point.lon if place.point else "",
        "pupils": place.pupils,
        "shifts": place.shifts,
        "bell_first": place.bell_first,
        "bell_last": place.bell_last,
        "until": place.life.until,
    }


def _site_change(form: SiteForm, place: SiteView) -> site_verbs.SiteChange:
    data = form.cleaned_data
    name = Names(data["kk"], data["ru"], data["en"])
    point = form.placed()
    return site_verbs.SiteChange(
        name=name if name != place.name else None,
        address=data["address"].strip(),
        point=point if point != place.point else None,
        pupils=data.get("pupils"),
        shifts=data["shifts"],
        bell_first=data["bell_first"],
        bell_last=data["bell_last"],
        until=data.get("until"),
        stands_again=form.stands_again,
    )
