"""Custody of keys: what happens when the master key is missing, is another one, or is changed; and the
command."""

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.embedded.server import Server
from qalqan.kernel.vault import children, guard, keys, master, rotation, sealing
from qalqan.kernel.vault.models import Erasure
from qalqan.kernel.vault.tests.conftest import forget

REGION = uuid4()


@pytest.fixture
def custody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transactional_db: None, embedded_server: Server
) -> Path:
    """A folder of keys for a database without any. The database is thrown away afterwards."""
    name = connection.settings_dict["NAME"]
    embedded_server.sql(["TRUNCATE vault_key, vault_master_key, vault_child_key"], name)
    monkeypatch.setenv("QALQAN_MASTER_KEY_FILE", str(tmp_path / "keys" / "master"))
    monkeypatch.setenv("QALQAN_CHILD_KEYS", str(tmp_path / "keys" / "children"))
    monkeypatch.setenv("QALQAN_CHILD_KEYS_COPY", str(tmp_path / "copy" / "children"))
    forget()
    return tmp_path / "keys"


def rows(count: int) -> list[Erasure]:
    with scope(Service("test"), "operation"):
        return [
            Erasure.objects.create(region_id=REGION, person_id=uuid4(), reason=f"{n}", asked_by=uuid4())
            for n in range(count)
        ]


def reasons() -> set[str]:
    forget()
    with scope(Service("test"), "operation") as s:
        return {row.reason for row in Erasure.objects.within(s)}


def envelopes() -> set[bytes]:
    with scope(Service("test"), "operation"), connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM vault_erasure")
        return {bytes(kept) for (kept,) in cursor.fetchall()}


def test_an_empty_database_gets_a_key_and_a_second_server_with_another_is_refused(custody: Path) -> None:
    guard.check()
    assert (custody / "master").stat().st_mode & 0o777 == 0o400
    guard.check()
    kept = (custody / "master").read_text()
    rows(1)
    forget()
    (custody / "master").unlink()
    with pytest.raises(guard.LockedVaultError, match="missing"):
        guard.check()
    master.write([os.urandom(32)])
    with pytest.raises(guard.LockedVaultError, match="sealed under master key"):
        guard.check()
    (custody / "master").unlink()
    (custody / "master").write_text("x" * 43)
    forget()
    with pytest.raises(guard.LockedVaultError, match="sealed under master key"):
        guard.check()
    (custody / "master").write_text(kept)
    forget()
    guard.check()
    assert reasons() == {"0"}


def test_the_key_may_come_from_the_environment(custody: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QALQAN_MASTER_KEY_FILE")
    monkeypatch.setenv("QALQAN_MASTER_KEY", master.encoded(os.urandom(32)))
    guard.check()
    rows(1)
    assert reasons() == {"0"}
    with pytest.raises(master.MasterKeyError, match="rotate it where that is kept"):
        rotation.rotate_master()


def test_narratives_without_their_store_are_a_refusal_not_a_surprise(custody: Path) -> None:
    children.key_for(uuid4())
    for path in children.store().paths:
        path.unlink()
    forget()
    with pytest.raises(guard.LockedVaultError, match="children's keys are missing"):
        guard.check()


def test_a_new_master_key_wraps_everything_and_old_backups_still_open(custody: Path) -> None:
    rows(3)
    key = children.key_for(uuid4())
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, wrapped FROM vault_key")
        before = cursor.fetchall()
    running = master.current()
    assert rotation.rotate_master() == len(before) == 3  # data, children's cover, search
    assert reasons() == {"0", "1", "2"}
    assert children.by_id(key.id).secret == key.secret
    forget()
    for id, wrapped in before:  # as a restored backup has them
        assert keys.unwrapped(id, wrapped)
    with connection.cursor() as cursor:
        cursor.execute("SELECT wrapped FROM vault_key")
        assert all(int.from_bytes(bytes(w)[1:9]) == master.current().id for (w,) in cursor.fetchall())
        cursor.execute("SELECT id, wrapped FROM vault_key LIMIT 1")
        id, wrapped = cursor.fetchone()
    assert running.unwrap(bytes(wrapped), keys.context(id))  # a process that was running reads the file again


def test_new_data_keys_seal_every_row_anew(custody: Path) -> None:
    rows(7)
    before, texts = envelopes(), reasons()
    assert rotation.retire_data_keys(before=1999) == 0
    assert rotation.retire_data_keys() == 1
    assert rotation.reseal() == 7
    assert not before & envelopes()
    assert len({kept[:9] for kept in before | envelopes()}) == 2
    assert reasons() == texts
    assert rotation.reseal() == 0


def test_resealing_that_was_killed_goes_on(custody: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    rows(9)
    before = envelopes()
    rotation.retire_data_keys()

    def killed(_: str, done: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.reseal(killed)
    assert len(before & envelopes()) == 5
    assert reasons() == {str(n) for n in range(9)}
    assert rotation.reseal() == 5
    assert not before & envelopes()
    assert reasons() == {str(n) for n in range(9)}


def test_check_opens_all_and_names_what_does_not(custody: Path) -> None:
    first, second = rows(2)
    told: list[str] = []
    assert rotation.check(told.append) == 0
    with scope(Service("test"), "operation"), connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM vault_erasure WHERE id = %s", (first.pk,))
        (kept,) = cursor.fetchone()
        cursor.execute("UPDATE vault_erasure SET reason = %s WHERE id = %s", (kept, second.pk))
    assert rotation.check(told.append) == 1
    assert any(str(second.pk) in line for line in told)


def test_deleting_a_key_is_not_among_the_rights(custody: Path) -> None:
    from django.db import ProgrammingError

    keys.data_key(REGION, 2026)
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM vault_key")


def test_every_sealed_column_is_known_to_the_rotation() -> None:
    assert {("vault_erasure", "reason"), ("vault_file", "name"), ("vault_file", "key")} <= set(
        rotation.sealed_columns()
    )


@pytest.mark.slow
def test_the_command(own_home: Path, tmp_path: Path) -> None:
    """`qalqan vault` on a home of its own: status, a kept key, rotation, a missing key."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "qalqan.cli", "vault", *words], capture_output=True, text=True, check=False
        )

    first = run("status")
    assert first.returncode == 0, first.stderr
    assert "data keys        0" in first.stdout
    kept = tmp_path / "kept"
    assert run("backup-key", str(kept)).returncode == 0
    assert kept.stat().st_mode & 0o777 == 0o400
    rotated = run("rotate", "--data")
    assert rotated.returncode == 0, rotated.stderr
    file = own_home / "keys" / "master"
    file.rename(tmp_path / "away")
    missing = run("status")
    assert missing.returncode == 1
    assert "the master key is missing" in missing.stderr
    assert "Traceback" not in missing.stderr


def test_sealing_knows_no_other_versions() -> None:
    with pytest.raises(sealing.TamperedError):
        sealing.key_of(bytes([7]) + bytes(40))
