"""What every map of the site is drawn from: outlines, and an operator's own tiles if there are any.

Nothing is fetched from elsewhere: the outlines come from `territory`, and a background only from the archive
that the operator names (`QALQAN_PMTILES`, a PMTiles file of vector tiles in the Protomaps scheme), served by
range from our own address. Both are public and about nobody, so that browsers may keep them.
"""

import json
import logging
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from qalqan.domains.territory import api as territory
from qalqan.kernel.access.acts import act

log = logging.getLogger("qalqan.web.maps")
KEPT = "public, max-age=31536000, immutable"  # the address carries the edition
ASK_AGAIN = "public, max-age=300"
RANGE = re.compile(r"bytes=(\d{1,15})-(\d{1,15})")
MOST = 8 * 1024 * 1024  # bytes of one answer; a tile or a directory is far smaller
MAGIC = b"PMTiles\x03"
REGION = re.compile(r"KZ-\d\d")


@act("map.outlines", public=True)
@require_safe
def outlines(request: HttpRequest, what: str) -> HttpResponse:
    """Light outlines as GeoJSON: `regions`, or the districts of a region by its code."""
    if what != "regions" and not REGION.fullmatch(what):
        raise Http404
    edition = territory.outlines_edition()
    text = _outlines(edition, what)
    headers = {"Cache-Control": KEPT if request.GET.get("v") == edition else ASK_AGAIN}
    return HttpResponse(text, content_type="application/geo+json", headers=headers)


@lru_cache(maxsize=64)
def _outlines(edition: str, what: str) -> bytes:
    found = territory.outline_geojson(None if what == "regions" else what)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


@act("map.tiles", public=True)
@require_safe
def tiles(request: HttpRequest) -> HttpResponse:
    """A piece of the operator's archive. 404 if there is none, 416 for anything but one bounded range."""
    archive = archive_of(settings.PMTILES)
    if archive is None:
        raise Http404
    stat = archive.stat()
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    first, last = (int(asked[1]), min(int(asked[2]), stat.st_size - 1)) if asked else (1, 0)
    headers = {"Accept-Ranges": "bytes", "Cache-Control": ASK_AGAIN}
    headers["ETag"] = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    if not first <= last < first + MOST:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{stat.st_size}"})
    with archive.open("rb") as file:
        file.seek(first)
        piece = file.read(last - first + 1)
    headers["Content-Range"] = f"bytes {first}-{last}/{stat.st_size}"
    return HttpResponse(piece, status=206, content_type="application/octet-stream", headers=headers)


@lru_cache(maxsize=4)
def archive_of(name: str) -> Path | None:
    """The operator's archive; None if none is named, or what is named is none (and the log says so)."""
    if not name:
        return None
    file = Path(name)
    try:
        with file.open("rb") as opened:
            if opened.read(len(MAGIC)) == MAGIC:
                return file
        log.warning("QALQAN_PMTILES names a file that is no PMTiles archive of version 3: no background")
    except OSError as error:
        log.warning("QALQAN_PMTILES cannot be read (%s): no background", error.strerror)
    return None


def facts() -> dict[str, str]:
    """For the component that draws a map: edition of the outlines, their source, address of the tiles."""
    return {
        "edition": territory.outlines_edition(),
        "source": "; ".join(territory.sources()),
        "tiles": reverse("map_tiles") if archive_of(settings.PMTILES) else "",
    }


patterns: list[URLPattern] = [
    path("outlines/<str:what>.json", outlines, name="map_outlines"),
    path("tiles.pmtiles", tiles, name="map_tiles"),
]
