"""Files of observations: a template to take, a file to send, what is wrong in each cell, and the word that
takes the good rows over. Looking writes nothing."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qalqan.domains.bodies import api as bodies
from qalqan.domains.evidence.actions import importing
from qalqan.domains.evidence.actor import READING, Actor, frame
from qalqan.domains.evidence.queries.imports import IntakeView, intake, intakes
from qalqan.domains.evidence.rules.intake_words import columns
from qalqan.domains.evidence.rules.problem import Refusal
from qalqan.kernel import sheets
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n.formatting import language
from qalqan.kernel.names import LANGUAGES
from qalqan.kernel.vault.files import FileRefused
from qalqan.kernel.vault.files.kinds import XLSX

from .observations_template import as_csv, as_xlsx

ACT = importing.ACT
STATES = {
    "checked": ("soon", pgettext_lazy("import", "waits for your word")),
    "confirmed": ("good", pgettext_lazy("import", "taken over")),
    "refused": ("late", pgettext_lazy("import", "cannot be taken over")),
}
MADE = {"csv": (as_csv, "text/csv; charset=utf-8"), "xlsx": (as_xlsx, XLSX)}


class FileForm(forms.Form):
    """The file that comes in; what it is, its bytes say."""

    file = forms.FileField(
        label=gettext_lazy("File of observations"),
        help_text=gettext_lazy("XLSX or CSV, up to 5 MB and 20,000 rows. Nothing is taken over yet."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )


@act(ACT)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Send a file, and what was sent."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        done = _received(request, form)
        if done is not None:
            if not done.is_new:
                messages.info(request, _("This very file was sent before. Nothing was changed by it."))
            return HttpResponseRedirect(reverse("evidence:import", args=[done.id]))
    with frame(Actor.of(request.user, ACT), ACT, READING):
        sent = intakes()
    context = {"form": form, "sent": [_shown(one) for one in sent]}
    status = 422 if form.errors else 200
    return render(request, "evidence/observations/import.html", context, status=status)


def _received(request: HttpRequest, form: FileForm) -> importing.Checked | None:
    file = form.cleaned_data["file"]
    try:
        if file.size > importing.LIMITS.bytes:
            limit = str(importing.MEGABYTES)
            raise Refusal.of("import-size", size=f"{file.size / 1e6:.1f}", limit=limit)
        return importing.check(Actor.of(request.user, ACT), file.read(), file.name or "")
    except sheets.SheetRefused as refused:
        words = refused.words(language())
    except Refusal as refusal:
        words = refusal.words(language())
    except FileRefused as dangerous:
        form.add_error("file", str(dangerous))
        return None
    form.add_error("file", f"{words['message']} {words['mend']}")
    return None


@act(ACT)
@require_safe
def template(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """The template as a file, in Kazakh, Russian or English."""
    if code not in LANGUAGES or ending not in MADE:
        raise Http404(code)
    make, media = MADE[ending]
    response = HttpResponse(make(code), content_type=media)
    response["Content-Disposition"] = f'attachment; filename="qalqan-observations-{code}.{ending}"'
    return response


@act(ACT)
@require_safe
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a file would do, and what is wrong in it, cell by cell."""
    names = {name: words[0][language()] for name, words in columns().items()}
    with frame(Actor.of(request.user, ACT), ACT, READING):
        found = _found(key)
    context = _shown(found) | {
        "faults": [(one, names.get(one.column, "")) for one in found.faults],
        "kept": importing.FAULTS_KEPT,
        "is_cut": len(found.faults) >= importing.FAULTS_KEPT,
    }
    return render(request, "evidence/observations/check.html", context)


@act(ACT)
@require_POST
def confirm(request: HttpRequest, key: UUID) -> HttpResponse:
    """The person's word: take the good rows over."""
    try:
        done = importing.confirm(Actor.of(request.user, ACT), key, partial=request.POST.get("partial") == "1")
    except Refusal as refusal:
        if refusal.findings[0].problem.rule == "import-unknown":
            raise Http404(str(key)) from None
        words = refusal.words(language())
        messages.error(request, f"{words['message']} {words['mend']}")
        return HttpResponseRedirect(reverse("evidence:import", args=[key]))
    if done.is_stale:
        messages.warning(
            request, _("Other values came in meanwhile. Nothing was taken over; look at the new check.")
        )
    elif done.written:
        words_ = ngettext("%(n)s row was taken over.", "%(n)s rows were taken over.", done.written)
        messages.success(request, words_ % {"n": done.written})
    return HttpResponseRedirect(reverse("evidence:import", args=[key]))


def _found(key: UUID) -> IntakeView:
    try:
        return intake(key, language=language())
    except Refusal:
        raise Http404(str(key)) from None


def _shown(found: IntakeView) -> dict[str, Any]:
    badge, words = STATES[found.state]
    return {
        "one": found,
        "badge": badge,
        "state": words,
        "author": bodies.post_title(found.post, language()),
        "confirmer": bodies.post_title(found.confirmed_post, language()),
    }
