"""Many rows at once: COPY goes around no wall."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from psycopg import errors

from qalqan.kernel.access.intake import copy_rows
from qalqan.kernel.access.scope import NoScope, Service, scope
from qalqan.kernel.access.tests.tables import Placed, tables

HERE, THERE = UUID(int=1), UUID(int=2)


@pytest.fixture(autouse=True)
def made(embedded_server: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), tables(embedded_server):
        yield


@pytest.fixture(autouse=True)
def in_a_transaction(made: None, db: None) -> None:
    """The tables are made before the test's transaction begins."""


def staged() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'intake'::regnamespace")
        return int(cursor.fetchone()[0])


def test_rows_are_copied_and_nothing_is_left_behind() -> None:
    rows = [(HERE, None, "1 А"), (HERE, UUID(int=5), 'кавычка " \\ \n и перевод строки')]
    with scope(Service("tests"), "operation"):
        assert copy_rows("door_placed", ("region_id", "district_id", "unit"), rows) == 2
        stored = Placed.objects.order_by("unit").values_list("region_id", "district_id", "unit")
        assert sorted(stored, key=str) == sorted(rows, key=str)
    assert staged() == 0


def test_a_row_outside_the_scope_refuses_all_of_them() -> None:
    rows = [(HERE,), (THERE,)]
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        scope(Service("tests", (HERE,)), "operation"),
    ):
        copy_rows("door_placed", ("region_id",), rows)
    with scope(Service("tests"), "operation"):
        assert not Placed.objects.exists()
    assert staged() == 0


def test_no_scope_no_rows() -> None:
    with pytest.raises(NoScope):
        copy_rows("door_placed", ("region_id",), [(HERE,)])


def test_copying_past_the_wall_is_refused_by_the_database() -> None:
    with (
        pytest.raises(errors.FeatureNotSupported, match="COPY FROM not supported with row-level security"),
        scope(Service("tests"), "operation"),
        connection.cursor() as cursor,
        cursor.copy("COPY door_placed (region_id) FROM STDIN") as copy,
    ):
        copy.write_row((HERE,))


def test_a_value_that_does_not_fit_is_a_database_error_like_any_other() -> None:
    with pytest.raises(DatabaseError), scope(Service("tests"), "operation"):
        copy_rows("door_placed", ("region_id",), [("no uuid",)])


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT intake.close('public.door_placed')",
        "SELECT intake.close('intake.rows_0; DROP TABLE door_placed')",
        "SELECT intake.open('access_cache'::regclass, '{cache_key}')",
        "SELECT intake.open('pg_authid'::regclass, '{rolname}')",
        "CREATE TABLE intake.mine (id int)",
    ],
)
def test_the_closed_schema_serves_nothing_else(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
