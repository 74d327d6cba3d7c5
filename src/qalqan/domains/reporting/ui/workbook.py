"""The offline reporter's pages: the workbook to take along, the one that comes back, what is wrong with it.

Looking takes nothing over: the reporter reads how many lines are good and how many are not, and decides."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qalqan.domains.reporting.actions import uploads as verbs
from qalqan.domains.reporting.actions.writing import is_own
from qalqan.domains.reporting.actor import READING, Actor, frame
from qalqan.domains.reporting.queries import uploads as queries
from qalqan.domains.reporting.queries.lines import PackagePage, package_page
from qalqan.domains.reporting.queries.uploads import UploadView
from qalqan.domains.reporting.queries.workbook import book_data
from qalqan.domains.reporting.refusals import Refused
from qalqan.domains.reporting.workbook.annotating import Remark
from qalqan.domains.reporting.workbook.annotating import annotated as annotate
from qalqan.domains.reporting.workbook.writer import written
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n import formatting
from qalqan.kernel.names import LANGUAGES
from qalqan.kernel.vault.files import FileRefused
from qalqan.kernel.vault.files.forms import UploadField
from qalqan.kernel.vault.files.kinds import XLSX

from .akimat import READ, package_context, reporter_page

UPLOAD = verbs.ACT
FIRST = 200  # findings that a page shows; the annotated copy holds all
SEVERITIES = {
    "error": ("late", gettext_lazy("error")),
    "warning": ("warning", gettext_lazy("look at this")),
    "note": ("info", gettext_lazy("note")),
}
STATES = {
    "checked": ("soon", gettext_lazy("waits for your word")),
    "applied": ("good", gettext_lazy("taken over")),
    "refused": ("late", gettext_lazy("cannot be taken over")),
    "set_aside": ("closed", gettext_lazy("set aside")),
}


class WorkbookForm(forms.Form):
    """The workbook that comes back."""

    file = UploadField(
        kind=verbs.KIND,
        label=gettext_lazy("The workbook that was filled in"),
        help_text=gettext_lazy("XLSX, up to 15 MB. Nothing is taken over before you have seen the check."),
    )


def upload_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """As `reporter_page`; a workbook out of reach answers as one that does not exist."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            if refused.code == "no_such_upload":
                raise Http404(refused.code) from None
            raise

    return reporter_page(answered)


def may_send(request: HttpRequest, actor: Actor, page: PackagePage) -> bool:
    """Whether this reader reports for this body."""
    return policy.may(request.user, UPLOAD) and is_own(actor, page.head.body_code)


@act(UPLOAD)
@require_http_methods(["GET", "HEAD", "POST"])
@upload_page
def workbook(request: HttpRequest, package: UUID) -> HttpResponse:
    """The workbook of a report: download, send back, what was sent."""
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = verbs.receive(Actor.of(request.user, UPLOAD), package, form.cleaned_data["file"])
        except FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            if not done.is_new:
                messages.info(request, _("This very file was sent before. Nothing was changed by it."))
            return HttpResponseRedirect(reverse("reporting:upload", args=[done.id]))
    actor, language = Actor.of(request.user, READ), formatting.language()
    with frame(actor, READ, READING):
        page = package_page(package, language=language)
        sent = queries.uploads(package, language=language)
    context = package_context(page) | {
        "form": form,
        "may_send": may_send(request, actor, page),
        "sent": [_shown(one) for one in sent if one.state != "set_aside"],
        "aside": [_shown(one) for one in sent if one.state == "set_aside"],
    }
    return render(request, "reporting/workbook/workbook.html", context, status=422 if form.errors else 200)


@act(READ)
@require_safe
@upload_page
def download(request: HttpRequest, package: UUID, code: str) -> HttpResponse:
    """The workbook as a file, in Kazakh, Russian or English."""
    if code not in LANGUAGES:
        raise Http404(code)
    with frame(Actor.of(request.user, READ), READ, READING):
        data = book_data(package, code)
    name = f"{data.stamp.plan}-{data.stamp.body}-{data.stamp.end:%Y-%m-%d}-{code}.xlsx"
    return _file(written(data), name)


@act(READ)
@require_safe
@upload_page
def upload(request: HttpRequest, upload: UUID) -> HttpResponse:
    """What is wrong with a workbook, cell by cell, and what may be taken over."""
    actor, language = Actor.of(request.user, READ), formatting.language()
    with frame(actor, READ, READING):
        found = queries.upload(upload, language=language)
        page = package_page(found.package_id, language=language)
    context = package_context(page) | _shown(found) | {
        "findings": [(one, *SEVERITIES[one.severity]) for one in found.findings[:FIRST]],
        "more": max(len(found.findings) - FIRST, 0),
        "may_send": may_send(request, actor, page),
    }  # fmt: skip
    return render(request, "reporting/workbook/upload.html", context)


@act(READ)
@require_safe
@upload_page
def annotated(request: HttpRequest, upload: UUID) -> HttpResponse:
    """The workbook as it came, with a comment at each cell that needs one."""
    with frame(Actor.of(request.user, READ), READ, READING):
        found = queries.upload(upload, language=formatting.language())
        name, content = queries.file_of(upload)
    if any(one.rule == "unreadable" for one in found.findings):
        raise Http404("unreadable")
    remarks = [
        Remark(one.sheet, one.cell, one.severity, f"{one.message}\n{one.mend}") for one in found.findings
    ]
    return _file(annotate(content, remarks, "Qalqan"), f"{name.removesuffix('.xlsx')}-qalqan.xlsx")


@act(UPLOAD)
@require_POST
@upload_page
def apply(request: HttpRequest, upload: UUID) -> HttpResponse:
    """The reporter's word: take over the good lines."""
    done = verbs.apply(Actor.of(request.user, UPLOAD), upload)
    if done.is_stale:
        messages.warning(
            request,
            _("Lines were changed on the site meanwhile. Nothing was taken over; look at the new check."),
        )
    elif done.lines:
        words = ngettext("%(n)s line was taken over.", "%(n)s lines were taken over.", done.lines)
        messages.success(request, words % {"n": done.lines})
    return HttpResponseRedirect(reverse("reporting:upload", args=[upload]))


@act(UPLOAD)
@require_POST
@upload_page
def set_aside(request: HttpRequest, upload: UUID) -> HttpResponse:
    """Out of the way, never deleted."""
    verbs.set_aside(Actor.of(request.user, UPLOAD), upload)
    messages.success(request, _("Set aside. It can be restored at any time."))
    return HttpResponseRedirect(reverse("reporting:upload", args=[upload]))


@act(UPLOAD)
@require_POST
@upload_page
def restore(request: HttpRequest, upload: UUID) -> HttpResponse:
    """Back from aside."""
    verbs.restore(Actor.of(request.user, UPLOAD), upload)
    messages.success(request, _("Restored."))
    return HttpResponseRedirect(reverse("reporting:upload", args=[upload]))


def _shown(found: UploadView) -> dict[str, Any]:
    kind, words = STATES[found.state]
    errors = sum(one.severity == "error" for one in found.findings)
    return {
        "upload": found,
        "kind": kind,
        "state": words,
        "errors": errors,
        "may_annotate": not any(one.rule == "unreadable" for one in found.findings),
    }


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
