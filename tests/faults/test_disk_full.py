"""The disk fills up while acts are written: each is refused or kept whole, none is half there, and when there
is room again everything goes on."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from qalqan.kernel.embedded import testing
from qalqan.kernel.embedded.server import Server
from tests.faults.conftest import Machine, until
from tests.faults.test_jobs_killed import COUNTS, Writers

pytestmark = [pytest.mark.faults, pytest.mark.slow]

SIZE = 1500  # MB: the launcher wants one gigabyte free to begin
ROOM = 4  # MB left when the writing starts


@pytest.fixture
def small_home(prepared_home, tmp_path, monkeypatch):
    """A copy of the prepared home on a disk of its own."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    folder = testing.new_home()
    (folder / "owner.pid").unlink()
    options = ["-t", "tmpfs", "-o", f"size={SIZE}m,mode=0711", "tmpfs", str(folder)]
    mounted = subprocess.run(["mount", *options], capture_output=True, text=True)
    if mounted.returncode:
        shutil.rmtree(folder)
        pytest.skip(f"this machine lets us mount nothing: {mounted.stderr.strip()}")
    subprocess.run(["cp", "-a", f"{prepared_home}/.", str(folder)], check=True)
    (folder / "owner.pid").write_text(str(os.getpid()))
    monkeypatch.setenv("QALQAN_HOME", str(folder))
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
    shutil.rmtree(folder)


def fill(folder: Path, leave: int) -> Path:
    """A file that takes all room but `leave` MB."""
    ballast = folder / "ballast"
    free = os.statvfs(folder)
    with ballast.open("wb") as out:
        os.posix_fallocate(out.fileno(), 0, free.f_bavail * free.f_frsize - (leave << 20))
    return ballast


def test_a_full_disk_refuses_and_halves_nothing(small_home, tmp_path):
    machine = Machine(small_home)
    writers = Writers(machine, tmp_path)
    try:
        machine.up("--no-worker")
        writers.start()
        until(lambda: len(writers.acknowledged()) > 10)
        ballast = fill(small_home, ROOM)
        with pytest.raises(psycopg.OperationalError) as refused:
            take_what_is_left()
        # told plainly; or the log itself found no room, then the server restarts and cuts the connection
        assert "No space left on device" in str(refused.value) or "connection" in str(refused.value)
        before = len(writers.acknowledged())
        ballast.unlink()
        until(lambda: len(writers.acknowledged()) > before + 10, seconds=60)
        writers.kill()

        worker = subprocess.Popen([sys.executable, "-m", "qalqan.cli", "worker"], env=machine.environment)
        try:
            until(lambda: counts()[0] == counts()[1], seconds=60)
        finally:
            worker.terminate()
            worker.wait(30)
        with psycopg.connect(Server.at_home().address(role="qalqan_worker")) as connection:
            found = {row[0] for row in connection.execute("SELECT id FROM jobs_canary")}
        assert writers.acknowledged() <= found
        assert counts()[2] == 0
    finally:
        while writers.running:
            writers.kill()
        machine.stop()


def take_what_is_left():
    """A big table and its log."""
    with psycopg.connect(Server.at_home().address(role="qalqan_app"), autocommit=True) as hog:
        while True:
            hog.execute(
                "INSERT INTO jobs_failure (job_id, attempt, error_class, error_place, worker) "
                "SELECT n, 1, repeat('x', 200), repeat('y', 200), '' FROM generate_series(1, 2000) n"
            )


def counts():
    with psycopg.connect(Server.at_home().address(role="qalqan_worker")) as connection:
        return connection.execute(COUNTS).fetchone()
