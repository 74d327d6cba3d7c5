"""Who saw this child and why: the data officer reads the whole region's book, the family its own lines."""

import datetime
import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from qalqan.domains.people import records
from qalqan.domains.people.models import Attachment, PersonAccount
from qalqan.domains.people.tests.town import Town
from qalqan.kernel import ledger
from qalqan.kernel.access import actions
from qalqan.kernel.access.models import User, Wall
from qalqan.kernel.access.policy import SeatView, seats
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.ledger import queries as book
from qalqan.kernel.ledger.models import Entry

pytestmark = pytest.mark.django_db
IDENTITY = {"identity"}
Person = Callable[..., User]


def member(name: str, role: str, **places: object) -> User:
    """Someone seated, with a second factor."""
    user = actions.add_user(name)
    user.name = name.title()
    user.save()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    actions.seat(user, actions.post(role, body_code=name, **places), since=timezone.now() - timedelta(days=9))
    return User.objects.get(pk=user.pk)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    return client


def seat_of(user: User) -> SeatView:
    return seats(User.objects.get(pk=user.pk))[0]


@pytest.fixture
def officer(town: Town) -> User:
    return member("sabina", "data_officer", region_id=town.here)


@pytest.fixture
def teacher(town: Town) -> User:
    return member(
        "aliya",
        "class_teacher",
        region_id=town.here,
        district_id=town.district,
        organisation_id=town.one,
        unit="7A",
    )


def open_record(user: User, town: Town, person: UUID, purpose: str = "education") -> None:
    """What the person page does when a member of staff opens it."""
    with scope(seat_of(user), purpose):
        ledger.read("people.read", kind="person", persons=[(person, town.here)], sections=IDENTITY)


def own_account(town: Town, person: UUID, name: str = "saule") -> User:
    user = actions.add_user(name)
    with scope(Service("test"), "operation"):
        PersonAccount.objects.create(region_id=town.here, person_id=person, user_id=user.pk)
    return user


def entries(**wanted: object) -> list[tuple[str, UUID]]:
    with scope(Service("test"), "audit"):
        return list(Entry.objects.filter(**wanted).values_list("act", "person_id"))


def test_it_works(town: Town, officer: User, teacher: User) -> None:
    open_record(teacher, town, town.aigul.id)
    page = client_of(officer).get(f"/en/readers/persons/{town.aigul.id}/").content.decode()
    for words in (
        "Ахметова Айгүл",
        "Aliya",
        "Class teacher, School test-1, 7A",
        "Opened the record",
        "Education",
    ):
        assert words in page
    assert "Not the own organisation" not in page


def test_looking_is_in_the_book_too(town: Town, officer: User) -> None:
    client_of(officer).get(f"/en/readers/persons/{town.aigul.id}/")
    assert entries(user_id=officer.pk) == [("ledger.audit", town.aigul.id)]
    client_of(officer).post("/en/readers/", {"q": "Ким Олег"})
    assert ("people.search", town.oleg.id) in entries(user_id=officer.pk)


def test_a_search_finds_the_own_region_alone(town: Town, officer: User) -> None:
    page = client_of(officer).post("/en/readers/", {"q": "Ахметова Айгүл"}).content.decode()
    assert str(town.aigul.id) in page
    assert str(town.stranger.id) not in page
    by_address = client_of(officer).get("/en/readers/", {"q": "Ахметова Айгүл"}).content.decode()
    assert str(town.aigul.id) not in by_address, "addresses are kept in logs and histories"


def test_another_regions_child_answers_like_nobody(town: Town, officer: User) -> None:
    client = client_of(officer)
    nobody_id = uuid4()
    there = client.get(f"/en/readers/persons/{town.stranger.id}/")
    nobody = client.get(f"/en/readers/persons/{nobody_id}/")
    assert (there.status_code, nobody.status_code) == (404, 404)
    token = re.compile(r'csrfmiddlewaretoken" value="\w+"')  # new in every answer
    pages = [token.sub("", page.content.decode()) for page in (there, nobody)]
    assert pages[0] == pages[1].replace(str(nobody_id), str(town.stranger.id))


