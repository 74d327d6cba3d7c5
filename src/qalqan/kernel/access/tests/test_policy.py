"""Who may do what, on a real database: rights come from seats held today, and regional seats stay at home."""

import datetime
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from qalqan.kernel.access import actions, policy
from qalqan.kernel.access.models import Seat, User

TODAY = datetime.date.today()
DAY = datetime.timedelta(days=1)
HERE, THERE = UUID(int=1), UUID(int=2)
pytestmark = pytest.mark.django_db


class Place:
    def __init__(self, region_id: UUID) -> None:
        self.region_id = region_id


@pytest.fixture(autouse=True)
def acts(monkeypatch):
    stated = {
        "t.decide": frozenset({"coordinator"}),
        "t.report": frozenset({"coordinator", "akimat_officer"}),
        "t.look": policy.SIGNED_IN,
    }
    monkeypatch.setattr(policy, "acts", lambda: stated)


def seated(role: str, *, region: UUID | None = None, since=TODAY - DAY, until=None) -> User:
    person = actions.add_user(f"{role}-{User.objects.count()}")
    actions.seat(person, actions.post(role, region_id=region), since=since, until=until)
    return person


def test_a_seat_gives_its_roles_rights_and_no_others():
    coordinator, reader = seated("coordinator"), seated("viewer")
    assert policy.may(coordinator, "t.decide")
    assert not policy.may(reader, "t.decide")
    assert policy.may(reader, "t.look")


def test_a_stranger_may_nothing():
    assert not policy.may(AnonymousUser(), "t.look")
    assert policy.seats(AnonymousUser()) == ()


def test_an_act_that_no_room_states_is_refused_to_all():
    assert not policy.may(seated("coordinator"), "t.unheard_of")


@pytest.mark.parametrize(
    ("since", "until", "allowed"),
    [
        (TODAY, None, True),
        (TODAY - 10 * DAY, TODAY + DAY, True),
        (TODAY - 10 * DAY, TODAY, False),  # `until` is the first day no longer
        (TODAY + 2 * DAY, None, False),
    ],
)
def test_rights_last_as_long_as_the_seat(since, until, allowed):
    assert policy.may(seated("coordinator", since=since, until=until), "t.decide") is allowed


def test_of_several_seats_the_longest_held_acts():
    person = seated("coordinator")
    for role, since in (("viewer", TODAY - 3 * DAY), ("akimat_officer", TODAY - 2 * DAY)):
        actions.seat(person, actions.post(role, region_id=HERE), since=since)
    assert [seat.role for seat in policy.seats(person)] == ["viewer", "akimat_officer", "coordinator"]
    assert policy.acting(person, "t.report").role == "akimat_officer"


def test_a_regional_seat_reaches_only_its_region():
    officer = seated("akimat_officer", region=HERE)
    assert policy.may(officer, "t.report", Place(HERE))
    assert not policy.may(officer, "t.report", Place(THERE))
    assert policy.may(seated("coordinator"), "t.report", Place(THERE))


def test_the_database_itself_refuses_two_people_in_one_post():
    first = seated("coordinator")
    post = Seat.objects.get(user=first).post
    second = actions.add_user("second")
    with pytest.raises(IntegrityError, match="one_person_a_post"), transaction.atomic():
        Seat.objects.create(
            user=second, post=post, period=DateTimeTZRange(actions.moment(TODAY), actions.moment(TODAY + DAY))
        )
    with pytest.raises(actions.AccessError, match="end that seat first"):
        actions.seat(second, post, since=TODAY)


def test_an_ended_seat_frees_the_post_on_that_very_day():
    first = seated("coordinator", since=TODAY - 5 * DAY)
    taken = Seat.objects.get(user=first)
    actions.end_seat(taken, on=TODAY)
    second = actions.add_user("second")
    actions.seat(second, taken.post, since=TODAY)
    assert not policy.may(User.objects.get(pk=first.pk), "t.decide")
    assert policy.may(second, "t.decide")
    with pytest.raises(actions.AccessError, match="already ended"):
        actions.end_seat(taken, on=TODAY)


def test_names_and_addresses_are_one_person_in_any_letter_case():
    actions.add_user("Aigul", email="a@example.org")
    with pytest.raises(actions.AccessError):
        actions.add_user("AIGUL")
    with pytest.raises(actions.AccessError):
        actions.add_user("other", email="A@EXAMPLE.ORG")
    assert actions.add_user("no-address-1").email == actions.add_user("no-address-2").email == ""


def test_roles_must_exist_and_regional_ones_need_a_region():
    with pytest.raises(actions.AccessError, match="no such role"):
        actions.post("tsar")
    with pytest.raises(actions.AccessError, match="needs a region"):
        actions.post("akimat_officer")
