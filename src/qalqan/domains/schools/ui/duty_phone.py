"""An officer's phone: today's and the week's turns, and one button. No account: the key of the card opens it.

The answer to a check-in is JSON for the script, which keeps a check-in until it is answered, and a page
without it."""

from datetime import timedelta
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from qalqan.domains.schools.actions import duty as verbs
from qalqan.domains.schools.actor import PURPOSE
from qalqan.domains.schools.queries import duty as queries
from qalqan.domains.schools.rules.duty_hours import TURN_NAMES, half_of, turn_of
from qalqan.domains.schools.rules.problem import Problem, Refused
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.i18n.formatting import language

from .duty_forms import CheckInForm
from .field_words import HALVES, VERDICTS, WEEKDAYS


@act("schools.check_in", public=True)
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest, key: str) -> HttpResponse:
    """The page of a card, and its check-in. 404 for a card that is no more."""
    if request.method == "POST":
        return _check_in(request, key)
    with scope(Service("schools.duty"), PURPOSE):
        card = verbs.card_of(key)
        if card is None:
            raise Http404
        turns = queries.turns(card.plan_id, station_id=card.station_id, officer=card.officer)
        local = verbs.local_time(card.region_id, timezone.now())
        said = queries.checked(card.plan_id, local.date())
        plan = card.plan
    now = turn_of(local.date(), half_of(local, plan.windows))
    is_running = plan.first_day <= local.date() <= plan.last_day
    rows = [
        {
            "turn": one,
            "when": f"{WEEKDAYS[day]}, {HALVES[half]}",
            "hours": "–".join(plan.windows[half]),
            "school": one.site[language()],
            "is_now": is_running and one.turn == now,
            "said": VERDICTS[said[one.id]] if day == local.weekday() and one.id in said else None,
        }
        for one in turns
        for day, half in [TURN_NAMES[one.turn]]
    ]
    station = next(
        (one["name"][language()] for one in plan.stations if one["id"] == str(card.station_id)), ""
    )
    context = {
        "rows": rows,
        "now": next((row for row in rows if row["is_now"]), None),
        "plan": plan,
        "officer": card.officer,
        "station": station,
        "client_id": uuid4(),
        "answer": VERDICTS.get(request.GET.get("said", "")),
        "problem": _words(request.GET.get("refused", "")),
    }
    response = render(request, "schools/duty_phone.html", context)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _words(rule: str) -> dict[str, str] | None:
    return Problem(rule).words(language()) if rule in ("duty-when", "duty-no_turn") else None


def _check_in(request: HttpRequest, key: str) -> HttpResponse:
    form = CheckInForm(request.POST)
    by_script = request.headers.get("Accept", "") == "application/json"
    if not form.is_valid():
        return JsonResponse({"refused": "form"}, status=400)
    at = form.cleaned_data["at"] or timezone.now()
    try:
        done = verbs.check_in(
            key,
            client_id=form.cleaned_data["client_id"],
            at=min(at, timezone.now() + timedelta(minutes=10)),
            here=form.here(),
            accuracy=form.cleaned_data["accuracy"],
        )
    except Refused as refused:
        rule = refused.problems[0].rule
        if rule == "duty-card":
            raise Http404 from None
        if by_script:
            words = refused.words(language())
            return JsonResponse({"refused": rule, "words": f"{words['message']} {words['mend']}"}, status=409)
        return _back(key, refused=rule)
    if by_script:
        badge, words_ = VERDICTS[done.verdict]
        return JsonResponse({"verdict": done.verdict, "badge": badge, "words": str(words_)})
    return _back(key, said=done.verdict)


def _back(key: str, **query: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('schoolsopen:duty_phone', args=[key])}?{urlencode(query)}")
