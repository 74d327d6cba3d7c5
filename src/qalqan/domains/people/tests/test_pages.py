"""The pages as their readers meet them: a purpose first, own children only, errors in words, nothing lost."""

import datetime
import re
import time

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.translation import override

from qalqan.domains.people import models
from qalqan.domains.people.tests.test_readers import client_of, member, own_account
from qalqan.domains.people.tests.town import Town, iin, seat
from qalqan.kernel.access.scope import Service, scope

pytestmark = pytest.mark.django_db


def address(name, *args):
    with override("en"):
        return reverse(f"people:{name}", args=args)


def places(town: Town) -> dict:
    return {"region_id": town.here, "district_id": town.district, "organisation_id": town.one}


def staff(town, role, name="aliya", purpose="education", **other):
    client = client_of(member(name, role, **{**places(town), **other}))
    client.post(address("purpose"), {"purpose": purpose})
    return client


def proved(client):
    """The client whose person has just shown the code of an app."""
    session = client.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session.save()
    return client


def acts():
    with scope(Service("test"), "audit"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT act, person_id, purpose FROM ledger_entry WHERE xid = pg_current_xact_id() ORDER BY id"
        )
        return cursor.fetchall()


def test_a_record_is_opened_for_a_stated_purpose(town):
    client = client_of(member("aliya", "class_teacher", **places(town), unit="7A"))
    page = client.get(address("person", town.aigul.id)).content.decode()
    assert "Why do you look?" in page
    assert "Ахметова" not in page
    answer = client.post(address("purpose"), {"purpose": "care", "next": address("person", town.aigul.id)})
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Ахметова" in page
    assert "Support of the child and the family" in page
    assert ("people.read", town.aigul.id, "care") in acts()


def test_a_purpose_of_another_role_is_not_taken_nor_an_address_elsewhere(town):
    client = client_of(member("aliya", "class_teacher", **places(town), unit="7A"))
    answer = client.post(address("purpose"), {"purpose": "justice", "next": "https://evil.example/"})
    assert answer.headers["Location"] == address("children")
    assert "Why do you look?" in client.get(address("children")).content.decode()


def test_a_class_teacher_lists_the_own_class_and_each_line_is_a_read(town):
    page = staff(town, "class_teacher", unit="7A").get(address("children")).content.decode()
    for name in ("Ахметова", "Әбенова"):
        assert name in page
    for name in ("Ким", "Яковлев"):
        assert name not in page
    assert {("people.list", id, "education") for id in (town.aigul.id, town.dana.id)} <= set(acts())


def test_a_strangers_child_answers_as_one_that_does_not_exist(town):
    client = staff(town, "class_teacher", unit="7A")
    answers = []
    for id in (town.oleg.id, town.timur.id, town.stranger.id, seat("viewer").id):
        answer = client.get(address("person", id))
        text = re.sub(r"[0-9a-f-]{36}|csrfmiddlewaretoken\" value=\"\w+", "", answer.content.decode())
        answers.append((answer.status_code, text))
    assert {status for status, _ in answers} == {404}
    assert len(set(answers)) == 1


def test_a_search_stays_out_of_addresses(town):
    client = staff(town, "class_teacher", unit="7A")
    page = client.post(address("children"), {"q": "akhmetova"}).content.decode()
    assert "Ахметова Айгүл" in page or "Айгүл Серікқызы Ахметова" in page
    assert "Nobody within your reach" in client.post(address("children"), {"q": "Яковлев"}).content.decode()
    ignored = client.get(address("children"), {"q": "akhmetova"}).content.decode()
    assert "Әбенова" in ignored, "a name in the address is no search"


def typed(**other):
    born = datetime.date(2015, 5, 1)
    form = {
        "surname": "Сейтқали", "given": "Арман", "patronymic": "", "day": "1", "month": "5", "year": "2015",
        "sex": "m", "language": "kk", "iin": iin(born, "m", 500), "iin_state": "unknown", "phone": "",
        "address": "", "capacity": "pupil", "label": "1A",
    }  # fmt: skip
    return form | other


def test_a_head_registers_a_child(town):
    client = staff(town, "school_head")
    answer = client.post(address("register"), typed(region_id=town.there, id=town.aigul.id))
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Сейтқали" in page
    with scope(Service("test"), "operation"):
        row = models.Person.objects.get(surname="Сейтқали")
        assert (row.region_id, row.district_id) == (town.here, town.district)
        assert row.id != town.aigul.id


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"surname": ""}, "A record needs a surname"),
        ({"iin": "12345"}, "exactly 12 digits"),
        ({"iin": "150501500001"}, "last digit does not follow"),
        ({"day": "31", "month": "2"}, "No calendar has this day"),
        ({"year": "", "month": ""}, "Without its year"),
        ({"year": "2999", "month": "1", "day": "1"}, "lies in the future"),
        ({"phone": "5"}, "no telephone number"),
        ({"given": "<script>"}, "letters, spaces, hyphens"),
    ],
)
def test_a_wrong_form_says_what_and_loses_nothing(town, change, words):
    answer = staff(town, "school_head").post(address("register"), typed(**change))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="Арман"' in page or "given" in change
    assert "<script>" not in re.sub(r"<script src=[^>]*>", "", page)


