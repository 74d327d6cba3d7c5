"""A round on a phone: where to go, and the questionnaire. Both are plain pages and work without a script;
with one, answers are kept on the phone and sent when there is a network (`round_sync.py`, static/schools/
round*).

The frame of these pages is their own and light: a round is opened in a yard with one bar of signal."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from qalqan.domains.schools.actions import assessing as verbs
from qalqan.domains.schools.actor import PURPOSE, Actor
from qalqan.domains.schools.models import Site
from qalqan.domains.schools.queries import assessments as queries
from qalqan.domains.schools.queries.sites import SiteView
from qalqan.domains.schools.queries.sites import site as one_site
from qalqan.domains.schools.rules.instrument import Instrument, Question, instruments, newest
from qalqan.domains.schools.rules.problem import Problem, Refused
from qalqan.domains.schools.rules.rounds import NewAnswer
from qalqan.domains.schools.rules.visits import ORDERS, Visit, ordered
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import scope
from qalqan.kernel.geo import BadPoint, Point, point
from qalqan.kernel.i18n.formatting import language
from qalqan.kernel.vault.files import FileRefused
from qalqan.kernel.vault.files.actions import whole
from qalqan.kernel.vault.files.content import checked
from qalqan.kernel.vault.files.kinds import kinds

from . import round_words as words

SHOWN = 40  # places of a list: as many as a day's way


@dataclass(frozen=True, slots=True)
class Line:
    """A place in the list of those to go to."""

    visit: Visit
    name: str
    address: str
    point: Point | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was answered, in words."""

    question: Question
    number: int
    ask: str
    hint: str
    reason: str
    answer: str
    note: str
    photos: tuple[UUID, ...]
    when: str
    problem: str


def _seat(request: HttpRequest) -> SeatView:
    return policy.acting(request, verbs.ACT)


def is_own(seat: SeatView) -> bool:
    """Whether this is the school's own side."""
    return seat.role == "school_head"


@act("schools.assess")
@require_safe
@gzip_page
def visits(request: HttpRequest) -> HttpResponse:
    """Places to go to, in one plain order, each with why one might."""
    seat = _seat(request)
    by = request.GET.get("by", "unseen")
    text = request.GET.get("q", "")[:100].replace("\0", "")
    here = _here(request.GET.get("near", ""))
    with scope(seat, PURPOSE):
        found, sites = queries.to_visit(seat.user_id, is_own=is_own(seat), text=text, here=here)
    by = by if by in ORDERS else "unseen"
    rows = ordered(found, by)
    lines = [_line(one, sites[one.site_id]) for one in rows[:SHOWN]]
    context = {
        "lines": lines,
        "total": len(rows),
        "text": text,
        "by": by,
        "near": f"{here.lat:.3f},{here.lon:.3f}" if here else "",
        "orders": [(key, words.ORDERS[key]) for key in ORDERS if key != "near"],
        "is_own": is_own(seat),
        **_frame(request),
    }
    return render(request, "schools/round/visits.html", context)


def _line(one: Visit, site: Site) -> Line:
    where = None if site.lat is None or site.lon is None else Point(site.lat, site.lon)
    return Line(one, _name(site, language()), site.address, where)


def _name(site: Site, lang: str) -> str:
    return {"kk": site.kk, "ru": site.ru, "en": site.en}[lang] or site.kk


def _here(text: str) -> Point | None:
    """The reader's place as the phone gave it, to about a hundred metres."""
    lat, _comma, lon = text.partition(",")
    try:
        return point(lat, lon) if lon else None
    except BadPoint:
        return None


@act("schools.assess")
@require_safe
@gzip_page
def shell(request: HttpRequest) -> HttpResponse:
    """The questionnaire without a place: what the phone keeps for places that it has not opened before."""
    _seat(request)
    form = instruments()[-1]
    context = {**_form(form, {}, {}), **_frame(request), "client_id": "", "new_client": ""}
    return render(request, "schools/round/form.html", context)


@act("schools.assess")
@require_http_methods(["GET", "HEAD", "POST"])
@gzip_page
def questionnaire(request: HttpRequest, site_id: UUID) -> HttpResponse:
    """The questionnaire of one place, with what this person has answered. Without a script its form saves."""
    seat = _seat(request)
    with scope(seat, PURPOSE):
        try:
            place = one_site(site_id)
        except Refused:
            raise Http404 from None
        held = queries.draft_of(seat.user_id, site_id)
        last = queries.latest(site_id, is_own=is_own(seat))
    form = held.form if held else newest(place.kind)
    if form is None:
        raise Http404
    problems: dict[str, str] = {}
    if request.method == "POST":
        problems, done = _posted(request, place, form)
        if done is not None:
            return done
        with scope(seat, PURPOSE):
            held = queries.draft_of(seat.user_id, site_id)
    answers = held.answers if held else {}
    context = {
        **_form(form, answers, problems, place.kind),
        **_frame(request),
        "site": place,
        "site_name": place.name[language()] or place.name["kk"],
        "client_id": held.view.client_id if held else "",
        "new_client": uuid4(),
        "began": (held.view.began_at if held else timezone.now()).isoformat(),
        "last": last,
        "score": held.score if held else None,
        "problems": problems,
    }
    return render(request, "schools/round/form.html", context, status=422 if problems else 200)


