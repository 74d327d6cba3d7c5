"""Invitations on their way, and the page behind their link."""

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qalqan.kernel.access import inviting, policy
from qalqan.kernel.access import queries as access
from qalqan.kernel.access.actions import AccessError
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.models import Invitation, User
from qalqan.kernel.access.stepup import step_up

from . import common
from .forms import PasswordForm


@act(common.READ)
@require_safe
def invitation_list(request: HttpRequest) -> HttpResponse:
    """What was sent and not yet accepted, and what waits for a second person."""
    actor = policy.acting(request, common.READ)
    found = access.invitations(actor)
    context = {
        "invitations": [(one, common.place_words(one.post)) for one in found],
        "show_links": settings.DEMO,  # a demonstration sends no mail
        "here": "invitations",
        "actor": actor,
    }
    return common.page(request, "invitations.html", context)


def _done(request: HttpRequest, act_name: str, verb: Any, invitation_id: UUID, words: str) -> HttpResponse:
    """One button of the list: done or refused, the list says so."""
    try:
        verb(policy.acting(request, act_name), invitation_id)
    except AccessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return HttpResponseRedirect(reverse("administration:invitations"))


@act("access.resend_invitation")
@require_POST
def resend(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Send a fresh link."""
    words = _("A new link is on its way; the one before is dead.")
    return _done(request, "access.resend_invitation", inviting.resend, invitation_id, words)


@act("access.revoke_invitation")
@require_POST
def revoke(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Kill a link."""
    words = _("The invitation is revoked; its link is dead.")
    return _done(request, "access.revoke_invitation", inviting.revoke, invitation_id, words)


@act("access.confirm_invitation")
@step_up
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """The second person agrees. A GET comes from the way through step-up: it leads back to the list."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("administration:invitations"))
    words = _("Confirmed: the invitation is on its way.")
    return _done(request, "access.confirm_invitation", inviting.confirm, invitation_id, words)


@act("session.accept_invitation", public=True)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, key: str) -> HttpResponse:
    """The page behind an invitation's link: a new person chooses a password, who has an account takes the
    post. Looking at the page uses nothing up."""
    response = _accept(request, key)
    patch_cache_control(response, private=True, no_store=True)
    response["Referrer-Policy"] = (
        "strict-origin"  # the address is the secret; "no-referrer" would null Origin
    )
    return response


def _accept(request: HttpRequest, key: str) -> HttpResponse:
    try:
        found = inviting.offered(key)
    except AccessError as refusal:
        return common.page(request, "refused.html", {"reason": str(refusal)}, 410)
    owner = inviting.account_of(found.email)
    if isinstance(request.user, User):
        return _take(request, key, found, owner if owner == request.user else None)
    if owner is not None:
        return common.page(request, "sign_in_first.html", _about(found))
    return _choose_password(request, key, found)


def _take(request: HttpRequest, key: str, found: Invitation, owner: User | None) -> HttpResponse:
    """Somebody who is signed in takes the post, if it was offered to them: then they are its `owner`."""
    if request.method == "POST" and owner is not None:
        try:
            inviting.accept_as(key, owner.id)
        except AccessError as refusal:
            return common.page(request, "refused.html", {"reason": str(refusal)}, 409)
        messages.success(request, _("The post is yours."))
        return HttpResponseRedirect(reverse("administration:own"))
    return common.page(request, "take.html", _about(found) | {"is_theirs": owner is not None})


def _choose_password(request: HttpRequest, key: str, found: Invitation) -> HttpResponse:
    """A new person chooses a password and is signed in; the second step comes next, by itself."""
    form = PasswordForm(common.posted(request))

    def decide(given: dict[str, Any]) -> str:
        user = inviting.accept_anew(key, given["password"])
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        # The password was chosen this moment: asking for it again before the second step proves nothing.
        record_authentication(request, user, method="password", reauthenticated=True)
        UserSession.objects.create_from_request(request)
        return reverse("mfa_index")

    def show(form: forms.Form, status: int) -> HttpResponse:
        return common.page(request, "choose_password.html", _about(found) | {"form": form}, status)

    try:
        return common.decided(request, form, decide, show)
    except ValidationError as weak:
        form.add_error("password", weak)
        return show(form, 422)


def _about(found: Invitation) -> dict[str, Any]:
    post = access.post_view(found.post, False)
    return {"invitation": found, "post": post, "place": common.place_words(post)}
