"""Every verb leaves one row in the book, under the seat and purpose of who acted, and tells one event; what
changes nothing, or fails, leaves neither."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import DatabaseError, connection
from django.test import Client

from qalqan.domains.plans import actions, gaps, models
from qalqan.domains.plans.actions import Actor, SourceFile
from qalqan.domains.plans.actor import operator
from qalqan.domains.plans.amendments import Change, Patch
from qalqan.domains.plans.patches import PlanFacts, Wording
from qalqan.domains.plans.refusals import Refused
from qalqan.kernel.access import actions as seating
from qalqan.kernel.access import policy
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.ledger.writing import digest
from qalqan.kernel.outbox.models import Event

from .builders import make_document, make_measure, with_joint

pytestmark = pytest.mark.django_db
FILE = SourceFile("f", "a" * 64)
CHANGE = Change("replace", 1, "title", "Раз два", "Три")
PATCH = Patch("1", date(2021, 1, 1), {}, date(2021, 1, 1), "text", {}, (CHANGE,), sha256="1")
DOCUMENT = with_joint(make_document(make_measure(1, "Раз два")), 1, "Раз", "два", joined=False)


class Row(NamedTuple):
    """A row of the book."""

    act: str
    kind: str
    target: str
    seat: UUID | None
    role: str
    purpose: str
    before: bytes | None
    after: bytes | None
    outcome: str


def book(*acts: str, outcome: str = "done") -> list[Row]:
    """What the book holds of plans, as its auditors read it, oldest first."""
    with scope(Service("tests"), "audit"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT act, kind, target_id, seat_id, role, purpose, before_digest, after_digest, outcome "
            "FROM ledger_entry WHERE act LIKE 'plans.%%' AND outcome = %s ORDER BY id",
            [outcome],
        )
        return [row for row in map(Row._make, cursor.fetchall()) if not acts or row.act in acts]


def told() -> list[tuple[str, dict[str, Any]]]:
    """The events of plans, oldest first."""
    with scope(Service("tests"), "operation"):
        return list(Event.objects.filter(name__startswith="plans.").order_by("id").values_list("name", "ids"))


def person(role: str) -> User:
    user = User.objects.create_user(username=f"{role}-{uuid4()}")
    region = uuid4() if role == "akimat_officer" else None
    seating.seat(user, seating.post(role, body_code="МОН", region_id=region), since=date(2020, 1, 1))
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    return user


@pytest.fixture
def me() -> Actor:
    return Actor.of(person("coordinator"), "plans.import")


@pytest.fixture
def plan() -> models.Plan:
    """A plan brought in from the command line, with one gap and one joint."""
    actions.import_plan(DOCUMENT, actor=operator(), code="plan", file=FILE)
    return models.Plan.objects.get()


def bring(actor: Actor, **changes: Any) -> actions.ImportResult:
    given: dict[str, Any] = {"code": "plan", "file": FILE, **changes}
    return actions.import_plan(given.pop("document", DOCUMENT), actor=actor, **given)


def amend(actor: Actor) -> None:
    actions.amend("plan", PATCH, actor=actor)


def translate(actor: Actor) -> None:
    actions.translate("plan", [Wording("Раз два", "kk", "Бір екі")], actor=actor)


def decide_gap(actor: Actor) -> None:
    actions.decide_gap(models.Gap.objects.get().id, "январь", "письмо", actor=actor)


def decide_joint(actor: Actor) -> None:
    actions.decide_joint(models.Joint.objects.get().id, True, actor=actor, reason="одно слово")


VERBS: dict[str, tuple[Callable[[Actor], Any], type[Any], str, str]] = {
    "plans.import": (
        lambda a: bring(a, file=SourceFile("g", "b" * 64)),
        models.Plan,
        "plan",
        "plans.imported",
    ),
    "plans.amend": (amend, models.Plan, "plan", "plans.amended"),
    "plans.translate": (translate, models.Plan, "plan", "plans.translated"),
    "plans.decide_gap": (decide_gap, models.Gap, "gap", "plans.gap_decided"),
    "plans.decide_joint": (decide_joint, models.Joint, "joint", "plans.joint_decided"),
}


@pytest.mark.parametrize("act", VERBS)
def test_a_verb_leaves_one_row_and_one_event(act: str, plan: models.Plan, me: Actor) -> None:
    verb, model, kind, event = VERBS[act]
    known = {(row.act, row.target) for row in book()}
    held, heard, target = len(book()), len(told()), model.objects.get().pk
    verb(me)
    assert isinstance(me.seat, policy.SeatView)
    (row,) = book()[held:]
    assert known == {("plans.import", str(plan.pk))}
    assert row[:6] == (act, kind, str(target), me.seat.id, "coordinator", "planning")
    assert row.after is not None
    assert row.after != row.before
    ((name, ids),) = told()[heard:]
    assert (name, ids["plan"]) == (event, str(plan.pk))


def test_the_command_line_stands_in_the_book_under_its_name(plan: models.Plan) -> None:
    (row,) = book()
    assert (row.target, row.seat, row.role, row.purpose) == (str(plan.pk), None, "plan.cli", "planning")
    assert (row.before, [name for name, _ in told()]) == (None, ["plans.imported"])


def test_the_book_says_what_an_import_changed_in_facts_alone(plan: models.Plan, me: Actor) -> None:
    assert bring(me, facts=PlanFacts(code="plan", is_public=True)).status == "updated"
    made, opened = book("plans.import")
    assert opened.before == made.after != opened.after


def test_book_and_gap_ledger_vouch_for_each_other(plan: models.Plan, me: Actor) -> None:
    decide_gap(me)
    decide_gap(me)
    first, second = models.GapDecision.objects.order_by("sequence")
    one, two = book("plans.decide_gap")
    gap = models.Gap.objects.get().pk
    assert (one.before, one.after) == (None, digest("gap", gap, gaps.link(first)))
    assert (two.before, two.after) == (one.after, digest("gap", gap, gaps.link(second)))


def test_what_changes_nothing_is_in_no_book(plan: models.Plan, me: Actor) -> None:
    amend(me)
    translate(me)
    held = (len(book()), len(told()))
    assert bring(me).status == "unchanged"
    amend(me)
    translate(me)
    other = make_document(make_measure(1, "Раз три"))
    public = PlanFacts(code="plan", is_public=True)
    assert bring(me, document=other, file=SourceFile("h", "c" * 64), facts=public).status == "different"
    assert not models.Plan.objects.get().is_public
    assert (len(book()), len(told())) == held


FAILURES: dict[str, Callable[[Actor], Any]] = {
    "a code that is none": lambda actor: bring(actor, code="No Code"),
    "another act": lambda actor: bring(
        actor,
        document=replace(DOCUMENT, act=replace(DOCUMENT.act, number="9")),
        facts=PlanFacts("plan", True),
    ),
    "an unknown plan": lambda actor: actions.amend("none", PATCH, actor=actor),
    "another text": lambda actor: actions.amend(
        "plan", replace(PATCH, changes=(replace(CHANGE, before="Два"),)), actor=actor
    ),
    "no reason": lambda actor: actions.decide_gap(models.Gap.objects.get().id, "x", " ", actor=actor),
    "an unknown joint": lambda actor: actions.decide_joint(uuid4(), True, actor=actor),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_what_fails_leaves_no_row_and_no_event(failure: str, plan: models.Plan, me: Actor) -> None:
    held = (len(book()), len(told()))
    with pytest.raises(Refused):
        FAILURES[failure](me)
    assert (len(book()), len(told())) == held


def test_a_database_that_fails_at_the_end_leaves_no_row(monkeypatch: pytest.MonkeyPatch, me: Actor) -> None:
    """The row and the plan fall together: here the event cannot be told."""
    monkeypatch.setattr(
        "qalqan.kernel.outbox.emitting.INSERT", "INSERT INTO no_such_table VALUES (%s, %s, %s)"
    )
    with pytest.raises(DatabaseError):
        bring(me)
    assert not models.Plan.objects.exists()
    assert book() == []


@pytest.mark.parametrize("act", VERBS)
@pytest.mark.parametrize("role", ["viewer", "akimat_officer"])
def test_a_refused_act_stands_in_the_book(act: str, role: str, plan: models.Plan) -> None:
    (seat,) = policy.seats(person(role))
    held = (len(book()), len(told()))
    with pytest.raises(Refused, match="not-allowed"):
        VERBS[act][0](Actor(role, seat, role))
    (row,) = (row for row in book(act, outcome="refused") if row.seat == seat.id)
    assert row.role == role
    assert (len(book()), len(told())) == held


def test_decisions_on_the_pages_stand_in_the_book(plan: models.Plan, client: Client) -> None:
    gap, joint = models.Gap.objects.get(), models.Joint.objects.get()
    addresses = {
        f"/ru/plans/plan/gaps/{gap.id}/": {"value": "январь", "reason": "письмо"},
        f"/ru/plans/plan/review/joints/{joint.id}/": {"is_joined": "yes"},
    }
    stranger, coordinator = person("viewer"), person("coordinator")
    client.force_login(stranger)
    for address, values in addresses.items():
        assert client.post(address, values).status_code == 403
    assert book("plans.decide_gap", "plans.decide_joint") == []
    refused = [row for row in book(outcome="refused") if row.target in addresses]
    assert [row.act for row in refused] == ["plans.decide_gap", "plans.decide_joint"]
    client.force_login(coordinator)
    for address, values in addresses.items():
        assert client.post(address, values).status_code == 302
    seat = policy.seats(coordinator)[0].id
    found = [(row.act, row.target, row.seat, row.purpose) for row in book() if row.seat]
    assert found == [
        ("plans.decide_gap", str(gap.pk), seat, "planning"),
        ("plans.decide_joint", str(joint.pk), seat, "planning"),
    ]


def test_reading_writes_nothing_and_needs_no_scope(plan: models.Plan, client: Client) -> None:
    bring(operator(), facts=PlanFacts(code="plan", is_public=True))
    held = len(book())
    for page in ("", "measures/1/", "gaps/", "findings/"):
        assert client.get(f"/ru/open/plan/{page}").status_code == 200
    assert len(book()) == held
