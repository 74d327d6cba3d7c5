"""One line: its form, which saves as one types and works by a button without script; the way out of a
conflict; its papers; its whole history.

The form answers in three shapes: to the script that saves, a small state ("saved 12:04:31", what is missing);
to htmx, the opened or closed card inside the working page; to a browser without script, a page.
"""

from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qalqan.domains.bodies import api as bodies
from qalqan.domains.reporting import line_labels
from qalqan.domains.reporting.actions import lines as verbs
from qalqan.domains.reporting.actions.lines import Conflict, Saved, Unfit
from qalqan.domains.reporting.actor import READING, Actor, frame
from qalqan.domains.reporting.queries import lines as queries
from qalqan.domains.reporting.queries.lines import LineRow, LineView
from qalqan.domains.reporting.refusals import Refused
from qalqan.domains.reporting.rules import lines as rules
from qalqan.domains.reporting.rules.lines import Fields
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n import formatting
from qalqan.kernel.vault.files import FileRefused
from qalqan.kernel.vault.files.forms import UploadField

from . import akimat_shown as shown
from .akimat import READ, WRITE, line_context, reporter_page, with_offered
from .akimat_forms import OUTCOMES, Sent, read


class PaperForm(forms.Form):
    """A paper beside a line."""

    title = forms.CharField(
        label=gettext_lazy("What the file is"),
        help_text=gettext_lazy("For instance: act of the commission of 12 May, No. 7."),
        max_length=300,
    )
    paper = UploadField(kind="reporting.paper", label=gettext_lazy("File"))


def found(request: HttpRequest, line: UUID, by: str = READ) -> tuple[Actor, LineView]:
    """The line within reach of the seat that gives the act `by`. Refused("no_such_line")."""
    actor = Actor.of(request.user, by)
    with frame(actor, READ, READING):
        return actor, queries.line(line, language=formatting.language())


def is_open(request: HttpRequest, actor: Actor, view: LineView) -> bool:
    """Whether this reader may write into the line now."""
    own = policy.may(request.user, WRITE) and verbs.is_own(actor, view.head.body_code)
    return own and view.row.is_writable


@act(READ)
@require_safe
@reporter_page
def card(request: HttpRequest, line: UUID) -> HttpResponse:
    """The closed card of a line, for the working page that closes a form."""
    actor, view = found(request, line)
    context = line_context(view.row, shown.badges(), may_write=is_open(request, actor, view))
    return render(request, "reporting/akimat/line_card.html", {"one": context})


