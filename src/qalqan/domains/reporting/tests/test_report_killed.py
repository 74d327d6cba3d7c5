"""The process that compiles a report is killed: the order stays open and empty, or the report is whole; the
next run finishes it once."""

import os
import signal
import subprocess
import sys
import time
from uuid import UUID

import pytest

from qalqan.domains.reporting.actions.compiling import compile_ordered
from qalqan.domains.reporting.models import Report, ReportFile, ReportNumber
from qalqan.domains.reporting.report.making import NEEDED

from . import ministry_year as year
from .test_reports import duty, ordered

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("faults"),
    pytest.mark.faults,
    pytest.mark.slow,
]


def standing() -> tuple[str, int, bool]:
    """The report's state, its files, and whether its numbers are kept."""
    return Report.objects.get().state, ReportFile.objects.count(), ReportNumber.objects.exists()


OPEN, WHOLE = ("ordered", 0, False), ("compiled", len(NEEDED), True)


def compiler(report_id: UUID) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "qalqan.domains.reporting.tests.compiler", str(report_id)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "qalqan.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_killed_while_compiling_it_is_open_or_whole() -> None:
    year.plan()
    duty()
    year.report(year.package("KZ-61"))
    report = ordered()
    kills = 0
    for pause in (0.02, 0.15, 0.4):
        process = compiler(report.pk)
        time.sleep(pause)
        kills += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert standing() in (OPEN, WHOLE)
    assert kills >= 2, "nobody was killed at work"
    assert compile_ordered(report.pk) == "compiled"
    first = list(ReportFile.objects.order_by("name").values_list("id", "sha256"))
    assert compile_ordered(report.pk) == "compiled"
    assert standing() == WHOLE
    assert list(ReportFile.objects.order_by("name").values_list("id", "sha256")) == first
