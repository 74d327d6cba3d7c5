"""Many people at once: sealed, keyed, and refused when they lie outside the scope."""

import pickle

import pytest
from django.db import IntegrityError, ProgrammingError, connection

from qalqan.domains.people import models
from qalqan.domains.people.api import PERSON_COLUMNS, AttachmentRow, load_bulk, preparer
from qalqan.domains.people.tests.town import person
from qalqan.kernel.access.scope import NoScope, Service, scope


def test_a_loaded_person_reads_as_given(town):
    with scope(Service("test"), "operation"):
        row = models.Person.objects.get(id=town.aigul.id)
        given = town.aigul
        assert (row.surname, row.given, row.patronymic) == (given.surname, given.given, given.patronymic)
        assert (row.iin, row.phone, row.address) == (given.iin, given.phone, given.address)
        assert (row.birth_date, row.sex, row.region_id) == (given.birth_date, given.sex, given.region_id)


def test_nothing_sealed_lies_open_in_the_table(town):
    with scope(Service("test"), "operation"), connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(people_person::text, ' ') FROM people_person")
        text = cursor.fetchone()[0]
    assert "Ахметова" in text
    for secret in (town.aigul.iin, "7011112233", "12-пәтер"):
        assert secret not in text
        assert secret.encode().hex() not in text


def test_brother_and_sister_and_both_alphabets_share_keys(town):
    with scope(Service("test"), "operation"):
        rows = {p.id: p for p in models.Person.objects.all()}
    aigul, father = rows[town.aigul.id], rows[town.father.id]
    assert bytes(aigul.surname_key) == bytes(father.surname_key)
    assert bytes(aigul.patronymic_key) != bytes(father.patronymic_key)


def test_a_preparer_goes_to_another_process(town):
    row = person(town.here, town.district, "Нұр Әли", 9, "m", 50)
    made = pickle.loads(pickle.dumps(preparer(town.here)))(row)  # noqa: S301
    assert len(made) == len(PERSON_COLUMNS)
    with scope(Service("test", (town.here,)), "operation"):
        load_bulk([made], is_prepared=True)
        assert models.Person.objects.get(id=row.id).iin == row.iin


def test_a_school_loads_its_own_and_nobody_elses(town):
    own = person(town.here, town.district, "Нұр Әли", 9, "m", 50)
    place = AttachmentRow(town.here, town.district, town.one, own.id, "pupil", "3A", 1, None, None)
    with scope(town.head(), "education"):
        load_bulk([own], (), [place])
        assert models.Person.objects.filter(id=own.id).exists()
    other = person(town.here, town.other_district, "Нұр Уәли", 9, "m", 51)
    with pytest.raises(ProgrammingError), scope(town.head(), "education"):
        load_bulk([other], (), [place._replace(organisation_id=town.two, person_id=other.id)])
    unattached = person(town.here, town.district, "Нұр Сали", 9, "m", 52)
    with pytest.raises(ProgrammingError), scope(town.head(), "education"):
        load_bulk([unattached])


def test_another_region_is_refused_and_nothing_is_written(town):
    rows = [person(region, None, "Нұр Әли", 9, "m", 60) for region in (town.here, town.there)]
    with pytest.raises(ProgrammingError), scope(Service("test", (town.here,)), "operation"):
        load_bulk(rows)
    with scope(Service("test"), "operation"):
        assert not models.Person.objects.filter(id__in=[row.id for row in rows]).exists()


def test_a_number_without_its_state_is_refused_by_the_table(town):
    row = person(town.here, None, "Нұр Әли", 9, "m", 60, iin=None)
    with pytest.raises(IntegrityError, match="iin_whole"), scope(Service("test"), "operation"):
        load_bulk([row])


def test_without_a_scope_nothing_is_loaded(db):
    with pytest.raises(NoScope):
        load_bulk([])