@act(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
@reporter_page
def edit(request: HttpRequest, line: UUID) -> HttpResponse:
    """The form of a line, and what it sends."""
    actor, view = found(request, line, WRITE)
    verbs.require_own(actor, view.head.body_code)
    if request.method != "POST":
        return _form(request, view)
    if request.POST.get("take") or request.POST.get("copy"):
        return _filled(request, actor, view)
    sent = read(request.POST.dict(), view.row)
    try:
        done = verbs.save(actor, line, seen=sent.seen, fields=sent.fields)
    except Refused as refused:
        return _not_saved(request, view, sent, refused)
    if request.headers.get("X-Autosave"):
        return _state(request, line, done, sent)
    if isinstance(done, Conflict):
        return HttpResponseRedirect(reverse("reporting:settle_line", args=[line, done.kept]))
    if sent.errors:
        return _form(request, found(request, line, WRITE)[1], sent, status=422)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(_after(request, view))


def _after(request: HttpRequest, view: LineView) -> str:
    if "next" in request.POST:
        with frame(Actor.of(request.user, READ), READ, READING):
            rows = queries.package_lines(view.head.id, language=formatting.language())
        later = [row for row in rows if row.is_writable and row.number > view.row.number and row.problems]
        if later:
            return reverse("reporting:edit_line", args=[later[0].id])
    return reverse("reporting:package", args=[view.head.id]) + f"#line-{view.row.number}"


def _filled(request: HttpRequest, actor: Actor, view: LineView) -> HttpResponse:
    """First what stands in the form is saved, then the value of evidence, or the texts of the period before,
    is put where nothing is said."""
    sent, row = read(request.POST.dict(), view.row), view.row
    done = verbs.save(actor, row.id, seen=sent.seen, fields=sent.fields)
    if isinstance(done, Conflict):
        return HttpResponseRedirect(reverse("reporting:settle_line", args=[row.id, done.kept]))
    row = found(request, row.id, WRITE)[1].row
    fields = with_offered(row) if request.POST.get("take") else _with_previous(row)
    verbs.save(actor, row.id, seen=row.version, fields=fields)
    fresh = found(request, row.id, WRITE)[1]
    if request.headers.get("HX-Request"):
        return _form(request, fresh)
    return HttpResponseRedirect(reverse("reporting:edit_line", args=[row.id]))


def _with_previous(row: LineRow) -> Fields:
    before = row.previous or Fields()
    return replace(
        row.fields,
        text_kk=row.fields.text_kk or before.text_kk,
        text_ru=row.fields.text_ru or before.text_ru,
    )


def _not_saved(request: HttpRequest, view: LineView, sent: Sent, refused: Refused) -> HttpResponse:
    errors = dict(sent.errors)
    if isinstance(refused, Unfit):
        errors |= {one.field: line_labels.problem(one) for one in refused.problems}
    if request.headers.get("X-Autosave"):
        context = {"refusal": str(refused), "errors": _named(errors)}
        return render(request, "reporting/akimat/line_state.html", context, status=409)
    return _form(request, view, sent, refusal=str(refused), errors=errors, status=409)


def _named(errors: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(name, line_labels.field(name), words) for name, words in errors.items()]


def _state(request: HttpRequest, line: UUID, done: Saved | Conflict, sent: Sent) -> HttpResponse:
    """The answer to the script that saves: the new version, when, and what is still missing."""
    view = found(request, line, WRITE)[1]
    context = {
        "row": view.row,
        "version": done.version,
        "at": timezone.localtime(),
        "problems": shown.problems(view.row, dict(sent.errors)),
        "amount": shown.amount(view.row),
        "conflict": done if isinstance(done, Conflict) else None,
        "merged": done.fields if isinstance(done, Saved) and done.is_merged else None,
    }
    if isinstance(done, Saved) and done.is_merged:
        context["theirs"] = [(name, _typed(done.fields)[name]) for name in done.fields.changed(sent.fields)]
    return render(request, "reporting/akimat/line_state.html", context)


def _typed(fields: Fields) -> dict[str, str]:
    """The fields as a form shows them."""
    return {
        name: shown.written(value) if not isinstance(value, str) else value
        for name, value in asdict(fields).items()
    }


def _form(
    request: HttpRequest,
    view: LineView,
    sent: Sent | None = None,
    *,
    refusal: str = "",
    errors: dict[str, str] | None = None,
    papers: PaperForm | None = None,
    status: int = 200,
) -> HttpResponse:
    row, previous = view.row, view.row.previous
    typed = _typed(sent.fields if sent else row.fields) | (dict(sent.typed) if sent else {})
    wrong = errors or (dict(sent.errors) if sent else {})
    outcome = typed["outcome"]
    context = {
        "view": view,
        "head": view.head,
        "row": row,
        "version": sent.seen if sent and refusal else row.version,
        "typed": typed,
        "outcomes": [(key, shown.OUTCOMES[key], key == outcome) for key in OUTCOMES],
        "unit": row.indicator.measured_in.short[formatting.language()] if row.indicator else "",
        "indicator": row.indicator.name[formatting.language()] if row.indicator else "",
        "definition": row.indicator.definition[formatting.language()] if row.indicator else "",
        "amount": shown.amount(row),
        "facts": [shown.fact(one) for one in row.facts],
        "offered": shown.fact(row.offered) if row.offered else None,
        "previous": previous,
        "previous_amount": shown.amount(row, previous) if previous else "",
        "previous_outcome": shown.OUTCOMES[previous.outcome] if previous else "",
        "change": shown.change(row),
        "reasons": [step for step in view.steps if step.act in ("return", "reopen")],
        "problems": shown.problems(row, wrong),
        "errors": wrong,
        "refusal": refusal,
        "papers": papers or PaperForm(),
        "body": bodies.body(view.head.body_code).name[formatting.language()],
        "at": timezone.localtime(row.said_at) if row.said_at else None,
    }
    is_part = request.headers.get("HX-Request")
    template = "reporting/akimat/line_form.html" if is_part else "reporting/akimat/line_edit.html"
    return render(request, template, context, status=status)


@act(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
@reporter_page
def settle(request: HttpRequest, line: UUID, number: int) -> HttpResponse:
    """Two wrote the same fields: both are shown, one is chosen for each field, nothing is thrown away."""
    actor, view = found(request, line, WRITE)
    verbs.require_own(actor, view.head.body_code)
    aside = next((one for one in view.entries if one.number == number and one.is_aside), None)
    if aside is None:
        raise Http404("no such revision")
    theirs = view.row.fields
    differ = aside.fields.changed(theirs)
    if request.method == "POST":
        groups = [group for group in rules.GROUPS if request.POST.get(group[0]) == "mine"]
        mine = {name: getattr(aside.fields, name) for group in groups for name in group}
        seen = request.POST.get("seen", "")
        version = int(seen) if seen.isdecimal() and len(seen) < 9 else 0
        done = verbs.save(actor, line, seen=version, fields=replace(theirs, **mine))
        if isinstance(done, Conflict):
            return HttpResponseRedirect(reverse("reporting:settle_line", args=[line, done.kept]))
        return HttpResponseRedirect(reverse("reporting:edit_line", args=[line]))
    holder = next((one for one in view.entries if one.holds), None)
    mine_shown, theirs_shown = _shown_fields(aside.fields), _shown_fields(theirs)
    context = {
        "view": view,
        "head": view.head,
        "row": view.row,
        "aside": aside,
        "holder": holder,
        "differ": [
            {
                "name": group[0],
                "label": line_labels.field(group[0]),
                "mine": " / ".join(filter(None, (mine_shown[name] for name in group))),
                "theirs": " / ".join(filter(None, (theirs_shown[name] for name in group))),
                "lang": group[0].removeprefix("text_") if group[0].startswith("text_") else "",
            }
            for group in rules.GROUPS
            if set(group) & set(differ)
        ],
    }
    return render(request, "reporting/akimat/line_settle.html", context)


def _shown_fields(fields: Fields) -> dict[str, str]:
    typed = _typed(fields)
    return typed | {"outcome": str(shown.OUTCOMES[fields.outcome])}


@act(WRITE)
@require_POST
@reporter_page
def attach(request: HttpRequest, line: UUID) -> HttpResponse:
    """Lay a paper beside the line."""
    actor, view = found(request, line, WRITE)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            verbs.attach(actor, line, form.cleaned_data["paper"], form.cleaned_data["title"])
        except FileRefused as refused:
            form.add_error("paper", str(refused))
        else:
            messages.success(request, _("The file lies beside the measure now."))
            return HttpResponseRedirect(reverse("reporting:edit_line", args=[line]) + "#files")
    return _form(request, view, papers=form, status=422)


@act(WRITE)
@require_POST
@reporter_page
def remove_file(request: HttpRequest, line: UUID, file: UUID) -> HttpResponse:
    """Take a paper away; the history keeps it."""
    verbs.remove_file(Actor.of(request.user, WRITE), line, file)
    messages.success(request, _("The file was taken away. The history of the measure keeps it."))
    return HttpResponseRedirect(reverse("reporting:edit_line", args=[line]) + "#files")


@act(READ)
@require_safe
@reporter_page
def history(request: HttpRequest, line: UUID) -> HttpResponse:
    """Everything that was ever said and done about a line, the newest first."""
    actor, view = found(request, line)
    language = formatting.language()
    events: list[dict[str, Any]] = []
    for entry in view.entries:
        events.append(
            {
                "at": entry.at,
                "entry": entry,
                "changed": shown.changed(entry),
                "origin": shown.ORIGINS[entry.origin],
                "post": bodies.post_title(entry.post, language),
                "amount": shown.amount(view.row, entry.fields),
                "outcome": shown.OUTCOMES[entry.fields.outcome],
            }
        )
    for step in view.steps:
        events.append(
            {
                "at": step.at,
                "step": step,
                "words": shown.act(step.act),
                "post": bodies.post_title(step.post, language),
                "certificate": view.certificates.get(step.certificate) if step.certificate else None,
            }
        )
    events.sort(key=lambda one: one["at"], reverse=True)
    context = {
        "view": view,
        "head": view.head,
        "row": view.row,
        "badge": shown.badges()[view.row.state],
        "body": bodies.body(view.head.body_code).name[language],
        "events": events,
        "amount": shown.amount(view.row),
        "outcome": shown.OUTCOMES[view.row.fields.outcome],
        "is_open": is_open(request, actor, view),
    }
    return render(request, "reporting/akimat/line.html", context)
