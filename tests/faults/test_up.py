"""`qalqan up` as people use and abuse it: twice, killed, on a taken port, stopped in three ways."""

import os
import re
import signal
import socket
import urllib.error
import urllib.request

import pytest

from tests.faults.conftest import until

pytestmark = [pytest.mark.faults, pytest.mark.slow]


def address(process):
    found = re.search(r"http://\S+", process.first_line)
    assert found, process.first_line + process.stderr.read()
    return found[0]


def page(url):
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310  our own address
        return answer.status


def page_or_error(url):
    try:
        return page(url)
    except urllib.error.HTTPError as error:
        return error.code


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_up_then_up_again_then_down(machine):
    first = machine.up()
    where = address(first)
    assert page(where + "/") == 200

    second = machine.run("up")
    assert second.returncode == 0
    assert second.stdout == f"already runs at {where} (pid {first.pid})\n"

    found = machine.status()
    assert (found["state"], found["pid"], found["address"], found["migrated"]) == (
        "running",
        first.pid,
        where,
        True,
    )

    assert machine.run("down").stdout == "stopped\n"
    assert first.wait(30) == 0
    assert machine.status()["state"] == "stopped"
    assert machine.status()["database_pid"] is None
    assert machine.run("down").stdout == "nothing runs\n"


def test_a_warm_start_repeats_no_step(machine):
    process = machine.up()
    assert page(address(process) + "/") == 200
    machine.run("down")
    said = [line for line in process.stderr.read().splitlines() if "is taken, using" not in line]
    assert said == ["qalqan: stopping the database", "qalqan: stopped"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_polite_signal_stops_server_and_database(machine, how):
    process = machine.up()
    database = machine.status()["database_pid"]
    process.send_signal(how)
    assert process.wait(30) == 0
    until(lambda: not is_alive(database))


def test_a_killed_up_leaves_no_worker_and_the_next_takes_the_same_port_and_database(machine):
    first = machine.up()
    where, database = address(first), machine.status()["database_pid"]
    first.kill()
    first.wait()
    assert is_alive(database)

    second = machine.up()

    assert address(second) == where
    assert page(where + "/") == 200
    assert machine.status()["database_pid"] == database
    machine.run("down")
    until(lambda: not is_alive(database))


def test_down_stops_the_database_that_a_killed_up_left(machine):
    process = machine.up()
    database = machine.status()["database_pid"]
    process.kill()
    process.wait()
    assert machine.run("down").stdout == "stopped\n"
    until(lambda: not is_alive(database))


def test_a_killed_database_recovers_and_says_so(machine):
    process = machine.up()
    database = machine.status()["database_pid"]
    process.kill()
    os.kill(database, signal.SIGKILL)
    process.wait()
    second = machine.up()
    assert page(address(second) + "/") == 200
    machine.run("down")
    assert "recovering" in second.stderr.read()


def test_a_database_killed_under_a_running_up_is_started_again(machine):
    process = machine.up()
    where, database = address(process), machine.status()["database_pid"]
    os.kill(database, signal.SIGKILL)
    until(lambda: machine.status()["database_pid"] not in {None, database})
    until(lambda: page_or_error(where + "/kk/") == 200)


def test_a_taken_port_is_refused_when_asked_for_and_passed_over_when_not(machine):
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = machine.run("up", "--port", str(port))
    assert refused.returncode == 1
    assert f"port {port} on 127.0.0.1 is taken" in refused.stderr
    assert machine.status()["database_pid"] is None


def test_a_command_beside_a_running_up_leaves_its_database_alone(machine):
    process = machine.up()
    database = machine.status()["database_pid"]
    assert machine.run("manage", "showmigrations").returncode == 0
    assert machine.status()["database_pid"] == database
    assert page(address(process) + "/") == 200


def test_a_command_alone_starts_the_database_and_stops_it(machine):
    listed = machine.run("manage", "showmigrations", "--plan")
    assert listed.returncode == 0, listed.stderr
    assert "[ ]" not in listed.stdout
    assert machine.status()["database_pid"] is None


def test_the_database_is_closed_to_others(machine):
    machine.up()
    for name in ("run", "data", "secrets"):
        assert (machine.home / name).stat().st_mode & 0o777 == 0o700
    for secret in (machine.home / "secrets").iterdir():
        assert secret.stat().st_mode & 0o777 == 0o600
    listening = (machine.home / "data" / "postmaster.pid").read_text().splitlines()[5]
    assert listening == ""  # no TCP address
