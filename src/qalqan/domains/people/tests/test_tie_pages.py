"""Relatives, places and regions on screen: who may, who may not, and what nobody can send."""

import datetime

import pytest
from django.urls import reverse
from django.utils.translation import override

from qalqan.domains.bodies import api as bodies
from qalqan.domains.people import rules
from qalqan.domains.people.models import Attachment, Kinship, Person, RestrictionLift
from qalqan.domains.people.tests.test_pages import address, places, proved, staff
from qalqan.domains.people.tests.town import Town
from qalqan.kernel.access.scope import Service, scope

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()


def everything():
    return scope(Service("test"), "operation")


def tie(town: Town, relative) -> Kinship:
    with everything():
        return Kinship.objects.get(child_id=town.aigul.id, relative_id=relative.id, kind__in=rules.PARENTS)


def place(town: Town, person) -> Attachment:
    with everything():
        return Attachment.objects.get(person_id=person.id, until__isnull=True)


def district(town: Town) -> dict:
    return places(town) | {"organisation_id": None}


def social(town: Town, name="gulnar"):
    return proved(staff(town, "social_worker", name, "care", **district(town)))


def officer(town: Town):
    return staff(town, "education_officer", "marat", **district(town))


def test_a_head_enters_a_relative_and_ends_the_tie(town):
    head = staff(town, "school_head")
    page = head.get(address("person", town.dana.id)).content.decode()
    assert address("kin_new", town.dana.id) in page
    sent = {
        "relative": town.mother.iin, "kind": "guardian", "source": "document", "is_custodial": "on",
        "region_id": town.there, "child": town.aigul.id, "district_id": town.other_district,
    }  # fmt: skip
    assert head.post(address("kin_new", town.dana.id), sent).status_code == 302
    with everything():
        row = Kinship.objects.get(child_id=town.dana.id)
    assert (row.region_id, row.district_id) == (town.here, town.district), "nobody sends where it stands"
    assert (row.relative_id, row.kind, row.is_custodial, row.is_restricted) == (
        town.mother.id, "guardian", True, False,
    )  # fmt: skip
    again = head.post(address("kin_new", town.dana.id), sent)
    assert again.status_code == 422
    assert "stands in the record already" in again.content.decode()
    assert head.post(address("kin_end", row.id), {"on": TODAY.isoformat()}).status_code == 302
    with everything():
        row.refresh_from_db()
    assert row.until == TODAY
    assert head.post(address("kin_end", row.id), {"on": TODAY.isoformat()}).status_code == 422


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"relative": "Ешкімов"}, "Nobody within your reach is found by this"),
        ({"kind": ""}, "This field is required"),
        ({"kind": "neighbour"}, "not one of the available choices"),
        ({"since": "1800-01-01"}, "That is before 1900"),
        ({"since": "2999-01-01"}, "more than a year ahead"),
    ],
)
def test_a_wrong_relative_says_what_and_loses_nothing(town, change, words):
    sent = {"relative": town.mother.iin, "kind": "guardian", "source": "court"} | change
    answer = staff(town, "school_head").post(address("kin_new", town.dana.id), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'value="{sent["relative"]}"' in page
    assert 'value="court" selected' in page


def test_ties_of_strangers_answer_as_none_and_roles_without_business_are_refused(town):
    other = staff(town, "school_head", "dinara", organisation_id=town.two)
    for client in (other, social(town)):
        assert client.get(address("kin_new", town.timur.id)).status_code == (200 if client is other else 404)
    for name, id in (
        ("kin_end", tie(town, town.mother).id),
        ("detach", place(town, town.dana).id),
        ("kin_new", town.aigul.id),
        ("attach", town.aigul.id),
    ):
        assert other.get(address(name, id)).status_code == 404, name
        assert other.post(address(name, id), {"on": TODAY.isoformat()}).status_code == 404, name
    teacher = staff(town, "class_teacher", "aliya2", unit="7A")
    page = teacher.get(address("person", town.aigul.id)).content.decode()
    for name, id in (
        ("kin_end", tie(town, town.mother).id),
        ("lift_ask", tie(town, town.father).id),
        ("detach", place(town, town.aigul).id),
        ("kin_new", town.aigul.id),
        ("attach", town.aigul.id),
        ("move", town.aigul.id),
    ):
        assert teacher.get(address(name, id)).status_code == 403, name
        assert address(name, id) not in page


def test_a_head_attaches_to_the_own_school_only(town):
    head = staff(town, "school_head")
    sent = {
        "capacity": "guardian", "label": "7а", "since": TODAY.isoformat(), "organisation": town.two,
        "organisation_id": town.two, "region_id": town.there, "person": town.timur.id,
    }  # fmt: skip
    assert head.post(address("attach", town.dana.id), sent).status_code == 302
    with everything():
        row = Attachment.objects.get(person_id=town.dana.id, capacity="guardian")
    assert (row.organisation_id, row.region_id, row.class_label) == (town.one, town.here, "7A")
    again = head.post(address("attach", town.dana.id), sent)
    assert "attached here already" in again.content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"label": ""}, "A pupil belongs to a class"),
        ({"label": "7A; DROP"}, "A class is written like 7A"),
        ({"label": "7 параллель А"}, "A class is written like 7A"),
        ({"capacity": "patient"}, "not one of the available choices"),
        ({"since": ""}, "This field is required"),
    ],
)
def test_a_wrong_place_says_what(town, change, words):
    sent = {"capacity": "pupil", "label": "7B", "since": TODAY.isoformat()} | change
    answer = staff(town, "school_head").post(address("attach", town.dana.id), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_district_attaches_to_its_own_schools(town):
    client = officer(town)
    page = client.get(address("attach", town.dana.id)).content.decode()
    assert str(town.one) in page
    assert str(town.two) not in page
    sent = {"capacity": "pupil", "label": "7B", "since": TODAY.isoformat()}
    for foreign in (town.two, town.here, "x"):
        answer = client.post(address("attach", town.dana.id), sent | {"organisation": foreign})
        assert answer.status_code == 422
    answer = client.post(address("attach", town.dana.id), sent | {"organisation": town.one})
    assert answer.status_code == 302


def test_who_is_detached_is_out_of_the_schools_reach(town):
    head = staff(town, "school_head")
    row = place(town, town.dana)
    early = head.post(address("detach", row.id), {"on": "2020-01-01"})
    assert early.status_code == 422
    assert "would end before it begins" in early.content.decode()
    answer = head.post(address("detach", row.id), {"on": TODAY.isoformat()})
    assert answer.headers["Location"] == address("children")
    assert head.get(address("person", town.dana.id)).status_code == 404
    assert head.get(address("detach", row.id)).status_code == 404


def test_a_move_and_an_account_ask_for_the_key_again(town):
    head, worker, sent = staff(town, "school_head"), officer(town), {"email": "", "reason": ""}
    for client, path in (
        (head, address("account", town.mother.id)),
        (worker, address("move", town.aigul.id)),
    ):
        assert "/2fa/reauthenticate/" in client.post(path, sent).headers["Location"]
        assert proved(client).post(path, sent).status_code == 422


def test_a_district_moves_a_child_to_another_region(town):
    client = social(town)
    assert address("move", town.aigul.id) in client.get(address("person", town.aigul.id)).content.decode()
    page = client.get(address("move", town.aigul.id)).content.decode()
    assert str(town.there) in page
    assert str(town.here) not in page
    for wrong in ({"region": town.here, "reason": "x"}, {"region": town.there, "reason": " "}):
        assert client.post(address("move", town.aigul.id), wrong).status_code == 422
    assert client.get(address("move", town.timur.id)).status_code == 404
    sent = {"region": town.there, "reason": "көшті", "person_id": town.dana.id}
    assert client.post(address("move", town.aigul.id), sent).headers["Location"] == address("children")
    with everything():
        regions = dict(Person.objects.filter(region_id=town.there).values_list("id", "region_id"))
    assert town.aigul.id in regions
    assert town.dana.id not in regions
    assert client.get(address("person", town.aigul.id)).status_code == 404


def test_two_people_lift_a_restriction_each_with_a_key(town):
    head = staff(town, "school_head", "dinara", "care")
    kept = tie(town, town.father)
    first = head.get(address("lift_ask", kept.id))
    assert first.status_code == 302
    assert "reauthenticate" in first.headers["Location"]
    proved(head)
    sent = {"document": "2-1234/2026", "reason": "сот шешті", "confirmed_by": kept.id, "confirmed_at": "now"}
    assert head.post(address("lift_ask", kept.id), sent | {"document": " "}).status_code == 422
    asked = head.post(address("lift_ask", kept.id), sent).headers["Location"]
    assert "a second person must see the document" in head.get(asked).content.decode()
    assert head.post(asked + "confirm/").status_code == 403
    assert tie(town, town.father).is_restricted
    worker = staff(town, "social_worker", "gulnar", "care", **district(town))
    assert asked in worker.get(address("lifts")).content.decode()
    shown = worker.get(asked).content.decode()
    assert "2-1234/2026" in shown
    assert "Dinara" in shown, "who asked"
    assert "reauthenticate" in worker.post(asked + "confirm/").headers["Location"]
    assert tie(town, town.father).is_restricted, "a session left open lifts nothing"
    proved(worker)
    assert worker.post(asked + "confirm/").headers["Location"] == asked
    assert not tie(town, town.father).is_restricted
    assert worker.post(asked + "confirm/").status_code == 409


def test_nobody_confirms_the_own_asking_and_declining_needs_a_reason(town):
    worker = social(town)
    sent = {"document": "2-1234/2026", "reason": "сот шешті"}
    asked = worker.post(address("lift_ask", tie(town, town.father).id), sent).headers["Location"]
    page = worker.get(asked).content.decode()
    assert "confirm/" not in page
    assert worker.post(asked + "confirm/").status_code == 409
    assert worker.post(asked + "decline/", {"reason": ""}).status_code == 422
    assert worker.post(asked + "decline/", {"reason": "қате"}).status_code == 302
    assert tie(town, town.father).is_restricted
    stranger = proved(staff(town, "social_worker", "asel", "care", **district(town) | {
        "district_id": town.other_district}))  # fmt: skip
    assert stranger.get(asked).status_code == 404
    assert stranger.post(asked + "confirm/").status_code == 404


def test_the_birth_date_is_one_question_with_three_parts(town):
    head = staff(town, "school_head")
    page = head.get(address("register")).content.decode()
    assert page.count('name="day"') == page.count('name="year"') == 1
    assert ">Birth date</legend>" in page
    sent = {"surname": "Сейтқали", "day": "31", "month": "2", "year": "2015"}
    wrong = head.post(address("register"), sent).content.decode()
    assert 'id="id_day_error"' in wrong
    assert 'aria-invalid="true"' in wrong


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_forms_speak_three_languages(town, language):
    client = social(town)
    with everything():
        RestrictionLift.objects.create(
            region_id=town.here, district_id=town.district, child_id=town.aigul.id,
            kinship=tie_in_scope(town), reason="x", document="y",
            asked_by=town.here, asked_seat=town.here,
        )  # fmt: skip
        asked = RestrictionLift.objects.get().id
    for name, id in (
        ("kin_new", town.aigul.id),
        ("kin_end", tie(town, town.mother).id),
        ("lift_ask", tie(town, town.father).id),
        ("lift", asked),
        ("attach", town.aigul.id),
        ("detach", place(town, town.aigul).id),
        ("move", town.aigul.id),
        ("lifts", None),
    ):
        with override(language):
            page = client.get(reverse(f"people:{name}", args=[id] if id else []))
        assert page.status_code == 200, name
        assert f'<html lang="{language}"' in page.content.decode()


def tie_in_scope(town: Town) -> Kinship:
    return Kinship.objects.get(child_id=town.aigul.id, relative_id=town.father.id)


def test_a_class_is_the_same_in_latin_and_cyrillic_letters():
    assert rules.class_label(" 5a ", ["5А", "5Б"]) == "5А"
    assert rules.class_label("5Г", ["5А"]) == "5Г"
    assert rules.class_label("-", []) is None
    assert rules.class_label("<b>", []) is None


def test_every_role_that_attaches_has_its_capacities():
    from qalqan.domains.people.access import ACTS
    from qalqan.domains.people.ui.places import CAPACITIES

    assert set(CAPACITIES) == ACTS["people.attach"]
    kinds = {kind for _capacities, kind in CAPACITIES.values() if kind}
    assert kinds <= set(bodies.ORGANISATION_KINDS)
