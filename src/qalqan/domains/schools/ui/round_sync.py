"""What the phone's script speaks with: who is signed in, answers, photographs, the submission, the worker
that keeps the pages. JSON in and out; refusals are 422 with words in the reader's language and lose nothing:
the phone keeps what was not taken."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qalqan.domains.schools.actions import assessing as verbs
from qalqan.domains.schools.actor import Actor
from qalqan.domains.schools.rules.instrument import instruments
from qalqan.domains.schools.rules.problem import Refused
from qalqan.domains.schools.rules.rounds import MOST_ANSWERS, NewAnswer
from qalqan.domains.schools.rules.whereabouts import COARSE
from qalqan.kernel.access.acts import act
from qalqan.kernel.geo import BadPoint, Point, point
from qalqan.kernel.vault.files import FileRefused
from qalqan.kernel.vault.files.actions import whole
from qalqan.kernel.vault.files.content import checked
from qalqan.kernel.vault.files.kinds import kinds

from .round import reader, told

FIRST_YEAR, LAST_YEAR = 1970, 2100  # a clock that was never set begins in 1970
LARGEST = 512_000  # bytes of one sending of answers
ASSETS = (
    "vendor/govuk-frontend/govuk-frontend.css",
    "qalqan.css",
    "schools/round.css",
    "schools/round-store.js",
    "schools/round-photo.js",
    "schools/round-sync.js",
    "schools/round.js",
    "brand/icon.svg",
)


@act("schools.assess")
@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """Who is signed in here, by a mark, and the token without which nothing is taken. Signed out, the door
    answers with its redirect."""
    return JsonResponse({"reader": reader(request), "token": get_token(request)})


@act("schools.assess")
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Answers of a round, as JSON."""
    actor = Actor.of(request.user, verbs.ACT)
    try:
        saved = verbs.save(actor, _sending(_body(request)))
    except Refused as refused:
        return _refused(refused)
    return JsonResponse(
        {
            "state": saved.state,
            "kept": saved.kept,
            "refused": [told(one) for one in saved.refused],
            "score": saved.score.shown,
            "open": saved.score.open,
        }
    )


@act("schools.assess")
@require_POST
def photograph(request: HttpRequest) -> HttpResponse:
    """One photograph of a round, multipart: the fields of a sending, `question` and `photo`."""
    actor = Actor.of(request.user, verbs.ACT)
    upload = request.FILES.get("photo")
    question = request.POST.get("question", "")
    kind = kinds()[verbs.PHOTO]
    try:
        if upload is None:
            raise Refused.of("round-batch", most="1")
        sent = _sending(request.POST.dict())
        key = verbs.keep_photo(actor, sent, question, checked(upload.name or "", whole(upload, kind), kind))
    except Refused as refused:
        return _refused(refused)
    except FileRefused as refused:
        return JsonResponse({"problems": [{"question": question, "message": str(refused)}]}, status=422)
    return JsonResponse({"id": str(key)})


@act("schools.assess")
@require_POST
def submit(request: HttpRequest) -> HttpResponse:
    """The end of a round, as JSON: `client_id` and `note`."""
    actor = Actor.of(request.user, verbs.ACT)
    try:
        body = _body(request)
        key = verbs.submit(actor, _uuid(body.get("client_id")), str(body.get("note", ""))[:4000])
    except Refused as refused:
        return _refused(refused)
    return JsonResponse({"link": reverse("schools:assessment", args=[key])})


@act("schools.round_app", public=True)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that answers for these pages where there is no network. It knows no place and no answer."""
    urls = [static(one) for one in ASSETS]
    seen = json.dumps([urls, [one.digest for one in instruments()]])
    context = {
        "assets": urls,
        "edition": hashlib.sha256(seen.encode()).hexdigest()[:16],
        "shell": reverse("schools:round_shell"),
        "list": reverse("schools:round"),
    }
    answer = render(request, "schools/round/worker.js", context, content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer


@act("schools.round_app", public=True)
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What the phone needs to put the rounds on its first screen."""
    return JsonResponse(
        {
            "name": _("Safety rounds"),
            "short_name": _("Rounds"),
            "start_url": reverse("schools:round"),
            "scope": reverse("schools:round"),
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#0b4f5c",
            "icons": [{"src": static("brand/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )


def _body(request: HttpRequest) -> dict[str, Any]:
    if len(request.body) > LARGEST:
        raise _unreadable()
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(body, dict):
        raise _unreadable()
    return body


def _sending(body: dict[str, Any]) -> verbs.Sending:
    """What a phone says, read with suspicion. Refused(round-batch) for what is no sending."""
    answers = body.get("answers", [])
    if not isinstance(answers, list) or len(answers) > MOST_ANSWERS:
        raise _unreadable()
    sent_at = body.get("sent_at")
    return verbs.Sending(
        client_id=_uuid(body.get("client_id")),
        site_id=_uuid(body.get("site")),
        instrument=str(body.get("instrument"))[:40],
        version=str(body.get("version"))[:20],
        began_at=_moment(body.get("began_at")),
        answers=[_answer(one) for one in answers],
        sent_at=None if sent_at is None else _moment(sent_at),
    )


def _answer(one: Any) -> NewAnswer:
    if not isinstance(one, dict):
        raise _unreadable()
    spot = _spot(one.get("lat"), one.get("lon"))
    return NewAnswer(
        question=str(one.get("question"))[:80],
        answer=str(one.get("answer"))[:40],
        at=_moment(one.get("at")),
        note=str(one.get("note") or ""),
        lat=spot.lat if spot else None,
        lon=spot.lon if spot else None,
        here=_here(one.get("here")),
    )


def _spot(lat: Any, lon: Any) -> Point | None:
    """Where an answer was given; a place that cannot be is none, and the answer is worth no less."""
    try:
        return None if lat is None or lon is None else point(lat, lon)
    except BadPoint:
        return None


def _here(given: Any) -> Point | None:
    """Where the phone was when it was answered; a phone that knows it only roughly does not know it."""
    if not isinstance(given, dict):
        return None
    rough = given.get("accuracy")
    if not isinstance(rough, int | float) or not 0 <= rough <= COARSE:
        return None
    return _spot(given.get("lat"), given.get("lon"))


def _uuid(value: Any) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise _unreadable() from None


def _moment(value: Any) -> datetime:
    try:
        found = parse_datetime(str(value))
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise _unreadable()
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _unreadable() -> Refused:
    return Refused.of("round-batch", most=str(MOST_ANSWERS))


def _refused(refused: Refused) -> JsonResponse:
    rules = [one.rule for one in refused.problems]
    return JsonResponse({"problems": [told(one) for one in refused.problems], "rules": rules}, status=422)
