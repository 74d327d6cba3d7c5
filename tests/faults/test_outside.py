"""A server of one's own behind DATABASE_URL: prepared by the printed script, migrated as its owner, served as
the app; the launcher makes no database and refuses roles that could pass the walls."""

import re
import subprocess
import sys
from urllib.parse import quote

import pytest

from qalqan.kernel.embedded import binaries, home, testing
from qalqan.kernel.embedded.server import FAST_AND_FORGETFUL, Server
from tests.faults.conftest import Machine

pytestmark = [pytest.mark.faults, pytest.mark.slow]


@pytest.fixture
def outside(own_home):
    """A bare server, and an address for each role after the script ran on it."""
    server = Server.at_home(FAST_AND_FORGETFUL)
    server._initdb()
    server.give(server.data / "pg_hba.conf", "local all all scram-sha-256\n")
    (server.data / "postgresql.conf").open("a").write("\ninclude = 'qalqan.conf'\n")
    server.start()
    command = [sys.executable, "-m", "qalqan.kernel.embedded.roles", "register"]
    script = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    subprocess.run(
        [binaries.folder() / "psql", "-v", "ON_ERROR_STOP=1", "-q", server.address("postgres")],
        input=script,
        text=True,
        check=True,
    )
    passwords = dict(re.findall(r"CREATE ROLE (\w+) LOGIN [A-Z ]*PASSWORD '([^']+)'", script))
    passwords["postgres"] = home.secret("db-superuser")
    host = quote(str(server.sockets), safe="")
    return {
        role: f"postgresql://{role}:{password}@/register?host={host}&port=5432"
        for role, password in passwords.items()
    }


@pytest.fixture
def elsewhere():
    folder = testing.new_home()
    yield folder
    testing.remove(folder)


def test_up_migrates_and_serves_an_outside_server_and_makes_no_database(outside, elsewhere):
    machine = Machine(
        elsewhere, DATABASE_URL=outside["qalqan_app"], DATABASE_URL_OWNER=outside["qalqan_owner"]
    )
    process = machine.up()
    try:
        assert "Qalqan answers at" in process.first_line
        assert machine.status()["database"] == "outside"
        assert not (elsewhere / "data").exists()
    finally:
        machine.stop()
    assert process.returncode == 0


def test_up_refuses_to_serve_as_superuser(outside, elsewhere):
    machine = Machine(elsewhere, DATABASE_URL=outside["postgres"], DATABASE_URL_OWNER=outside["qalqan_owner"])
    refused = machine.run("up")
    assert refused.returncode == 1
    assert "refusing to start: role postgres is a superuser" in refused.stderr


def test_backup_of_an_outside_server_is_left_to_its_own_means(outside, elsewhere):
    refused = Machine(elsewhere, DATABASE_URL=outside["qalqan_app"]).run("backup")
    assert refused.returncode == 1
    assert "by its own means" in refused.stderr
