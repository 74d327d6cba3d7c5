"""The verbs: what they write, whom they refuse, what the ledger and the outbox hear."""

import dataclasses
import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from qalqan.domains.people import actions, models, protection, records, sameness
from qalqan.domains.people.actions import Desk
from qalqan.domains.people.refusals import Refused
from qalqan.domains.people.rules import Draft
from qalqan.domains.people.tests.town import TODAY, iin, seat
from qalqan.kernel.access import walls
from qalqan.kernel.access.models import Wall
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.access.walls import Against

BORN = datetime.date(2015, 5, 1)
DRAFT = Draft("Сейтқали", "Арман", "Маратұлы", BORN, "day", "m", "kk", iin(BORN, "m", 500), "known")


def everything(purpose="operation"):
    return scope(Service("test"), purpose)


def told():
    """Acts in the ledger and events in the outbox, in order, as the database has them."""
    with everything("audit"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT act"
            " FROM ledger_entry WHERE act NOT LIKE 'people.read%' AND xid = pg_current_xact_id() ORDER BY id"
        )
        acts = [row[0] for row in cursor]
    with everything("operation"), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM outbox_event ORDER BY id")
        return acts, [row[0] for row in cursor]


def test_a_school_registers_a_child_of_its_own(town):
    id = actions.register_person(Desk(town.head(), "education"), DRAFT, class_label="1A")
    with scope(town.head(), "education") as s:
        record = records.record(s, id)
    assert record.name.surname == "Сейтқали"
    assert record.iin == DRAFT.iin
    with everything():
        row = models.Person.objects.get(id=id)
        assert (row.region_id, row.district_id) == (town.here, town.district)
        place = models.Attachment.objects.get(person_id=id)
        assert (place.organisation_id, place.class_label) == (town.one, "1A")
    assert told() == (["people.register"], ["people.registered"])


@pytest.mark.parametrize(
    ("change", "place", "rule"),
    [
        ({"surname": " "}, "surname", "surname_missing"),
        ({"given": "Арман2"}, "given", "name_letters"),
        ({"given": "<b>"}, "given", "name_letters"),
        ({"birth_date": TODAY + datetime.timedelta(1)}, "birth_date", "birth_future"),
        ({"birth_date": datetime.date(1800, 1, 1)}, "birth_date", "birth_long_ago"),
        ({"birth_date": None}, "birth_date", "birth_partial"),
        ({"iin": "123"}, "iin", "iin_length"),
        ({"iin": "15050150000x"}, "iin", "iin_digits"),
        ({"iin": DRAFT.iin[:11] + str((int(DRAFT.iin[11]) + 1) % 10)}, "iin", "iin_check"),
        ({"iin_state": "none"}, "iin_state", "iin_and_state"),
        ({"phone": "12"}, "phone", "phone"),
    ],
)
def test_a_wrong_draft_is_refused_with_its_place_and_rule_and_nothing_is_written(town, change, place, rule):
    draft = Draft(**{**{f: getattr(DRAFT, f) for f in actions.FIELDS}, **change})
    with pytest.raises(Refused) as refused:
        actions.register_person(Desk(town.head(), "education"), draft)
    assert (refused.value.place, refused.value.rule) == (place, rule)
    assert str(refused.value.words)
    assert told() == ([], [])


def test_a_number_whose_date_differs_is_taken_and_doubted(town):
    draft = Draft("Сейтқали", birth_date=datetime.date(2014, 1, 1), birth_known="day", sex="f",
                  iin=DRAFT.iin, iin_state="known")  # fmt: skip
    id = actions.register_person(Desk(town.head(), "education"), draft)
    with scope(town.head(), "education") as s:
        assert records.record(s, id).doubts == ("iin_birth_differs", "iin_sex_differs")


def test_who_may_not_register_is_refused(town):
    for someone, purpose in ((town.teacher(), "education"), (seat("data_officer", town.here), "audit")):
        with pytest.raises(PermissionDenied):
            actions.register_person(Desk(someone, purpose), DRAFT)
    with pytest.raises(Refused, match="organisation"):
        actions.register_person(Desk(town.head(), "education"), DRAFT, organisation_id=town.two)
    assert told() == ([], [])


def test_a_correction_keeps_what_stood_there_with_who_and_why(town):
    desk = Desk(town.head(), "education")
    changed = actions.correct(
        desk, town.aigul.id, {"surname": "Ахмет", "phone": "8 701 555 44 33"}, reason="паспорт"
    )
    assert changed == ("surname", "phone")
    with scope(town.head(), "education") as s:
        record = records.record(s, town.aigul.id)
    assert (record.name.surname, record.phone) == ("Ахмет", "+77015554433")
    assert {c.field: c.old for c in record.corrections} == {
        "surname": town.aigul.surname,
        "phone": town.aigul.phone,
    }
    with everything():
        row = models.Correction.objects.filter(field="phone").get()
        assert (row.user_id, row.reason) == (town.head().user_id, "паспорт")
    assert told() == (["people.correct"], ["people.corrected"])


def test_a_correction_without_reason_or_change_is_refused(town):
    desk = Desk(town.head(), "education")
    for changes, reason, rule in (
        ({"surname": "Ким"}, " ", "reason"),
        ({"surname": town.aigul.surname}, "x", "nothing"),
        ({"iin": "1"}, "x", "iin_length"),
    ):
        with pytest.raises(Refused, match=rule):
            actions.correct(desk, town.aigul.id, changes, reason=reason)
    for field in ("region_id", "id", "district_id", "anonymised_at"):
        with pytest.raises(PermissionDenied):
            actions.correct(desk, town.aigul.id, {field: town.there}, reason="x")
    assert told() == ([], [])


