"""The database that every test runs on: who we are in it, and what its locale can do."""

import itertools

import psycopg
import pytest
from django.db import connection

from qalqan.kernel.embedded import roles

pytestmark = pytest.mark.django_db


def ask(query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0]


def test_it_works():
    assert ask("SELECT 1") == 1


def test_tests_run_as_the_app_and_the_app_is_nobody_special():
    assert ask("SELECT current_user") == "qalqan_app"
    assert (
        ask(
            "SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole FROM pg_roles "
            "WHERE rolname = current_user"
        )
        is False
    )
    assert ask("SELECT count(*) FROM pg_tables WHERE tableowner = current_user") == 0


def test_case_and_similarity_work_on_cyrillic():
    assert ask("SELECT lower('ӘҢҒҮҰҚӨҺІ')") == "әңғүұқөһі"
    assert ask("SELECT 'Шымкент қаласы' ILIKE '%%ҚАЛАСЫ'") is True
    assert ask("SELECT similarity('ҚЫЗЫЛОРДА', 'қызылорда') = 1") is True


@pytest.mark.parametrize("setting", ["data_checksums"])
def test_pages_carry_checksums(setting):
    assert ask(f"SHOW {setting}") == "on"


def test_kk_key_sorts_as_the_alphabet_does():
    alphabet = list("АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ")
    assert len(alphabet) == 42
    shuffled = sorted(alphabet)
    assert shuffled != alphabet
    assert ask("SELECT array_agg(x ORDER BY kk_key(x), x) FROM unnest(%s::text[]) x", shuffled) == alphabet
    for first, second in itertools.pairwise(alphabet):
        assert ask("SELECT kk_key(%s) < kk_key(%s)", first.lower(), second) is True


def test_kk_key_ignores_case_and_puts_figures_and_latin_first():
    names = ["Ақтау", "ақмола", "Abai", "10 мектеп", "Әулиекөл", "Шымкент"]
    ordered = ask("SELECT array_agg(x ORDER BY kk_key(x), x) FROM unnest(%s::text[]) x", names)
    assert ordered == ["10 мектеп", "Abai", "ақмола", "Ақтау", "Әулиекөл", "Шымкент"]


def test_kk_key_can_be_indexed(embedded_server):
    address = embedded_server.address(connection.settings_dict["NAME"], role="qalqan_owner")
    with psycopg.connect(address) as owner:
        owner.execute("CREATE TABLE named (name text)")
        owner.execute("CREATE INDEX named_key ON named (kk_key(name))")
        owner.execute("SET LOCAL enable_seqscan = off")
        plan = owner.execute("EXPLAIN SELECT name FROM named ORDER BY kk_key(name)").fetchall()
        owner.rollback()
    assert "named_key" in str(plan)


def test_every_role_of_the_house_exists_and_none_is_a_superuser():
    found = ask(
        "SELECT array_agg(rolname::text ORDER BY rolname) FROM pg_roles "
        "WHERE rolname LIKE 'qalqan%%' AND NOT rolsuper AND NOT rolbypassrls"
    )
    assert found == sorted(role.name for role in roles.ROLES)


@pytest.mark.django_db(transaction=True)
def test_a_committing_test_leaves_nothing_behind_first():
    leave_a_user_behind()


@pytest.mark.django_db(transaction=True)
def test_a_committing_test_leaves_nothing_behind_second():
    leave_a_user_behind()


def leave_a_user_behind():
    from django.contrib.auth import get_user_model

    assert not get_user_model().objects.exists()
    get_user_model().objects.create(username="left behind")
