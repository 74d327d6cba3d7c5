"""One picture before a moderator: what the detectors covered, what they missed. Parts are covered by hand
on a grid that works without a script; a covered part is destroyed, there is no way back but the sealed
original.
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qalqan.domains.watch.actions.photos import MODERATE, hide_parts, withhold
from qalqan.domains.watch.actor import Actor, frame
from qalqan.domains.watch.models import ReportPhoto
from qalqan.domains.watch.photos import PhotoRefused
from qalqan.domains.watch.photos.words import said
from qalqan.domains.watch.queries.photos import picture
from qalqan.domains.watch.rules.pictures import GRID
from qalqan.kernel.access.acts import act

from .originals import described


@act(MODERATE)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Look at a picture; cover parts of it, withhold it, or show it again."""
    actor = Actor.of(request.user, MODERATE)
    if request.method == "POST":
        try:
            done(request, actor, pk)
        except ReportPhoto.DoesNotExist:
            raise Http404 from None
        except PhotoRefused as refused:
            messages.error(request, said(refused))
        return HttpResponseRedirect(reverse("watch:picture", args=[pk]))
    with frame(actor, MODERATE):
        found = picture(pk)
    if found is None:
        raise Http404
    across, down = GRID
    cells = [
        {"number": row * across + column, "row": row + 1, "column": column + 1}
        for row in range(down)
        for column in range(across)
    ]
    return render(request, "watch/pictures/one.html", {"picture": described(found), "cells": cells})


def done(request: HttpRequest, actor: Actor, pk: UUID) -> None:
    """What the form asks for; a button that is none of ours does nothing."""
    wanted = request.POST.get("do", "")
    if wanted in ("withhold", "show"):
        withhold(actor, pk, is_withheld=wanted == "withhold")
        messages.success(request, _("Done. What everybody sees changed at once."))
    elif wanted == "cover":
        cells = [int(one) for one in request.POST.getlist("cell") if one.isdecimal()][:200]
        if hide_parts(actor, pk, cells):
            messages.success(request, _("Covered for good. The copy that was there before is erased."))
        else:
            messages.warning(request, _("Nothing was covered: mark the squares first."))
