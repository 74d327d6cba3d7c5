"""Rounds at a desk: the list, what one round says, two of them side by side, and a withdrawal. What they say
of guards and cameras helps to break in: none of it is open."""

import math
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qalqan.domains.bodies import api as bodies
from qalqan.domains.schools.actions import assessing as verbs
from qalqan.domains.schools.actor import PURPOSE, Actor
from qalqan.domains.schools.queries import assessments as queries
from qalqan.domains.schools.queries.assessments import AssessmentView, Round
from qalqan.domains.schools.rules.comparing import compare
from qalqan.domains.schools.rules.problem import Refused
from qalqan.domains.schools.rules.score import Score, applies, scores, standing
from qalqan.domains.schools.rules.whereabouts import FAR
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope
from qalqan.kernel.i18n.formatting import language, number

from .round import is_own
from .round_words import ANSWER_WORDS, BESIDE, CHANGES, SIDES, STANDINGS, STATES

READ = "schools.read"


@dataclass(frozen=True, slots=True)
class Row:
    """A round in a list or at the head of its page, in words."""

    view: AssessmentView
    site: str
    side: Promise
    badge: str
    state: Promise
    post: str
    low: int | None
    high: int | None
    open: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """One question of a round: what was answered, and what that means."""

    key: str
    ask: str
    answer: Promise | str
    badge: str
    meaning: Promise
    note: str
    photos: tuple[UUID, ...]
    off: str
    is_critical: bool
    weight: int
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a round: its own interval and its questions."""

    key: str
    name: str
    low: int
    high: int
    open: int
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One question in two rounds."""

    ask: str
    before: Promise | str
    after: Promise | str
    badge: str
    word: Promise


def row_of(view: AssessmentView) -> Row:
    """A round in words of the reader's language."""
    badge, state = STATES[view.state]
    score = Score(view.low or 0.0, view.high or 0.0, 0, 0, 0, ()).shown if view.low is not None else None
    return Row(
        view=view,
        site=view.site_name[language()] or view.site_name["kk"],
        side=SIDES[view.is_own],
        badge=badge,
        state=state,
        post=bodies.post_title(view.post, language()),
        low=score[0] if score else None,
        high=score[1] if score else None,
        open=None if view.asked is None or view.answered is None else view.asked - view.answered,
    )


def kilometres(metres: float) -> str:
    """A long way in kilometres, cut to one decimal."""
    return number(math.floor(metres / 100) / 10)


def last_rounds(site_id: UUID) -> tuple[Row, ...]:
    """The last submitted round of each side, an inspector's first, for the page of a place. In its scope."""
    found = (queries.latest(site_id), queries.latest(site_id, is_own=True))
    return tuple(row_of(one) for one in found if one)


