"""Reports to the Government: the list, an order, one report with its files and findings, its publication. The
mirror shows what is published, and no person's name."""

from datetime import date
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
from django.views.decorators.http import require_POST, require_safe

from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.actions import reports as actions
from qalqan.domains.reporting.actor import READING, Actor, frame
from qalqan.domains.reporting.queries import reports as queries
from qalqan.domains.reporting.queries.report_facts import periods, reporting_duty
from qalqan.domains.reporting.refusals import Refused
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n import formatting

from .screens import progress_page

READ, COMPILE, PUBLISH = "reporting.read", "reporting.compile", "reporting.publish"
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "json": "application/json",
}
STATES = {
    "ordered": ("waiting", gettext_lazy("being compiled")),
    "compiled": ("soon", gettext_lazy("compiled, not published")),
    "refused": ("late", gettext_lazy("numbers disagree")),
    "published": ("good", gettext_lazy("published")),
}
FORMATS = {
    "docx": gettext_lazy("Document to edit and sign"),
    "pdf": gettext_lazy("Document to read and print"),
    "xlsx": gettext_lazy("Tables with all lines and numbers"),
    "json": gettext_lazy("Data for programs, both languages"),
}
RULES = {
    "missing": gettext_lazy("A number of the report is not in this file."),
    "unknown": gettext_lazy("This file holds a number that the report does not have."),
    "changed": gettext_lazy("This file shows another number than the report."),
    "differs": gettext_lazy("From this place on the file holds other numbers than the report."),
    "registry": gettext_lazy("The list of numbers and the file do not agree."),
    "unlinked": gettext_lazy("A number does not lead to its evidence."),
    "unreadable": gettext_lazy("The file could not be read back."),
    "failed": gettext_lazy("The report could not be written. The operator's log says where."),
}


class OrderForm(forms.Form):
    """Which plan and period to report on: one choice of pairs that exist."""

    on = forms.ChoiceField(
        label=gettext_lazy("Plan and period"),
        help_text=gettext_lazy("The report speaks of this very moment: what comes in later is not in it."),
        widget=forms.Select(attrs={"class": "govuk-select"}),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].choices = choices  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    """A tick under which the publisher puts his name."""

    sure = forms.BooleanField(
        label=gettext_lazy("I have read the report and publish it under my name"),
        error_messages={"required": gettext_lazy("Tick the box to say that you publish it under your name.")},
    )


@require_safe
@progress_page
def listing(request: HttpRequest, *, is_open: bool = False) -> HttpResponse:
    """All reports; for who may, a form to order one."""
    form = None
    if not is_open and policy.may(request.user, COMPILE):
        form = OrderForm(choices=_choices(Actor.of(request.user, COMPILE)))
    context = {"is_open": is_open, "reports": _rows(request, is_open=is_open), "form": form}
    return render(request, "reporting/reports.html", context)


def _sees_drafts(request: HttpRequest, *, is_open: bool) -> bool:
    """Whether this reader is shown reports that are not published: who compiles them."""
    return not is_open and policy.may(request.user, COMPILE)


def _rows(request: HttpRequest, *, is_open: bool) -> list[dict[str, Any]]:
    drafts = _sees_drafts(request, is_open=is_open)
    found = queries.reports(formatting.language(), is_open=is_open, drafts=drafts)
    return [_shown(one) for one in found]


def _shown(one: queries.ReportView) -> dict[str, Any]:
    kind, words = STATES[one.state]
    return {"one": one, "kind": kind, "words": words, "period": _period(one.period_start, one.period_end)}


def _period(start: date, end: date) -> str:
    """2022, or both days of a period that is no calendar year."""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    return f"{formatting.date(start, 'short')} – {formatting.date(end, 'short')}"


def _choices(actor: Actor) -> list[tuple[str, str]]:
    """Plans that somebody reports on to the Government, with the periods that lines exist for."""
    found = []
    with frame(actor, COMPILE, READING):
        for plan in plans.plans(formatting.language()):
            if reporting_duty(plan.code) is None:
                continue
            for start, end in periods(plan.code):
                if end >= timezone.localdate():
                    continue
                value = f"{plan.code} {start.isoformat()} {end.isoformat()}"
                found.append((value, f"№ {plan.act_number}: {_period(start, end)}"))
    return found


@act(COMPILE)
@require_POST
def order(request: HttpRequest) -> HttpResponse:
    """Order a report; on to its page."""
    actor = Actor.of(request.user, COMPILE)
    form = OrderForm(request.POST, choices=_choices(actor))
    if not form.is_valid():
        context = {"is_open": False, "reports": _rows(request, is_open=False), "form": form}
        return render(request, "reporting/reports.html", context, status=422)
    code, start, end = form.cleaned_data["on"].split(" ")
    try:
        ordered = actions.order(actor, code, date.fromisoformat(start), date.fromisoformat(end))
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("reporting:reports"))
    if not ordered.is_new:
        messages.info(request, _("This report was ordered already and is being compiled."))
    return HttpResponseRedirect(reverse("reporting:report", args=[ordered.id]))


@require_safe
@progress_page
def one(request: HttpRequest, report: UUID, *, is_open: bool = False) -> HttpResponse:
    """One report: where it is, its files, what the linter found."""
    return _page(request, report, PublishForm(), is_open=is_open)


def _page(
    request: HttpRequest, key: UUID, form: PublishForm, *, is_open: bool, status: int = 200
) -> HttpResponse:
    drafts = _sees_drafts(request, is_open=is_open)
    found = queries.report(key, formatting.language(), is_open=is_open, drafts=drafts)
    if found is None:
        raise Http404("no such report")
    by_format = [
        (kind, words, [file for file in found.files if file.format == kind])
        for kind, words in FORMATS.items()
        if any(file.format == kind for file in found.files)
    ]
    context = {
        "is_open": is_open,
        **_shown(found),
        "formats": by_format,
        "findings": [(finding, RULES.get(finding.rule, finding.rule)) for finding in found.findings],
        "form": form,
        "age": (timezone.now() - found.as_of).days,
        "may_publish": not is_open and found.state == "compiled" and policy.may(request.user, PUBLISH),
    }
    return render(request, "reporting/report.html", context, status=status)


@act(PUBLISH)
@require_POST
def publish(request: HttpRequest, report: UUID) -> HttpResponse:
    """Publish a compiled report."""
    actor = Actor.of(request.user, PUBLISH)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _page(request, report, form, is_open=False, status=422)
    try:
        actions.publish(actor, report)
    except Refused as refused:
        if refused.code == "no_such_report":
            raise Http404(refused.code) from None
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The report is published. The open mirror shows it now."))
    return HttpResponseRedirect(reverse("reporting:report", args=[report]))


@require_safe
@progress_page
def file(request: HttpRequest, report: UUID, name: str, *, is_open: bool = False) -> HttpResponse:
    """One file of a report."""
    drafts = _sees_drafts(request, is_open=is_open)
    if queries.report(report, formatting.language(), is_open=is_open, drafts=drafts) is None:
        raise Http404("no such report")
    found = queries.file(report, name)
    if found is None:
        raise Http404("no such file")
    kind, data = found
    response = HttpResponse(data, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
