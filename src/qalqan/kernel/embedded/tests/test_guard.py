"""The program refuses a database role with rights over its own walls, also when DATABASE_URL names it."""

import os
import subprocess
import sys
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection

from qalqan.kernel.embedded import guard, home, roles


@pytest.fixture(autouse=True)
def roles_alone(embedded_server):
    """Roles belong to the whole server, which all workers share: tests that change or judge one alternate."""
    with psycopg.connect(embedded_server.address("postgres"), autocommit=True) as turn:
        turn.execute("SELECT pg_advisory_lock(156)")
        yield


def verdict(server, role):
    """What the guard says to a session of this role."""
    with psycopg.connect(server.address(connection.settings_dict["NAME"], role)) as session:
        return guard.problems(session.execute(guard.QUERY).fetchone())


@pytest.mark.django_db
def test_the_app_and_the_worker_may_serve(embedded_server):
    assert verdict(embedded_server, "qalqan_app") == []
    assert verdict(embedded_server, "qalqan_worker") == []


@pytest.mark.django_db
def test_superuser_and_owner_may_not(embedded_server):
    assert any("superuser" in text for text in verdict(embedded_server, roles.SUPERUSER))
    owner = verdict(embedded_server, "qalqan_owner")
    assert any("owns tables" in text for text in owner)
    assert any("create tables" in text for text in owner)


@pytest.mark.django_db
def test_a_member_of_the_owner_may_not(embedded_server):
    embedded_server.sql(["GRANT qalqan_owner TO qalqan_worker"])
    try:
        assert any("member of their owner" in text for text in verdict(embedded_server, "qalqan_worker"))
    finally:
        embedded_server.sql(["REVOKE qalqan_owner FROM qalqan_worker"])


@pytest.mark.django_db
def test_a_role_that_bypasses_row_policies_may_not(embedded_server):
    embedded_server.sql(["ALTER ROLE qalqan_worker BYPASSRLS"])
    try:
        assert verdict(embedded_server, "qalqan_worker") == ["role qalqan_worker has BYPASSRLS"]
    finally:
        embedded_server.sql(["ALTER ROLE qalqan_worker NOBYPASSRLS"])


def load_wsgi(server, role):
    """Import the WSGI door in a process whose DATABASE_URL names this role."""
    secret = home.secret("db-superuser" if role == roles.SUPERUSER else f"db-{role}")
    name = os.environ["QALQAN_DATABASE"]
    address = f"postgresql://{role}:{secret}@/{name}?host={quote(str(server.sockets), safe='')}&port=5432"
    return subprocess.run(
        [sys.executable, "-c", "import qalqan.web.wsgi; print('serving')"],
        env={**os.environ, "DATABASE_URL": address},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.django_db
def test_with_database_url_the_wsgi_door_opens_for_the_app_only(embedded_server):
    assert load_wsgi(embedded_server, "qalqan_app").stdout == "serving\n"
    refused = load_wsgi(embedded_server, roles.SUPERUSER)
    assert refused.returncode == 1
    assert refused.stdout == ""
    assert "refusing to start: role postgres is a superuser" in refused.stderr


@pytest.mark.django_db
def test_a_worker_whose_up_died_while_it_was_starting_leaves(embedded_server):
    """Its parent's number is nobody's: an orphan from birth must not serve on."""
    secret = home.secret("db-qalqan_app")
    name = os.environ["QALQAN_DATABASE"]
    address = f"postgresql://qalqan_app:{secret}@/{name}?host={quote(str(embedded_server.sockets), safe='')}"
    orphan = subprocess.run(
        [sys.executable, "-c", "import qalqan.web.wsgi, time; time.sleep(30); print('still here')"],
        env={**os.environ, "DATABASE_URL": f"{address}&port=5432", "QALQAN_UP_PID": str(2**30)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert orphan.returncode != 0
    assert "still here" not in orphan.stdout
