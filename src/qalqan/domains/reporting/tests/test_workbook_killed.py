"""A process is killed while it takes a workbook over: all or nothing, and asking again does it once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import pytest

from qalqan.domains.reporting.actions import uploads
from qalqan.domains.reporting.models import Entry, Upload
from qalqan.kernel.access.scope import Service, scope

from .making import lines_of, make_package, program
from .workbooks import TEXTS, Filled, built, send

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("faults"),
    pytest.mark.faults,
    pytest.mark.slow,
]
LINES = 6
ME = Service("reporting.tests")


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QALQAN_FILES", str(tmp_path / "files"))


def standing() -> tuple[int, set[str]]:
    """How many revisions there are, and the states of uploads."""
    with scope(ME, "statistics"):
        return Entry.objects.count(), set(Upload.objects.values_list("state", flat=True))


def taker(upload_id: UUID) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "qalqan.domains.reporting.tests.taker", str(upload_id)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "qalqan.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_killed_while_taking_over_it_is_all_or_nothing() -> None:
    package = make_package(*range(1, LINES + 1))
    book = Filled(built(package))
    for number in range(1, LINES + 1):
        book.set(number, **TEXTS)
    view = send(package, book.save())
    kills = 0
    for pause in (0.0, 0.03, 0.08):
        process = taker(view.id)
        time.sleep(pause)
        kills += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert standing() in ((0, {"checked"}), (LINES, {"applied"}))
    assert kills >= 2, "nobody was killed at work"
    uploads.apply(program(), view.id)
    uploads.apply(program(), view.id)
    assert standing() == (LINES, {"applied"})
    assert {(line.entry_number, line.version) for line in lines_of(package)} == {(1, 1)}