def test_a_correction_shows_what_stood_there(town):
    client = staff(town, "school_head")
    form = client.get(address("correct", town.aigul.id)).content.decode()
    assert 'value="Айгүл"' in form
    sent = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form))
    sent |= {"given": "Айгерім", "reason": "паспорт", "sex": "f", "language": "kk", "iin_state": "unknown"}
    answer = client.post(address("correct", town.aigul.id), sent)
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Айгерім" in page
    assert "before: Айгүл" in page


def test_two_people_and_one_claim(town):
    teacher = staff(town, "class_teacher", unit="7A")
    answer = teacher.post(
        address("claim_new", town.aigul.id), {"other": "Әбенова Дана", "reason": "екі рет жазылған"}
    )
    claim = answer.headers["Location"]
    assert "a second person must confirm" in teacher.get(claim).content.decode()
    assert teacher.post(claim + "confirm/").status_code == 403
    head = staff(town, "school_head", "dinara")
    page = head.get(claim).content.decode()
    assert "differ" in page
    assert head.post(claim + "confirm/").status_code == 302
    assert "confirmed" in head.get(claim).content.decode()
    assert "older record" in head.get(address("person", max(town.aigul.id, town.dana.id))).content.decode()
    assert head.post(claim + "undo/", {"reason": ""}).status_code == 422
    assert head.post(claim + "undo/", {"reason": "қате"}).status_code == 302
    assert "undone" in head.get(claim).content.decode()
    assert head.post(claim + "confirm/").status_code == 409


def test_a_claim_needs_exactly_one_record(town):
    client = staff(town, "school_head")
    page = client.post(address("claim_new", town.aigul.id), {"other": "Ешкімов", "reason": "x"})
    assert page.status_code == 422
    assert "Nobody within your reach is found by this" in page.content.decode()


def test_a_mother_reads_her_childs_record_and_no_other(town):
    client = client_of(own_account(town, town.mother.id))
    page = client.get(address("own")).content.decode()
    assert "Айгүл" in page
    assert "Your child" in page
    record = client.get(address("own_person", town.aigul.id)).content.decode()
    assert "12-пәтер" in record
    assert client.get(address("own_person", town.dana.id)).status_code == 404
    assert ("people.own", town.aigul.id, "own") in acts()


def test_a_father_kept_away_finds_no_child(town):
    client = client_of(own_account(town, town.father.id, "serik"))
    page = client.get(address("own")).content.decode()
    assert "Айгүл" not in page
    assert client.get(address("own_person", town.aigul.id)).status_code == 404


def test_who_has_no_record_is_told_how_to_get_one(town):
    from qalqan.kernel.access import actions

    page = client_of(actions.add_user("nobody")).get(address("own")).content.decode()
    assert "Show your document" in page


@pytest.mark.parametrize("role", ["operator", "region_admin", "coordinator", "viewer", "national_admin"])
def test_roles_without_personal_business_have_no_page_of_people(town, role):
    where = {"region_id": town.here} if role == "region_admin" else {}
    client = client_of(member("someone", role, **where))
    for name, args in (("children", ()), ("person", (town.aigul.id,)), ("register", ()), ("claims", ())):
        assert client.get(address(name, *args)).status_code == 403


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_speaks_three_languages(town, language):
    client = staff(town, "school_head")
    for name, args in (
        ("children", ()),
        ("person", (town.aigul.id,)),
        ("register", ()),
        ("correct", (town.aigul.id,)),
        ("claims", ()),
        ("own", ()),
    ):
        with override(language):
            page = client.get(reverse(f"people:{name}", args=args))
        assert page.status_code == 200, name
        assert f'<html lang="{language}"' in page.content.decode()


def test_a_mother_who_showed_her_document_is_linked_once(town):
    from qalqan.kernel.access import actions

    mother = actions.add_user("saule", email="saule@example.kz")
    head = proved(staff(town, "school_head"))
    for email in ("nobody@example.kz", ""):
        assert head.post(address("account", town.mother.id), {"email": email}).status_code == 422
    assert head.post(address("account", town.mother.id), {"email": "SAULE@example.kz"}).status_code == 302
    again = head.post(address("account", town.mother.id), {"email": "saule@example.kz"})
    assert "cannot be linked" in again.content.decode()
    child = head.post(address("account", town.aigul.id), {"email": "saule@example.kz"})
    assert "not linked to the record of a child" in child.content.decode()
    assert head.get(address("account", town.timur.id)).status_code == 404
    assert "Your child" in client_of(mother).get(address("own")).content.decode()
    assert ("people.link_account", town.mother.id, "education") in acts()
