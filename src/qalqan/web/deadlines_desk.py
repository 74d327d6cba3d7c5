"""Pages of running clocks, for who works with them: what falls due soonest, and one obligation with its whole
history and the acts that its reader may do. Views open the scope, ask or act, and draw."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.purposes import ALLOWED
from qalqan.kernel.access.roles import ROLES
from qalqan.kernel.access.scope import scope
from qalqan.kernel.access.stepup import step_up
from qalqan.kernel.clock import actions, labels, queries, reading, rules
from qalqan.kernel.clock.models import Lowering, Obligation
from qalqan.kernel.clock.refusals import ClockRefusedError
from qalqan.kernel.i18n import formatting


def _purpose(seat: SeatView) -> str:
    """Obligations name no person, so the role's usual purpose will do."""
    return ALLOWED[seat.role][0]


@act("clock.read")
@require_safe
def running(request: HttpRequest) -> HttpResponse:
    """What falls due soonest, of all that the reader's seat reaches."""
    seat = policy.acting(request, "clock.read")
    state, code = request.GET.get("state", ""), request.GET.get("rule", "").replace("\0", "")
    asked = request.GET.get("page", "1")
    number = min(int(asked), 10_000) if asked.isascii() and asked.isdigit() else 1
    with scope(seat, _purpose(seat)):
        found = queries.running(state=state, code=code, number=number)
        counts = queries.counts()
    now = timezone.now()
    language = formatting.language()
    names = {text.rule.code: text.name[language] for text in reading.rules()}
    context = {
        "here": "running",
        "found": found,
        "rows": [_shown(row, now) for row in found.rows],
        "counts": [(key, *labels.STATES[key], n, n > queries.MANY) for key, n in counts.items()],
        "many": queries.MANY,
        "states": [(key, words) for key, (_kind, words) in labels.STATES.items()],
        "rules": sorted(names.items(), key=lambda pair: pair[1]),
        "state": state,
        "rule": code,
        "active": bool(state) + bool(code),
        "previous": found.number - 1,
        "next": found.number + 1,
    }
    return render(request, "deadlines/running.html", context)


def _shown(row: queries.Row, now: datetime) -> dict[str, Any]:
    kind, words = labels.STATES[row.state]
    soon = row.state == "running" and (row.due - now).total_seconds() < 24 * 3600
    return {
        "row": row,
        "name": row.name[formatting.language()],
        "target": labels.target(row.target_kind),
        "end": labels.end(row.due, row.zone, row.ends_the_day),
        "left": _left(row, now),
        "kind": "soon" if soon else kind,
        "state": words,
    }


