"""A process is killed while it takes a register over: all or nothing, and asking again does it once."""

import os
import signal
import subprocess
import sys
import time
from uuid import UUID

import pytest

from qalqan.domains.schools.actions import importing
from qalqan.domains.schools.models import Coverage, RegisterIntake, Site
from qalqan.kernel.access.scope import Service, scope

from . import places

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("faults"),
    pytest.mark.faults,
    pytest.mark.slow,
]
ROWS = 300
READER = Service("schools.tests")


def standing() -> tuple[int, str]:
    with scope(READER, "safety"):
        return Site.objects.count(), RegisterIntake.objects.get().state


def taker(key: UUID) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "qalqan.domains.schools.tests.confirmer", str(key)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "qalqan.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_killed_while_taking_over_it_is_all_or_nothing() -> None:
    places.seated()
    lines = [f"61-{n};школа;Школа № {n};{43.2 + n / 9000:.5f};68.27" for n in range(ROWS)]
    content = "\n".join(["Номер;Вид;Название на русском;Широта;Долгота", *lines]).encode()
    akimat = places.actor("demo.akimat", importing.ACT)
    key = importing.check(akimat, "sites", content, "a.csv").id
    kills = 0
    for pause in (0.05, 0.3):
        process = taker(key)
        time.sleep(pause)
        kills += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert standing() in ((0, "checked"), (ROWS, "confirmed"))
    assert kills, "nobody was killed at work"
    importing.confirm(akimat, key)
    importing.confirm(akimat, key)
    assert standing() == (ROWS, "confirmed")
    with scope(READER, "safety"):
        assert Coverage.objects.values("site").distinct().count() == ROWS
