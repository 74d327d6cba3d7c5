"""Step-up: acts that lower protection ask once more who is there, by a key or by the code of an app, even of
somebody who signed in long ago. A session left open on an office machine is then not enough.

    @act("access.hand_over")
    @step_up
    def hand_over(request, ...): ...

The answer counts for `ACCOUNT_REAUTHENTICATION_TIMEOUT` seconds (five minutes). A form that was sent in
between is kept and goes on after the answer. A recovery code or a password does not count: the one may lie
on paper in the drawer of the same desk, the other may be known to whoever looked over the shoulder.

The invented people of a demonstration have neither password nor key; only a session that was opened by the
one-click form, and only while the demonstration runs, passes without (`is_excepted`); the page says so.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
DEMO = "demo"  # how the one-click form records itself


def is_excepted(request: HttpRequest) -> bool:
    """Whether this is an invented person of a running demonstration, signed in by one click."""
    if not settings.DEMO:
        return False
    records = get_authentication_records(request, _person(request))
    return any(record.get("method") == DEMO for record in records)


def is_fresh(request: HttpRequest, kinds: tuple[str, ...] = STRONG) -> bool:
    """Whether the person proved with a key or the code of an app, within the last minutes, who is there."""
    newest = max(
        (
            float(record.get("at", 0))
            for record in get_authentication_records(request, _person(request))
            if record.get("method") == "mfa" and record.get("type") in kinds
        ),
        default=0.0,
    )
    age = time.time() - newest
    return 0 <= age < app_settings.REAUTHENTICATION_TIMEOUT


def second_factors(user: AbstractBaseUser) -> set[str]:
    """The kinds of second factor a person has set up: totp, webauthn; empty for none."""
    return set(Authenticator.objects.filter(user_id=user.pk, type__in=STRONG).values_list("type", flat=True))


def step_up[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Let a view be reached only by somebody who has just shown a key or a code. PermissionDenied for who has
    neither: such a person is sent to set one up before anything else (`second_factor`)."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request: Any = args[0]
        if is_excepted(request) or is_fresh(request):
            return view(*args, **kwargs)
        kinds = second_factors(request.user)
        if not kinds:
            raise PermissionDenied("this act asks for a second factor")
        return ask(request, kinds)

    return guarded


def ask(request: HttpRequest, kinds: set[str]) -> HttpResponse:
    """Put the request aside, and go to the page that asks for a key or a code."""
    page = "mfa_reauthenticate_webauthn" if "webauthn" in kinds else "mfa_reauthenticate"
    return suspend_request(request, reverse(page))


def _person(request: HttpRequest) -> AbstractBaseUser | None:
    user = request.user
    return user if isinstance(user, AbstractBaseUser) else None