def test_who_does_not_see_contacts_cannot_change_them(town):
    with pytest.raises(PermissionDenied):
        actions.correct(Desk(town.officer(), "education"), town.aigul.id, {"phone": "1"}, reason="x")


def test_a_stranger_and_nobody_are_refused_alike(town):
    desk = Desk(town.head(), "education")
    for id in (town.timur.id, town.stranger.id, seat("viewer").id):
        with pytest.raises(Refused, match="gone"):
            actions.correct(desk, id, {"surname": "Ким"}, reason="x")


def test_what_was_corrected_cannot_be_rewritten_by_the_program(town):
    actions.correct(Desk(town.head(), "education"), town.aigul.id, {"surname": "Ким"}, reason="x")
    from django.db import ProgrammingError, transaction

    with everything():
        for change in (
            lambda: models.Correction.objects.update(reason="y"),
            lambda: models.Correction.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                change()


def test_kin_are_linked_once_and_ended(town):
    desk = Desk(town.head(), "care")
    tie = actions.link_kin(desk, town.dana.id, town.mother.id, kind="guardian", source="document")
    with pytest.raises(Refused, match="kin_twice"):
        actions.link_kin(desk, town.dana.id, town.mother.id, kind="guardian")
    with pytest.raises(Refused, match="kin_self"):
        actions.link_kin(desk, town.dana.id, town.dana.id, kind="sibling")
    actions.end_kin(desk, tie, on=TODAY)
    with pytest.raises(Refused, match="ended"):
        actions.end_kin(desk, tie, on=TODAY)
    acts, events = told()
    assert acts == ["people.link_kin", "people.end_kin"]
    assert events == ["people.kin_linked", "people.kin_ended"]


def test_who_leaves_a_school_leaves_its_reach(town):
    desk = Desk(town.head(), "education")
    with everything():
        place = models.Attachment.objects.get(person_id=town.dana.id).id
    with pytest.raises(Refused, match="period"):
        actions.detach(desk, place, on=datetime.date(2020, 1, 1))
    actions.detach(desk, place, on=TODAY)
    with scope(town.head(), "education") as s, pytest.raises(Refused, match="gone"):
        records.record(s, town.dana.id)


def test_attaching_twice_is_refused(town):
    desk = Desk(town.head(), "education")
    with pytest.raises(Refused, match="attached"):
        actions.attach(desk, town.aigul.id, capacity="pupil", class_label="7A")
    actions.attach(desk, town.aigul.id, capacity="client")


def test_a_district_attaches_within_itself_only(town):
    desk = Desk(town.officer(), "education")
    actions.attach(desk, town.aigul.id, capacity="pupil", organisation_id=town.one, class_label="8A")
    with pytest.raises(Refused, match="organisation"):
        actions.attach(desk, town.aigul.id, capacity="pupil", organisation_id=town.two, class_label="8A")


def test_walls_and_claims_go_along_with_a_move(town):
    worker, colleague = Desk(town.social(), "care"), town.social(number=8)
    wall = protection.raise_wall(worker, town.aigul.id, Against(user_id=colleague.user_id), reason="туысы")
    other = protection.raise_wall(worker, town.dana.id, Against(user_id=colleague.user_id), reason="туысы")
    claim = sameness.claim_same(Desk(town.head(), "education"), town.aigul.id, town.dana.id, reason="x")
    moved = min(town.aigul.id, town.dana.id)  # the claim is kept with the older record
    actions.move_region(worker, moved, town.there, reason="көшті")
    with everything():
        regions = dict(Wall.objects.values_list("id", "region_id"))
        kept = models.SamePersonClaim.objects.get(id=claim)
        assert (kept.region_id, kept.district_id) == (town.there, None)
    gone, stayed = (wall, other) if moved == town.aigul.id else (other, wall)
    assert (regions[gone], regions[stayed]) == (town.there, town.here)
    with scope(seat("data_officer", town.there, number=9), "audit") as s:
        assert [one.id for one in walls.standing(s)] == [gone]


@pytest.mark.parametrize("birth", [{}, {"birth_date": None, "birth_known": "unknown"}])
def test_no_account_is_linked_to_who_may_be_a_child(town, birth):
    from qalqan.kernel.access.actions import add_user

    add_user("saule", email="saule@example.kz")
    draft = dataclasses.replace(DRAFT, iin="", iin_state="none", **birth)
    head = Desk(town.head(), "education")
    child = actions.register_person(head, draft, class_label="1A")
    with pytest.raises(Refused, match="account_child"):
        actions.link_account(head, child, "saule@example.kz")
    with everything():
        assert not models.PersonAccount.objects.exists()


def test_another_region_answers_after_a_move(town):
    actions.move_region(Desk(town.officer(), "education"), town.aigul.id, town.there, reason="көшті")
    with scope(town.officer(), "education") as s, pytest.raises(Refused, match="gone"):
        records.record(s, town.aigul.id)
    with everything():
        row = models.Person.objects.get(id=town.aigul.id)
        assert (row.region_id, row.district_id, row.phone) == (town.there, None, town.aigul.phone)
        assert set(models.Kinship.objects.values_list("region_id", flat=True)) == {town.there}
        assert not models.Attachment.objects.filter(person_id=row.id, until__isnull=True).exists()
    acts, events = told()
    assert acts == ["people.move"]
    assert events == ["people.left_region", "people.moved"]
    with everything("audit"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT user_id FROM ledger_entry WHERE act = 'people.move' AND xid = pg_current_xact_id()"
        )
        assert cursor.fetchone()[0] == town.officer().user_id
