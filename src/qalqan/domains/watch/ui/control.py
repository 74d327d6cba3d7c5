"""The frame of people's control: pages for a stranger's phone.

They are not drawn in the house's frame. A parent at the roadside loads under 150 kB in all, so there is one
small style sheet and no web font; and nobody who only reads is known to us: the pages are rendered without
the request, so no session is touched, no cookie is set, and what is public may be kept by any cache.
Forgery of requests from other sites needs no token here: no act of these pages rests on who the browser is
signed in as, only on a ticket that was worked for, or on a secret link.
"""

import time
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from qalqan.domains.watch.limits import caller
from qalqan.kernel.i18n.formatting import language

READ_SECONDS = 60  # how long a copy of a public page may be served


class Reading:
    """How fast one address may read, kept in this process: nothing is lost when it restarts, and no row is
    written for a page that is read. A class that opens the list together stays far below."""

    PER_SECOND, MOST, KEPT = 5.0, 600.0, 10_000

    def __init__(self) -> None:
        self.buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.lock = Lock()

    def admits(self, address: str, now: float | None = None) -> bool:
        """Whether one more page may be read now."""
        moment = time.monotonic() if now is None else now
        with self.lock:
            left, seen = self.buckets.pop(address, (self.MOST, moment))
            left = min(self.MOST, left + (moment - seen) * self.PER_SECOND) - 1
            self.buckets[address] = (max(left, 0.0), moment)
            if len(self.buckets) > self.KEPT:
                self.buckets.popitem(last=False)
        return left >= 0


READING = Reading()


def languages(request: HttpRequest) -> list[dict[str, object]]:
    """The same page in the other languages, its query included."""
    rest = request.get_full_path().split("/", 2)[-1]
    return [
        {"code": code, "name": name, "url": f"/{code}/{rest}", "active": code == language()}
        for code, name in settings.LANGUAGES
    ]


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    seconds: int = 0,
) -> HttpResponse:
    """A page of people's control. `seconds`: how long any cache may keep it; 0: nobody keeps it."""
    if request.method != "POST" and not READING.admits(caller(request)):  # an answer loses nothing typed
        template, context, status, seconds = "busy", {"wait": 10}, 429, 0
    frame = {
        "languages": languages(request),
        "LANGUAGE_CODE": language(),
        "demo": settings.DEMO,
        "may_be_indexed": bool(seconds),
    }
    response = HttpResponse(render_to_string(f"watch/citizen/{template}.html", {**frame, **context}))
    response.status_code = status
    if "wait" in context:
        response["Retry-After"] = str(context["wait"])
    return kept(response, seconds)


def kept(response: HttpResponse, seconds: int = 0) -> HttpResponse:
    """Say how long a copy may be served."""
    if seconds:
        patch_cache_control(response, public=True, max_age=seconds)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


def busy(seconds: int) -> str:
    """What is said to who has to wait."""
    if seconds < 90:
        return _("Please wait %(seconds)s seconds and send again. Nothing is lost.") % {"seconds": seconds}
    return _("Please wait %(minutes)s minutes and send again. Nothing is lost.") % {
        "minutes": -(-seconds // 60)
    }


def answer(values: Mapping[str, Any], status: int = 200) -> JsonResponse:
    """An answer for the page's own script; nobody keeps it."""
    response = JsonResponse(values, status=status, json_dumps_params={"ensure_ascii": False})
    return kept(response)  # type: ignore[return-value]


def is_script(request: HttpRequest) -> bool:
    """Whether our script asks, and not a form."""
    return request.headers.get("Accept", "").startswith("application/json")
