"""Staff sign in with two factors, without exception. Whoever holds a seat and has neither a key nor an app
gets as far as the pages that set one up, and to what a stranger may see; nothing else answers.

Stands behind `DeclaredActsMiddleware`. One query a request of a seated person. The invented people of a
demonstration are excepted (`stepup.is_excepted`).
"""

from collections.abc import Callable
from typing import Any

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


def is_missing(request: HttpRequest) -> bool:
    """Whether this person must set up a second factor before anything else."""
    user = request.user
    if not isinstance(user, AbstractBaseUser) or not policy.seats(user):
        return False
    return not stepup.is_excepted(request) and not stepup.second_factors(user)


class SecondFactorMiddleware:
    """Sends seated people without a second factor to the page that sets one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        act = declared(view) or THIRD_PARTY.get(name)
        if name in SET_UP or (act is not None and act.public) or not is_missing(request):
            return None
        messages.warning(
            request,
            _("Your work needs a second step at sign-in. Set up an app or a key; then everything opens."),
        )
        return HttpResponseRedirect(reverse("mfa_index"))