@pytest.mark.parametrize("path", ["", "emergencies/", "persons/{id}/", "users/{id}/"])
def test_no_other_role_comes_here(path: str, town: Town, teacher: User) -> None:
    answer = client_of(teacher).get(f"/en/readers/{path.format(id=town.aigul.id)}")
    assert answer.status_code == 403


def test_a_refused_try_and_a_strange_class_are_marked(town: Town, officer: User) -> None:
    other = member("marat", "class_teacher", region_id=town.here, district_id=town.district,
                   organisation_id=town.one, unit="7B")  # fmt: skip
    open_record(other, town, town.aigul.id)
    with scope(seat_of(other), "education"):
        ledger.record(
            "people.correct", kind="person", id=town.aigul.id, region_id=town.here,
            person_id=town.aigul.id, outcome="refused",
        )  # fmt: skip
    page = client_of(officer).get(f"/en/readers/persons/{town.aigul.id}/").content.decode()
    assert "Refused" in page
    assert "Not the own organisation or class" in page
    only = client_of(officer).get(f"/en/readers/persons/{town.aigul.id}/?outcome=refused").content.decode()
    assert "Changed the record" in only
    assert "Opened the record" not in only


def test_many_persons_within_a_minute_are_marked(town: Town, officer: User, teacher: User) -> None:
    with scope(seat_of(teacher), "education"):
        crowd = [(uuid4(), town.here) for _ in range(120)]
        ledger.read("people.list", kind="person", persons=crowd, sections=IDENTITY)
    open_record(teacher, town, town.aigul.id)
    page = client_of(officer).get(f"/en/readers/persons/{town.aigul.id}/").content.decode()
    assert "Many persons within a minute" in page


def test_what_a_member_of_staff_read(town: Town, officer: User, teacher: User) -> None:
    open_record(teacher, town, town.aigul.id)
    open_record(teacher, town, town.dana.id)
    page = client_of(officer).get(f"/en/readers/users/{teacher.pk}/").content.decode()
    assert "Ахметова Айгүл" in page
    assert "Әбенова Дана" in page
    stranger = member("zhanna", "data_officer", region_id=town.there)
    for filters in ({}, {"outcome": "refused"}, {"since": "2020-01-01"}, {"before": str(uuid4())}):
        answer = client_of(stranger).get(f"/en/readers/users/{teacher.pk}/", filters)
        assert answer.status_code == 404, filters


def test_long_lists_are_paged_by_key(town: Town, officer: User, teacher: User) -> None:
    for _ in range(book.PAGE + 5):
        open_record(teacher, town, town.aigul.id)
    client, path = client_of(officer), f"/en/readers/persons/{town.aigul.id}/"
    first = client.get(path)
    older = first.context["older"]
    second = client.get(f"{path}?before={older}")
    seen = [row.id for page in (first, second) for row in page.context["lines"]]
    assert len(seen) == len(set(seen)) == book.PAGE + 5


def test_a_filter_that_is_wrong_is_said_and_keeps_the_rest(town: Town, officer: User) -> None:
    path = f"/en/readers/persons/{town.aigul.id}/?since=32.13.2026&outcome=refused&before=x"
    page = client_of(officer).get(path)
    assert page.status_code == 200
    assert "Enter a valid date" in page.content.decode()
    assert page.context["form"]["outcome"].value() == "refused"


def test_days_are_those_of_kazakhstan(town: Town, officer: User, teacher: User) -> None:
    open_record(teacher, town, town.aigul.id)
    today = timezone.localdate()
    with scope(seat_of(officer), "audit"):
        day, _ = book.of_person(town.aigul.id, book.Wanted(since=today, until=today))
        later, _ = book.of_person(town.aigul.id, book.Wanted(since=today + datetime.timedelta(days=1)))
        earlier, _ = book.of_person(town.aigul.id, book.Wanted(until=today - datetime.timedelta(days=1)))
    assert (len(day), later, earlier) == (1, (), ())


