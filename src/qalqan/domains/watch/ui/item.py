"""One work item on one page: what was seen, by how many, why it went to whom, why it is how dangerous, what
was done, and what the reader may do now."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qalqan.domains.schools import api as schools
from qalqan.domains.territory import api as territory
from qalqan.domains.watch import api
from qalqan.domains.watch.actions.confirming import confirm
from qalqan.domains.watch.actions.merging import merge, split
from qalqan.domains.watch.actions.moving import move, moves_of, targets
from qalqan.domains.watch.actions.photos import take_down
from qalqan.domains.watch.actor import Actor, frame
from qalqan.domains.watch.photos import PhotoRefused, SafePhoto, safe
from qalqan.domains.watch.photos.words import said
from qalqan.domains.watch.queries.clusters import ClusterView, cluster, cluster_by_number
from qalqan.domains.watch.queries.reports import ReportView, reports_of
from qalqan.domains.watch.refusals import Refused
from qalqan.domains.watch.rules.states import Move
from qalqan.domains.watch.rules.triage import CALM_MOST, HURT_LEAST
from qalqan.domains.watch.rules.words import MAX_PHOTOS
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n.formatting import language
from qalqan.kernel.vault.files import FileRefused

from .desk_words import CHANNEL, MODERATION, likeness_terms, risk_terms, row, step_row

TOLD_TO_HEAD = ("category", "witnesses")  # of the terms of risk; and that somebody is hurt
FIRST = ("shown", "waiting", "hidden")  # which report the page opens with
FIELDS = {"reason": "reason", "public_note": "public_note", "photo_or_reason": "reason", "body": "body"}


@act("watch.read")
@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page."""
    return shown(request, pk)


def shown(
    request: HttpRequest, pk: UUID, *, error: str = "", tried: str = "", typed: dict[str, str] | None = None
) -> HttpResponse:
    """The page, with what was wrong and what was typed."""
    actor = Actor.of(request.user, "watch.read")
    code = language()
    with frame(actor, "watch.read"):
        view = cluster(pk)
        if view is None:
            raise Http404
        reports = reports_of(pk)
        site = _site(view)
        is_head = actor.role == "school_head"
        if is_head:
            reports = tuple(_as_everybody(one) for one in reports if one.moderation == "shown")
            view = as_reported_about(view)
        other = cluster(view.merged_into) if view.merged_into else None
        region = territory.atlas().region(view.region_id, timezone.localdate())
        doer = _doer(request)
        moves = [_move(one, code) for one in moves_of(doer, view)] if doer else []
    context = {
        **row(view, with_hour=not is_head),  # the hour of a report tells a head who it was
        "with_hour": not is_head,
        "point": view.point if not is_head else site.point if site else None,
        "region": region.name[code],
        "reports": [_report(one) for one in reports],
        "first": _first(reports),
        "site": site,
        "site_name": site.name[code] if site else "",
        "reads_site": policy.allowed(request.user, "schools.read") is not None,
        "merged_into": other,
        "terms": risk_terms(view),
        "why_routed": view.routed_why.get(code, ""),
        "steps": [step_row(one) for one in view.steps],
        "moves": moves,
        "is_inspector": bool(doer and doer.role == "safety_inspector"),
        "does": "watch:" + {"safety_inspector": "look", "moderator": "direct"}.get(doer.role, "work")
        if doer
        else "",
        "is_moderator": bool(doer and doer.role == "moderator"),
        "bodies": [(one.code, one.name[code]) for one in targets(region.code) if one.code != view.owner_body],
        "error": error,
        "tried": tried,
        "typed": typed or {},
        "seen": "" if is_head else view.changed_at.isoformat(),
    }
    return render(request, "watch/desk/item.html", context, status=422 if error else 200)


def as_reported_about(view: ClusterView) -> ClusterView:
    """What the head of a school reads of an item about it: no place but the register's, and of the danger
    what the terms that are told come to. How somebody writes, where he stood, and at which hour, tell a head
    who it was; a sum with untold terms would tell the hour."""
    told = [term for term in view.risk_why.get("terms", ()) if term[0] in TOLD_TO_HEAD]
    score = min(CALM_MOST, sum(points for _code, points, _note in told))
    if view.is_hurt:
        told.append(("hurt", HURT_LEAST - score, ""))
        score = HURT_LEAST
    return replace(view, place_text="", risk=score, risk_why=view.risk_why | {"terms": told})


def _as_everybody(of: ReportView) -> ReportView:
    """A shown report in the words and pictures that everybody may read."""
    ready = tuple(photo for photo in of.photos if photo.state == "ready")
    return replace(of, text=of.public_text, photos=ready, score=None, score_why={})


