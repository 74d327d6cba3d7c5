"""What the pages of places share: under whose eyes they are read, and what an open page may tell."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from qalqan.domains.schools.actor import MIRROR, PURPOSE
from qalqan.domains.schools.queries.assets import AssetView
from qalqan.domains.schools.queries.sites import SHELTERED, SHELTERS
from qalqan.domains.schools.rules.problem import Refused
from qalqan.domains.schools.rules.requirements import requirements
from qalqan.kernel.access import policy
from qalqan.kernel.access.scope import Scope, scope

OPEN_SECONDS = 60
STREET = frozenset({"bus_stop", "playground", "manhole", "training_ground"})  # anybody sees them
SECRET = frozenset(
    {
        "camera",
        "video_link",
        "guard_post",
        "alarm_button",
        "access_control",
        "entrance",
        "gate",
        "fence",
        "fire_alarm",
        "evacuation_plan",
        "school_bus",
    }
)


@contextmanager
def reading(request: HttpRequest, *, is_open: bool) -> Iterator[Scope]:
    """The mirror's scope for an open page, else that of the reader's seat. A place that is not within reach
    does not exist: 404."""
    actor = MIRROR if is_open else policy.acting(request, "schools.read")
    try:
        with scope(actor, PURPOSE) as s:
            yield s
    except Refused as refused:
        raise Http404(refused.problems[0].rule) from None


def hidden_kinds(request: HttpRequest, *, is_open: bool) -> frozenset[str]:
    """The kinds of place that the reader is not told of: no filter offers them, for their zero would be no
    number."""
    seat = None if is_open else policy.allowed(request.user, "schools.read")
    return frozenset() if seat is not None and seat.role in SHELTERED else SHELTERS


def kept(request: HttpRequest, response: HttpResponse, *, is_open: bool) -> HttpResponse:
    """An open page that nobody has signed in to may be served from a copy for a minute."""
    if is_open and not request.user.is_authenticated:
        patch_cache_control(response, public=True, max_age=OPEN_SECONDS)
    return response


def told_openly(things: tuple[AssetView, ...]) -> tuple[AssetView, ...]:
    """The things of which an open page may tell: what a public norm looks at or the street shows, and nothing
    that helps to get in."""
    shown = {kind for one in requirements() if one.is_public for kind in one.kinds} | STREET
    return tuple(one for one in things if one.kind in shown - SECRET)
