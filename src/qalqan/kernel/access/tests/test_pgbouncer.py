"""Two clients share one server connection through PgBouncer in transaction mode: nothing of the one's scope
reaches the other. A session-level setting would, and a test shows that too: it can tell the difference."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections

from qalqan.kernel.access.models import Wall
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.embedded import binaries, home, roles, settings
from qalqan.kernel.embedded.server import Server

HERE, CHILD = UUID(int=1), UUID(int=100)
BACKEND = "SELECT pg_backend_pid()"
SETTING = "SELECT coalesce(current_setting('app.regions', true), '')"
pytestmark = [pytest.mark.pgbouncer, pytest.mark.django_db(transaction=True)]

CONFIGURATION = """
[databases]
{name} = host={host} port=5432 dbname={name} user={user} password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 1
max_client_conn = 10
ignore_startup_parameters = extra_float_digits,options
"""


@pytest.fixture
def port(embedded_server: Server, db: None) -> Iterator[int]:
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        if os.environ.get("QALQAN_NO_PGBOUNCER"):
            pytest.skip("no PgBouncer on this machine, and QALQAN_NO_PGBOUNCER says that this is known")
        pytest.fail("PgBouncer is missing: apt-get install pgbouncer, or set QALQAN_NO_PGBOUNCER=1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    file = Path(settings.socket_folder()) / f"pgbouncer-{number}.ini"
    embedded_server.give(
        file,
        CONFIGURATION.format(
            name=connection.settings_dict["NAME"],
            host=settings.socket_folder(),
            user=roles.APP.name,
            password=home.secret(f"db-{roles.APP.name}"),
            port=number,
        ),
    )
    who = binaries.account()
    process = subprocess.Popen(
        [program, "-q", file],
        user=who and who[0],
        group=who and who[1],
        extra_groups=[] if who else None,
        stderr=subprocess.PIPE,
    )
    try:
        wait_for(number, process)
        yield number
    finally:
        process.terminate()
        process.wait(10)
        file.unlink()


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(process.stderr.read().decode() if process.stderr else "it ended")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("PgBouncer does not listen")


@pytest.fixture
def pooled(port: int) -> Iterator[Any]:
    """The program's own connection goes through the pool; yields a second client's, in autocommit."""
    app = connections[DEFAULT_DB_ALIAS]
    through = connections.create_connection(DEFAULT_DB_ALIAS)
    through.settings_dict = {**app.settings_dict, "HOST": "127.0.0.1", "PORT": str(port)}
    connections[DEFAULT_DB_ALIAS] = through
    address = f"host=127.0.0.1 port={port} dbname={app.settings_dict['NAME']} user=other"
    try:
        with psycopg.connect(address, autocommit=True, prepare_threshold=None) as other:
            yield other
    finally:
        through.close()
        connections[DEFAULT_DB_ALIAS] = app


def ask(query: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def test_the_next_client_of_the_same_server_connection_has_no_scope(pooled: Any) -> None:
    with scope(Service("tests", regions=(HERE,)), "protection"):
        mine = ask(BACKEND)
        Wall.objects.create(region_id=HERE, person_id=CHILD, user_id=CHILD, origin="raised", reason="kin")
        assert Wall.objects.count() == 1
    assert pooled.execute(BACKEND).fetchone()[0] == mine, (
        "one server connection for both, or this shows nothing"
    )
    assert pooled.execute(SETTING).fetchone()[0] == ""
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no scope is open"):
        pooled.execute("SELECT count(*) FROM access_wall")


def test_nor_after_a_scope_that_failed(pooled: Any) -> None:
    with pytest.raises(ZeroDivisionError), scope(Service("tests"), "protection"):
        ask(BACKEND) // 0
    mine = ask(BACKEND)
    assert pooled.execute(BACKEND).fetchone()[0] == mine
    assert pooled.execute(SETTING).fetchone()[0] == ""


def test_a_session_setting_would_leak_which_is_why_there_is_none(pooled: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.regions', '*', false)")
    assert pooled.execute(SETTING).fetchone()[0] == "*"
    pooled.execute("RESET app.regions")
