"""Two records of one person, and the seal between the records of an adopted child."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from qalqan.domains.people import adoption, models, records, sameness
from qalqan.domains.people.actions import Desk
from qalqan.domains.people.refusals import Refused
from qalqan.domains.people.tests.town import seat
from qalqan.kernel.access.scope import Service, scope


def everything(purpose="operation"):
    return scope(Service("test"), purpose)


def snapshot():
    """Every row of people as text, claims apart."""
    tables = ("people_person", "people_kinship", "people_attachment", "people_correction")
    with everything(), connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"SELECT array_agg(t::text ORDER BY t.id) FROM {table} t")
            found.append(cursor.fetchone()[0])
        return found


def stands(town, *people):
    with scope(town.head(), "education"):
        return sameness.same_as([p.id for p in people])


def test_one_claims_another_confirms_a_third_undoes_and_nothing_is_left(town):
    before = snapshot()
    claim = sameness.claim_same(
        Desk(town.teacher(), "education"), town.dana.id, town.aigul.id, reason="бір адам"
    )
    assert stands(town, town.dana) == {town.dana.id: town.dana.id}, "a claim alone joins nothing"
    sameness.confirm_same(Desk(town.head(), "education"), claim)
    oldest = min(town.dana.id, town.aigul.id)
    assert stands(town, town.dana, town.aigul) == {town.dana.id: oldest, town.aigul.id: oldest}
    assert snapshot() == before
    sameness.undo_same(Desk(town.head(number=9), "education"), claim, reason="қате")
    assert stands(town, town.dana, town.aigul) == {p.id: p.id for p in (town.dana, town.aigul)}
    assert snapshot() == before
    with pytest.raises(Refused, match="same_decided"):
        sameness.confirm_same(Desk(town.head(), "education"), claim)


def test_nobody_confirms_the_own_claim(town):
    claim = sameness.claim_same(Desk(town.head(), "education"), town.dana.id, town.aigul.id, reason="x")
    with pytest.raises(Refused, match="same_second"):
        sameness.confirm_same(Desk(town.head(), "education"), claim)
    from django.db import IntegrityError

    with pytest.raises(IntegrityError, match="two_people"), everything():
        models.SamePersonClaim.objects.update(confirmed_by=town.head().user_id)


def test_claims_stay_within_reach(town):
    with pytest.raises(Refused, match="gone"):
        sameness.claim_same(Desk(town.head(), "education"), town.dana.id, town.timur.id, reason="x")
    with pytest.raises(Refused, match="same_self"):
        sameness.claim_same(Desk(town.head(), "education"), town.dana.id, town.dana.id, reason="x")
    claim = sameness.claim_same(Desk(town.head(), "education"), town.dana.id, town.aigul.id, reason="x")
    with pytest.raises(Refused, match="same_twice"):
        sameness.claim_same(Desk(town.head(), "education"), town.aigul.id, town.dana.id, reason="x")
    with pytest.raises(Refused, match="gone"):
        sameness.confirm_same(Desk(town.head(town.two, number=8), "education"), claim)
    with pytest.raises(PermissionDenied):
        sameness.confirm_same(Desk(town.teacher(number=8), "education"), claim)


def test_both_records_stand_side_by_side_and_both_reads_are_written(town):
    claim = sameness.claim_same(Desk(town.head(), "education"), town.dana.id, town.aigul.id, reason="x")
    with scope(town.head(), "education") as s:
        found = records.claim(s, claim)
        assert [line.id for line in records.claims(s)] == [claim]
    compared = {field: sameness_ for field, _, _, sameness_ in found.fields}
    assert compared["sex"] == "agrees"
    assert compared["surname"] == "differs"
    with everything("audit"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_entry WHERE act = 'people.compare' AND xid = pg_current_xact_id()"
        )
        assert cursor.fetchone()[0] == 2


def secretary(town, number):
    return Desk(seat("commission_secretary", town.here, number=number, district_id=town.district), "justice")


def test_a_seal_opens_for_two_people_with_an_order_and_for_a_day(town):
    first, second = secretary(town, 1), secretary(town, 2)
    adoption.seal_link(first, town.dana.id, town.aigul.id, court_act="№ 2-15")
    opening = adoption.ask_opening(first, town.aigul.id, court_act="№ 2-99")
    with pytest.raises(Refused, match="seal_closed"):
        adoption.open_seal(first, opening)
    with pytest.raises(Refused, match="seal_second"):
        adoption.approve_opening(first, opening)
    adoption.approve_opening(second, opening)
    assert adoption.open_seal(first, opening) == (town.dana.id, town.aigul.id, "№ 2-15")
    with pytest.raises(Refused, match="gone"):
        adoption.open_seal(secretary(town, 3), opening)
    with everything("justice"):
        models.SealOpening.objects.update(until=timezone.now() - datetime.timedelta(seconds=1))
    with pytest.raises(Refused, match="seal_closed"):
        adoption.open_seal(first, opening)


def test_the_link_names_nobody_and_answers_to_justice_alone(town):
    adoption.seal_link(secretary(town, 1), town.dana.id, town.aigul.id, court_act="№ 2-15")
    with everything("operation"):
        assert not models.SealedLink.objects.exists()
        assert not models.SealOpening.objects.exists()
    with everything("justice"), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(l::text, ' ') FROM people_sealed_link l")
        text = cursor.fetchone()[0]
    for id in (town.dana.id, town.aigul.id):
        assert str(id) not in text
        assert id.hex not in text
    with pytest.raises(PermissionDenied):
        adoption.ask_opening(Desk(town.head(), "education"), town.aigul.id, court_act="x")


def test_asking_tells_nothing_of_whether_there_is_a_seal(town):
    first, second = secretary(town, 1), secretary(town, 2)
    opening = adoption.ask_opening(first, town.oleg.id, court_act="№ 1")
    adoption.approve_opening(second, opening)
    assert adoption.open_seal(first, opening) is None
