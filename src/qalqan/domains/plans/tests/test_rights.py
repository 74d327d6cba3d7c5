"""Who may write to the register: the policy is asked in the action itself."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from qalqan.domains.plans import actions, models
from qalqan.domains.plans.actions import Actor, SourceFile
from qalqan.domains.plans.actor import operator
from qalqan.domains.plans.amendments import Change, Patch
from qalqan.domains.plans.patches import Wording
from qalqan.domains.plans.refusals import Refused
from qalqan.kernel.access import actions as seating
from qalqan.kernel.access import policy
from qalqan.kernel.access.models import User
from qalqan.kernel.access.roles import ROLES

from .builders import make_document, make_measure, with_joint

pytestmark = pytest.mark.django_db
FILE = SourceFile("f", "a" * 64)
CHANGE = Change("replace", 1, "title", "Раз два", "Три")
WORDING = Wording("Раз два", "kk", "Бір екі")
PATCH = Patch("1", date(2021, 1, 1), {}, date(2021, 1, 1), "text", {}, (CHANGE,), sha256="1")


def seated(role: str) -> Actor:
    user = User.objects.create_user(username=role)
    post = seating.post(role, body_code="МОН", region_id=uuid4() if ROLES[role].regional else None)
    seating.seat(user, post, since=date(2020, 1, 1))
    (held,) = policy.seats(user)
    return Actor(f"{role} МОН", held, role)


def register() -> tuple[models.Gap, models.Joint]:
    document = with_joint(make_document(make_measure(1, "Раз два")), 1, "Раз", "два", joined=False)
    actions.import_plan(document, actor=operator(), code="plan", file=FILE)
    return models.Gap.objects.get(), models.Joint.objects.get()


VERBS: dict[str, Callable[[Actor, models.Gap, models.Joint], object]] = {
    "import": lambda actor, gap, joint: actions.import_plan(
        make_document(), actor=actor, code="new", file=FILE
    ),
    "amend": lambda actor, gap, joint: actions.amend("plan", PATCH, actor=actor),
    "gap": lambda actor, gap, joint: actions.decide_gap(gap.id, "January", "y", actor=actor),
    "joint": lambda actor, gap, joint: actions.decide_joint(joint.id, False, actor=actor),
    "translate": lambda actor, gap, joint: actions.translate("plan", [WORDING], actor=actor),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", ["viewer", "akimat_officer"])
def test_readers_write_nothing(verb: str, role: str) -> None:
    gap, joint = register()
    with pytest.raises(Refused, match="not-allowed"):
        VERBS[verb](seated(role), gap, joint)


@pytest.mark.parametrize("verb", VERBS)
def test_the_coordinator_does(verb: str) -> None:
    gap, joint = register()
    VERBS[verb](seated("coordinator"), gap, joint)


def test_an_actor_is_under_the_seat_that_gives_the_act() -> None:
    seated("coordinator")
    user = User.objects.get()
    held = policy.seats(user)[0]
    actor = Actor.of(user, "plans.amend")
    assert (actor.name, actor.post, actor.seat, actor.user_id) == (
        "coordinator",
        "coordinator МОН",
        held,
        user.pk,
    )


@pytest.mark.parametrize("person", [AnonymousUser(), User(id=uuid4(), username="seatless")])
def test_who_has_no_seat_for_an_act_is_no_actor(person: User) -> None:
    with pytest.raises(PermissionDenied):
        Actor.of(person, "plans.amend")
