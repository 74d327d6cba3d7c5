"""Reporting: the form, its ticket, what it posts to, and what makes it an application on a phone.

The form is one page that works in three ways: as a plain form; with its script, which cuts the pictures on
the phone and asks for work in place of waiting; and without a network, from the service worker's copy.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qalqan.domains.territory import api as territory
from qalqan.domains.watch import limits
from qalqan.domains.watch.rules import sense
from qalqan.domains.watch.rules.categories import categories
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n.formatting import language

from . import incoming, intake
from .control import READING, answer, busy, is_script, kept, page
from .incoming import Given, Incoming, Problem
from .places import Choice, search
from .words import form_words, refusal

STATIC = Path(__file__).parent / "static" / "watch"


@act("watch.report", public=True)
@require_safe
def form(request: HttpRequest) -> HttpResponse:
    """The form. What another page or application shares arrives as `text`."""
    given = Given(text=sense.plain(request.GET.get("text", ""))[:4000], client_id=str(uuid4()))
    return drawn(request, Incoming(given, incoming.draft_of(given.client_id)))


def drawn(request: HttpRequest, found: Incoming, status: int = 200) -> HttpResponse:
    """The form with what was typed and what is wrong with it."""
    code = language()
    return page(
        request,
        "report",
        {
            "tab": "report",
            "given": found.given,
            "errors": found.problems,
            "choices": found.choices,
            "held": found.held() if found.problems else [],
            "ticket": ticket_of(request, found, status),
            "regions": [
                {"code": one.code, "name": one.name[code]}
                for one in territory.regions_on(timezone.localdate(), code)
            ],
            "tiles": tiles(code),
            "words": form_words(),
            "outlines": f"{reverse('map_outlines', args=['regions'])}?v={territory.outlines_edition()}",
        },
        status=status,
    )


def ticket_of(request: HttpRequest, found: Incoming, status: int) -> str:
    """The ticket of a form. One that comes back keeps its own, or its waiting would begin anew with each
    fault; but not when the ticket itself was the fault (409)."""
    kept_one = request.POST.get("ticket", "") if status in (422, 429) else ""
    return kept_one or limits.form_ticket(limits.sender(request), found.draft)


@lru_cache(maxsize=3)
def tiles(code: str) -> tuple[Mapping[str, str], ...]:
    """The categories as tiles; their stems in all languages, because people mix them."""
    return tuple(
        {
            "key": one.key,
            "name": one.names[code],
            "group": one.group[code],
            "advice": one.photo_advice[code],
            "stems": "|".join(
                stem.lower().replace("ё", "е") for stems in one.keywords.values() for stem in stems
            ),
        }
        for one in categories()
    )


@act("watch.report", public=True)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def reports(request: HttpRequest) -> HttpResponse:
    """A report arrives. JSON for the script, pages for a plain form; a reload leads back to the form."""
    if request.method != "POST":
        return redirect("citizen:report")
    # A place in words is looked for among a whole region's: paced as reading is. A position is not; what
    # reads as none once it is cleaned (`incoming.begun`) is none.
    if not sense.plain(request.POST.get("lat", "")) and not READING.admits(limits.caller(request)):
        found = incoming.begun(request)
        found.refuse("", busy(10))
        return refused(request, found, status=429, wait=10)
    found = incoming.read(request)
    if found.problems:
        return refused(request, found)
    try:
        intake.admitted(request, found)
    except limits.Refused as why:
        found.refuse("", refusal(why))
        return refused(request, found, status=429 if why.seconds else 409, wait=why.seconds)
    incoming.decode(found)
    if not found.problems:
        result = intake.received(request, found, "phone" if is_script(request) else "web")
        if result is not None:
            return told(request, result)
    return refused(request, found)


def refused(request: HttpRequest, found: Incoming, status: int = 422, wait: int = 0) -> HttpResponse:
    """What is wrong, in the form or as JSON."""
    if is_script(request):
        values = {
            "errors": incoming.as_values(found.problems),
            "wait": wait,
            "choices": offered(found.choices),
        }
        response: HttpResponse = answer(values, status)
    else:
        response = drawn(request, found, status)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def told(request: HttpRequest, result: intake.Result) -> HttpResponse:
    """The number, and the reporter's own link if this is the first answer."""
    link = reverse("citizen:own", args=[result.secret]) if result.secret else ""
    values: dict[str, Any] = {
        "number": result.number,
        "link": link,
        "joined": result.joined,
        "witnesses": result.witnesses,
        "words": together(result),
    }
    if is_script(request):
        return answer(values, 201 if result.is_new else 200)
    return page(request, "received", {"tab": "report", **values}, status=201 if result.is_new else 200)


