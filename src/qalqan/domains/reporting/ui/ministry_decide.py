"""Ticked lines are returned or accepted. The first page lists exactly what will happen and does nothing; what
cannot happen (changed meanwhile, not submitted) is named there already, and again afterwards if it came in
between. One line's refusal holds up no other, and none is silent."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from qalqan.domains.reporting.actions import moving
from qalqan.domains.reporting.actor import READING, Actor, frame
from qalqan.domains.reporting.queries import comparison as comparing
from qalqan.domains.reporting.queries.comparison import Decidable
from qalqan.domains.reporting.refusals import Refused
from qalqan.domains.reporting.rules.lines import LONGEST_REASON, SHORTEST_REASON
from qalqan.kernel.access.acts import act
from qalqan.kernel.i18n import formatting

REVIEW = "reporting.review"
MOST = 300  # lines of one decision: a package has at most as many as its plan has rows
CHANGED = gettext_lazy("it changed after you looked: read it again")


class DecideForm(forms.Form):
    """A tick that the list was read; for a return also the words that the reporters will read."""

    reason = forms.CharField(
        label=gettext_lazy("Why, and what is to be mended"),
        help_text=gettext_lazy("Every reporter of these lines reads it, and it stays in their history."),
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    sure = forms.BooleanField(label=gettext_lazy("I have read the list and this is what I want"))

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["reason"]


@dataclass(frozen=True, slots=True)
class Failed:
    """A line that was not decided, and why, in words."""

    line: Decidable | None
    why: str


def _asked(values: list[str]) -> dict[UUID, int]:
    """Lines and the versions that were looked at: "uuid.version"; what is no such pair is left out."""
    found: dict[UUID, int] = {}
    for value in values[:MOST]:
        line, __, version = value.partition(".")
        try:
            found[UUID(line)] = int(version)
        except ValueError:
            continue
    return found


@act(REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest) -> HttpResponse:
    """Say what will happen to the ticked lines (GET); do it (POST)."""
    actor = Actor.of(request.user, REVIEW)
    sent = request.POST if request.method == "POST" else request.GET
    move = "return" if sent.get("act") == "return" else "accept"
    seen = _asked(sent.getlist("line"))
    back = sent.get("back", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("reporting:boards")
    if not seen:
        messages.error(request, str(Refused("nothing_chosen")))
        return HttpResponseRedirect(back)
    with frame(actor, REVIEW, READING):
        found = comparing.decidable(seen, language=formatting.language())
    fit, unfit = _sorted(found, seen)
    form = DecideForm(request.POST if request.method == "POST" else None, needs_reason=move == "return")
    if request.method == "POST" and form.is_valid():
        done, failed = _do(actor, move, fit, form.cleaned_data.get("reason", ""))
        _tell(request, move, done, [*unfit, *failed])
        return HttpResponseRedirect(back)
    context = {"move": move, "fit": fit, "unfit": unfit, "form": form, "back": back}
    return render(request, "reporting/decide.html", context)


def _sorted(found: tuple[Decidable, ...], seen: dict[UUID, int]) -> tuple[list[Decidable], list[Failed]]:
    """Lines that can be decided as they were looked at, and the others with the reason."""
    fit, unfit = [], []
    for line in found:
        if line.version != seen[line.id]:
            unfit.append(Failed(line, str(CHANGED)))
        elif not line.may_be_decided:
            unfit.append(Failed(line, str(Refused("not_in_this_state", numbers=line.number))))
        else:
            fit.append(line)
    unknown = len(seen) - len(found)
    return fit, unfit + [Failed(None, str(Refused("no_such_line")))] * unknown


def _do(actor: Actor, move: str, lines: list[Decidable], reason: str) -> tuple[int, list[Failed]]:
    """All at once; if any line refuses, one by one, so that each is done or named."""
    try:
        return _move(actor, move, lines, reason), []
    except Refused as refused:
        if len(lines) < 2:
            return 0, [Failed(line, str(refused)) for line in lines]
    parts = [_do(actor, move, [line], reason) for line in lines]
    return sum(done for done, __ in parts), [one for __, failed in parts for one in failed]


def _move(actor: Actor, move: str, lines: list[Decidable], reason: str) -> int:
    seen = {line.id: line.version for line in lines}
    return moving.send_back(actor, seen, reason) if move == "return" else moving.accept(actor, seen)


def _tell(request: HttpRequest, move: str, done: int, failed: list[Failed]) -> None:
    if done:
        if move == "return":
            words = ngettext("%(n)s line was returned.", "%(n)s lines were returned.", done)
        else:
            words = ngettext("%(n)s line was accepted.", "%(n)s lines were accepted.", done)
        messages.success(request, words % {"n": done})
    for one in failed:
        name = f"{one.line.name}, № {one.line.number}: " if one.line else ""
        messages.error(request, _("Not done. %(line)s%(why)s") % {"line": name, "why": one.why})
