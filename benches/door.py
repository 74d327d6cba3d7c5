"""What the wall costs: the same questions of a table of 400,000 rows with an explicit filter and no policy,
with both, and with the policy alone; and what opening a scope costs beside a bare transaction.

The promise: the policy beside the explicit filter costs nothing that anybody notices. Alone it is a net and
not a filter, and this bench shows why every query carries the filter."""

import os
from uuid import UUID, uuid4

from benches._measure import row, wall_milliseconds
from benches.register import database

ROWS, REGIONS, SCHOOLS, PERSONS = 400_000, 20, 400, 200_000
TABLES = ("bench_open", "bench_walled")


def region(number: int) -> UUID:
    return UUID(int=number % REGIONS + 1)


def fill() -> None:
    """Twice the same rows, once behind row security: children in regions, districts and schools."""
    import psycopg

    from qalqan.kernel.access.rls import RowSecurity
    from qalqan.kernel.access.rules import Reach
    from qalqan.kernel.embedded.server import Server

    reach = Reach(district="district_id", organisation="organisation_id", person="person_id")
    with psycopg.connect(Server.at_home().address(role="qalqan_owner"), autocommit=True) as owner:
        for table in TABLES:
            owner.execute(
                f"CREATE TABLE {table} (id uuid PRIMARY KEY DEFAULT uuidv7(), region_id uuid NOT NULL,"
                " district_id uuid, organisation_id uuid, person_id uuid, name text, at timestamptz)"
            )
            owner.execute(
                f"INSERT INTO {table} (region_id, district_id, organisation_id, person_id, name, at)"  # noqa: S608
                f" SELECT lpad(to_hex(n % {REGIONS} + 1), 32, '0')::uuid,"
                "  lpad(to_hex(n % 200 + 1), 32, '0')::uuid,"
                f"  lpad(to_hex(n % {SCHOOLS} + 1), 32, '0')::uuid,"
                f"  lpad(to_hex(n % {PERSONS} + 1), 32, '0')::uuid,"
                "  'n' || (n::bigint * 7919 % 100000), now() - n * interval '1 minute'"
                f" FROM generate_series(1, {ROWS}) n"
            )
            owner.execute(f"CREATE INDEX ON {table} (region_id, at DESC)")
            owner.execute(f"CREATE INDEX ON {table} (at DESC)")
            owner.execute(f"CREATE INDEX ON {table} (region_id, organisation_id, at DESC)")
            owner.execute(f"CREATE INDEX ON {table} (region_id, name)")
            # a school lies in one region: without being told, the planner multiplies the two selectivities
            owner.execute(
                f"CREATE STATISTICS {table}_places (dependencies) ON region_id, organisation_id FROM {table}"
            )
            owner.execute(f"VACUUM ANALYZE {table}")
        owner.execute(RowSecurity("bench_walled", reach).sql)


QUESTIONS = {
    "latest 25": "SELECT id, name FROM {table} WHERE {where} ORDER BY at DESC LIMIT 25",
    "by name": "SELECT id, name FROM {table} WHERE {where} AND name = 'n7919' LIMIT 25",
    "count": "SELECT count(*) FROM {table} WHERE {where}",
}


def ask(table: str, question: str, where: str) -> str:
    return QUESTIONS[question].format(table=table, where=where or "true")


def seat_questions() -> None:
    from django.db import connection

    from qalqan.kernel.access.policy import SeatView
    from qalqan.kernel.access.scope import scope

    seats = {
        "region": SeatView(uuid4(), uuid4(), uuid4(), "data_officer", "", region(3)),
        "school": SeatView(
            uuid4(), uuid4(), uuid4(), "school_head", "", region(3), organisation_id=UUID(int=4)
        ),
    }
    filters = {
        "region": f"region_id = '{region(3)}'",
        "school": f"region_id = '{region(3)}' AND organisation_id = '{UUID(int=4)}'",
    }
    purposes = {"region": "audit", "school": "education"}
    for level, seat in seats.items():
        for question in QUESTIONS:
            with scope(seat, purposes[level]), connection.cursor() as cursor:
                taken = {}
                for kind, table, where in (
                    ("filter alone", "bench_open", filters[level]),
                    ("filter and policy", "bench_walled", filters[level]),
                    ("policy alone", "bench_walled", ""),
                ):
                    statement = ask(table, question, where)
                    runs = 7 if kind == "policy alone" else 40

                    def work(statement: str = statement) -> object:
                        cursor.execute(statement)
                        return cursor.fetchall()

                    work()
                    taken[kind] = wall_milliseconds(work, runs)[0]
            for kind in ("filter and policy", "policy alone"):
                figure = f"{level}: {question}, {kind}"
                row(figure, f"{taken[kind]:.3f} ms", "the filter alone", taken[kind] / taken["filter alone"])


def opening() -> None:
    from django.db import connection, transaction

    from qalqan.kernel.access.policy import SeatView
    from qalqan.kernel.access.scope import Service, scope

    seat = SeatView(uuid4(), uuid4(), uuid4(), "data_officer", "", region(3))

    def bare() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    def in_scope() -> None:
        with scope(seat, "audit"), connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    def as_service() -> None:
        with scope(Service("bench"), "operation"), connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    for work in (bare, in_scope, as_service):
        work()
    base = wall_milliseconds(bare, 300)[0]
    for figure, work in (
        ("a scope of a seat, opened and ended", in_scope),
        ("a scope of a service", as_service),
    ):
        median = wall_milliseconds(work, 300)[0]
        row(figure, f"{median:.3f} ms", "a bare transaction", median / base)


def main() -> None:
    os.environ.setdefault("QALQAN_POOL", "0")
    with database():
        fill()
        seat_questions()
        opening()


if __name__ == "__main__":
    main()
