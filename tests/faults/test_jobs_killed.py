"""Kill -9 of web, worker and database while acts are written: nothing acknowledged is lost, nothing doubled.

The act is the operator's self-test, which goes the way of all: a row and its event in one transaction, a
handler of
the outbox, a job. Each step counts itself, so an effect that happened twice would show.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from qalqan.kernel.embedded.server import Server
from tests.faults.conftest import QALQAN, until

pytestmark = [pytest.mark.faults, pytest.mark.slow]

COUNTS = """
SELECT count(*), count(*) FILTER (WHERE heard = 1 AND done = 1), count(*) FILTER (WHERE heard > 1 OR done > 1)
FROM jobs_canary
"""


class Writers:
    """Two processes that write; their acknowledgements, gathered in files."""

    def __init__(self, machine, folder: Path):
        self.machine, self.folder, self.files, self.running = machine, folder, [], []

    def start(self):
        file = self.folder / f"writer-{len(self.files)}"
        self.files.append(file)
        with file.open("w") as out:
            self.running.append(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.faults.writer"], env=self.machine.environment, stdout=out
                )
            )

    def kill(self):
        process = self.running.pop(0)
        process.kill()
        process.wait()

    def lines(self):
        """Whole lines only: the last one of a killed writer may be half."""
        return [
            line[:-1]
            for file in self.files
            for line in file.read_text().splitlines(keepends=True)
            if line.endswith("\n")
        ]

    def acknowledged(self):
        return {UUID(line) for line in self.lines() if not line.startswith("refused")}


@pytest.fixture
def writers(machine, tmp_path):
    found = Writers(machine, tmp_path)
    yield found
    while found.running:
        found.kill()


@pytest.fixture
def ask(machine):
    """A question to the machine's database, as the worker's role; again while it recovers."""

    def ask(query):
        for _ in range(100):
            try:
                with psycopg.connect(Server.at_home().address(role="qalqan_worker")) as connection:
                    return connection.execute(query).fetchall()
            except psycopg.OperationalError:
                time.sleep(0.2)
        raise AssertionError("the database does not come back")

    return ask


def worker_pids(machine):
    return [int(pid) for pid in (machine.status()["workers"] or "").split()]


def web_workers(up_pid):
    """The server's own processes: children of `up` that are no database and no jobs' worker."""
    children = Path(f"/proc/{up_pid}/task/{up_pid}/children").read_text().split()
    return [int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def gone(pid):
    return not Path(f"/proc/{pid}").exists() or Path(f"/proc/{pid}/cmdline").read_bytes() == b""


def test_no_acknowledged_act_is_lost_and_no_effect_doubled(machine, writers, ask):
    up = machine.up()
    second = subprocess.Popen([*QALQAN, "worker"], env=machine.environment, stderr=subprocess.DEVNULL)
    machine.started.append(second)
    second.stdout = second.stderr = open(os.devnull)  # noqa: SIM115  the fixture closes them
    until(lambda: len(worker_pids(machine)) == 2)
    writers.start()
    writers.start()
    until(lambda: len(writers.acknowledged()) > 30)
    until(lambda: ask(COUNTS)[0][1] > 0)

    for _ in range(2):
        until(lambda: worker_pids(machine))
        with contextlib.suppress(ProcessLookupError, IndexError):  # it may be leaving by itself just now
            os.kill(worker_pids(machine)[-1], signal.SIGKILL)
        time.sleep(1)
        os.kill(Server.at_home().pid(), signal.SIGKILL)
        seen = len(writers.acknowledged())
        until(lambda seen=seen: len(writers.acknowledged()) > seen + 20)
        writers.kill()
        writers.start()
        for pid in web_workers(up.pid):
            os.kill(pid, signal.SIGKILL)
        time.sleep(1)
    while writers.running:
        writers.kill()

    acknowledged = writers.acknowledged()
    assert len(acknowledged) > 100
    assert any(line.startswith("refused") for line in writers.lines())
    try:
        until(lambda: ask(COUNTS)[0][0] == ask(COUNTS)[0][1], seconds=90)
    except AssertionError:
        pytest.fail(f"written, done once, twice: {ask(COUNTS)}; {json.dumps(ask_state(ask), default=str)}")
    found = {row[0] for row in ask("SELECT id FROM jobs_canary")}
    assert acknowledged - found == set()
    assert len(found - acknowledged) <= 10  # committed, but killed before the answer
    assert ask(COUNTS)[0][2] == 0
    ticks = ask(
        "SELECT args->>'timestamp', count(*) FROM procrastinate_jobs "
        "WHERE args ? 'timestamp' GROUP BY task_name, 1 HAVING count(*) > 1"
    )
    assert ticks == []  # two workers, one tick
    assert ask("SELECT count(*) FROM procrastinate_jobs WHERE args ? 'timestamp'")[0][0] > 2


def ask_state(ask):
    return {
        "jobs": ask("SELECT task_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2"),
        "deliveries": ask("SELECT state, attempts, count(*) FROM outbox_delivery GROUP BY 1, 2"),
        "failures": ask("SELECT error_class, error_place, count(*) FROM jobs_failure GROUP BY 1, 2"),
    }


def test_workers_come_back_and_leave_with_up(machine):
    up = machine.up()
    until(lambda: worker_pids(machine))
    [first] = worker_pids(machine)
    os.kill(first, signal.SIGKILL)
    until(lambda: worker_pids(machine) not in ([], [first]))
    [second] = worker_pids(machine)
    up.kill()
    up.wait()
    until(lambda: gone(second), seconds=20)


def test_up_without_a_worker(machine):
    machine.up("--no-worker")
    time.sleep(1)
    assert machine.status()["workers"] is None
