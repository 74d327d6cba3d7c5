"""The register in the tables: loaded by `migrate`, and kept whole by PostgreSQL itself."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from psycopg import errors

from qalqan.domains.bodies import actions, api, models, queries, reference
from qalqan.domains.territory import reference as territory
from qalqan.domains.territory.tests.refusals import refusal
from qalqan.kernel.periods import Period

pytestmark = pytest.mark.django_db


def body(code: str) -> str:
    return f"(SELECT id FROM bodies_body WHERE code = '{code}')"


def function(key: str) -> str:
    return f"(SELECT id FROM bodies_function WHERE key = '{key}')"


def region(code: str | None) -> str:
    return f"(SELECT id FROM territory_region WHERE code = '{code}')" if code else "NULL"


def hold(key: str, code: str, valid: str, where: str | None = None) -> str:
    return (
        "INSERT INTO bodies_holding (function_id, body_id, valid, region_id, source) "
        f"VALUES ({function(key)}, {body(code)}, '{valid}', {region(where)}, '')"
    )


def release(key: str, code: str) -> str:
    return f"DELETE FROM bodies_holding WHERE function_id = {function(key)} AND body_id = {body(code)}"


def test_every_installation_has_the_register() -> None:
    stored, stated = queries.register(), reference.read(territory.read())
    assert stored.bodies == tuple(sorted(stated.bodies, key=lambda b: b.code))
    assert stored.functions == tuple(sorted(stated.functions, key=lambda f: f.key))
    assert set(stored.holdings) == set(stated.holdings)
    assert len(stored.holdings) == len(stated.holdings)
    assert stored.checked_until == stated.checked_until


def test_loading_again_changes_nothing() -> None:
    assert actions.load_reference() is False


@pytest.mark.usefixtures("as_owner")
def test_a_reform_is_loaded_and_bodies_keep_their_ids() -> None:
    """The next reform, invented: health passes to a new ministry in 2030."""
    stated, day = reference.read(territory.read()), date(2030, 1, 1)
    old = next(b for b in stated.bodies if b.code == "МЗ")
    ended = replace(old, life=Period(None, day), namings=(replace(old.namings[0], valid=Period(None, day)),))
    new = replace(old, code="МОЗ", life=Period(day), namings=(replace(old.namings[0], valid=Period(day)),))
    holdings = [h for h in stated.holdings if h.function != "health"]
    held = next(h for h in stated.holdings if h.function == "health")
    reformed = replace(
        stated,
        bodies=(*(b for b in stated.bodies if b.code != "МЗ"), ended, new),
        holdings=(
            *holdings,
            replace(held, valid=Period(None, day)),
            replace(held, body="МОЗ", valid=Period(day)),
        ),
    )
    before = api.body("МЗ", date(2024, 1, 1))
    actions.write(reformed, "invented")
    assert api.addressee("МЗ", day).code == "МОЗ"
    assert api.body("МЗ", date(2024, 1, 1)).id == before.id
    with pytest.raises(actions.ReferenceRefusedError, match="МОЗ: end it"):
        actions.write(stated, "without it")


def test_a_register_with_a_fault_is_refused_whole() -> None:
    stated = reference.read(territory.read())
    editions = models.Edition.objects.count()
    fewer = tuple(h for h in stated.holdings if (h.function, h.region) != ("regional-police", "KZ-75"))
    with pytest.raises(
        actions.ReferenceRefusedError, match="regional-police in KZ-75: nobody from 2020-01-01"
    ):
        actions.write(replace(stated, holdings=fewer), "broken")
    assert models.Edition.objects.count() == editions


def test_the_program_that_serves_people_cannot_rewrite_the_register() -> None:
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        refusal("app", hold("education", "МВД", "[2010-01-01,2011-01-02)"))
    assert refusal("app", release("health", "МЗ")) is None  # accepted, and removes nothing


def test_two_bodies_cannot_hold_one_function_on_one_day() -> None:
    assert refusal("owner", hold("education", "МВД", "[2024-01-01,2024-01-02)")) == "bodies_holding_one_a_day"
    # the same in one region; another region does not collide
    again = hold("local-executive", "akimat-75", "[2024-01-01,2024-01-02)", "KZ-75")
    assert refusal("owner", again) == "bodies_holding_one_a_day"


def test_no_day_may_be_left_without_a_holder() -> None:
    assert refusal("owner", release("health", "МЗ")) == "bodies_holding_no_gap"
    shorter = f"UPDATE bodies_holding SET valid = '[2020-01-01,2022-06-10)' WHERE body_id = {body('МОН')}"
    assert refusal("owner", shorter) == "bodies_holding_no_gap"
    assert refusal("owner", release("regional-health", "health-62")) == "bodies_holding_no_gap"
    orphan = (
        "INSERT INTO bodies_function (key, scope, life, kk, ru, en) "
        "VALUES ('orphan', 'national', '[2020-01-01,)', 'а', 'а', 'a')"
    )
    assert refusal("owner", orphan) == "bodies_holding_no_gap"
    assert refusal("owner", orphan, hold("orphan", "МЗ", "[2020-01-01,)")) is None


def test_handing_over_in_one_transaction_is_accepted() -> None:
    """A reform ends one holding and begins the next; only the whole transaction must leave no gap."""
    end = (
        f"UPDATE bodies_holding SET valid = '(,2030-01-01)' "
        f"WHERE function_id = {function('health')} AND body_id = {body('МЗ')}"
    )
    assert refusal("owner", end) == "bodies_holding_no_gap"
    assert refusal("owner", end, hold("health", "МТСЗН", "[2030-01-01,)")) is None


def test_the_dead_hold_nothing() -> None:
    assert (
        refusal("owner", release("health", "МЗ"), hold("health", "МОН", "(,)"))
        == "bodies_holding_by_the_living"
    )
    death = f"UPDATE bodies_body SET life = '(,2025-01-01)' WHERE id = {body('МЗ')}"
    assert refusal("owner", death) in {"bodies_holding_by_the_living", "bodies_body_name_in_life"}


def test_a_region_is_served_by_its_own_body() -> None:
    swap = [
        release("regional-health", "health-75"),
        hold("regional-health", "health-71", "(,)", "KZ-75"),
    ]
    assert refusal("owner", *swap) == "bodies_holding_in_its_place"
    assert refusal("owner", hold("local-executive", "МИО", "(,)")) == "bodies_holding_in_its_place"
    assert refusal("owner", hold("local-executive", "МЗ", "(,)")) == "bodies_holding_in_its_place"


def test_a_body_has_one_name_a_day() -> None:
    second = (
        "INSERT INTO bodies_body_name "
        "(body_id, valid, kk, ru, en, short_kk, short_ru, short_en, is_official) "
        f"VALUES ({body('МЗ')}, '[2024-01-01,2024-02-01)', 'а', 'а', 'a', 'а', 'а', 'a', true)"
    )
    assert refusal("owner", second) == "bodies_body_name_one_a_day"


@pytest.mark.usefixtures("as_owner")
def test_gaps_can_be_listed() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM bodies_gap")
        assert cursor.fetchall() == []
        cursor.execute("DELETE FROM bodies_holding WHERE valid @> date '2023-01-01' AND region_id IS NULL")
        cursor.execute("SELECT function FROM bodies_gap ORDER BY function")
        gaps = [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT key FROM bodies_function WHERE scope = 'national' ORDER BY key")
        assert gaps == [key for (key,) in cursor.fetchall()]
        transaction.set_rollback(True)


def test_one_query_answers_once_the_register_is_read() -> None:
    api.register()
    with CaptureQueriesContext(connection) as captured:
        api.owners_through("МИО", None, date(2020, 1, 1), date(2023, 12, 31))
    assert len(captured) == 1


def test_the_door_answers() -> None:
    day = date(2023, 1, 1)
    assert [b.code for b in api.resolve("МОН", None, day)] == ["МП"]
    assert len(api.akimats_on(day)) == 20
    assert len(api.akimats_on(date(2022, 6, 7))) == 17
    assert api.function("МКС").key == "culture"
    assert api.is_collective("КДНЗП")
    assert {b.code for b in api.bodies_on(day, region="KZ-10")} == {
        "akimat-10", "education-10", "health-10", "social-10", "police-10", "minors-10",
    }  # fmt: skip
    assert len(api.functions()) == 31
