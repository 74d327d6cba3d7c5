"""Registers as files: a template to take, a file to send, what would become of each row, and the word that
takes the good ones over. Looking writes nothing into the register."""

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
from qalqan.domains.schools.actions import importing
from qalqan.domains.schools.actor import Actor, frame
from qalqan.domains.schools.queries.intakes import IntakeView, RowView, intake, intakes
from qalqan.domains.schools.rules.problem import Problem, Refused
from qalqan.domains.schools.rules.register_words import FILE_KINDS, columns
from qalqan.kernel import sheets
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n.formatting import language
from qalqan.kernel.names import LANGUAGES
from qalqan.kernel.vault.files import FileRefused
from qalqan.kernel.vault.files.kinds import XLSX

from .imports_template import as_csv, as_xlsx

ACT = importing.ACT
KINDS = {"sites": pgettext_lazy("file", "Places"), "assets": pgettext_lazy("file", "Things")}
STATES = {
    "checked": ("soon", pgettext_lazy("import", "waits for your word")),
    "confirmed": ("good", pgettext_lazy("import", "taken over")),
    "refused": ("late", pgettext_lazy("import", "cannot be taken over")),
    "aside": ("closed", pgettext_lazy("import", "put aside")),
}
OUTCOMES = {
    "fresh": ("good", pgettext_lazy("row", "new")),
    "changed": ("soon", pgettext_lazy("row", "changes what is known")),
    "conflict": ("late", pgettext_lazy("row", "for you to look at")),
}
WHY = {
    "code": gettext_lazy("the same number"),
    "name": gettext_lazy("the same name"),
    "name_part": gettext_lazy("a name that is alike"),
    "near": gettext_lazy("the same ground"),
    "district": gettext_lazy("the same district"),
    "far": gettext_lazy("far apart"),
    "other_number": gettext_lazy("another number in the name"),
    "other_district": gettext_lazy("another district"),
    "other_kind": gettext_lazy("another kind"),
    "no_place": gettext_lazy("the ground is not known"),
}
MADE = {"csv": (as_csv, "text/csv; charset=utf-8"), "xlsx": (as_xlsx, XLSX)}
NAMED = {"kk": "name_kk", "ru": "name_ru", "en": "name_en"}


class FileForm(forms.Form):
    """The file that comes in; what format it has, its bytes say."""

    kind = forms.ChoiceField(label=gettext_lazy("What does it list?"), choices=list(KINDS.items()))
    file = forms.FileField(
        label=gettext_lazy("File of the register"),
        help_text=gettext_lazy(
            "XLSX, CSV or GeoJSON, up to 10 MB and 20,000 rows. Nothing is taken over yet."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.geojson,.json"}),
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
            return HttpResponseRedirect(reverse("schools:site_import", args=[done.id]))
    with frame(Actor.of(request.user, ACT), ACT):
        sent = intakes()
    context = {"form": form, "sent": [_shown(one) for one in sent], "kinds": KINDS.items()}
    return render(request, "schools/imports.html", context, status=422 if form.errors else 200)


def _received(request: HttpRequest, form: FileForm) -> importing.Checked | None:
    file = form.cleaned_data["file"]
    try:
        if file.size > importing.LIMITS.bytes:
            limit = str(importing.MEGABYTES)
            raise Refused.of("file-size", size=f"{file.size / 1e6:.1f}", limit=limit)
        actor = Actor.of(request.user, ACT)
        return importing.check(actor, form.cleaned_data["kind"], file.read(), file.name or "")
    except sheets.SheetRefused as refused:
        words = refused.words(language())
    except Refused as refusal:
        words = refusal.words(language())
    except FileRefused as dangerous:
        form.add_error("file", str(dangerous))
        return None
    form.add_error("file", f"{words['message']} {words['mend']}")
    return None


@act(ACT)
@require_safe
def template(request: HttpRequest, kind: str, code: str, ending: str) -> HttpResponse:
    """The template as a file, in Kazakh, Russian or English."""
    if kind not in FILE_KINDS or code not in LANGUAGES or ending not in MADE:
        raise Http404(code)
    make, media = MADE[ending]
    response = HttpResponse(make(kind, code), content_type=media)
    response["Content-Disposition"] = f'attachment; filename="qalqan-{kind}-{code}.{ending}"'
    return response


@act(ACT)
@require_safe
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """What a file would do row by row, and what is wrong in it cell by cell."""
    with frame(Actor.of(request.user, ACT), ACT):
        found = _found(key)
    names = {name: one.name[language()] for name, one in columns(found.kind).items()}
    context = _shown(found) | {
        "faults": [(one, names.get(one.column, ""), _words(one.problem)) for one in found.faults],
        "rows": [_row(one, names) for one in found.rows],
        "kept": importing.KEPT,
        "is_cut": max(len(found.faults), len(found.rows)) >= importing.KEPT,
    }
    return render(request, "schools/import.html", context)


def _row(one: RowView, names: dict[str, str]) -> dict[str, Any]:
    badge, words = OUTCOMES[one.what]
    return {
        "one": one,
        "badge": badge,
        "words": words,
        "changes": [(names.get(NAMED.get(name, name), name), old, new) for name, old, new in one.changes],
        "why": ", ".join(str(WHY[term]) for term in one.why if term in WHY),
        "problem": _words(one.problem) if one.problem else None,
    }


def _words(problem: Problem) -> dict[str, str]:
    return problem.words(language())


@act(ACT)
@require_POST
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """The person's word: take the good rows over, or put the file aside."""
    actor, here = Actor.of(request.user, ACT), reverse("schools:site_import", args=[key])
    try:
        if request.POST.get("aside") == "1":
            importing.set_aside(actor, key)
            messages.success(request, _("The file was put aside. Nothing of it is in the register."))
            return HttpResponseRedirect(here)
        done = importing.confirm(actor, key, partial=request.POST.get("partial") == "1")
    except Refused as refusal:
        if refusal.problems[0].rule == "file-unknown":
            raise Http404(str(key)) from None
        words = refusal.words(language())
        messages.error(request, f"{words['message']} {words['mend']}")
        return HttpResponseRedirect(here)
    if done.is_stale:
        messages.warning(
            request, _("The register has changed meanwhile. Nothing was taken over; look at the new check.")
        )
    elif done.written:
        told = ngettext("%(n)s row was taken over.", "%(n)s rows were taken over.", done.written)
        messages.success(request, told % {"n": done.written})
    return HttpResponseRedirect(here)


def _found(key: UUID) -> IntakeView:
    try:
        return intake(key)
    except Refused:
        raise Http404(str(key)) from None


def _shown(found: IntakeView) -> dict[str, Any]:
    badge, words = STATES[found.state]
    return {
        "one": found,
        "kind": KINDS[found.kind],
        "badge": badge,
        "state": words,
        "author": bodies.post_title(found.post, language()),
        "decider": bodies.post_title(found.decided_post, language()),
    }
