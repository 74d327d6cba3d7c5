"""Police duty at crossings: plans, a plan's week and how it was kept, the cards. Seen by staff only: where no
officer stands is nobody else's to know."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

import qrcode
import qrcode.image.svg
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qalqan.domains.bodies import api as bodies
from qalqan.domains.schools.actions import duty as verbs
from qalqan.domains.schools.actor import PURPOSE, Actor
from qalqan.domains.schools.queries import duty as queries
from qalqan.domains.schools.rules.duty import TURNS
from qalqan.domains.schools.rules.problem import Refused
from qalqan.domains.territory import api as territory
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope
from qalqan.kernel.i18n.formatting import language

from .duty_forms import PlanForm
from .field_words import HALVES, PLAN_STATES, VERDICTS, WEEKDAYS

LOOKED_BACK = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Line:
    """An officer's week: a cell for each turn; None where he is free."""

    officer: int
    cells: tuple["Cell | None", ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A turn in a roster. `badge`, `words`: how it was kept on the day shown, "" while nobody said
    anything."""

    school: str
    when: str
    badge: str = ""
    words: Promise | str = ""


@act("schools.read_duty")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Plans in reach, and for who plans: the cities of the region."""
    seat = policy.acting(request, "schools.read_duty")
    today = timezone.localdate()
    with scope(seat, PURPOSE):
        found = queries.plans()
    names = {one.id: one.name[language()] for one in territory.districts_on(today)}
    own = territory.region(seat.region_id, today).code if seat.region_id else None
    places = territory.districts_on(today, own, language()) if own else ()
    return render(
        request,
        "schools/duty.html",
        {
            "plans": [(one, names.get(one.district_id, ""), *PLAN_STATES[one.state]) for one in found],
            "places": [(str(one.id), one.name[language()]) for one in places],
            "may_plan": policy.may(request.user, "schools.plan_duty"),
        },
    )


@act("schools.plan_duty")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A plan for the city `?district=`; worked out at once and kept as a draft."""
    seat = policy.acting(request, "schools.plan_duty")
    today = timezone.localdate()
    own = territory.region(seat.region_id, today).code if seat.region_id else None
    places = {str(one.id): one for one in territory.districts_on(today, own, language())}
    place = places.get(request.GET.get("district", ""))
    if place is None:
        raise Http404
    with scope(seat, PURPOSE):
        before = next(iter(queries.plans(place.id)), None)
        crossings = len(queries.posts(place.id, today)[0])
    region = territory.region(place.region, today)
    stations = tuple(
        one for one in bodies.organisations(region.id, kind="police") if one.district_id == place.id
    )
    form = PlanForm(stations, before, today, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.make(
                Actor.of(request.user, "schools.plan_duty"),
                place.id,
                name=form.cleaned_data["name"],
                first_day=form.cleaned_data["first_day"],
                last_day=form.cleaned_data["last_day"],
                reach=form.cleaned_data["reach"],
                stations=form.given(),
                windows=form.windows(),
            )
        except Refused as refused:
            _show(form, refused)
        else:
            return HttpResponseRedirect(reverse("schools:duty_plan", args=[made]))
    context = {"form": form, "place": place.name[language()], "crossings": crossings, "stations": stations}
    return render(request, "schools/duty_new.html", context)


def _show(form: PlanForm, refused: Refused) -> None:
    for problem in refused.problems:
        words = problem.words(language())
        field = problem.field if problem.field in form.fields else None
        form.add_error(field, f"{words['message']} {words['mend']}")


@act("schools.read_duty")
@require_safe
def plan(request: HttpRequest, key: UUID) -> HttpResponse:
    """A plan: what it reaches, who stands where, and how a day (`?day=`) was kept."""
    seat = policy.acting(request, "schools.read_duty")
    today = timezone.localdate()
    day = parse_date(request.GET.get("day", "")[:10]) if request.GET.get("day") else None
    with scope(seat, PURPOSE):
        found = queries.plan(key)
        if found is None:
            raise Http404
        turns = queries.turns(key)
        said = queries.checked(key, day) if day else {}
        last = min(found.last_day, today - timedelta(days=1))
        first = max(found.first_day, last - LOOKED_BACK)
        kept = queries.kept(key, first, last) if found.state != "draft" and first <= last else None
        missed = queries.site_names(set(found.out_of_reach))
    names = {UUID(one["id"]): one["name"][language()] for one in found.stations}
    context = {
        "plan": found,
        "badge": PLAN_STATES[found.state][0],
        "state": PLAN_STATES[found.state][1],
        "stations": [
            (names.get(station, ""), _lines(list(rows), day, said))
            for station, rows in groupby(turns, key=lambda one: one.station_id)
        ],
        "turns": len(turns),
        "weekdays": WEEKDAYS,
        "halves": HALVES.values(),
        "kept": kept,
        "kept_from": first,
        "kept_to": last,
        "missed": sorted(one[language()] for one in missed.values()),
        "day": day,
        "may_plan": policy.may(request.user, "schools.plan_duty", _place(found)),
        "share": round(100 * kept.on_post / kept.planned) if kept and kept.planned else None,
        "words": VERDICTS,
    }
    return render(request, "schools/duty_plan.html", context)


def _place(found: queries.PlanView) -> verbs.OfDistrict:
    return verbs.OfDistrict(found.region_id, found.district_id)


def _lines(rows: list[queries.TurnView], day: date | None, said: dict[UUID, str]) -> list[Line]:
    lines = []
    for officer, own in groupby(rows, key=lambda one: one.officer):
        cells: list[Cell | None] = [None] * TURNS
        for one in own:
            weekday, half = one.when
            badge: str = ""
            words: Promise | str = ""
            if day is not None and day.weekday() == weekday:
                badge, words = (
                    VERDICTS[said[one.id]] if one.id in said else ("late", _("nobody said anything"))
                )
            cells[one.turn] = Cell(one.site[language()], f"{WEEKDAYS[weekday]}, {HALVES[half]}", badge, words)
        lines.append(Line(officer, tuple(cells)))
    return lines


@act("schools.plan_duty")
@require_POST
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """Approve a draft or end a plan."""
    try:
        verbs.decide(Actor.of(request.user, "schools.plan_duty"), key, request.POST.get("to", ""))
    except Refused as refused:
        words = refused.words(language())
        messages.error(request, f"{words['message']} {words['mend']}")
    return HttpResponseRedirect(reverse("schools:duty_plan", args=[key]))


@act("schools.plan_duty")
@require_POST
def cards(request: HttpRequest, key: UUID) -> HttpResponse:
    """New cards for a plan's officers, to be printed: their keys are shown now and never again."""
    try:
        made = verbs.cards(Actor.of(request.user, "schools.plan_duty"), key)
    except Refused as refused:
        words = refused.words(language())
        messages.error(request, f"{words['message']} {words['mend']}")
        return HttpResponseRedirect(reverse("schools:duty_plan", args=[key]))
    with scope(policy.acting(request, "schools.read_duty"), PURPOSE):
        found = queries.plan(key)
    assert found is not None  # noqa: S101 - its cards were just made
    names = {UUID(one["id"]): one["name"][language()] for one in found.stations}
    shown = [
        (names.get(one.station_id, ""), one.officer, address, picture(address))
        for one in made
        for address in [request.build_absolute_uri(reverse("schoolsopen:duty_phone", args=[one.key]))]
    ]
    response = render(request, "schools/duty_cards.html", {"plan": found, "cards": shown})
    response["Cache-Control"] = "no-store"
    return response


def picture(address: str) -> SafeString:
    """A QR code as SVG. Only we make the address, and an SVG path holds no markup of it."""
    code = qrcode.QRCode(border=1, image_factory=qrcode.image.svg.SvgPathImage)
    code.add_data(address)
    return mark_safe(code.make_image().to_string(encoding="unicode"))  # noqa: S308
