"""The end of letters, by the button of a mail program (RFC 8058): one POST without any session. A person who
follows the link comes to the own page, where the address can be deleted."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from qalqan.domains.watch import limits
from qalqan.domains.watch.actions import telling
from qalqan.kernel.access.acts import act

from .control import READING, kept


@act("watch.unsubscribe", public=True)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, key: str) -> HttpResponse:
    """Forget the address of a report, asked by a mail program; a person is sent to the own page."""
    if request.method != "POST":
        return redirect("citizen:own", key=key)
    if not READING.admits(limits.caller(request)):
        return kept(HttpResponse(status=429))
    if not telling.unsubscribe(key):
        raise Http404
    return kept(HttpResponse(_("No more letters will be sent about this report."), content_type="text/plain"))