@act("schools.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Rounds in the reader's reach, the newest first; of one side or state if asked."""
    state, side = request.GET.get("state", ""), request.GET.get("side", "")
    page = request.GET.get("page", "")
    state = state if state in STATES else ""
    own = {"own": True, "inspector": False}.get(side)
    with scope(policy.acting(request, READ), PURPOSE):
        found = queries.listed(state=state, own=own, number=int(page) if page.isdecimal() else 1)
    last = max(1, -(-found.total // queries.PER_PAGE))
    context = {
        "rows": [row_of(one) for one in found.rows],
        "total": found.total,
        "number": found.number,
        "before": found.number - 1 if found.number > 1 else None,
        "after": found.number + 1 if found.number < last else None,
        "states": [(key, words) for key, (_badge, words) in STATES.items()],
        "state": state,
        "sides": [("inspector", SIDES[False]), ("own", SIDES[True])],
        "side": side,
        "active": sum(map(bool, (state, side))),
        "may_assess": policy.may(request.user, verbs.ACT),
    }
    return render(request, "schools/assessments/list.html", context)


@act("schools.read")
@require_safe
def detail(request: HttpRequest, key: UUID) -> HttpResponse:
    """What one round says, section by section, with what it may be compared with."""
    return _detail(request, key, "")


def _detail(request: HttpRequest, key: UUID, problem: str) -> HttpResponse:
    seat = policy.acting(request, READ)
    with scope(seat, PURPOSE):
        found = queries.one(key)
        if found is None:
            raise Http404
        earlier = queries.before(found.view)
        other = queries.latest(found.view.site_id, is_own=not found.view.is_own)
    shown = found.score.shown
    may = policy.may(request.user, verbs.ACT) and is_own(seat) == found.view.is_own
    context = {
        "row": row_of(found.view),
        "score": found.score,
        "shown": shown,
        "open_width": shown[1] - shown[0],
        "parts": _parts(found),
        "capped": [found.form.question(one).ask[language()] for one in found.score.capped_by],
        "cap": found.form.cap,
        "where": found.whereabouts,
        "farthest": kilometres(found.whereabouts.farthest) if found.whereabouts.farthest else "",
        "near": FAR,
        "form_name": found.form.name[language()],
        "is_draft_form": found.form.is_draft,
        "earlier": row_of(earlier) if earlier else None,
        "other": row_of(other) if other else None,
        "is_mine": found.view.by_user == seat.user_id,
        "may_withdraw": may and found.view.state != "withdrawn",
        "problem": problem,
    }
    return render(request, "schools/assessments/detail.html", context, status=422 if problem else 200)


def _parts(found: Round) -> list[Part]:
    lang, form = language(), found.form
    intervals = dict(scores(form, found.given, found.view.site_kind))
    return [
        Part(
            one.key,
            one.name[lang],
            *intervals[one.key].shown,
            intervals[one.key].open,
            tuple(
                _said(found, q.key)
                for q in form.of(one.key, found.view.site_kind)
                if q.key in found.answers or applies(q, found.given)
            ),
        )
        for one in form.sections
        if one.key in intervals
    ]


def _said(found: Round, key: str) -> Said:
    lang, question = language(), found.form.question(key)
    held = found.answers.get(key)
    word = standing(question, held.given if held else None)
    badge, meaning = STANDINGS["left_out" if held and held.given.is_left_out else word]
    return Said(
        key=key,
        ask=question.ask[lang],
        answer=ANSWER_WORDS[held.given.answer] if held else _("not answered"),
        badge=badge,
        meaning=meaning,
        note=held.given.note if held else "",
        photos=held.files if held else (),
        off=kilometres(held.metres_off) if held and held.metres_off and held.metres_off > FAR else "",
        is_critical=question.is_critical,
        weight=question.weight.value,
        reason=question.weight.reason[lang],
    )


@act("schools.read")
@require_safe
def beside(request: HttpRequest, key: UUID, other: UUID) -> HttpResponse:
    """Two rounds of one place: what changed from `other` to `key`, or the school's word beside an
    inspector's, which then stands second. 404 for rounds of two places."""
    with scope(policy.acting(request, READ), PURPOSE):
        after, before = queries.one(key), queries.one(other)
    if after is None or before is None or after.view.site_id != before.view.site_id:
        raise Http404
    is_beside = after.view.is_own != before.view.is_own
    if is_beside and after.view.is_own:
        after, before = before, after
    table, lang = BESIDE if is_beside else CHANGES, language()
    pairs = [
        Pair(
            one.question.ask[lang],
            ANSWER_WORDS[one.before.answer] if one.before else _("not answered"),
            ANSWER_WORDS[one.after.answer] if one.after else _("not answered"),
            *table[one.word],
        )
        for one in compare(after.form, before.given, after.given)
        if one.word != "same" or request.GET.get("all")
    ]
    context = {
        "before": row_of(before.view),
        "after": row_of(after.view),
        "pairs": pairs,
        "is_beside": is_beside,
        "is_all": bool(request.GET.get("all")),
    }
    return render(request, "schools/assessments/beside.html", context)


@act("schools.assess")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a round back, with a reason."""
    back = HttpResponseRedirect(reverse("schools:assessment", args=[key]))
    if request.method != "POST":
        return back
    try:
        verbs.withdraw(Actor.of(request.user, verbs.ACT), key, request.POST.get("reason", ""))
    except Refused as refused:
        words = refused.words(language())
        return _detail(request, key, f"{words['message']} {words['mend']}")
    messages.success(request, _("The round is withdrawn. Nothing counts it any more."))
    return back
