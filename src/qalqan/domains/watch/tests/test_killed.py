"""Phones that are killed in the middle of sending, and send again: no acknowledged report is lost, none is
doubled, and every work item has one deadline, one first step and one event."""

import os
import random
import signal
import subprocess
import sys
import time
from uuid import uuid4

import pytest
from django.db import connection

from qalqan.domains.watch.models import Cluster, ClusterStep, Report
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.clock.models import Obligation

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.xdist_group("faults"),
]
DRAFTS, ROUNDS = 24, 3


def sender() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "qalqan.domains.watch.tests.sender"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "qalqan.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "sending\n"
    return process


def acknowledged(process: subprocess.Popen[str]) -> dict[str, str]:
    """What a process was told before it died; a half line is no acknowledgement."""
    assert process.stdout is not None
    lines = process.stdout.read().splitlines(keepends=True)
    return dict(line.split() for line in lines if line.endswith("\n"))


def test_killed_senders_lose_and_double_nothing() -> None:
    drafts = [f"{uuid4()} {number // 3 * 700}\n" for number in range(DRAFTS)]  # three witnesses a thing
    chance, told = random.Random(5), {}  # noqa: S311
    for turn in range(ROUNDS):
        left = [line for line in drafts if line.split()[0] not in told]
        pair = [sender(), sender()]
        for process in pair:  # both send the same drafts at once
            assert process.stdin is not None
            process.stdin.write("".join(left))
            process.stdin.flush()
        if turn < ROUNDS - 1:
            time.sleep(chance.uniform(0.05, 0.6))
            for process in pair:
                process.send_signal(signal.SIGKILL)
        for process in pair:
            if turn == ROUNDS - 1:
                assert process.stdin is not None
                process.stdin.close()  # the last pair is left alone
            for key, number in acknowledged(process).items():
                assert told.setdefault(key, number) == number
            process.wait()
        if turn == 0:
            assert len(told) < DRAFTS, "nobody was killed at work"
    assert len(told) == DRAFTS
    with scope(Service("tests"), "safety"):
        assert Report.objects.count() == DRAFTS
        things = Cluster.objects.count()
        assert things == DRAFTS // 3
        assert set(Cluster.objects.values_list("witnesses", flat=True)) == {3}
        assert Obligation.objects.filter(target_kind="watch.cluster").count() == things
        assert ClusterStep.objects.filter(move="receive").count() == things
    with scope(Service("tests"), "operation"), connection.cursor() as cursor:
        cursor.execute("SELECT name, count(*) FROM outbox_event WHERE name LIKE 'watch.%' GROUP BY 1")
        events = dict(cursor.fetchall())
    assert (events["watch.received"], events["watch.joined"]) == (things, DRAFTS - things)