def _first(reports: tuple[ReportView, ...]) -> ReportView | None:
    """The report that the page opens with: the earliest that is shown, else that counts."""
    counted = [one for one in reports if one.moderation in FIRST]
    return min(counted, key=lambda one: FIRST.index(one.moderation), default=None)


def _doer(request: HttpRequest) -> Actor | None:
    """Who could do something here: under the first of the three acts that the reader's seats give."""
    for name in ("watch.work", "watch.confirm", "watch.moderate"):
        if policy.allowed(request.user, name) is not None:
            return Actor.of(request.user, name)
    return None


def _site(view: ClusterView) -> schools.SiteView | None:
    if view.site_id is None:
        return None
    try:
        return schools.site(view.site_id)
    except schools.Refused:  # beyond the reader's reach
        return None


def _report(of: ReportView) -> dict[str, Any]:
    badge, words = MODERATION[of.moderation]
    return {
        "row": of,
        "badge": badge,
        "moderation": words,
        "channel": CHANNEL[of.channel],
        "why": likeness_terms(of.score_why) if of.score is not None else [],
        "percent": round(of.score * 100) if of.score is not None else None,
        "perhaps": len(of.score_why.get("perhaps", ())),
    }


def _move(of: Move, code: str) -> dict[str, Any]:
    return {
        "key": of.key,
        "words": of.names[code],
        "asks": of.asks,
        "has_photo": "photo_or_reason" in of.asks,
        "has_reason": "reason" in of.asks or "photo_or_reason" in of.asks,
        "has_note": "public_note" in of.asks,
        "has_body": "body" in of.asks,
    }


@act("watch.work")
@require_POST
def work(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A move of who has to act."""
    actor = Actor.of(request.user, "watch.work")
    return _do(request, pk, lambda: _moved(request, actor, pk))


@act("watch.moderate")
@require_POST
def direct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A move of a moderator: reject, pass on, hand over, join with another, take a report out, erase
    a picture of a step."""
    actor = Actor.of(request.user, "watch.moderate")

    def done() -> None:
        key, reason = request.POST.get("move", ""), request.POST.get("reason", "")
        if key == "merge":
            with frame(actor, "watch.moderate"):
                into = cluster_by_number("", request.POST.get("into", "")[:20])
            if into is None:
                raise Refused("no_such_cluster")
            merge(actor, into.id, pk, reason)
        elif key == "split":
            split(actor, _uuid(request.POST.get("report", "")), reason)
        elif key == "take_down":
            take_down(actor, _uuid(request.POST.get("file", "")))
        else:
            _moved(request, actor, pk)

    return _do(request, pk, done)


@act("watch.confirm")
@require_POST
def look(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An inspector's word, or decision."""
    actor = Actor.of(request.user, "watch.confirm")

    def done() -> None:
        if request.POST.get("move"):  # reject, or uphold a rejection
            _moved(request, actor, pk)
        else:
            confirm(actor, pk, request.POST.get("says", ""), photos=_photos(request), seen=_seen(request))

    return _do(request, pk, done)


def _do(request: HttpRequest, pk: UUID, done: Callable[[], object]) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in ("reason", "public_note", "body", "into")}
    try:
        done()
    except Refused as refused:
        if refused.code == "no_such_cluster" and request.POST.get("move") != "merge":
            raise Http404 from None
        return shown(request, pk, error=str(refused), tried=request.POST.get("move", ""), typed=typed)
    except PhotoRefused as refused:
        return shown(request, pk, error=said(refused), tried=request.POST.get("move", ""), typed=typed)
    except FileRefused as refused:
        return shown(request, pk, error=str(refused), tried=request.POST.get("move", ""), typed=typed)
    messages.success(request, _("Done. Every witness who left an address is told."))
    return HttpResponseRedirect(reverse("watch:item", args=[pk]))


def _moved(request: HttpRequest, actor: Actor, pk: UUID) -> api.ClusterView:
    return move(
        actor,
        pk,
        request.POST.get("move", ""),
        reason=request.POST.get("reason", ""),
        public_note=request.POST.get("public_note", ""),
        body=request.POST.get("body", ""),
        photos=_photos(request),
        seen=_seen(request),
    )


def _photos(request: HttpRequest) -> tuple[SafePhoto, ...]:
    """Pictures of the form, made safe before any scope opens."""
    files = request.FILES.getlist("photos")[:MAX_PHOTOS]
    return tuple(safe(one.read(), one.name or "") for one in files)


def _seen(request: HttpRequest) -> datetime | None:
    """What the page showed; without it nothing is checked but the state."""
    try:
        return parse_datetime(request.POST.get("seen", ""))
    except ValueError:
        return None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused("no_such_report") from None
