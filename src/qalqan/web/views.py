"""Pages that belong to no room: the front page, the way to a language, the pages for refusals."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_language_from_request
from django.views.decorators.http import require_safe

from qalqan.domains.plans import api as plans
from qalqan.kernel.access.acts import act

from . import front


@act("web.home", public=True)
@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """`/` leads to the reader's language: the browser's wish if we have it, else Kazakh."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@act("web.home", public=True)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page: what Qalqan is, and the plans that are open to everyone."""
    found = plans.plans(get_language() or "kk", public_only=True)
    against = front.contradicted(plan.code for plan in found)
    return render(request, "home.html", {"plans": found, "contradicted": against})


@act("web.health", public=True)
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answers without the database: the process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request itself may be what is broken (its host): the page asks nothing of it."""
    return HttpResponse(get_template("400.html").render(), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Must work when nothing else does: no user, no menu, no database."""
    return HttpResponse(get_template("500.html").render(), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long or came from elsewhere; Django calls it by `CSRF_FAILURE_VIEW`."""
    return render(request, "403_csrf.html", status=403)