def test_emergencies_are_listed(town: Town, officer: User) -> None:
    from qalqan.kernel.access import emergency

    head = member("erlan", "school_head", region_id=town.here, district_id=town.other_district,
                  organisation_id=town.two)  # fmt: skip
    reason = "The child ran to our school at night and asks for help"
    emergency.open_access(seat_of(head), town.aigul.id, purpose="protection", reason=reason)
    page = client_of(officer).get("/en/readers/emergencies/").content.decode()
    assert reason in page
    assert "Erlan" in page
    assert "Ахметова Айгүл" in page


def test_a_mother_sees_who_saw_her_child_and_no_names(town: Town, teacher: User) -> None:
    open_record(teacher, town, town.aigul.id)
    client = client_of(own_account(town, town.mother.id))
    assert str(town.aigul.id) in client.get("/en/readers/own/").content.decode()
    page = client.get(f"/en/readers/own/{town.aigul.id}/").content.decode()
    assert "Class teacher, School test-1, 7A" in page
    assert "Opened the record" in page
    assert "Aliya" not in page
    assert "/readers/users/" not in page


def test_what_protects_a_child_warns_nobody(town: Town, teacher: User) -> None:
    police = member("bolat", "juvenile_police", region_id=town.here, district_id=town.district)
    open_record(police, town, town.aigul.id, "protection")
    page = client_of(own_account(town, town.mother.id)).get(f"/en/readers/own/{town.aigul.id}/")
    assert "police" not in page.content.decode().lower()
    with connection.cursor() as cursor:  # and the net below says the same
        cursor.execute(
            "SELECT set_config('app.purpose', 'own', true), set_config('app.persons', %s, true)",
            ["{" + str(town.aigul.id) + "}"],
        )
        cursor.execute("SELECT count(*) FROM ledger_entry WHERE purpose = 'protection'")
        assert cursor.fetchone() == (0,)


def test_a_father_kept_away_by_a_court_finds_no_child(town: Town) -> None:
    client = client_of(own_account(town, town.father.id, "serik"))
    assert str(town.aigul.id) not in client.get("/en/readers/own/").content.decode()
    assert client.get(f"/en/readers/own/{town.aigul.id}/").status_code == 404


def test_a_father_kept_away_is_not_told_who_knows_the_child(town: Town, teacher: User, officer: User) -> None:
    with scope(Service("test"), "operation"):
        Attachment.objects.create(
            region_id=town.here,
            district_id=town.district,
            organisation_id=town.one,
            person_id=town.father.id,
            capacity="guardian",
            class_label="7A",
        )
    with scope(seat_of(teacher), "education") as s:
        records.record(s, town.aigul.id)
    told = "Class teacher, School test-1"
    for person_id, name, is_told in ((town.father.id, "serik", False), (town.mother.id, "saule", True)):
        client = client_of(own_account(town, person_id, name))
        page = client.get(f"/en/readers/own/{person_id}/").content.decode()
        assert (told in page) is is_told, name
    page = client_of(officer).get(f"/en/readers/persons/{town.father.id}/").content.decode()
    assert told in page, "the data protection officer sees all"


def test_a_mother_behind_a_wall_finds_no_child(town: Town) -> None:
    saule = own_account(town, town.mother.id)
    with scope(Service("test"), "operation"):
        Wall.objects.create(
            region_id=town.here, person_id=town.aigul.id, user_id=saule.pk, reason="x" * 30, raised_by=uuid4()
        )
    client = client_of(saule)
    assert client.get(f"/en/readers/own/{town.aigul.id}/").status_code == 404
    assert str(town.aigul.id) not in client.get("/en/readers/own/").content.decode()


def test_an_account_without_a_record_is_told_the_way(town: Town) -> None:
    page = client_of(actions.add_user("nobody")).get("/en/readers/own/")
    assert "No record is linked to your account" in page.content.decode()
