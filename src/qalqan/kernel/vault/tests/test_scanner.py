"""ClamAV's own daemon, where it is installed: clean, found, and not there. Its only signature is ours."""

import getpass
import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qalqan.kernel.vault.files import scanner
from qalqan.kernel.vault.files.refusals import FileRefused

HARMFUL = b"%PDF-1.7 the harmful one %%EOF"
CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    if CLAMD is None:
        pytest.skip("clamd is not installed")
    folder = tmp_path_factory.mktemp("clamd")
    signature = f"{hashlib.md5(HARMFUL).hexdigest()}:{len(HARMFUL)}:Test.Harmful\n"  # noqa: S324
    (folder / "test.hdb").write_text(signature)
    conf = folder / "clamd.conf"
    conf.write_text(
        f"LocalSocket {folder}/s\nDatabaseDirectory {folder}\nForeground yes\n"
        f"User {getpass.getuser()}\n"
        "StreamMaxLength 1M\n"
    )
    running = subprocess.Popen([CLAMD, "-c", str(conf)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while not (folder / "s").exists() and time.monotonic() < until and running.poll() is None:
            time.sleep(0.1)
        if not (folder / "s").exists():
            pytest.skip("clamd does not start here")
        yield folder / "s"
    finally:
        running.terminate()
        running.wait(20)


def test_it_works(daemon: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QALQAN_CLAMD", str(daemon))
    assert scanner.scan(b"%PDF-1.7 a clean one %%EOF") == scanner.CLEAN
    with pytest.raises(FileRefused) as refused:
        scanner.scan(HARMFUL)
    assert refused.value.code == "virus"
    assert "Test.Harmful" in str(refused.value.params)


def test_what_is_too_long_for_the_daemon_is_unknown_not_clean(
    daemon: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QALQAN_CLAMD", str(daemon))
    assert scanner.scan(os.urandom(3_000_000)) == scanner.UNKNOWN


def test_no_daemon_means_unknown_and_refused_where_a_scan_is_required(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for where in (str(tmp_path / "nobody"), "127.0.0.1:9"):
        monkeypatch.setenv("QALQAN_CLAMD", where)
        monkeypatch.delenv("QALQAN_CLAMD_REQUIRED", raising=False)
        assert scanner.scan(b"x") == scanner.UNKNOWN
        monkeypatch.setenv("QALQAN_CLAMD_REQUIRED", "1")
        with pytest.raises(FileRefused) as refused:
            scanner.scan(b"x")
        assert refused.value.code == "unscanned"
