"""A second pair of eyes, "I saw it too": a report of its own about the same thing, with its own link, so that
its witness may later say whether it is fixed."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from qalqan.domains.watch import api, limits
from qalqan.domains.watch.actor import MIRROR, PURPOSE
from qalqan.domains.watch.api import ClusterView
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope

from . import incoming, intake
from .control import page
from .incoming import Given, Incoming
from .mine import far
from .public import public_item, shown
from .report import ticket_of, told
from .words import refusal

FARTHEST = 300.0  # metres: as of who confirms


@act("watch.report", public=True)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def witness(request: HttpRequest, number: str) -> HttpResponse:
    """The form of a witness, and what it posts."""
    with scope(MIRROR, PURPOSE):
        view = public_item(number)
    if request.method != "POST":
        return drawn(request, view, Incoming(Given(client_id=str(uuid4())), uuid4()))
    found = read(request, view)
    status = 422
    if not found.problems:
        try:
            intake.admitted(request, found)
            incoming.decode(found)
        except limits.Refused as why:
            found.refuse("", refusal(why))
            status = 429 if why.seconds else 409
    if not found.problems:
        result = intake.received(request, found, "phone" if request.POST.get("answer") else "web", view.id)
        if result is not None:
            return told(request, result)
    return drawn(request, view, found, status)


def read(request: HttpRequest, view: ClusterView) -> Incoming:
    """A witness's form: the place and kind are the item's, the words and pictures the witness's own. Neither
    is asked for: who taps has seen it."""
    found = incoming.read_of(request, category=view.category, point=view.point)
    if not found.given.text and not found.contents:
        found.given.text = _("I saw it too.")
    with scope(MIRROR, PURPOSE):
        (row,) = shown([view])
    metres = far(request, row.spot)
    if metres is not None and metres > FARTHEST:
        found.refuse(
            "",
            _(
                "Your phone is %(metres)s metres away. To be a witness one has to have stood by it: if you"
                " did, switch the position off and send again, or report it as you saw it."
            )
            % {"metres": round(metres)},
        )
    return found


def drawn(request: HttpRequest, view: ClusterView, found: Incoming, status: int = 200) -> HttpResponse:
    """The form with what was typed."""
    with scope(MIRROR, PURPOSE):
        (row,) = shown([view])
    context = {
        "tab": "list",
        "row": row,
        "given": found.given,
        "errors": found.problems,
        "held": found.held() if found.problems else [],
        "draft": found.draft,
        "ticket": ticket_of(request, found, status),
        "is_over": api.life().state(view.state).is_final,
    }
    return page(request, "witness", context, status=status)
