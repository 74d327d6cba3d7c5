"""The reporter's own page by the secret link: no account, no name. What became of it in plain words; a
further picture; "fixed" or "still there"; the address deleted; the report taken back. The link is the key:
it goes to no other site (Referrer-Policy), into no cache and into no search engine."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from qalqan.domains.watch import api, limits
from qalqan.domains.watch.actions import own as verbs
from qalqan.domains.watch.actions.confirming import WITNESS, WitnessKey, confirm
from qalqan.domains.watch.actions.stepping import REOPENED
from qalqan.domains.watch.actor import PURPOSE
from qalqan.domains.watch.photos import PhotoRefused, SafePhoto, admit, finish
from qalqan.domains.watch.photos.words import said
from qalqan.domains.watch.queries.own import OwnReport, own_report
from qalqan.domains.watch.rules.words import MAX_PHOTOS
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope
from qalqan.kernel.geo import BadPoint, Point, metres, point
from qalqan.kernel.vault.files import FileRefused

from .control import READING, page
from .public import history, shown
from .words import refusal


class Said(Exception):  # noqa: N818 - what is answered to a reporter
    """A fault in the reporter's own words."""


@act("watch.own", public=True)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, key: str) -> HttpResponse:
    """The page of a link, and what its buttons do."""
    error = ""
    if request.method == "POST":
        if not READING.admits(limits.caller(request)):
            return page(request, "busy", {"wait": 10}, status=429)
        done = DOES.get(request.POST.get("do", ""))
        try:
            if done is None:
                raise Said(_("Choose one of the buttons."))
            done(request, key)
            return redirect(request.path + "?done=1")
        except limits.Refused as why:
            error = refusal(why)
        except (Said, api.Refused, FileRefused) as why:
            error = str(why)
    with scope(WITNESS, PURPOSE):
        found = own_report(key)
        if found is None:
            raise Http404
        (row,) = shown([found.cluster])
    response = page(
        request,
        "mine",
        {**frame(found), "row": row, "error": error, "done": "done" in request.GET},
        status=422 if error else 200,
    )
    response["Referrer-Policy"] = "no-referrer"
    return response


def frame(found: OwnReport) -> dict[str, object]:
    """What the page shows of a report."""
    return {
        "own": found,
        **history(found.cluster),
        "is_public": found.cluster.is_shown and not found.cluster.is_guarded,
        "may_add": MAX_PHOTOS - found.photos,
        "asks": found.cluster.state == "fixed_said",
        "disputes": found.cluster.state == "rejected",
        "reopens": may_reopen(found),
        "moderation": MODERATION[found.moderation](),
    }


def may_reopen(found: OwnReport) -> bool:
    """Whether the page asks if a danger that is over here is there all the same: for 30 days after it was
    closed, of who reported it before; of what another centre has, once the deadline has passed."""
    view = found.cluster
    if view.state == "closed":
        said, closed = view.fixed_said_at, view.closed_at
        is_before = said is None or found.received_at < said
        return is_before and closed is not None and timezone.now() - closed <= REOPENED
    return view.state == "handed_over" and view.is_late


MODERATION: dict[str, Callable[[], str]] = {
    "waiting": lambda: _(
        "A moderator has not looked at your words and pictures yet. They are worked on all the same."
    ),
    "shown": lambda: _("Your words and pictures were looked at and may be seen by everybody."),
    "hidden": lambda: _("Your words and pictures are not shown to others. They are worked on all the same."),
    "spam": lambda: _("A moderator set this report aside as no report of a danger."),
    "withdrawn": lambda: _("You took this report back. Your words, pictures and address are deleted."),
}


def pictures(request: HttpRequest) -> tuple[SafePhoto, ...]:
    """The pictures of a form, checked; too many are refused before one of them is decoded."""
    found = []
    files = request.FILES.getlist("photos")
    if len(files) > MAX_PHOTOS:
        raise api.Refused("too_many_photos", most=MAX_PHOTOS)
    for file in files:
        try:
            if getattr(file, "is_cut", False):
                raise PhotoRefused("size", size=f"{(file.size or 0) / 1_000_000:.1f}", most=15)
            found.append(admit(file.read(), file.name or ""))
        except PhotoRefused as why:
            raise Said(said(why)) from None
    return tuple(found)


def admitted(request: HttpRequest, key: str) -> OwnReport:
    """The report of a link, asked for before a picture costs work: without a key nothing is decoded, and with
    one only so many forms an hour. 404, limits.Refused."""
    with scope(WITNESS, PURPOSE):
        found = own_report(key)
    if found is None:
        raise Http404
    limits.take_all({"link": limits.link(found.id), "sender": limits.sender(request).key})
    return found


def _add(request: HttpRequest, key: str) -> None:
    if not request.FILES.getlist("photos"):
        raise Said(_("Choose a photo first."))
    found = admitted(request, key)
    if found.photos + len(request.FILES.getlist("photos")) > MAX_PHOTOS or found.is_taken_back:
        raise api.Refused("too_many_photos", most=MAX_PHOTOS)
    verbs.add_photos(key, pictures(request))


def _says(says: str) -> Callable[[HttpRequest, str], None]:
    def does(request: HttpRequest, key: str) -> None:
        found = admitted(request, key)
        with scope(WITNESS, PURPOSE):
            spot = shown([found.cluster])[0].spot
        try:
            photos = tuple(finish(photo) for photo in pictures(request))
            confirm(
                WitnessKey(key),
                found.cluster.id,
                says,
                metres=far(request, spot),
                photos=photos,
            )
        except PhotoRefused as why:
            raise Said(said(why)) from None

    return does


def far(request: HttpRequest, where: Point | None) -> float | None:
    """How far from the thing the phone says that it is; None when it does not say, or nobody may know."""
    if where is None:
        return None
    try:
        return metres(where, point(request.POST.get("lat", ""), request.POST.get("lon", "")))
    except BadPoint:
        return None


def _drop(_request: HttpRequest, key: str) -> None:
    verbs.drop_contact(key)


def _take_back(request: HttpRequest, key: str) -> None:
    if request.POST.get("sure") != "yes":
        raise Said(_("Tick that you are sure: it cannot be undone."))
    verbs.take_back(key)


DOES: dict[str, Callable[[HttpRequest, str], None]] = {
    "add": _add,
    "there": _says("there"),
    "fixed": _says("fixed"),
    "not_fixed": _says("not_fixed"),
    "drop": _drop,
    "take_back": _take_back,
}
