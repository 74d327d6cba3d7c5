"""Staff sign in with two factors, without exception. Whoever holds a seat and has neither a key nor an app
gets as far as the pages that set one up, and to what a stranger may see; nothing else answers.

A factor that is set up guards the pages that change it: to remove one, or to see recovery codes, takes a
key or a code within the last minutes; to add one, a recovery code will do, for that is how one comes back
after a loss. A password alone, stolen together with an open session, changes nothing.

Stands behind `DeclaredActsMiddleware`. One query a request of a seated person. The invented people of a
demonstration are excepted (`stepup.is_excepted`).
"""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qalqan.kernel.access import policy, stepup
from qalqan.kernel.access.acts import THIRD_PARTY, declared

SET_UP = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "account_reauthenticate",
        "account_change_password",
        "account_logout",
    }
)
ADDS = frozenset({"mfa_activate_totp", "mfa_add_webauthn"})
REMOVES = frozenset(
    {
        "mfa_deactivate_totp",
        "mfa_remove_webauthn",
        "mfa_edit_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
    }
)


def is_missing(request: HttpRequest) -> bool:
    """Whether this person must set up a second factor before anything else."""
    user = request.user
    if not isinstance(user, AbstractBaseUser) or not policy.seats(user):
        return False
    return not stepup.is_excepted(request) and not stepup.second_factors(user)


def guarded(request: HttpRequest, name: str) -> HttpResponse | None:
    """Ask for a key or a code before a second factor is changed; nothing to ask of who has none yet."""
    user = request.user
    if not isinstance(user, AbstractBaseUser) or stepup.is_excepted(request):
        return None
    kinds = stepup.second_factors(user)
    enough = (*stepup.STRONG, Authenticator.Type.RECOVERY_CODES) if name in ADDS else stepup.STRONG
    return stepup.ask(request, kinds) if kinds and not stepup.is_fresh(request, enough) else None


def proved(request: HttpRequest, before: set[str]) -> None:
    """Whoever has just set up a factor has shown it. Its code counts once, so to ask for it again at the next
    page would ask to wait."""
    user = request.user
    if isinstance(user, AbstractBaseUser):
        for kind in stepup.second_factors(user) - before:
            record_authentication(request, user, "mfa", type=kind, reauthenticated=True)


class SecondFactorMiddleware:
    """Sends seated people without a second factor to the page that sets one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        before: set[str] | None = getattr(request, "factors_before", None)
        if before is not None:
            proved(request, before)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in ADDS | REMOVES:
            refused = guarded(request, name)
            if refused is None and name in ADDS and request.method == "POST":
                request.factors_before = stepup.second_factors(request.user)  # type: ignore[attr-defined, arg-type]
            return refused
        act = declared(view) or THIRD_PARTY.get(name)
        if name in SET_UP or (act is not None and act.public) or not is_missing(request):
            return None
        messages.warning(
            request,
            _("Your work needs a second step at sign-in. Set up an app or a key; then everything opens."),
        )
        return HttpResponseRedirect(reverse("mfa_index"))
