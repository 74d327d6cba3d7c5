"""How allauth behaves here: nobody signs up by himself, nobody is told which accounts exist, and who must
set up a second factor is led there."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse

from qalqan.kernel.access import second_factor


class AccountAdapter(DefaultAccountAdapter):
    """People are added by `qalqan user add`."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The way on after sign-in; to the set-up of a second factor for who needs one and has none."""
        if second_factor.is_missing(request):
            return reverse("mfa_index")
        return str(super().get_login_redirect_url(request))

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        """Who has a key is asked for the key first: one touch, and the safest answer."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return sorted(methods, key=lambda method: "webauthn" not in method["id"])
