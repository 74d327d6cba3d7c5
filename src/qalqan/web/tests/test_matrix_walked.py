"""The access matrix, walked: every address is asked by a stranger, by a person without a seat, and by someone
seated in each role. Who reaches the view is who the documentation says; nobody else does. The view itself is
not run (what it does with a target is its own tests' matter), so GET and POST are asked alike."""

import datetime
import re
from collections.abc import Callable
from functools import cache
from uuid import UUID

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, resolve
from django.utils.translation import override

from qalqan.kernel.access import actions, policy
from qalqan.kernel.access.acts import Act
from qalqan.kernel.access.models import User
from qalqan.kernel.access.policy import SeatView, holds
from qalqan.kernel.access.roles import ROLES
from qalqan.kernel.access.rules import Level
from qalqan.web import access_matrix

REACHED = 299
PLACE = {"region_id": UUID(int=1), "district_id": UUID(int=2), "organisation_id": UUID(int=3)}
SAMPLES = {"uuid": str(UUID(int=9)), "int": "1", "slug": "none", "str": "none", "path": "none"}
pytestmark = pytest.mark.django_db


class StopAtTheView:
    """Stands last: whatever gets here would have reached the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> HttpResponse:
        return HttpResponse(status=REACHED)


@pytest.fixture(autouse=True)
def stopped(settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.StopAtTheView"]


def concrete(pattern: str) -> str:
    """An address of this pattern, which need not exist behind the door."""
    path = pattern.replace("<language>", "en").replace("<uidb36>-<key>", "1-none").replace("<key>", "none")
    return "/" + re.sub(r"<(\w+):\w+>", lambda found: SAMPLES[found[1]], path)


@cache
def addresses() -> list[tuple[str, Act]]:
    found = []
    with override("en"):
        for pattern, name, act in access_matrix.addresses(get_resolver().url_patterns):
            path = concrete(pattern)
            if act is not None and resolve(path).view_name == name:
                found.append((path, act))
    return found


def visitor(role: str | None) -> Client:
    """Someone signed in, with a second factor, seated in this role where its level is."""
    person = actions.add_user(f"walker-{role}")
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    if role:
        levels = {Level.NATION: 0, Level.REGION: 1, Level.DISTRICT: 2, Level.ORGANISATION: 3}
        place = dict(list(PLACE.items())[: levels[ROLES[role].level]])
        post = actions.post(role, body_code="walked", **place)
        actions.seat(person, post, since=datetime.date(2024, 1, 1))
    client = Client()
    client.force_login(User.objects.get(pk=person.pk), settings.AUTHENTICATION_BACKENDS[0])
    request = HttpRequest()
    request.session = client.session  # a code was shown just now: nobody is asked to step up
    record_authentication(request, person, "mfa", type="totp")
    request.session.save()
    return client


def stated(act: Act, role: str | None) -> bool:
    roles = policy.acts().get(act.name, frozenset())
    return act.public or roles == policy.SIGNED_IN or role in roles


def test_the_walk_covers_the_whole_house():
    every = [name for _, name, _ in access_matrix.addresses(get_resolver().url_patterns)]
    assert len(addresses()) == len(every) > 60


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)  # a refused act is then written over the connection there is
def test_every_address_answers_every_role_as_stated():
    wrong = []
    for role in (None, *ROLES):
        client = visitor(role)
        for path, act in addresses():
            expected = REACHED if stated(act, role) else 403
            if (observed := client.get(path).status_code) != expected:
                wrong.append(f"{role} at {path}: {observed}, stated is {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db(transaction=True)
def test_posting_opens_no_door_that_reading_does_not():
    client = visitor("viewer")
    for path, act in addresses():
        assert client.post(path).status_code == (REACHED if stated(act, "viewer") else 403), path


def test_a_stranger_reaches_what_is_public():
    client = Client()
    for path, act in addresses():
        assert client.get(path).status_code == (REACHED if act.public else 302), path


class Target:
    def __init__(self, **places: UUID | None) -> None:
        self.__dict__.update(places)


OTHER = UUID(int=77)
TARGETS = {
    "own": Target(**PLACE),
    "next organisation": Target(**PLACE | {"organisation_id": OTHER}),
    "next district": Target(**PLACE | {"organisation_id": OTHER, "district_id": OTHER}),
    "next region": Target(region_id=OTHER, district_id=OTHER, organisation_id=OTHER),
    "district unknown": Target(region_id=PLACE["region_id"], district_id=None, organisation_id=None),
    "region only": Target(region_id=PLACE["region_id"]),
}
HELD = {
    Level.NATION: set(TARGETS),
    Level.REGION: set(TARGETS) - {"next region"},
    Level.DISTRICT: {"own", "next organisation"},
    Level.ORGANISATION: {"own"},
}


@pytest.mark.parametrize("role", list(ROLES))
def test_a_target_is_held_down_to_the_level_of_the_role(role):
    seat = SeatView(UUID(int=5), UUID(int=6), UUID(int=7), role, "", **PLACE)
    assert {name for name, target in TARGETS.items() if holds(seat, target)} == HELD[ROLES[role].level]
    assert holds(seat, Target())  # what lies nowhere is no place's secret
