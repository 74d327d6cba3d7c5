"""Faults are tried on the `qalqan` command itself, in processes of its own: what we kill is never pytest."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from qalqan.kernel.embedded import testing

QALQAN = [sys.executable, "-m", "qalqan.cli"]


def pytest_collection_modifyitems(items):
    """One after the other: servers started side by side would compete for the first free port."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("faults"))


class Machine:
    """A home folder and the `qalqan` processes started on it."""

    def __init__(self, home: Path, **environment: str):
        self.home = home
        self.environment = {**os.environ, "QALQAN_HOME": str(home), **environment}
        for name in ("DJANGO_SETTINGS_MODULE", "QALQAN_DATABASE", "QALQAN_POOL", "QALQAN_UP_PID"):
            self.environment.pop(name, None)
        self.started: list[subprocess.Popen[str]] = []

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*QALQAN, *arguments], env=self.environment, capture_output=True, text=True, timeout=120
        )

    def status(self) -> dict:
        return json.loads(self.run("status", "--json").stdout)

    def up(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `qalqan up` and wait for its address (or its end)."""
        process = subprocess.Popen(
            [*QALQAN, "up", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        impatience = threading.Timer(120, process.terminate)
        impatience.start()
        process.first_line = process.stdout.readline()  # type: ignore[attr-defined]
        impatience.cancel()
        return process

    def stop(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(60)
            process.stdout.close()
            process.stderr.close()
        self.run("down")


@pytest.fixture(scope="session")
def prepared_home():
    """A home whose database is made and migrated and whose static files are collected: made once."""
    folder = testing.new_home()
    machine = Machine(folder)
    process = machine.up()
    machine.stop()
    assert process.returncode == 0
    yield folder
    testing.remove(folder)


@pytest.fixture
def machine(prepared_home, own_home):
    """A machine of one's own, with a copy of the prepared home."""
    subprocess.run(["cp", "-a", f"{prepared_home}/.", str(own_home)], check=True)
    (own_home / "owner.pid").write_text(str(os.getpid()))
    found = Machine(own_home)
    yield found
    found.stop()


def until(happens, seconds=30):
    """Wait for something to be true."""
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.1)