def _left(row: queries.Row, now: datetime) -> str:
    """How long it still takes, or how long it has been late; nothing for what has ended or stands still."""
    if row.state not in ("running", "breached"):
        return ""
    seconds = (row.due - now).total_seconds()
    days, hours = divmod(int(abs(seconds)) // 3600, 24)
    if days:
        span = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    elif hours:
        span = labels.amount("hours", hours)
    else:
        span = labels.amount("minutes", int(abs(seconds)) // 60)
    return (_("left: %(span)s") if seconds >= 0 else _("late by: %(span)s")) % {"span": span}


class ReasonForm(forms.Form):
    """The words that everyone who reads the history sees."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=10,
        max_length=500,
        help_text=gettext_lazy("Name no person: everyone who reads the history sees it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PauseForm(ReasonForm):
    """A ground of the rule, and the reason."""

    ground = forms.ChoiceField(label=gettext_lazy("Ground"))
    field_order = ["ground", "reason"]

    def __init__(self, *args: Any, grounds: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [(key, labels.word("ground", key)) for key in grounds]  # type: ignore[attr-defined]


class StartForm(ReasonForm):
    """When it really began."""

    begun = forms.DateTimeField(
        label=gettext_lazy("When it really began"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("A later moment lengthens the term, so a second person must confirm it."),
    )
    field_order = ["begun", "reason"]


FORMS: dict[str, type[ReasonForm]] = {"pause": PauseForm, "waive": ReasonForm, "correct_start": StartForm}
WORDS = {
    "pause": gettext_lazy("Pause the clock"),
    "waive": gettext_lazy("Ask for a waiver"),
    "correct_start": gettext_lazy("Correct the start"),
}


@act("clock.read")
@require_safe
def obligation(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """One obligation: how its end was counted, who is told when, and what happened."""
    return _page(request, obligation_id)


def _page(
    request: HttpRequest, obligation_id: UUID, filled: dict[str, forms.Form] | None = None
) -> HttpResponse:
    seat = policy.acting(request, "clock.read")
    with scope(seat, _purpose(seat)):
        found = _detail(obligation_id)
    context = _described(found) | {"here": "running"}
    may_ask = policy.may(request.user, "clock.ask_lowering", found)
    may_pause = policy.may(request.user, "clock.pause", found)
    offered = []
    for name in FORMS:
        allowed = rules.state_after(found.row.state, name) is not None
        if name == "pause":
            allowed = allowed and may_pause and bool(found.rule.grounds)
        else:
            allowed = allowed and may_ask and found.lowering is None
        if allowed:
            offered.append((name, WORDS[name], (filled or {}).get(name) or _form(name, found)))
    context |= {
        "forms": offered,
        "may_resume": may_pause and found.row.state == "paused",
        "may_decide": found.lowering is not None
        and policy.may(request.user, "clock.decide_lowering", found)
        and found.lowering.asked_user != request.user.pk,
        "is_mine": found.lowering is not None and found.lowering.asked_user == request.user.pk,
        "open": filled or {},
    }
    return render(request, "deadlines/obligation.html", context, status=422 if filled else 200)


def _detail(obligation_id: UUID) -> queries.Detail:
    try:
        return queries.detail(obligation_id)
    except Obligation.DoesNotExist as error:  # out of reach and not there look the same
        raise Http404 from error


def _form(name: str, found: queries.Detail, data: Any = None) -> forms.Form:
    if name == "pause":
        return PauseForm(data, grounds=found.rule.grounds, prefix=name)
    return FORMS[name](data, prefix=name)


def _described(found: queries.Detail) -> dict[str, Any]:
    zone, row = found.row.zone, found.row
    language = formatting.language()
    return _shown(row, timezone.now()) | {
        "found": found,
        "started": formatting.moment(zone.local(found.started)),
        "met": formatting.moment(zone.local(found.met_at)) if found.met_at else "",
        "lines": labels.explain(found.rule, found.counted, found.started, zone) if found.counted else [],
        "act_text": labels.word("act", found.rule_row.act) if found.rule_row.act else "",
        "basis": labels.BASES[found.rule_row.basis],
        "asked_role": _role(found.lowering.asked_role) if found.lowering else "",
        "asked_kind": found.lowering.kind if found.lowering else "",
        "asked_start": formatting.moment(zone.local(found.lowering.new_start))
        if found.lowering and found.lowering.new_start
        else "",
        "rungs": [
            (
                formatting.moment(zone.local(rung.rings_at)),
                labels.word("party", rung.to),
                rung.is_deadline,
                "done" if rung.done_at else "dropped" if rung.dropped_at else "waiting",
            )
            for rung in found.rungs
        ],
        "history": [
            (at, labels.ACTS.get(name, name), _role(actor, language), reason)
            for name, at, actor, reason, _due in reversed(found.entries)
        ],
    }


def _role(actor: str, language: str = "") -> str:
    """Who did it: a role, a rung's addressee, or the program."""
    if actor in ROLES:
        return str(ROLES[actor].title)
    if actor in reading.vocabulary()["party"]:
        return labels.word("party", actor)
    return _("Qalqan itself")


@act("clock.pause")
@require_POST
def resume(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Let a paused clock run again."""
    return _do(request, "clock.pause", obligation_id, lambda: actions.resume(obligation_id))


@act("clock.pause")
@require_POST
def pause(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Let the clock stand still, for a ground of its rule."""
    return _fill(request, "clock.pause", obligation_id, "pause")


@act("clock.ask_lowering")
@require_POST
def waive(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Ask for a waiver; another person decides."""
    return _fill(request, "clock.ask_lowering", obligation_id, "waive")


@act("clock.ask_lowering")
@require_POST
def correct_start(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Correct the start; a later one is decided by another person."""
    return _fill(request, "clock.ask_lowering", obligation_id, "correct_start")


@act("clock.decide_lowering")
@require_POST
@step_up
def decide(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Confirm or refuse what another person asked."""
    confirm = request.POST.get("answer") == "confirm"

    def run() -> None:
        asked = Lowering.objects.within(scope.current()).filter(
            obligation_id=obligation_id, is_confirmed__isnull=True
        )
        found = asked.first()
        if found is None:
            raise ClockRefusedError("already_decided")
        actions.decide(found.id, confirm=confirm)

    return _do(request, "clock.decide_lowering", obligation_id, run)


def _fill(request: HttpRequest, name: str, obligation_id: UUID, which: str) -> HttpResponse:
    seat = policy.acting(request, name)
    with scope(seat, _purpose(seat)):
        found = _detail(obligation_id)
    form = _form(which, found, request.POST)
    if not form.is_valid():
        return _page(request, obligation_id, {which: form})
    given = form.cleaned_data
    verbs = {
        "pause": lambda: actions.pause(obligation_id, ground=given["ground"], reason=given["reason"]),
        "waive": lambda: actions.ask_waiver(obligation_id, reason=given["reason"]),
        "correct_start": lambda: actions.correct_start(
            obligation_id, new_start=given["begun"], reason=given["reason"]
        ),
    }
    try:
        with scope(seat, _purpose(seat)):
            policy.require(request, name, found)
            verbs[which]()
    except ClockRefusedError as refused:  # what was typed stays in the form
        form.add_error(None, str(refused))
        return _page(request, obligation_id, {which: form})
    return _done(request, obligation_id)


def _do(request: HttpRequest, name: str, obligation_id: UUID, verb: Any) -> HttpResponse:
    seat = policy.acting(request, name)
    try:
        with scope(seat, _purpose(seat)):
            found = _detail(obligation_id)
            if not policy.may(request.user, name, found):
                raise PermissionDenied(name)
            verb()
    except ClockRefusedError as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("deadlines:obligation", args=[obligation_id]))
    return _done(request, obligation_id)


def _done(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    messages.success(request, _("Saved. It stands in the history."))
    return HttpResponseRedirect(reverse("deadlines:obligation", args=[obligation_id]))


urlpatterns = [
    path("running/", running, name="running"),
    path("running/<uuid:obligation_id>/", obligation, name="obligation"),
    path("running/<uuid:obligation_id>/pause/", pause, name="pause"),
    path("running/<uuid:obligation_id>/resume/", resume, name="resume"),
    path("running/<uuid:obligation_id>/waive/", waive, name="waive"),
    path("running/<uuid:obligation_id>/correct-start/", correct_start, name="correct_start"),
    path("running/<uuid:obligation_id>/decide/", decide, name="decide"),
]
