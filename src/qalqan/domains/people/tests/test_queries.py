"""Lists, search, records: what each seat sees and does not see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qalqan.domains.people import api, models, queries, records, sameness
from qalqan.domains.people.actions import Desk
from qalqan.domains.people.api import AttachmentRow, load_bulk
from qalqan.domains.people.queries import Filters
from qalqan.domains.people.refusals import Refused
from qalqan.domains.people.tests.town import SINCE, kin, person, seat
from qalqan.kernel.access.scope import NoScope, Own, Service, scope


def seen(by, purpose="education", filters=None):
    with scope(by, purpose) as s:
        return [line.id for line in queries.children(s, filters or Filters()).lines]


def test_each_seat_sees_its_own_children_in_kazakh_order(town):
    assert seen(town.teacher("7A")) == [town.aigul.id, town.dana.id], "Ахметова, Әбенова: А before Ә"
    assert seen(town.teacher("7B")) == [town.oleg.id]
    assert seen(town.head()) == [town.aigul.id, town.dana.id, town.oleg.id]
    assert seen(town.head(town.two)) == [town.timur.id]
    assert seen(town.officer()) == [town.aigul.id, town.dana.id, town.oleg.id]
    assert seen(seat("data_officer", town.here), "audit") == [
        town.aigul.id, town.dana.id, town.oleg.id, town.timur.id
    ]  # fmt: skip


def test_roles_without_personal_business_see_nobody(town):
    for role, purpose in (
        ("operator", "operation"),
        ("region_admin", "administration"),
        ("viewer", "statistics"),
    ):
        assert seen(seat(role, town.here), purpose) == []


def test_filters_narrow_and_never_widen(town):
    assert seen(town.officer(), filters=Filters(organisation=town.one, label="7B")) == [town.oleg.id]
    assert seen(town.officer(), filters=Filters(organisation=town.two)) == []
    assert seen(town.officer(), filters=Filters(region=town.there)) == []
    assert seen(town.teacher("7A"), filters=Filters(organisation=town.one, label="7B")) == []


def test_pages_follow_one_another_without_gap_or_repeat(town):
    born = {"birth_date": None, "birth_known": "unknown", "iin": None, "iin_state": "none"}
    rows = [person(town.here, town.district, "Әли Әли", 9, "m", 100 + n, **born) for n in range(23)]
    places = [
        AttachmentRow(town.here, town.district, town.one, r.id, "pupil", "9A", 1, SINCE, None) for r in rows
    ]
    with scope(Service("test"), "operation"):
        load_bulk(rows, (), places)
    met, after = [], None
    with scope(town.head(), "education") as s:
        while True:
            page = queries.children(s, Filters(), after=after, size=5)
            met += [line.id for line in page.lines]
            if (after := page.next_after) is None:
                break
    assert len(met) == len(set(met)) == 26
    assert set(met) >= {row.id for row in rows}, "of unknown age: listed among children"


def test_counting_stops(town, monkeypatch):
    monkeypatch.setattr(queries, "COUNTED", 2)
    with scope(town.head(), "education") as s:
        page = queries.children(s, Filters())
    assert (page.count, page.is_more) == (2, True)


@pytest.mark.parametrize(
    "text",
    [
        "Ахметова", "ахметов", "Akhmetova", "Айгүл", "Айгуль Ахметова", "Ахметова Айгүл", "Айгүл Серікқызы",
        "Ахметова Айгул Сериковна", "Aigul Serikkyzy Akhmetova", "8 (701) 111-22-33", "+77011112233",
    ],
)  # fmt: skip
def test_a_child_is_found_however_it_is_asked_for(town, text):
    with scope(town.head(), "education") as s:
        assert town.aigul.id in [line.id for line in queries.search(s, text).lines]


def test_a_child_is_found_by_number_within_reach_only(town):
    written = f"{town.timur.iin[:6]} {town.timur.iin[6:]}"
    with scope(town.head(town.two), "education") as s:
        assert [line.id for line in queries.search(s, written).lines] == [town.timur.id]
    with scope(town.head(), "education") as s:
        assert queries.search(s, written).lines == ()


@pytest.mark.parametrize("text", ["", " ", "%", "Ахмет%", "_", "12345678", "'; --", "123", "Ах"])
def test_nothing_is_found_by_a_part_or_a_sign(town, text):
    with scope(town.head(), "education") as s:
        assert queries.search(s, text).lines == ()


def test_a_strangers_record_answers_like_none(town):
    with scope(town.head(), "education") as s:
        for id in (town.timur.id, town.stranger.id, seat("viewer").id):
            with pytest.raises(Refused, match="gone"):
                records.record(s, id)


def test_sections_are_by_role_and_purpose(town):
    with scope(town.teacher(), "education") as s:
        record = records.record(s, town.aigul.id)
    assert record.phone == "+77011112233"
    assert [kin.kind for kin in record.kin] == ["father", "mother"]
    assert record.kin[0].is_restricted
    assert record.kin[0].name is None, "he is attached nowhere: the school does not reach him"
    with scope(town.officer(), "education") as s:
        record = records.record(s, town.aigul.id)
    assert (record.phone, record.address, record.kin) == (None, None, None)


def test_every_look_stands_in_the_ledger(town):
    with scope(town.teacher(), "education") as s:
        records.record(s, town.aigul.id)
    with scope(Service("test"), "audit"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT act, person_id, user_id, purpose, sections"
            " FROM ledger_entry WHERE xid = pg_current_xact_id() ORDER BY id"
        )
        rows = cursor.fetchall()
    user = town.teacher().user_id
    assert ("people.read", town.aigul.id, user, "education", "contact_safe,identity") in rows
    assert ("people.read_kin", town.mother.id, user, "education", "contact_safe,identity") in rows


def test_a_mother_reads_her_child_and_a_father_kept_away_does_not(town):
    account = {
        town.mother.id: seat("viewer", number=50).user_id,
        town.father.id: seat("viewer", number=51).user_id,
    }
    with scope(Service("test"), "operation"):
        for person_id, user_id in account.items():
            models.PersonAccount.objects.create(region_id=town.here, person_id=person_id, user_id=user_id)
    mother = records.own(account[town.mother.id])
    assert mother.person_ids == (town.mother.id, town.aigul.id)
    with scope(mother, "own") as s:
        assert records.record(s, town.aigul.id).address == town.aigul.address
        with pytest.raises(Refused, match="gone"):
            records.record(s, town.dana.id)
    father = records.own(account[town.father.id])
    assert father.person_ids == (town.father.id,)
    with scope(father, "own") as s, pytest.raises(Refused, match="gone"):
        records.record(s, town.aigul.id)
    assert records.own(seat("viewer", number=52).user_id) is None
    assert isinstance(mother, Own)


def test_a_second_record_opens_no_child_that_the_first_one_shuts(town):
    again = person(town.here, town.district, "Ахметов Серік", 42, "m", 61, iin=town.father.iin)
    twin = person(town.here, town.district, "Ахметова Айгүл", 13, "f", 62, iin=None, iin_state="unknown")
    users = {again.id: seat("viewer", number=53).user_id, town.father.id: seat("viewer", number=54).user_id}
    with scope(Service("test"), "operation"):
        ties = [kin(town.aigul, again, "father"), kin(twin, town.father, "father")]
        load_bulk([again, twin], ties, ())
        for person_id, user_id in users.items():
            models.PersonAccount.objects.create(region_id=town.here, person_id=person_id, user_id=user_id)
    assert records.own(users[again.id]).person_ids == (again.id,), "one number: kept away in both records"
    assert twin.id in records.own(users[town.father.id]).person_ids, "nobody has said that they are one"
    claim = sameness.claim_same(Desk(town.social(), "care"), town.aigul.id, twin.id, reason="бір бала")
    assert records.own(users[town.father.id]).person_ids == (town.father.id,), "in doubt they are one"
    sameness.undo_same(Desk(town.social(), "care"), claim, reason="екі бала")
    assert twin.id in records.own(users[town.father.id]).person_ids


def test_a_page_of_a_list_takes_few_questions(town):
    with (
        scope(town.head(), "education") as s,
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        queries.children(s, Filters())
    assert len(asked) <= 4


def test_the_door_answers_within_the_open_scope(town):
    with scope(town.head(), "education"):
        assert api.person(town.aigul.id).name.given == "Айгүл"
        assert api.person(town.timur.id) is None
        assert set(api.people([town.aigul.id, town.timur.id])) == {town.aigul.id}
        assert [line.id for line in api.children(Filters(), size=1).lines] == [town.aigul.id]
        assert [line.id for line in api.search("Ким Олег").lines] == [town.oleg.id]
        assert {kin.kind for kin in api.kin(town.aigul.id)} == {"mother", "father"}
        assert api.record(town.aigul.id).age == 13
    with pytest.raises(NoScope):
        api.person(town.aigul.id)