def together(result: intake.Result) -> str:
    """What its joining means, in words."""
    if not result.is_new:
        return _("It had arrived before: nothing was sent twice.")
    if result.joined and result.witnesses == 1:  # from one address: one pair of eyes, as far as we can tell
        return _("This danger is known already; your report was added to it.")
    if result.joined:
        return _("Others saw it too. Witnesses so far: %(count)s.") % {"count": result.witnesses}
    return _("You are the first to report it.")


@act("watch.report", public=True)
@require_safe
def ticket(request: HttpRequest) -> HttpResponse:
    """A ticket for one draft, with the work that it asks for."""
    if not READING.admits(limits.caller(request)):
        response = answer({"errors": incoming.as_values([Problem("", busy(10))]), "wait": 10}, 429)
        response["Retry-After"] = "10"
        return response
    found = limits.puzzle(limits.sender(request), incoming.draft_of(request.GET.get("draft", "")))
    return answer({"ticket": found.text, "bits": found.bits})


@act("watch.report", public=True)
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Places of a region by the words of their names, for suggestions."""
    if not READING.admits(limits.caller(request)):
        return answer({"places": []}, 429)
    found = search(request.GET.get("region", "")[:10], request.GET.get("text", "")[:100])
    return answer({"places": offered(found)})


def offered(found: Iterable[Choice]) -> list[dict[str, Any]]:
    """Places for the script."""
    return [{"name": o.name, "lat": o.lat, "lon": o.lon, "accuracy": o.accuracy} for o in found]


@act("watch.report", public=True)
@csrf_exempt
@require_POST
def shared(request: HttpRequest) -> HttpResponse:
    """A photo shared before the service worker was there to take it: the form, and the words at least."""
    text = sense.plain(request.POST.get("text", ""))[:500]
    return drawn(request, Incoming(Given(text=text), uuid4()))


@act("watch.report", public=True)
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What makes the page an application on a phone, in the reader's language."""
    start = reverse("citizen:report")
    icon = static("watch/icon.svg")
    values = {
        "id": start,
        "name": _("People's control"),
        "short_name": "Qalqan",
        "description": _("Report a danger to children"),
        "lang": language(),
        "start_url": start,
        "scope": start,
        "display": "standalone",
        "background_color": "#0b4f5c",
        "theme_color": "#0b4f5c",
        "icons": [
            {"src": icon, "sizes": "any", "type": "image/svg+xml", "purpose": purpose}
            for purpose in ("any", "maskable")
        ],
        "share_target": {
            "action": reverse("citizen:share"),
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {"text": "text", "files": [{"name": "photos", "accept": ["image/*"]}]},
        },
    }
    text = json.dumps(values, ensure_ascii=False)
    return kept(HttpResponse(text, content_type="application/manifest+json"), 3600)


@act("watch.report", public=True)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. Its address gives its reach: these pages and no other. What it keeps is named with
    a hash, so a new version of any file is a new worker."""
    work, post = static("watch/work.js"), static("watch/post.js")
    shell = [
        reverse("citizen:report"),
        static("watch/control.css"),
        work,
        post,
        static("watch/report.js"),
        static("brand/icon.svg"),
    ]
    body = (STATIC / "sw.js").read_text("utf-8")
    content = "".join(
        (STATIC / name).read_text("utf-8") for name in ("control.css", "work.js", "post.js", "report.js")
    )
    version = hashlib.sha256((body + content + "".join(shell)).encode()).hexdigest()[:12]
    given = {
        "SHELL": shell,
        "WORK": work,
        "POST": post,
        "SHARE": reverse("citizen:share"),
        "VERSION": version,
    }
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in given.items())
    return kept(HttpResponse(head + body, content_type="text/javascript"))
