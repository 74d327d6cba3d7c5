"""The public map: what may be shown as points, the rest as cells that hold at least five reports; the same in
a table beside it, for who has no script or no eyes for a map."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from qalqan.domains.territory import api as territory
from qalqan.domains.watch import api, limits
from qalqan.domains.watch.actor import MIRROR, PURPOSE
from qalqan.domains.watch.queries.clusters import public_rows
from qalqan.domains.watch.rules import everybody
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope
from qalqan.kernel.i18n.formatting import language

from .control import READ_SECONDS, READING, answer, kept, page
from .public import shown

MOST = 500
STATUS = {"closed": "met", "rejected": "unknown", "handed_over": "unknown"}
WORLD = (40.0, 46.0, 56.0, 88.0)


@act("watch.read_public", public=True)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The map, over a table of regions."""
    code = language()
    with scope(MIRROR, PURPOSE):
        counted = public_rows().order_by().values_list("region_id").annotate(Count("pk"))
        counts: dict[UUID, int] = dict(counted)
    most = max(counts.values(), default=1)
    rows = [
        {
            "code": one.code,
            "name": one.name[code],
            "count": counts.get(one.id, 0),
            "step": -(-5 * counts[one.id] // most) if one.id in counts else "",  # none told is not "safe"
        }
        for one in territory.regions_on(timezone.localdate(), code)
    ]
    context: dict[str, Any] = {
        "tab": "map",
        "rows": rows,
        "points": reverse("citizen:points"),
        "heat": reverse("citizen:heat"),
        "place": reverse("citizen:item", args=["00000000-0000-0000-0000-000000000000"]),
    }
    return page(request, "map", context, seconds=READ_SECONDS)


@act("watch.read_public", public=True)
@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """Shown items of a piece of the map, as its script wants them."""
    if not READING.admits(limits.caller(request)):
        return answer({"points": []}, 429)
    with scope(MIRROR, PURPOSE):
        box = everybody.wide(box_of(request.GET.get("bbox", "")))
        found = shown(api.public_clusters(bbox=box, most=MOST))
    values = [
        [
            round(one.point.lat, 5),
            round(one.point.lon, 5),
            STATUS.get(one.view.state, "unmet"),
            one.view.number,
            one.category,
        ]
        for one in found
    ]
    return kept(answer({"points": values}), READ_SECONDS)


def box_of(text: str) -> tuple[float, float, float, float]:
    """South, west, north, east; the whole country for what is no box."""
    try:
        south, west, north, east = (float(part) for part in text.split(","))
    except ValueError:
        return WORLD
    return (south, west, north, east) if south < north and west < east else WORLD
