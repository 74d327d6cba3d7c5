"""The migrations of the map and the register can be taken back and applied again; the data returns."""

import os
import subprocess
import sys

import psycopg
import pytest

from qalqan.kernel.embedded import roles, testing
from qalqan.kernel.embedded.server import Server
from qalqan.kernel.embedded.settings import embedded


def migrate(database: str, *target: str) -> None:
    """`migrate` as the owner, as the launcher runs it."""
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity=0", *target],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "qalqan.settings",
            "QALQAN_ROLE": "owner",
            "QALQAN_DATABASE": database,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def counts(database: str) -> list[int]:
    entry = embedded(roles.APP)
    with psycopg.connect(
        host=entry["HOST"], user=entry["USER"], password=entry["PASSWORD"], dbname=database
    ) as connection:
        tables = ("territory_region", "territory_district", "bodies_body", "bodies_holding")
        rows = [connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables]
    return [row[0] for row in rows if row]


@pytest.mark.slow
def test_back_and_forth(embedded_server: Server) -> None:
    name = f"test_back_{os.getpid()}"
    with testing.locked(embedded_server.folder):
        embedded_server.sql(testing.cloning(name))
    try:
        before = counts(name)
        migrate(name, "bodies", "0001")  # a half-migrated domain is left alone by the loader
        migrate(name, "territory", "zero")  # takes bodies along
        migrate(name)
        assert counts(name) == before == [20, 228, 144, 159]
    finally:
        embedded_server.sql([f"DROP DATABASE {name} WITH (FORCE)"])
