"""Organisations: open to read, loaded in bulk by code, never doubled."""

import datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from qalqan.domains.bodies import api, models
from qalqan.domains.bodies.labels import ORGANISATION_KINDS
from qalqan.domains.bodies.rules import ORGANISATION_KINDS as KINDS
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.names import Names

DAY = datetime.date(2024, 9, 1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_a_scope(db):
    with scope(Service("tests"), "administration"):
        yield


def region(code: str = "KZ-61") -> UUID:
    return territory.region(code, DAY).id


def school(code: str = "s-1", where: str = "KZ-61", name: str = "№1 мектеп") -> api.NewOrganisation:
    return api.NewOrganisation(region(where), None, "school", code, Names(name, "Школа №1", "School 1"), DAY)


def test_a_load_gives_ids_and_a_second_one_keeps_them():
    first = api.load_organisations([school(), school(where="KZ-10")])
    again = api.load_organisations([school(name="№1 мектеп-гимназия")])
    assert again[region(), "s-1"] == first[region(), "s-1"]
    assert len(set(first.values())) == 2
    assert api.organisation(first[region(), "s-1"]).name.kk == "№1 мектеп-гимназия"


def test_lists_are_narrowed_by_region_kind_and_day():
    district = territory.districts_on(DAY, "KZ-61")[0].id
    clinic = api.NewOrganisation(
        region(), district, "clinic", "c-1", Names("Емхана", "Поликлиника", "Clinic"), DAY
    )
    ids = api.load_organisations([school(), school("s-2"), school(where="KZ-10"), clinic])
    assert {one.code for one in api.organisations(region())} == {"s-1", "s-2", "c-1"}
    assert [one.code for one in api.organisations(region(), kind="school")] == ["s-1", "s-2"]
    assert [one.code for one in api.organisations(region(), district)] == ["c-1"]
    assert api.organisations(region(), on=DAY - datetime.timedelta(days=1)) == ()
    assert set(api.organisations_by_id(ids.values())) == set(ids.values())


def test_what_is_unknown_is_said():
    with pytest.raises(api.UnknownOrganisationError):
        api.organisation(UUID(int=5))
    strange = api.NewOrganisation(region(), None, "castle", "x", Names("a", "b", "c"), DAY)
    with pytest.raises(ValueError, match="castle"):
        api.load_organisations([strange])


def test_the_database_refuses_a_second_code_in_a_region_and_a_life_without_days():
    api.load_organisations([school()])
    for wrong in (
        {"code": "s-1", "life": DateRange(DAY, None)},
        {"code": "s-9", "life": DateRange(DAY, DAY)},
        {"code": "s-9", "life": DateRange(None, None)},
        {"code": "s-9", "life": DateRange(DAY, None), "kind": "castle"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Organisation.objects.create(
                region_id=region(), kk="a", ru="b", en="c", **({"kind": "school"} | wrong)
            )


def test_every_kind_has_a_word():
    assert set(ORGANISATION_KINDS) == set(KINDS)
