"""One rule, three enforcers: the pure function, the ORM's filter and the database's row policies give the
same answer on more than 100,000 random pairs of scope and row, in each shape that a table can have."""

import datetime
import random
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from qalqan.kernel.access import scope as scoping
from qalqan.kernel.access.reach import condition
from qalqan.kernel.access.rules import ALL, All, Bounds, Row, reaches
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.access.tests import tables
from qalqan.kernel.embedded import roles

REGIONS = [UUID(int=n) for n in range(1, 5)]
DISTRICTS = [UUID(int=n) for n in range(11, 17)]
ORGANISATIONS = [UUID(int=n) for n in range(21, 28)]
UNITS = ["1 А", "2 Ә", 'кавычка "", \\ и {запятая,}']
PERSONS = [UUID(int=n) for n in range(1000, 1300)]
ROWS, SCOPES = 300, 120
MODELS = (tables.Plain, tables.Placed, tables.Person, tables.Record, tables.Attached)


@pytest.fixture
def seeded(embedded_server: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[random.Random]:
    with django_db_blocker.unblock(), tables.tables(embedded_server):
        chance = random.Random(156)  # noqa: S311
        with scope(Service("tests"), "protection"):
            fill(chance)
        yield chance


def maybe[T](chance: random.Random, values: list[T]) -> T | None:
    return chance.choice(values) if chance.random() < 0.8 else None


def fill(chance: random.Random) -> None:
    region = lambda: chance.choice(REGIONS)  # noqa: E731
    tables.Plain.objects.bulk_create(tables.Plain(region_id=region()) for _ in range(ROWS))
    tables.Placed.objects.bulk_create(
        tables.Placed(
            region_id=region(),
            district_id=maybe(chance, DISTRICTS),
            organisation_id=maybe(chance, ORGANISATIONS),
            unit=maybe(chance, UNITS),
        )
        for _ in range(ROWS)
    )
    tables.Person.objects.bulk_create(
        tables.Person(id=person, region_id=region(), district_id=maybe(chance, DISTRICTS))
        for person in PERSONS
    )
    tables.Record.objects.bulk_create(
        tables.Record(
            region_id=region(),
            district_id=maybe(chance, DISTRICTS),
            organisation_id=maybe(chance, ORGANISATIONS),
            class_label=maybe(chance, UNITS),
            person_id=maybe(chance, PERSONS),
        )
        for _ in range(ROWS)
    )
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=5))).date()
    ends = [None, today + datetime.timedelta(days=9), today - datetime.timedelta(days=9)]
    tables.Attached.objects.bulk_create(
        tables.Attached(
            region_id=region(),
            organisation_id=chance.choice(ORGANISATIONS),
            class_label=maybe(chance, UNITS),
            person_id=chance.choice(PERSONS),
            until=chance.choice(ends),
        )
        for _ in range(ROWS)
    )


def limit[T](chance: random.Random, values: list[T]) -> "frozenset[T] | All":
    return ALL if chance.random() < 0.5 else frozenset(chance.sample(values, chance.randrange(4)))


def bounds(chance: random.Random) -> Bounds:
    in_district = chance.random() < 0.3
    return Bounds(
        limit(chance, REGIONS),
        limit(chance, DISTRICTS) if in_district else ALL,
        ALL if in_district else limit(chance, ORGANISATIONS),
        ALL if in_district else limit(chance, UNITS),
        frozenset(chance.sample(PERSONS, chance.choice((0, 0, 5)))),
        frozenset(chance.sample(PERSONS, chance.choice((0, 0, 60)))),
        chance.random() < 0.9,
    )


def everything(server: Any) -> dict[type[Any], dict[UUID, Row]]:
    """All rows as the pure rule sees them, read by the superuser."""
    address = server.address(tables.database(), role=roles.SUPERUSER)
    attached: dict[UUID, set[tuple[UUID, str | None, UUID]]] = defaultdict(set)
    seen: dict[type[Any], dict[UUID, Row]] = {}
    with psycopg.connect(address) as superuser:
        living = "until IS NULL OR until > (now() AT TIME ZONE 'Asia/Almaty')::date"
        query = (
            f"SELECT person_id, organisation_id, class_label, region_id FROM {tables.ATTACHED} WHERE {living}"
        )
        for person, organisation, label, region in superuser.execute(query):
            attached[person].add((organisation, label, region))
        for model in MODELS:
            reach = model.REACH
            names = (reach.district, reach.organisation, reach.unit, reach.person)
            columns = ", ".join(name or "NULL" for name in names)
            seen[model] = {
                key: Row(*places, attached=frozenset(attached[places[-1]]) if reach.via else frozenset())
                for key, *places in superuser.execute(
                    f"SELECT id, region_id, {columns} FROM {model._meta.db_table}"
                )
            }
    return seen


def test_a_hundred_thousand_pairs_of_scope_and_row(seeded: random.Random, embedded_server: Any) -> None:
    rows = everything(embedded_server)
    pairs = reached = 0
    disagreements = []
    address = embedded_server.address(tables.database(), role=roles.SUPERUSER)
    with psycopg.connect(address, cursor_factory=psycopg.ClientCursor) as superuser:
        for _ in range(SCOPES):
            limits = bounds(seeded)
            by_policy: dict[type[Any], set[UUID]] = {}
            with transaction.atomic(), connection.cursor() as cursor:
                values = scoping.settings(Service("tests"), "protection", limits)
                scoping._set(values | {"walled": scoping.array(limits.walled)})
                for model in MODELS:
                    cursor.execute(f"SELECT id FROM {model._meta.db_table}")
                    by_policy[model] = {key for (key,) in cursor.fetchall()}
            for model in MODELS:
                query = model.objects.filter(condition(model, limits)).values("id").query
                statement, parameters = query.sql_with_params()
                by_filter = {key for (key,) in superuser.execute(statement, parameters)}
                by_rule = {key for key, row in rows[model].items() if reaches(limits, model.REACH, row)}
                pairs += len(rows[model])
                reached += len(by_rule)
                if not by_rule == by_filter == by_policy[model]:
                    disagreements.append((model, limits))
    assert not disagreements
    assert pairs > 100_000
    assert pairs / 20 < reached < pairs / 2  # neither all nor nothing: the comparison says something


def test_writing_is_bound_as_reading_is(seeded: random.Random) -> None:
    here = Service("tests", regions=(REGIONS[0],))
    with scope(here, "protection"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM door_placed")
        visible = cursor.fetchone()[0]
        cursor.execute("UPDATE door_placed SET unit = 'x'")
        assert 0 < cursor.rowcount == visible < ROWS
    for statement in (
        "UPDATE door_placed SET region_id = %s",
        "INSERT INTO door_placed (region_id) VALUES (%s)",
    ):
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            scope(here, "protection"),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [REGIONS[1]])
