"""A worker is killed while it makes a public copy: nothing is lost, and later it is made once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from qalqan.domains.watch import api, photos
from qalqan.domains.watch.actions.photos import make_public
from qalqan.domains.watch.models import ReportPhoto
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.jobs import runner
from qalqan.kernel.vault.models import StoredFile, StoredPaper

from . import drawn, worlds

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("faults"),
    pytest.mark.faults,
    pytest.mark.slow,
]


def standing() -> tuple[str, int, int]:
    with scope(Service("tests"), "safety"):
        row = ReportPhoto.objects.get()
        return row.state, StoredFile.objects.count(), StoredPaper.objects.count()


def test_killed_between_original_and_public_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QALQAN_FILES", str(tmp_path / "files"))
    api.receive(worlds.new(photos=(photos.admit(drawn.jpeg(drawn.manhole(900, 700))),)))
    assert standing() == ("waiting", 1, 0)
    with connection.cursor() as cursor, scope(Service("tests"), "safety"):
        photo_id = str(ReportPhoto.objects.get().pk)
        cursor.execute("SELECT id FROM procrastinate_jobs WHERE args::text LIKE %s", [f"%{photo_id}%"])
        (job_id,) = cursor.fetchone()
    killed = 0
    for pause in (0.05, 0.5):
        process = subprocess.Popen(
            [sys.executable, "-m", "qalqan.domains.watch.tests.maker", str(job_id), photo_id],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "qalqan.settings"},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(pause)
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert standing() in (("waiting", 1, 0), ("ready", 1, 1))
    assert killed, "nobody was killed at work"
    for attempt in (2, 3):
        runner.run(make_public, job_id, attempt, {"args": [photo_id], "kwargs": {}}, "test")
    assert standing() == ("ready", 1, 1)
