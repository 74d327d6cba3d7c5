"""How allauth behaves here: nobody signs up by himself, and nobody is told which accounts exist."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """People are added by `qalqan user add`."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
