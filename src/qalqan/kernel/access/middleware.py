"""Every URL declares its act, or it stays shut. The only place where an endpoint is let through; and what a
signed-in person was shown stays in no cache."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control

from qalqan.kernel import ledger
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import THIRD_PARTY, declared

log = logging.getLogger(__name__)


class DeclaredActsMiddleware:
    """Refuses a view without a declared act; sends a stranger to sign in; answers 403 to who has no right,
    and writes that into the book."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # asked of a session only that the page has read: who needs none (health, a file) pays for none
        if request.session.accessed and SESSION_KEY in request.session and "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        route = request.resolver_match
        act = declared(view) or THIRD_PARTY.get(route.view_name if route else "")
        if act is None:
            log.error("no act declared: %s", request.path)
            if settings.DEBUG:
                raise ImproperlyConfigured(
                    f"{request.path}: the view declares no act (kernel/access/acts.py)"
                )
            raise PermissionDenied("no act declared")
        if act.public or policy.may(request.user, act.name):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        ledger.refused(request, act.name, kind="address", id=request.path)
        raise PermissionDenied(act.name)
