"""The squares of the public map: how many reports came from where, where they are enough to hide each."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from qalqan.domains.watch import limits
from qalqan.domains.watch.actor import MIRROR, PURPOSE
from qalqan.domains.watch.queries.heat import COARSEST, LEAST, heat
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope

from .control import READ_SECONDS, READING, answer, kept
from .map import box_of


@act("watch.read_public", public=True)
@require_safe
def cells(request: HttpRequest) -> HttpResponse:
    """`?bbox=south,west,north,east&zoom=`, as static/map.js asks; the whole country for what is none."""
    if not READING.admits(limits.caller(request)):
        return answer({"cells": []}, 429)
    written = request.GET.get("zoom", "")
    zoom = float(written) if written.isdecimal() and len(written) < 3 else COARSEST
    with scope(MIRROR, PURPOSE):
        found = heat(box_of(request.GET.get("bbox", "")), zoom)
    squares = [
        [*(round(edge, 5) for edge in (c.south, c.west, c.north, c.east)), c.count, c.shade] for c in found
    ]
    return kept(answer({"cells": squares, "least": LEAST}), READ_SECONDS)
