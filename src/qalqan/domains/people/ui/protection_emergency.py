"""Emergency access to a child beyond one's reach: by the number, with a reason, for hours; ended early."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qalqan.domains.people import protection
from qalqan.domains.people.actions import Desk
from qalqan.kernel.access import emergency, policy
from qalqan.kernel.access.actions import AccessError
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.stepup import step_up

from .common import KEPT, page, people_page, purposes_of
from .protection_forms import EmergencyForm
from .protection_shown import asked, form_context

CLOSE = "access.close_emergency"


@act(emergency.ACT)
@require_http_methods(["GET", "HEAD", "POST"])
@people_page
@step_up
def open_access(request: HttpRequest) -> HttpResponse:
    """Ask for a child by number. One answer for a number that is nobody's and one not for the asker."""
    seat = policy.acting(request, emergency.ACT)
    purposes = purposes_of(seat.role)
    stated = request.session.get(KEPT)
    desk = Desk(seat, stated if stated in purposes else purposes[0])
    form = EmergencyForm(request.POST or None, purposes=purposes, initial={"purpose": desk.purpose})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            found = protection.open_emergency(
                seat, given["iin"], purpose=given["purpose"], reason=given["reason"], hours=given["hours"]
            )
        except AccessError as refused:
            form.add_error(None, str(refused))
            return _page(request, desk, form, 429)
        if found is not None:
            request.session[KEPT] = given["purpose"]
            return HttpResponseRedirect(reverse("people:person", args=[found]))
        form.add_error(
            "iin",
            _("No child's record can be opened by this number. Check the digits, or call the region's data "
              "protection officer."),
        )  # fmt: skip
    return _page(request, desk, form, asked(form))


def _page(request: HttpRequest, desk: Desk, form: EmergencyForm, status: int) -> HttpResponse:
    context: dict[str, Any] = form_context(request, form) | {
        "title": _("Emergency access to a child's record"),
        "lead": _("For a child whom you do not reach and who needs help that cannot wait."),
        "notices": [
            _("The data protection officer of your region is told at once, with your name and reason. Every "
              "page you open stands in the ledger."),
        ],
        "button": _("Open the record"),
        "back": reverse("people:children"),
        "here": "emergency",
    }  # fmt: skip
    return page(request, "protection/form.html", desk, context, status)


@act(CLOSE)
@require_POST
def close(request: HttpRequest, emergency_id: UUID) -> HttpResponse:
    """End it before its time: by who opened it, or by the data protection officer."""
    seat = policy.acting(request, CLOSE)
    try:
        emergency.close_access(seat, emergency_id, purpose=purposes_of(seat.role)[0])
    except PermissionDenied:  # its row stands in the ledger already
        messages.error(request, _("This emergency access has ended already, or it is not yours to end."))
    else:
        messages.success(request, _("The emergency access has ended."))
    is_officer = policy.may(request.user, "access.read_emergencies")
    return HttpResponseRedirect(reverse("readers:emergencies" if is_officer else "people:children"))