def _form(
    form: Instrument,
    answers: Mapping[str, queries.AnswerView],
    problems: Mapping[str, str],
    site_kind: str = "",
) -> dict[str, object]:
    lang = language()
    numbers = {one.key: place for place, one in enumerate(form.asked(site_kind), 1)}
    return {
        "form": form,
        "about": form.about[lang],
        "form_name": form.name[lang],
        "count": len(numbers),
        "answer_words": list(words.ANSWER_WORDS.items()),
        "sections": [
            (
                one.key,
                one.name[lang],
                [
                    _asked(q, numbers[q.key], answers.get(q.key), problems.get(q.key, ""))
                    for q in form.of(one.key, site_kind)
                ],
            )
            for one in form.sections
        ],
    }


def _asked(question: Question, number: int, held: queries.AnswerView | None, problem: str) -> Asked:
    lang = language()
    return Asked(
        question=question,
        number=number,
        ask=question.ask[lang],
        hint=question.hint[lang] if question.hint else "",
        reason=question.weight.reason[lang],
        answer=held.given.answer if held else "",
        note=held.given.note if held else "",
        photos=held.files if held else (),
        when=" ".join(question.when.answers) if question.when else "",
        problem=problem,
    )


def _frame(request: HttpRequest) -> dict[str, object]:
    return {
        "script_words": {key: str(value) for key, value in words.SCRIPT.items()},
        "script_urls": {
            "list": reverse("schools:round"),
            "session": reverse("schools:round_session"),
            "save": reverse("schools:round_save"),
            "photo": reverse("schools:round_photo"),
            "submit": reverse("schools:round_submit"),
            "login": reverse("account_login"),
        },
        "reader": reader(request),
    }


def reader(request: HttpRequest) -> str:
    """Who the phone's answers belong to: a mark that names nobody."""
    return hashlib.sha256(f"round {request.user.pk}".encode()).hexdigest()[:24]


def _posted(
    request: HttpRequest, place: SiteView, form: Instrument
) -> tuple[dict[str, str], HttpResponse | None]:
    """A form without a script: problems by question, or where to go on."""
    actor = Actor.of(request.user, verbs.ACT)
    now = timezone.now()
    answers = [
        NewAnswer(q.key, answer, now, request.POST.get(f"n-{q.key}", ""))
        for q in form.asked(place.kind)
        if (answer := request.POST.get(f"a-{q.key}", ""))
    ]
    problems: dict[str, str] = {}
    try:
        sent = _sending(request, place, form, answers)
        saved = verbs.save(actor, sent)
        problems |= {one.field: _words(one) for one in saved.refused}
        problems |= _photos(request, actor, sent, form)
        if not problems and request.POST.get("do") == "submit":
            key = verbs.submit(actor, sent.client_id, request.POST.get("note", ""))
            return {}, HttpResponseRedirect(reverse("schools:assessment", args=[key]))
    except Refused as refused:
        problems |= {one.field: _words(one) for one in refused.problems}
    if problems:
        return problems, None
    messages.success(request, str(words.SCRIPT["sent"]))
    return {}, HttpResponseRedirect(request.path)


def _sending(
    request: HttpRequest, place: SiteView, form: Instrument, answers: list[NewAnswer]
) -> verbs.Sending:
    try:
        client = UUID(request.POST.get("client", ""))
    except ValueError:
        raise Refused.of("round-unknown") from None
    began = parse_datetime(request.POST.get("began", "")) or timezone.now()
    began = began if timezone.is_aware(began) else timezone.make_aware(began)
    return verbs.Sending(client, place.id, form.code, form.version, began, answers)


def _photos(request: HttpRequest, actor: Actor, sent: verbs.Sending, form: Instrument) -> dict[str, str]:
    problems = {}
    kind = kinds()[verbs.PHOTO]
    for question in form.questions:
        for upload in request.FILES.getlist(f"p-{question.key}"):
            try:
                photo = checked(upload.name or "", whole(upload, kind), kind)
                verbs.keep_photo(actor, sent, question.key, photo)
            except FileRefused as refused:
                problems[question.key] = str(refused)
    return problems


def _words(problem: Problem) -> str:
    said = problem.words(language())
    return f"{said['message']} {said['mend']}"


def told(problem: Problem) -> dict[str, str]:
    """A problem as the phone shows it."""
    return {"question": problem.field, "message": _words(problem)}
