"""The server's door: an address, a format, a document. Each view reads and hands on; what is wrong becomes
the standard's error document, in the format asked for, whatever it was.

JSONP (`callback=`) is not offered: it makes a page run our answer as a program of its own. A page of another
origin reads JSON by CORS instead; nothing here depends on cookies, so everybody's pages may.
"""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from qalqan.domains.watch.actor import PURPOSE
from qalqan.domains.watch.limits import caller
from qalqan.domains.watch.ui.control import Reading, busy
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.i18n.formatting import language

from . import dictionary, faults, keys, posting, reading
from .formats import MIME, write
from .jurisdictions import jurisdiction
from .params import Fault, Refused, query
from .reading import Reader

log = logging.getLogger(__name__)
EXTENSIONS = (
    "client_id, requested_datetime, media, bbox, radius, page, updated_after, after_id, extensions, locale, "
    "servicerequestupdates"
)
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
READ = ("GET", "HEAD")
READING = Reading()  # apart from the pages: who reads them in a browser is not slowed by a program
WAIT = 10


class Answer(NamedTuple):
    """A document and what its XML root is called."""

    root: str
    document: Any
    status: int = 200


type Resource = Callable[..., Answer]


def resource(*methods: str) -> Callable[[Resource], Callable[..., HttpResponse]]:
    """A view of a resource: format and language chosen, every refusal a document of the standard."""

    def wrap(answer: Resource) -> Callable[..., HttpResponse]:
        @wraps(answer)
        def view(request: HttpRequest, ending: str = "", **named: str) -> HttpResponse:
            chosen = _format(request, ending)
            with translation.override(_language(request)):
                try:
                    if chosen is None:
                        raise Refused(Fault("address_unknown", status=404))
                    if request.method not in methods:
                        raise Refused(Fault("method", ", ".join(methods), 405))
                    if request.method in READ and not READING.admits(caller(request)):
                        raise Refused(Fault("sense", busy(WAIT), 429))
                    found = answer(request, **named)
                except Refused as refused:
                    found = _refusal(*refused.faults)
                except Exception:
                    log.exception("open311: %s", request.path)
                    found = _refusal(Fault("general", status=500))
            return _response(request, found, chosen or "xml", methods)

        return csrf_exempt(view)

    return wrap


def _refusal(*found: Fault) -> Answer:
    """The error document. A fault of ours is 500 and not the 400 of the standard's "general error": to a
    client 400 says that sending it again is of no use, and then a report would be lost."""
    return Answer("errors", faults.body(found), max(one.status for one in found))


def _response(request: HttpRequest, found: Answer, ending: str, methods: tuple[str, ...]) -> HttpResponse:
    response = HttpResponse(
        write(ending, found.root, found.document), content_type=MIME[ending], status=found.status
    )
    # Without a key some rows bear a day and no moment: such lists are read by pages and not from row to row.
    with_key = request.method not in READ or request.GET.get("api_key", "").strip()
    response["Open311-Extensions"] = EXTENSIONS if with_key else EXTENSIONS.replace("after_id, ", "")
    response["X-Content-Type-Options"] = "nosniff"
    if request.method in READ:
        response["Access-Control-Allow-Origin"] = "*"
    if found.status == 429:
        response["Retry-After"] = str(WAIT)
    if found.status == 405:
        response["Allow"] = ", ".join(methods)
    patch_vary_headers(response, ("Accept", "Accept-Language"))
    return response


def _format(request: HttpRequest, ending: str) -> str | None:
    """The format: as the address ends; without an ending as `Accept` prefers, XML if it does not say, since
    XML is what the standard requires."""
    if ending:
        return ending if ending in MIME else None
    preferred = request.get_preferred_type(["text/xml", "application/xml", "application/json"])
    return "json" if preferred == "application/json" else "xml"


def _language(request: HttpRequest) -> str:
    """`locale`, an extension: kk, ru, en; else what the client's headers ask for."""
    wanted = request.GET.get("locale", "")[:2].lower()
    return wanted if wanted in dict(settings.LANGUAGES) else language()


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: value for name, value in request.GET.items() if isinstance(value, str)}


def _reader(request: HttpRequest) -> Reader:
    """Who reads and where. A key that is sent must be a good one."""
    region = jurisdiction(request.GET.get("jurisdiction_id", ""))
    text = request.GET.get("api_key", "").strip()
    if not text:
        return Reader(region, language())
    with scope(Service("watch.open311", regions=(region.id,)), PURPOSE) as s:
        return Reader(region, language(), keys.demanded(s, region.id, text))


