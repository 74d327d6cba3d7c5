"""The invented people of a demonstration: their seats, and their one-click sign-in, whose address `urls.py`
includes in demo mode only."""

from uuid import UUID

from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from qalqan.domains.bodies import api as bodies
from qalqan.domains.people import demo as families
from qalqan.domains.people import names
from qalqan.domains.territory import api as territory
from qalqan.kernel.access import actions, demo
from qalqan.kernel.access.acts import act
from qalqan.kernel.access.demo import PARENT, PEOPLE
from qalqan.kernel.access.models import User
from qalqan.kernel.names import Names
from qalqan.synthetic import demo as synthetic

DEMO_CODE = "demo-1"


def load() -> None:
    """Seat the invented people in the region that the kernel names by its code, those of a school in one of
    its schools. Run again after an invented country was loaded: they move into one of its schools."""
    region_id = territory.region(demo.REGION, timezone.localdate()).id
    found = school(region_id)
    demo.load(region_id, found.district_id, found.id)
    welcome_parent(found.id)


def welcome_parent(school_id: UUID) -> None:
    """Give a father of the demonstration's class an account that bears his name. Changes nothing when he has
    one, nor while no invented country is loaded: then nobody can sign in as him."""
    user = User.objects.filter(username=PARENT.username).first()
    if user is not None and families.is_linked(user.pk):
        return
    label = next(person.unit for person in PEOPLE if person.unit)
    found = families.father(school_id, label)
    if found is None:
        return
    person_id, name = found
    with transaction.atomic():
        user = user or actions.add_user(PARENT.username, name=names.full(name, "kk"))
        families.link(user.pk, person_id)


def school(region_id: UUID) -> bodies.OrganisationView:
    """The school that the invented country keeps for them, or another of the region; else ours, made if
    absent."""
    if kept := synthetic.school():
        return bodies.organisation(kept)
    schools = bodies.organisations(region_id, kind="school")
    others = [one for one in schools if one.code != DEMO_CODE]
    if others:
        return others[0]
    if not schools:
        district = territory.districts_on(timezone.localdate(), region_id)[0]
        names = Names("№1 демонстрациялық мектеп", "Демонстрационная школа №1", "Demonstration School 1")
        with actions.as_program("demo"):
            bodies.load_organisations(
                [bodies.NewOrganisation(region_id, district.id, "school", DEMO_CODE, names, demo.SINCE)]
            )
    return bodies.organisations(region_id, kind="school")[0]


@act("session.open", public=True)
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as the invented person named by `person`; then to `next`, or to the front page."""
    name = request.POST.get("person", "")
    if not settings.DEMO or name not in {person.username for person in (*PEOPLE, PARENT)}:
        raise Http404
    user = get_object_or_404(User, username=name, is_active=True)
    # Not allauth's own flow: a visitor who tries out two-step sign-in must not lock the next one out.
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, user, method="demo")
    UserSession.objects.create_from_request(request)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = reverse("home")
    return HttpResponseRedirect(target)
