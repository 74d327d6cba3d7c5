"""The only way a file leaves: under the act of its kind, inside a scope, with a row in the book for each
reading.

Pictures were drawn by us and may be shown in a page; anything else is saved by the browser, never opened in
our origin: attachment, nosniff, and a sandbox that runs nothing."""

import re
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from qalqan.kernel import ledger
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope
from qalqan.kernel.vault.files.actions import content_of, table
from qalqan.kernel.vault.files.kinds import PICTURES, kinds
from qalqan.kernel.vault.keys import KeyGoneError
from qalqan.kernel.vault.models import StoredFile, StoredPaper

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
HEADERS = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@act("vault.read_file")
@require_safe
def serve(request: HttpRequest, kind: str, pk: UUID) -> HttpResponseBase:
    """One file, whole or a range. 404 for what does not exist and for what is out of reach alike."""
    stated = kinds().get(kind)
    if stated is None:
        raise Http404
    seat = policy.acting(request, stated.act)
    with scope(seat, stated.purpose) as s:
        row = table(stated).objects.within(s).filter(pk=pk, kind=kind).first()
        if row is None or (stated.is_personal and stated.section not in s.sections()):
            raise Http404
        tag = f'"{row.id.hex}"'
        span = asked(request, row.size, tag)
        if span is None:
            return HttpResponse(status=416, headers={**HEADERS, "Content-Range": f"bytes */{row.size}"})
        if isinstance(row, StoredFile) and row.person_id is not None:
            ledger.read(
                stated.act,
                kind="file",
                persons=[(row.person_id, row.region_id)],
                sections={stated.section},
                note="file",
            )
        else:
            ledger.record(stated.act, kind="file", id=row.id, region_id=row.region_id)
        return answer(request, row, span, tag)


def answer(
    request: HttpRequest, row: StoredFile | StoredPaper, span: tuple[int, int], tag: str
) -> HttpResponseBase:
    start, stop = span
    partial = stop - start < row.size
    try:
        pieces = content_of(row, start, stop)
    except KeyGoneError:
        return HttpResponse(status=410, headers=HEADERS)
    response: HttpResponseBase
    if request.method == "HEAD":
        for _ in pieces:
            break
        response = HttpResponse(status=206 if partial else 200)
    else:
        response = StreamingHttpResponse(pieces, status=206 if partial else 200)
    inline = row.media in PICTURES
    for name, value in {
        **HEADERS,
        "Content-Type": row.media,
        "Content-Length": str(stop - start),
        "ETag": tag,
        "Content-Disposition": content_disposition_header(not inline, row.name) or "attachment",
    }.items():
        response[name] = value
    if partial:
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{row.size}"
    return response


def asked(request: HttpRequest, size: int, tag: str) -> tuple[int, int] | None:
    """Which bytes are wanted, half-open; None when the range lies outside. What is no single range, or is
    bound to another version, means the whole (RFC 9110, 14.2)."""
    found = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or request.headers.get("If-Range", tag) != tag:
        return 0, size
    first, last = found.groups()
    if not first and not last:
        return 0, size
    if not first:
        return (max(size - int(last), 0), size) if int(last) else None
    start, stop = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < int(first):
        return 0, size
    return (start, stop) if start < size else None
