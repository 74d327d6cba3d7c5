"""Exactly once, with processes that die in the middle of their work: two ringers, killed again and again with
SIGKILL while they ring, must leave each rung rung once, told once, and each deadline breached once."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from qalqan.kernel.access.scope import scope
from qalqan.kernel.clock import waking
from qalqan.kernel.clock.tests.places import start

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.xdist_group("faults"),
]
CLOCKS, RUNGS = 80, 3  # a start in 2024: the warning is past, three rungs are due


def ringer() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "qalqan.kernel.clock.tests.ringer"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "qalqan.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ringing\n"
    return process


def number(statement: str) -> int:
    with scope(waking.SERVICE, "operation"), connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def test_killed_ringers_ring_each_rung_once() -> None:
    for _ in range(CLOCKS):
        start("case.high", "2024-06-03T06:00")
    chance, kills = random.Random(3), 0  # noqa: S311
    waiting = "SELECT count(*) FROM clock_escalation WHERE done_at IS NULL"
    assert number(waiting) == CLOCKS * RUNGS
    until = time.monotonic() + 50
    while (left := number(waiting)) and time.monotonic() < until:
        pair = [ringer(), ringer()]
        for process in pair:
            assert process.stdin is not None
            process.stdin.write("ring\n")
            process.stdin.flush()
        time.sleep(chance.uniform(0.02, 0.25))
        for process in pair:
            process.send_signal(signal.SIGKILL)
            process.wait()
        kills += 2
        assert number(waiting) <= left
    assert left == 0
    assert kills >= 4, "nobody was killed at work: make the batches smaller"
    told = "SELECT {} FROM outbox_event WHERE name = 'clock.{}'"
    assert number(told.format("count(*)", "escalated")) == CLOCKS * RUNGS
    assert number(told.format("count(DISTINCT ids ->> 'escalation')", "escalated")) == CLOCKS * RUNGS
    assert number(told.format("count(*)", "breached")) == CLOCKS
    assert number("SELECT count(*) FROM clock_obligation WHERE state = 'breached'") == CLOCKS
    lines = "SELECT count(*) FROM clock_entry WHERE act IN ('escalate', 'breach')"
    assert number(lines) == CLOCKS * RUNGS
