"""Pictures for everybody: public copies only, and only while their report is shown. A browser may keep one
but asks each time, so a picture that is hidden again is gone at once; the answer to "still the same?" costs
no bytes.
"""

from collections import OrderedDict
from threading import Lock
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from qalqan.domains.watch.actor import MIRROR, PURPOSE
from qalqan.domains.watch.limits import caller
from qalqan.domains.watch.photos import thumbnail
from qalqan.domains.watch.queries.photos import shown
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope
from qalqan.kernel.vault.files import content_of
from qalqan.kernel.vault.files.views import HEADERS, answer, asked
from qalqan.kernel.vault.models import StoredPaper

from .control import READING

CACHING = "public, no-cache"
KEPT = 256  # thumbnails in a process, about 5 MB
_small: OrderedDict[UUID, bytes] = OrderedDict()
_lock = Lock()


@act("watch.see_photo", public=True)
@require_safe
def photo(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """A public copy, whole or a range."""
    slow(request)
    with scope(MIRROR, PURPOSE):
        row, tag = found(pk), f'"{pk.hex}"'
        if same(request, tag):
            return unchanged(tag)
        span = asked(request, row.size, tag)
        if span is None:
            return HttpResponse(status=416, headers={**HEADERS, "Content-Range": f"bytes */{row.size}"})
        response = answer(request, row, span, tag)
    response["Cache-Control"] = CACHING
    return response


@act("watch.see_photo", public=True)
@require_safe
def small(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Its thumbnail."""
    slow(request)
    tag = f'"{pk.hex}-s"'
    with scope(MIRROR, PURPOSE):
        row = found(pk)
        if same(request, tag):
            return unchanged(tag)
        content = kept_small(row)
    return HttpResponse(
        content, headers={**HEADERS, "Content-Type": "image/jpeg", "ETag": tag, "Cache-Control": CACHING}
    )


def slow(request: HttpRequest) -> None:
    if not READING.admits(caller(request)):
        raise Http404  # a picture has no page to ask for patience on


def found(pk: UUID) -> StoredPaper:
    row = shown(pk)
    if row is None:
        raise Http404
    return row


def same(request: HttpRequest, tag: str) -> bool:
    """Whether the browser holds this very picture."""
    told = request.headers.get("If-None-Match", "")
    return tag in {one.strip().removeprefix("W/") for one in told.split(",")}


def unchanged(tag: str) -> HttpResponse:
    return HttpResponse(status=304, headers={"ETag": tag, "Cache-Control": CACHING})


def kept_small(row: StoredPaper) -> bytes:
    """A thumbnail of a picture that may be seen, made once a while. A covered picture has a new id."""
    with _lock:
        if (content := _small.get(row.pk)) is not None:
            _small.move_to_end(row.pk)
            return content
    content = thumbnail(b"".join(content_of(row)))
    with _lock:
        _small[row.pk] = content
        while len(_small) > KEPT:
            _small.popitem(last=False)
    return content
