"""One account as an administrator sees it, what he may do with it, and everyone's own page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from qalqan.kernel.access import appointing, policy
from qalqan.kernel.access import queries as access
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.stepup import step_up

from . import common
from .forms import ConfirmForm

form_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision about an account: what the page asks, what its button says, what is said afterwards."""

    act: str
    title: Promise
    lead: Promise
    button: Promise
    done: Promise
    do: Callable[[SeatView, UUID], object]
    warns: bool = True


SUSPEND = Decision(
    "access.suspend",
    _("Suspend this account?"),
    _("The person is signed out everywhere at once and cannot sign in. Posts stay as they are."),
    _("Suspend the account"),
    _("The account is suspended and all its sessions are ended."),
    appointing.suspend,
)
RESTORE = Decision(
    "access.restore",
    _("Open this account again?"),
    _("The person can sign in again and has the rights of the posts held now."),
    _("Open the account"),
    _("The account is open again."),
    appointing.restore,
    warns=False,
)
END_SESSIONS = Decision(
    "access.end_sessions",
    _("End all sessions?"),
    _("The person is signed out on every device and signs in again. Use it when a device is lost."),
    _("End all sessions"),
    _("All sessions are ended."),
    appointing.end_sessions,
)
REMOVE_FACTOR = Decision(
    "access.remove_second_factor",
    _("Remove the second step of sign-in?"),
    _(
        "For who lost the phone and the recovery codes. Make sure by voice or in person that it is really "
        "them: until a new one is set up, the password alone opens the account's set-up page."
    ),
    _("Remove the second step"),
    _("The second step is removed. It must be set up again before anything opens."),
    appointing.remove_second_factor,
)


@act(common.READ)
@require_safe
def person(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """An account: seats through time, sessions, second step. Somebody beyond reach looks like nobody."""
    actor = policy.acting(request, common.READ)
    found = access.person(actor, user_id)
    if found is None:
        raise Http404
    may_remove = policy.may(request.user, "access.remove_second_factor")
    context = {
        "person": found,
        "seats": [(one, common.place_words(one.post)) for one in found.seats],
        "may_remove_factor": may_remove and bool(found.second_factors),
        "actor": actor,
    }
    return common.page(request, "person.html", context)


def _decide(request: HttpRequest, user_id: UUID, decision: Decision) -> HttpResponse:
    actor = policy.acting(request, decision.act)
    found = access.person(actor, user_id)
    if found is None:
        raise Http404
    form = ConfirmForm(common.posted(request))

    def decide(given: dict[str, Any]) -> str:
        decision.do(actor, user_id)
        messages.success(request, str(decision.done))
        return reverse("administration:person", args=[user_id])

    def show(form: forms.Form, status: int) -> HttpResponse:
        context = {"person": found, "decision": decision, "form": form, "actor": actor}
        return common.page(request, "decide.html", context, status)

    return common.decided(request, form, decide, show)


@act("access.suspend")
@form_page
def suspend(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Close an account."""
    return _decide(request, user_id, SUSPEND)


@act("access.restore")
@step_up
@form_page
def restore(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Open a closed account."""
    return _decide(request, user_id, RESTORE)


@act("access.end_sessions")
@form_page
def end_sessions(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Sign a person out everywhere."""
    return _decide(request, user_id, END_SESSIONS)


@act("access.remove_second_factor")
@step_up
@form_page
def remove_second_factor(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Take lost keys and apps away."""
    return _decide(request, user_id, REMOVE_FACTOR)


@act("access.own_page")
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """One's own posts, sessions and second step."""
    found = access.own(request.user)  # type: ignore[arg-type]
    context = {
        "person": found,
        "now": [(one, common.place_words(one.post)) for one in found.seats if one.sitting.is_now],
        "other": [(one, common.place_words(one.post)) for one in found.seats if not one.sitting.is_now],
        "here": "own",
    }
    return common.page(request, "own.html", context)
