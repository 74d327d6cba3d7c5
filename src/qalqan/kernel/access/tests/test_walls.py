"""Conflict walls and emergency access, on tables behind row security."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from qalqan.kernel import outbox
from qalqan.kernel.access import actions, emergency, jobs, walls
from qalqan.kernel.access.actions import AccessError
from qalqan.kernel.access.models import Emergency
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Own, Service, scope
from qalqan.kernel.access.tests.tables import Attached, Person, tables
from qalqan.kernel.access.walls import Against

HERE, THERE, SCHOOL, DISTRICT = (UUID(int=n) for n in range(1, 5))
REASON = "the child called for help tonight"


def seat(role: str, *, region: UUID = HERE, **places: Any) -> SeatView:
    return SeatView(uuid4(), uuid4(), uuid4(), role, "", region, **places)


HEAD = seat("school_head", organisation_id=SCHOOL)
WORKER = seat("social_worker", district_id=DISTRICT)
OFFICER, OTHER_OFFICER = seat("data_officer"), seat("data_officer")


@pytest.fixture
def made(embedded_server: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), tables(embedded_server):
        yield


@pytest.fixture
def pupil(made: None, db: None) -> UUID:
    return a_child(school=SCHOOL)


def a_child(*, region: UUID = HERE, school: UUID | None = None) -> UUID:
    with scope(Service("tests"), "protection"):
        child = Person.objects.create(region_id=region, district_id=DISTRICT)
        if school:
            Attached.objects.create(region_id=region, organisation_id=school, person_id=child.pk)
        return child.pk


def sees(actor: SeatView | Own, child: UUID, purpose: str = "care") -> bool:
    with scope(actor, purpose) as s:
        asked = s.filter(Person.objects.filter(pk=child)).exists()
        assert asked is Person.objects.filter(pk=child).exists()  # the policy says the same without a filter
        return asked


def raised(child: UUID, against: Against, actor: SeatView = WORKER) -> UUID:
    return walls.raise_wall(
        actor, person_id=child, region_id=HERE, against=against, reason="kin", purpose="care"
    )


@pytest.mark.parametrize(
    "against",
    [
        Against(user_id=HEAD.user_id),
        Against(post_id=HEAD.post_id),
        Against(organisation_id=SCHOOL),
    ],
)
def test_a_wall_hides_the_person_at_once_and_from_nobody_else(pupil: UUID, against: Against) -> None:
    brother = a_child(school=SCHOOL)
    assert sees(HEAD, pupil)
    raised(pupil, against)
    assert not sees(HEAD, pupil)
    assert sees(HEAD, brother)
    assert sees(WORKER, pupil)


def test_a_walled_parent_does_not_see_the_own_child(pupil: UUID) -> None:
    parent = Own(uuid4(), (pupil,))
    assert sees(parent, pupil, "own")
    raised(pupil, Against(user_id=parent.user_id))
    assert not sees(parent, pupil, "own")


def test_lowering_takes_two_and_the_second_is_the_data_officer(pupil: UUID) -> None:
    wall = raised(pupil, Against(user_id=HEAD.user_id))
    with pytest.raises(AccessError, match="must ask"):
        walls.lower(OFFICER, wall, purpose="audit")
    walls.ask_lowering(WORKER, wall, purpose="care")
    with pytest.raises(AccessError, match="already"):
        walls.ask_lowering(OFFICER, wall, purpose="audit")
    with pytest.raises(PermissionDenied):
        walls.lower(WORKER, wall, purpose="care")
    assert not sees(HEAD, pupil)
    walls.lower(OFFICER, wall, purpose="audit")
    assert sees(HEAD, pupil)
    with pytest.raises(PermissionDenied):  # it stands no more
        walls.ask_lowering(OFFICER, wall, purpose="audit")


def test_one_officer_is_not_two_people(pupil: UUID) -> None:
    wall = raised(pupil, Against(user_id=HEAD.user_id))
    walls.ask_lowering(OFFICER, wall, purpose="audit")
    with pytest.raises(AccessError, match="another one"):
        walls.lower(OFFICER, wall, purpose="audit")
    walls.lower(OTHER_OFFICER, wall, purpose="audit")
    assert sees(HEAD, pupil)


def test_nobody_lowers_under_one_post_a_wall_against_another_of_his(pupil: UUID) -> None:
    both = actions.add_user("two-posts")
    post = actions.post("doctor", region_id=HERE, organisation_id=SCHOOL)
    actions.seat(both, post, since=timezone.now() - datetime.timedelta(days=1))
    officer = replace(seat("data_officer"), user_id=both.pk)
    for against in (Against(post_id=post.pk), Against(organisation_id=SCHOOL)):
        wall = walls.raise_wall(
            WORKER, person_id=pupil, region_id=HERE, against=against, reason=REASON, purpose="care"
        )
        walls.ask_lowering(OFFICER, wall, purpose="audit", reason=REASON)
        with pytest.raises(PermissionDenied):
            walls.lower(officer, wall, purpose="audit")
        walls.lower(OTHER_OFFICER, wall, purpose="audit")


def test_the_database_itself_wants_two(pupil: UUID) -> None:
    wall = raised(pupil, Against(user_id=HEAD.user_id))
    alone = (
        "UPDATE access_wall SET lowered_at = now(), lowered_by = id, lowering_asked_by = id WHERE id = %s",
        "UPDATE access_wall SET lowered_at = now() WHERE id = %s",
    )
    for statement in alone:
        with (
            pytest.raises(IntegrityError, match="wall_lowered_by_two"),
            scope(Service("tests"), "operation"),
            transaction.atomic(),
        ):
            connection.cursor().execute(statement, [wall])


def test_whom_a_wall_keeps_out_cannot_touch_it(pupil: UUID) -> None:
    wall = raised(pupil, Against(user_id=HEAD.user_id))
    for verb in (walls.ask_lowering, walls.lower):
        with pytest.raises(PermissionDenied):
            verb(HEAD, wall, purpose="care")
    with scope(HEAD, "care"), connection.cursor() as cursor:
        cursor.execute("UPDATE access_wall SET user_id = uuidv7() WHERE id = %s", [wall])
        assert cursor.rowcount == 0
        cursor.execute("DELETE FROM access_wall WHERE id = %s", [wall])
        assert cursor.rowcount == 0


def test_a_declared_conflict_hides_the_case_from_who_declared_it(pupil: UUID) -> None:
    walls.declare(HEAD, person_id=pupil, region_id=HERE, reason="my nephew", purpose="care")
    assert not sees(HEAD, pupil)
    with scope(OFFICER, "audit") as s:
        (found,) = walls.standing(s, person_id=pupil)
    assert (found.origin, found.against) == ("declared", Against(user_id=HEAD.user_id))
    with pytest.raises(PermissionDenied):  # and cannot take it back alone
        walls.lower(HEAD, found.id, purpose="care")


def test_a_wall_needs_a_reason_and_a_region_of_ones_own(pupil: UUID) -> None:
    with pytest.raises(AccessError, match="why"):
        walls.declare(HEAD, person_id=pupil, region_id=HERE, reason=" ", purpose="care")
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        walls.declare(HEAD, person_id=pupil, region_id=THERE, reason="kin", purpose="care")
    with pytest.raises(ValueError, match="one of them"):
        Against(user_id=HERE, post_id=HERE)


def test_emergency_opens_one_person_for_one_seat_and_one_purpose(pupil: UUID) -> None:
    stranger, another = a_child(region=THERE), a_child(region=THERE)
    assert not sees(HEAD, stranger)
    emergency.open_access(HEAD, stranger, purpose="care", reason=REASON)
    assert sees(HEAD, stranger)
    assert not sees(HEAD, stranger, "education")
    assert not sees(HEAD, another)
    assert not sees(seat("school_head", organisation_id=SCHOOL), stranger)


def test_emergency_ends_by_itself_and_can_be_ended(pupil: UUID) -> None:
    stranger = a_child(region=THERE)
    view = emergency.open_access(HEAD, stranger, purpose="care", reason=REASON, hours=1)
    past = timezone.now() - datetime.timedelta(hours=30)
    with scope(HEAD, "care"):
        Emergency.objects.filter(pk=view.id).update(opened_at=past, until=past + datetime.timedelta(hours=1))
    assert not sees(HEAD, stranger)
    again = emergency.open_access(HEAD, stranger, purpose="care", reason=REASON)
    assert sees(HEAD, stranger)
    emergency.close_access(OFFICER, again.id, purpose="audit")
    assert not sees(HEAD, stranger)
    with pytest.raises(PermissionDenied):
        emergency.close_access(HEAD, again.id, purpose="care")


def test_emergency_needs_a_reason_a_right_and_an_end(pupil: UUID) -> None:
    with pytest.raises(AccessError, match="twenty"):
        emergency.open_access(HEAD, pupil, purpose="care", reason="urgent")
    for hours in (0, 25):
        with pytest.raises(AccessError, match="twenty-four"):
            emergency.open_access(HEAD, pupil, purpose="care", reason=REASON, hours=hours)
    for actor, purpose in ((OFFICER, "audit"), (seat("region_admin"), "administration")):
        with pytest.raises(PermissionDenied):
            emergency.open_access(actor, pupil, purpose=purpose, reason=REASON)
    view = emergency.open_access(HEAD, pupil, purpose="care", reason=REASON)
    with (
        pytest.raises(IntegrityError, match="emergency_of_a_day"),
        scope(HEAD, "care"),
        transaction.atomic(),
    ):
        Emergency.objects.filter(pk=view.id).update(until=view.until + datetime.timedelta(minutes=1))


def test_emergency_is_told_and_in_the_book(pupil: UUID) -> None:
    view = emergency.open_access(HEAD, pupil, purpose="care", reason=REASON)
    with scope(OFFICER, "audit") as s:
        assert emergency.opened(s, since=view.opened_at) == [view]
    with scope(seat("data_officer", region=THERE), "audit") as s:
        assert emergency.opened(s, since=view.opened_at) == []
    with scope(Service("tests"), "operation"), connection.cursor() as cursor:
        cursor.execute("SELECT name, region_id, ids->>'person_id' FROM outbox_event ORDER BY id DESC LIMIT 1")
        assert cursor.fetchone() == ("access.emergency_opened", HERE, str(pupil))
    with scope(OFFICER, "audit"), connection.cursor() as cursor:
        cursor.execute("SELECT purpose, seat_id FROM ledger_entry WHERE target_id = %s", [str(view.id)])
        assert cursor.fetchone() == ("care", HEAD.id)


def test_a_wall_is_stronger_than_an_emergency(pupil: UUID) -> None:
    raised(pupil, Against(user_id=HEAD.user_id))
    emergency.open_access(HEAD, pupil, purpose="care", reason=REASON)
    assert not sees(HEAD, pupil)


def test_the_data_officer_is_told_by_mail_and_the_mail_names_nobody(pupil: UUID, mailoutbox: Any) -> None:
    here = actions.add_user("officer-here", email="here@example.org")
    there = actions.add_user("officer-there", email="there@example.org")
    for person, region in ((here, HERE), (there, THERE)):
        actions.seat(person, actions.post("data_officer", region_id=region), since=datetime.date(2024, 1, 1))
    view = emergency.open_access(HEAD, pupil, purpose="care", reason=REASON)
    told = outbox.handlers()["access.tell_of_emergency"]
    assert told.events == ("access.emergency_opened",)
    jobs.tell_of_emergency.call(str(view.id))
    (mail,) = mailoutbox
    assert mail.to == ["here@example.org"]
    assert REASON not in mail.body
    assert str(pupil) not in mail.body
    assert "emergency" in mail.subject
