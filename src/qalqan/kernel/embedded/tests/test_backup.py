"""Backups that restore: to the newest state, to a moment between two rows, and again after a mistake."""

import os
import subprocess
import time
from itertools import count

import psycopg
import pytest

from qalqan.kernel.embedded import backup, restoring, testing
from qalqan.kernel.embedded.binaries import LauncherError
from qalqan.kernel.embedded.server import Server

pytestmark = pytest.mark.slow


def quiet(_):
    return None


class Notebook:
    """A server with one table; writes numbers and the moments at which they were committed."""

    def __init__(self):
        self.server = Server.at_home()
        self.server.start()
        self.numbers = count(1)

    def write(self):
        """Commit the next number; the moment after it, told apart from its neighbours."""
        with psycopg.connect(self.server.address(role="qalqan_app")) as app:
            app.execute("INSERT INTO notes VALUES (%s, repeat('x', 1000))", [next(self.numbers)])
        time.sleep(0.02)
        moment = time.time()
        time.sleep(0.02)
        return moment

    def read(self):
        with psycopg.connect(self.server.address(role="qalqan_app")) as app:
            return [row[0] for row in app.execute("SELECT number FROM notes ORDER BY number").fetchall()]

    def back_up(self, full=False):
        return backup.take(self.server, full=full, tell=quiet)

    def restore(self, at=None):
        self.server.stop()
        result = restoring.restore(at, quiet)
        self.server.start()
        return result


@pytest.fixture(scope="module")
def empty_notebook():
    """A home with the table, made once."""
    folder = testing.new_home()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QALQAN_HOME", str(folder))
        server = Server.at_home()
        server.create()
        with psycopg.connect(server.address(role="qalqan_owner")) as owner:
            owner.execute("CREATE TABLE notes (number int PRIMARY KEY, filler text)")
        server.stop()
    yield folder
    testing.remove(folder)


@pytest.fixture
def notebook(empty_notebook, own_home):
    subprocess.run(["cp", "-a", f"{empty_notebook}/.", str(own_home)], check=True)
    (own_home / "owner.pid").write_text(str(os.getpid()))
    return Notebook()


def test_first_full_then_incremental_then_to_a_moment_between_two_rows(notebook):
    notebook.write()
    full = notebook.back_up()
    notebook.write()
    incremental = notebook.back_up()
    notebook.write()
    between = notebook.write()
    notebook.write()
    assert full.previous is None
    assert incremental.previous == full.name
    assert incremental.size < full.size / 2

    result = notebook.restore(between)

    assert notebook.read() == [1, 2, 3, 4]
    assert result.chain == 2
    assert result.rows == 4
    assert result.timeline == 2


def test_the_newest_state_includes_what_was_never_archived(notebook):
    notebook.back_up()
    notebook.write()
    notebook.write()
    notebook.server.stop("immediate")
    assert notebook.restore().rows == 2
    assert notebook.read() == [1, 2]


def test_a_moment_after_the_last_commit_is_the_newest_state(notebook):
    notebook.back_up()
    after = notebook.write()
    notebook.restore(after)
    assert notebook.read() == [1]


def test_the_old_data_stay_aside_and_a_wrong_moment_can_be_mended(notebook):
    notebook.back_up()
    first = notebook.write()
    second = notebook.write()
    notebook.write()
    result = notebook.restore(first)
    assert notebook.read() == [1]
    assert (notebook.server.folder / result.aside / "PG_VERSION").exists()
    notebook.write()

    notebook.restore(second)

    assert notebook.read() == [1, 2]


def test_a_backup_of_the_undone_past_does_not_serve_the_present(notebook):
    notebook.back_up()
    first = notebook.write()
    notebook.write()
    undone = notebook.back_up()
    notebook.restore(first)
    notebook.write()
    later = notebook.back_up()
    assert later.previous != undone.name
    notebook.restore()
    assert notebook.read() == [1, 3]


def test_restore_refuses_while_the_database_runs(notebook):
    notebook.back_up()
    with pytest.raises(LauncherError, match="running"):
        restoring.restore(None, quiet)


def test_a_moment_before_the_first_backup_is_refused_and_nothing_changes(notebook):
    early = notebook.write()
    notebook.back_up()
    with pytest.raises(LauncherError, match="no backup is old enough"):
        notebook.restore(early)
    notebook.server.start()
    assert notebook.read() == [1]


def test_a_damaged_backup_is_refused_and_nothing_changes(notebook):
    notebook.write()
    taken = notebook.back_up()
    victim = max((taken.data / "base").rglob("*"), key=lambda file: file.stat().st_size)
    with victim.open("r+b") as file:
        file.seek(5000)
        file.write(b"rotten")
    with pytest.raises(LauncherError, match="checksum mismatch"):
        notebook.restore()
    notebook.server.start()
    assert notebook.read() == [1]


def test_restore_test_reads_everything_beside_the_running_database(notebook):
    notebook.back_up()
    notebook.write()
    notebook.server.sql(["SELECT pg_switch_wal()"])
    deadline = time.time() + 20
    while restoring.rehearse(quiet).rows != 1:
        assert time.time() < deadline, "the archived row never came back"
    assert notebook.read() == [1]
    assert not list(notebook.server.folder.glob("restore-test*"))


def test_pruning_keeps_whole_chains_and_what_they_need(notebook):
    old = [notebook.back_up(), notebook.back_up()]
    notebook.write()
    kept = notebook.back_up(full=True)
    notebook.write()
    assert backup.prune(notebook.server, 1) == [one.name for one in old]
    assert backup.known() == [kept]
    notebook.restore()
    assert notebook.read() == [1, 2]


@pytest.fixture
def new_machine(notebook, monkeypatch):
    """Moves to an empty home that has only what the page on backups says to carry."""
    homes = []

    def move():
        notebook.server.stop("immediate")
        folder = testing.new_home()
        homes.append(folder)
        for name in ("secrets", "backups", "archive"):
            subprocess.run(["cp", "-a", str(notebook.server.folder / name), str(folder)], check=True)
        monkeypatch.setenv("QALQAN_HOME", str(folder))
        notebook.server = Server.at_home()

    yield move
    for folder in homes:
        testing.remove(folder)


def test_a_new_machine_restores_what_was_carried_there(notebook, new_machine):
    notebook.back_up()
    notebook.write()
    notebook.back_up()
    new_machine()
    result = notebook.restore()
    assert notebook.read() == [1]
    assert result.aside is None


def test_a_log_that_ends_before_the_moment_is_said_not_passed_over(notebook, new_machine):
    notebook.back_up()
    lost = notebook.write()
    new_machine()
    with pytest.raises(LauncherError, match="log ends before that moment"):
        notebook.restore(lost)
    assert not notebook.server.data.exists()


def test_what_a_killed_backup_left_is_removed_by_the_next(notebook):
    half = backup.folder() / "20260101T000000.000000Z-full"
    (half / "data").mkdir(parents=True)
    assert backup.known() == []
    taken = notebook.back_up()
    assert backup.known() == [taken]
    assert not half.exists()
