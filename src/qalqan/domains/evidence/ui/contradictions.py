"""The inbox of contradictions, one contradiction with its history, and the two acts of people upon it. The
open mirror shows the same without what people wrote."""

import datetime
from typing import NamedTuple
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from qalqan.domains.evidence.actions import answering
from qalqan.domains.evidence.actor import MIRROR, READING, Actor
from qalqan.domains.evidence.models import Contradiction
from qalqan.domains.evidence.queries.contradictions import (
    UNSETTLED,
    ContradictionView,
    contradiction,
    contradictions,
    sought,
)
from qalqan.domains.evidence.refusals_contradictions import Refused
from qalqan.domains.plans import api as plans
from qalqan.domains.territory import api as territory
from qalqan.kernel import clock
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.regional import ScopedQuerySet
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.i18n.formatting import language
from qalqan.kernel.vault.files import FileRefused
from qalqan.kernel.vault.files.forms import UploadField

from .contradictions_shown import STATES, shown

PAGE_ROWS = 25
OPEN_SECONDS = 60  # how long a copy of an open page may be served
DECISIONS = {"accept": answering.accept, "send_back": answering.send_back}
decision = require_http_methods(["GET", "HEAD", "POST"])


class AnswerForm(forms.Form):
    """The owner's answer."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=(
            ("explain", gettext_lazy("We explain: both numbers can be right")),
            ("correct", gettext_lazy("We correct our claim")),
            ("dispute", gettext_lazy("We dispute the source")),
        ),
    )
    text = forms.CharField(
        label=gettext_lazy("In words"),
        help_text=gettext_lazy("What explains the difference, or what will be done and by when."),
        min_length=10,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    paper = UploadField(
        kind="evidence.paper", label=gettext_lazy("A document, if there is one"), required=False
    )


class DecisionForm(forms.Form):
    """What another person decides on the answer."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=(
            ("accept", gettext_lazy("Accept: the contradiction closes as explained")),
            ("send_back", gettext_lazy("Send back: a new term begins")),
        ),
    )
    text = forms.CharField(
        label=gettext_lazy("Reason"), min_length=10, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


def reader(request: HttpRequest, *, is_open: bool) -> tuple[SeatView | Service, bool]:
    """Under whom a page is read, and whether answers are shown: staff under their own seat, all others as the
    mirror does."""
    if not is_open and request.user.is_authenticated:
        seat = policy.allowed(request.user, "evidence.read_answers")
        if seat is not None:
            return seat, True
    return MIRROR, False


def kept(request: HttpRequest, response: HttpResponse, *, is_open: bool) -> HttpResponse:
    """Open pages may be kept for a minute, others not at all."""
    if is_open and not request.user.is_authenticated:
        patch_cache_control(response, public=True, max_age=OPEN_SECONDS)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response


class Asked(NamedTuple):
    """The past day of the address and its end; None for now. `bad`: what was written when it is no day that
    has been."""

    day: datetime.date | None
    at: datetime.datetime | None
    bad: str


def asked_day(request: HttpRequest) -> Asked:
    """`?on=2021-05-01`, a day in Kazakhstan. What is no day gives now, and the page says so."""
    written = request.GET.get("on", "").strip()
    try:
        day = datetime.date.fromisoformat(written)
    except ValueError:
        return Asked(None, None, written[:40])
    if day == timezone.localdate():
        return Asked(None, None, "")
    if day > timezone.localdate() or day.year < 2000:
        return Asked(None, None, written[:40])
    return Asked(day, clock.end_of(day), "")


def public_plans() -> frozenset[str]:
    """Plans that the mirror may speak of."""
    return frozenset(head.code for head in plans.plans("ru", public_only=True))


@require_safe
def inbox(request: HttpRequest, *, is_open: bool) -> HttpResponse:
    """Open first, the oldest on top; of the own region or of the whole country."""
    actor, _answers = reader(request, is_open=is_open)
    asked = asked_day(request)
    moment = asked.at or timezone.now()
    is_mirror = isinstance(actor, Service)
    region, state = request.GET.get("region", "")[:10], request.GET.get("state", "")[:20]
    codes = public_plans() if is_mirror else None
    with scope(actor, READING):
        found = sought(at=asked.at, plan_codes=codes, is_unsettled=is_mirror)
        if isinstance(actor, SeatView) and actor.region_id is not None:
            found = found.exclude(place="nation")
        chosen = _filtered(found, region, state if state in STATES else "", request.GET.get("measure", ""))
        keys = chosen.values_list("pk", flat=True)
        page = Paginator(keys, PAGE_ROWS).get_page(request.GET.get("page", "1")[:6])
        views = contradictions(ids=list(page.object_list), at=asked.at)
        open_total = chosen.filter(Q(stood__in=UNSETTLED)).count()
        states = dict(found.order_by().annotate(was=F("stood")).values_list("was").annotate(n=Count("pk")))
        measures = sorted(set(found.order_by().values_list("measure_number", flat=True).distinct()))
    return kept(
        request,
        render(
            request,
            "evidence/contradictions.html",
            {
                "is_open": is_open,
                "is_mirror": is_mirror,
                "rows": [shown(one, language(), moment=moment) for one in views],
                "page": page,
                "total": page.paginator.count,
                "open_total": open_total,
                "counts": [
                    (badge, words, states[key]) for key, (badge, words) in STATES.items() if key in states
                ],
                "regions": [(one.code, one.name[language()]) for one in _regions()],
                "states": [(key, words) for key, (__, words) in STATES.items()],
                "measures": [(str(n), f"№ {n}") for n in measures],
                "region": region,
                "state": state,
                "measure": request.GET.get("measure", "")[:4],
                "active": sum(bool(request.GET.get(name)) for name in ("region", "state", "measure")),
                "day": asked.day,
                "bad_day": asked.bad,
            },
        ),
        is_open=is_open,
    )


def _regions() -> tuple[territory.RegionView, ...]:
    return territory.regions_on(timezone.localdate(), language())


def _own(actor: SeatView | Service, found: tuple[ContradictionView, ...]) -> tuple[ContradictionView, ...]:
    """A region's seat sees what its own body answers for: the nation's claims are kept in the capital's
    region and are not its."""
    if isinstance(actor, SeatView) and actor.region_id is not None:
        return tuple(one for one in found if one.place != "nation")
    return found


def _filtered(
    found: ScopedQuerySet[Contradiction], region: str, state: str, measure: str
) -> ScopedQuerySet[Contradiction]:
    ids = {one.code: one.id for one in _regions()}
    rows = found.filter(Q(stood=state)) if state else found
    if region in ids:
        rows = rows.filter(region_id=ids[region]).exclude(place="nation")
    elif region == "nation":
        rows = rows.filter(place="nation")
    if measure.isascii() and measure.isdecimal() and len(measure) < 5:
        rows = rows.filter(measure_number=int(measure))
    return rows


@require_safe
def detail(request: HttpRequest, key: UUID, *, is_open: bool) -> HttpResponse:
    """One contradiction: both sides, the rule's reasoning, the history, and what the reader may do."""
    return detail_page(request, key, is_open=is_open)


def detail_page(
    request: HttpRequest,
    key: UUID,
    *,
    is_open: bool,
    answer_form: AnswerForm | None = None,
    decision_form: DecisionForm | None = None,
) -> HttpResponse:
    """The page, as of the day asked for; a refused form is shown with what was written. The past is read and
    not acted upon."""
    actor, answers = reader(request, is_open=is_open)
    asked = asked_day(request)
    with scope(actor, READING):
        found = contradiction(key, at=asked.at)
    if found is None or not _own(actor, (found,)):
        raise Http404
    if isinstance(actor, Service) and (found.plan_code not in public_plans()):
        raise Http404
    may_answer = may_decide = False
    if answers and isinstance(actor, SeatView) and asked.at is None:
        is_own = (actor.region_id is None) == (found.place == "nation")
        may_answer = found.state in UNSETTLED and is_own and _may(request, "evidence.answer")
        may_decide = found.state == "answered" and _may(request, "evidence.decide_answer")
    refused = bool((answer_form and answer_form.errors) or (decision_form and decision_form.errors))
    response = render(
        request,
        "evidence/contradiction.html",
        {
            "is_open": is_open,
            "day": asked.day,
            "bad_day": asked.bad,
            "found": shown(found, language(), moment=asked.at or timezone.now(), answers=answers),
            "answer_form": answer_form or (AnswerForm() if may_answer else None),
            "decision_form": decision_form or (DecisionForm() if may_decide else None),
            "refused": (answer_form if answer_form and answer_form.errors else decision_form)
            if refused
            else None,
            "plan_page": "open" if is_open else "plans",
        },
        status=422 if refused else 200,
    )
    return kept(request, response, is_open=is_open)


def _may(request: HttpRequest, name: str) -> bool:
    return policy.may(request.user, name)


@act("evidence.answer")
@decision
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """The owner's answer. A refused form keeps what was written."""
    back = reverse("evidence:contradiction", args=[key])
    if request.method != "POST":
        return HttpResponseRedirect(back)
    form = AnswerForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actor = Actor.of(request.user, "evidence.answer")
            answering.answer(actor, key, kind=given["kind"], text=given["text"], file=given["paper"])
        except (Refused, FileRefused) as refused:
            form.add_error(None, str(refused))
    if form.errors:
        return detail_page(request, key, is_open=False, answer_form=form)
    messages.success(request, _("The answer is recorded. Another person decides on it."))
    return HttpResponseRedirect(back)


@act("evidence.decide_answer")
@decision
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """A second person's decision on the answer."""
    back = reverse("evidence:contradiction", args=[key])
    if request.method != "POST":
        return HttpResponseRedirect(back)
    form = DecisionForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actor = Actor.of(request.user, "evidence.decide_answer")
            DECISIONS[given["decision"]](actor, key, text=given["text"])
        except Refused as refused:
            form.add_error(None, str(refused))
    if form.errors:
        return detail_page(request, key, is_open=False, decision_form=form)
    messages.success(request, _("The decision is recorded."))
    return HttpResponseRedirect(back)