@act("watch.open311", public=True)
@resource(*READ)
def discovery(request: HttpRequest) -> Answer:
    """Where the endpoint is, what it speaks, whom to ask for a key."""
    changed = reading.changeset().strftime("%Y-%m-%d %H:%M")
    address = settings.ADDRESS + reverse("open311:root")
    return Answer(
        "discovery",
        {
            "changeset": changed,
            "contact": _("People's control: %(address)s") % {"address": settings.ADDRESS},
            "key_service": _(
                "Keys are given by the coordinator of the jurisdiction, to centres that answer."
            ),
            "endpoints": [
                {
                    "specification": "http://wiki.open311.org/GeoReport_v2",
                    "url": address.rstrip("/"),
                    "changeset": changed,
                    "type": "test" if settings.DEMO else "production",
                    "formats": ["text/xml", "application/json"],
                }
            ],
        },
    )


@act("watch.open311", public=True)
@resource(*READ)
def services(request: HttpRequest) -> Answer:
    """What can be reported."""
    jurisdiction(request.GET.get("jurisdiction_id", ""))
    return Answer("services", dictionary.services(language()))


@act("watch.open311", public=True)
@resource(*READ)
def definition(request: HttpRequest, code: str) -> Answer:
    """The questions of one service."""
    jurisdiction(request.GET.get("jurisdiction_id", ""))
    return Answer("service_definition", dictionary.definition(code, language()))


@act("watch.open311", public=True)
@resource(*READ, "POST")
def requests(request: HttpRequest) -> Answer:
    """The list of requests, or a new one."""
    if request.method == "POST":
        return _post(request)
    reader = _reader(request)
    asked = query(_given(request), timezone.now())
    with scope(Service("watch.mirror", regions=(reader.region.id,)), PURPOSE) as s:
        return Answer("service_requests", reading.requests(s, reader, asked))


def _post(request: HttpRequest) -> Answer:
    fields = _fields(request)
    region = jurisdiction(_one(request, fields, "jurisdiction_id"))
    with scope(Service("watch.open311", regions=(region.id,)), PURPOSE) as s:
        key = keys.demanded(s, region.id, _one(request, fields, "api_key"))
    files = [file for name, several in request.FILES.lists() for file in several]
    return Answer("service_requests", posting.post(Reader(region, language(), key), key, fields, files))


def _fields(request: HttpRequest) -> dict[str, list[str]]:
    """A form's fields. Refused for any body that is no form."""
    if request.content_type not in FORMS:
        raise Refused(Fault("body"))
    try:
        return {name: [str(one) for one in several] for name, several in request.POST.lists()}
    except SuspiciousOperation:
        raise Refused(Fault("too_large")) from None
    except (
        MultiPartParserError,
        BadRequest,
        UnreadablePostError,
        RawPostDataException,
        LookupError,
        ValueError,
    ):
        raise Refused(Fault("body")) from None


def _one(request: HttpRequest, fields: dict[str, list[str]], name: str) -> str:
    """A parameter of a POST: from its body, or as some clients do, from its address."""
    values = fields.get(name) or [request.GET.get(name, "")]
    return values[-1].strip()


@act("watch.open311", public=True)
@resource(*READ)
def one(request: HttpRequest, key: str) -> Answer:
    """One request."""
    reader = _reader(request)
    with scope(Service("watch.mirror", regions=(reader.region.id,)), PURPOSE) as s:
        return Answer("service_requests", reading.request(s, reader, key))


@act("watch.open311", public=True)
@resource(*READ)
def token(request: HttpRequest, token: str) -> Answer:
    """The request that a token became."""
    region = jurisdiction(request.GET.get("jurisdiction_id", ""))
    return Answer("service_requests", posting.by_token(region.id, token))


@act("watch.open311", public=True)
@resource(*READ)
def updates(request: HttpRequest) -> Answer:
    """What became of requests."""
    reader = _reader(request)
    asked = query(_given(request), timezone.now())
    with scope(Service("watch.mirror", regions=(reader.region.id,)), PURPOSE) as s:
        return Answer("service_request_updates", reading.updates(s, reader, asked))


@act("watch.open311", public=True)
@resource(*READ)
def nothing(request: HttpRequest, rest: str = "") -> Answer:
    """Any other address: a client gets an error that it can read, not a page."""
    raise Refused(Fault("address_unknown", status=404))
