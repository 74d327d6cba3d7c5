"""The map in the tables: loaded by `migrate`, the same as the files, and kept whole by PostgreSQL itself."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg import errors

from qalqan.domains.territory import actions, api, models, queries, reference
from qalqan.domains.territory.rules import Atlas
from qalqan.domains.territory.tests.refusals import refusal
from qalqan.kernel.names import sort_key
from qalqan.kernel.periods import Period

pytestmark = pytest.mark.django_db
ABAI = "(SELECT id FROM territory_region WHERE code = 'KZ-10')"
EAST = "(SELECT id FROM territory_region WHERE code = 'KZ-63')"


def name(region: str, valid: str) -> str:
    return (
        "INSERT INTO territory_region_name (region_id, valid, kk, ru, en, kk_of, ru_of, en_of, source) "
        f"VALUES ({region}, '{valid}', 'а', 'а', 'a', 'а', 'а', 'a', '')"
    )


def place(valid: str, region: str = EAST) -> str:
    district = "(SELECT id FROM territory_district WHERE code = 'KZ-63-ridder-city')"
    return (
        f"INSERT INTO territory_district_place (district_id, region_id, valid) "
        f"VALUES ({district}, {region}, '{valid}')"
    )


def test_every_installation_has_the_map() -> None:
    assert queries.atlas() == reference.read().__class__(
        tuple(sorted(reference.read().regions, key=lambda r: r.code)),
        tuple(sorted(reference.read().districts, key=lambda d: d.code)),
    )
    assert len({region.id for region in queries.atlas().regions}) == 20


def test_loading_again_changes_nothing() -> None:
    editions = models.Edition.objects.count()
    assert actions.load_reference() is False
    assert models.Edition.objects.count() == editions


@pytest.mark.usefixtures("as_owner")
def test_a_changed_map_is_loaded_and_keeps_ids() -> None:
    atlas = reference.read()
    before = api.region("KZ-10", date(2024, 1, 1))
    abai = next(r for r in atlas.regions if r.code == "KZ-10")
    spell = abai.spells[0]
    renamed = replace(
        abai,
        spells=(
            replace(spell, valid=Period(spell.valid.since, date(2030, 1, 1))),
            replace(spell, valid=Period(date(2030, 1, 1)), name=replace(spell.name, kk="Семей облысы")),
        ),
    )
    others = tuple(r for r in atlas.regions if r.code != "KZ-10")
    assert actions.load_reference(Atlas((renamed, *others), atlas.districts)) is True
    assert api.region_name("KZ-10", date(2030, 1, 1), "kk") == "Семей облысы"
    assert api.region("KZ-10", date(2024, 1, 1)) == before


def test_a_map_with_a_fault_is_refused_whole() -> None:
    atlas = reference.read()
    broken = replace(atlas.regions[0], spells=())
    with pytest.raises(actions.ReferenceRefusedError, match="KZ-10: none from 2022-06-08"):
        actions.load_reference(Atlas((broken, *atlas.regions[1:]), atlas.districts))
    with pytest.raises(actions.ReferenceRefusedError, match="KZ-79: end it"):
        actions.load_reference(
            Atlas(atlas.regions[:-1], tuple(d for d in atlas.districts if "KZ-79" not in d.code))
        )
    assert len(api.regions_on(date(2024, 1, 1))) == 20


def test_the_program_that_serves_people_cannot_redraw_the_map() -> None:
    for statement in (name(ABAI, "[2020-01-01,2021-01-01)"), place("[2010-01-01,2011-01-01)")):
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            refusal("app", statement)
    assert refusal("app", "DELETE FROM territory_district_place") is None  # accepted, and nothing is there


def test_a_region_has_one_name_a_day() -> None:
    assert refusal("owner", name(ABAI, "[2023-01-01,2023-02-01)")) == "territory_region_name_one_a_day"


def test_a_name_needs_a_living_region() -> None:
    assert refusal("owner", name(ABAI, "[2021-01-01,2022-06-08)")) == "territory_region_name_in_life"
    assert refusal(
        "owner", f"UPDATE territory_region SET life = '[2022-06-08,2025-01-01)' WHERE id = {ABAI}"
    ) in {"territory_region_name_in_life", "territory_district_place_in_region"}


def test_a_district_belongs_to_one_living_region_a_day() -> None:
    assert refusal("owner", place("[2020-01-01,2021-01-01)")) == "territory_district_place_one_a_day"
    free = (
        "DELETE FROM territory_district_place WHERE district_id = "
        "(SELECT id FROM territory_district WHERE code = 'KZ-63-ridder-city')"
    )
    assert refusal("owner", free, place("[2020-01-01,2021-01-01)")) is None
    assert (
        refusal("owner", free, place("[2020-01-01,2021-01-01)", ABAI)) == "territory_district_place_in_region"
    )


def test_one_query_answers_once_the_map_is_read() -> None:
    api.atlas()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        api.regions_on(date(2024, 1, 1))
    assert len(captured) == 1


def test_the_database_sorts_as_python_does() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kk FROM territory_district ORDER BY kk_key(kk), kk")
        stored = [kk for (kk,) in cursor.fetchall()]
    assert stored == sorted(stored, key=lambda kk: (sort_key(kk), kk))


def test_ids_and_codes_both_name_a_region() -> None:
    day = date(2024, 1, 1)
    view = api.region("KZ-75", day)
    assert api.region(view.id, day) == view
    assert api.region_name(view.id, day, "en") == "Almaty"
    assert [d.name.ru for d in api.districts_on(day, view.id)][:2] == [
        "Алатауский район",
        "Алмалинский район",
    ]
    with pytest.raises(api.UnknownRegionError):
        api.region("KZ-99", day)
    with pytest.raises(KeyError):
        api.region_name("KZ-75", day, "de")
