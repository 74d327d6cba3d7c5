"""The moderator's queue: what everybody may read of a report. The text comes prefilled with what looks like
a person's name, telephone or car blacked out; the moderator decides, the original stays as it was written."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qalqan.domains.watch.actions.moderating import moderate
from qalqan.domains.watch.actor import Actor, frame
from qalqan.domains.watch.open311 import reading as open311
from qalqan.domains.watch.queries.reports import (
    COUNTED,
    PER_PAGE,
    ReportView,
    counts,
    moderated,
    shown_with,
)
from qalqan.domains.watch.refusals import Refused
from qalqan.domains.watch.rules.categories import category
from qalqan.domains.watch.rules.personal import hidden, hints
from qalqan.domains.watch.rules.words import MODERATION as STATES
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n import formatting

from .desk_words import HINTS, MODERATION, category_words

ACT = "watch.moderate"


@act(ACT)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Reports that wait, or those that were decided."""
    return shown(request)


def shown(request: HttpRequest, *, error: str = "", tried: str = "", typed: str = "") -> HttpResponse:
    """The queue, with what was wrong."""
    actor = Actor.of(request.user, ACT)
    state = request.GET.get("state", "waiting")
    state = state if state in STATES else "waiting"
    number = request.GET.get("page", "1")
    with frame(actor, ACT):
        found = moderated(state, int(number) if number.isdecimal() and len(number) < 6 else 1)
        numbers = counts()
        links = open311.links(one.id for one in found.reports)
    rows = [_row(one) | {"link": links.get(one.id)} for one in found.reports]
    for one in rows:
        if str(one["row"].id) == tried:  # type: ignore[attr-defined]
            one["proposal"], one["error"] = typed, error
    return render(
        request,
        "watch/desk/moderation.html",
        {
            "rows": rows,
            "state": state,
            "tabs": [(key, words, many(numbers[key])) for key, (__, words) in MODERATION.items()],
            "page": Paginator(range(found.total), PER_PAGE).get_page(found.number),
            "total": found.total,
            "error": error,
        },
        status=422 if error else 200,
    )


def many(number: int) -> str:
    """A number as it was counted: no further than `COUNTED`."""
    return formatting.number(number) if number <= COUNTED else f"{formatting.number(COUNTED)}+"


def _row(of: ReportView) -> dict[str, object]:
    found = hints(of.text)
    badge, words = MODERATION[of.moderation]
    return {
        "row": of,
        "category": category_words(of.category),
        "is_guarded": category(of.category).is_guarded,
        "proposal": of.public_text or hidden(of.text),
        "hints": sorted({str(HINTS[one.kind]) for one in found}),
        "badge": badge,
        "moderation": words,
        "error": "",
    }


def _seen(request: HttpRequest, actor: Actor, pk: UUID) -> datetime | None:
    """The state that the verb must find. Nobody shows a picture that did not stand on the page: a copy made
    meanwhile is looked at first, while others' reports about the same thing disturb nobody."""
    with frame(actor, ACT):
        changed_at, pictures = shown_with(pk)
    if {str(one) for one in pictures} - set(request.POST.getlist("picture")):
        raise Refused("changed")
    return changed_at


@act(ACT)
@require_POST
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show, hide, or set aside."""
    actor = Actor.of(request.user, ACT)
    text, to = request.POST.get("public_text", ""), request.POST.get("to", "")
    try:
        moderate(actor, pk, to, text, seen=_seen(request, actor, pk) if to == "shown" else None)
    except Refused as refused:
        return shown(request, error=str(refused), tried=str(pk), typed=text)
    messages.success(request, _("Done. What everybody sees changed at once."))
    return HttpResponseRedirect(reverse("watch:moderation"))
