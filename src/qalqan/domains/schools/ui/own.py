"""The page of who answers for one place: what it lacks, what to do next, and what was seen there."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from qalqan.domains.schools.actor import PURPOSE
from qalqan.domains.schools.queries import school as queries
from qalqan.domains.schools.queries.assets import AssetView, assets_of
from qalqan.domains.schools.queries.sites import site_of
from qalqan.domains.schools.rules.confidence import stands
from qalqan.kernel.access import policy
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.scope import scope

from .school import facts, line, sighted, thing

STALE_SHOWN = 12
WEAK = 0.5  # below it a statement is worth looking at again


@act("schools.read")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The own place; whoever answers for many gets the list of them."""
    seat = policy.acting(request, "schools.read")
    if seat.organisation_id is None:
        return HttpResponseRedirect(reverse("schools:sites"))
    with scope(seat, PURPOSE):
        one = site_of(seat.organisation_id)
        if one is None:
            return render(request, "schools/own_none.html")
        lines = [line(each) for each in queries.answered(one.id, one.region_id)]
        seen = [sighted(each) for each in queries.sightings(one.id, told_only=True)]
        things = assets_of(one.id)
    today = timezone.localdate()
    doubtful = [each for each in things if _is_doubtful(each)]
    unsaid = [
        each for each in lines if each.one.reason in ("nothing_known", "state_unknown", "detail_unknown")
    ]
    context = {
        **facts(one),
        "unmet": [each for each in lines if each.one.status == "unmet"],
        "unknown": [each for each in lines if each.one.status == "unknown"],
        "met": [each for each in lines if each.one.status == "met"],
        "seen": seen,
        "living": [each for each in seen if each[0].is_living],
        "unsaid": unsaid,
        "doubtful": [thing(each) for each in doubtful[:STALE_SHOWN]],
        "verified": sum(stands(each.kind, each.verified_at, today) for each in things),
        "things": len(things),
        "may_write": policy.may(request.user, "schools.write", one),
        "may_assess": policy.may(request.user, "schools.assess", one),
    }
    return render(request, "schools/own.html", context)


def _is_doubtful(one: AssetView) -> bool:
    """Whether it is worth saying anew how a thing is."""
    return one.state == "unknown" or one.confidence < WEAK
