"""Several at once: savers who do not know of each other, clicks that come twice, killed processes."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection

from qalqan.domains.evidence.models import Observation
from qalqan.domains.reporting.actions.lines import Conflict, Saved, certify, save
from qalqan.domains.reporting.models import Certificate, Entry, Line, Package, Step
from qalqan.domains.reporting.refusals import Refused
from qalqan.domains.reporting.rules.lines import Fields
from qalqan.kernel.access.scope import Service, scope

from .making import READY, bind, lines_of, make_package, program, seen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]
ME = Service("reporting.tests")


def together(*acts: Callable[[], object]) -> list[object]:
    """Run acts at the same moment, each on a connection of its own; what each gave or raised."""
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)  # type: ignore[var-annotated]

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            gate.wait()
            found[place] = act()
        except Exception as error:  # it is what the test looks at
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


def test_eight_savers_at_once_lose_nothing() -> None:
    """Four write one field each, four write the text: of these one wins and three are kept aside and told."""
    line = lines_of(make_package(1))[0]
    own = [
        Fields(outcome="done"),
        Fields(text_kk="Қазақша."),
        Fields(value=Decimal(7)),
        Fields(spend=Decimal(2)),
    ]
    rivals = [Fields(text_ru=f"Текст {n}.") for n in range(4)]
    found = together(
        *(lambda said=said: save(program(), line.pk, seen=0, fields=said) for said in (*own, *rivals))
    )
    assert Counter(type(one) for one in found) == {Saved: 5, Conflict: 3}
    with scope(ME, "statistics"):
        now = Line.objects.get(pk=line.pk)
        rows = list(Entry.objects.filter(line=line).order_by("number"))
    assert [row.number for row in rows] == list(range(1, 9))
    assert (now.version, sum(row.is_aside for row in rows)) == (5, 3)
    holds = next(row for row in rows if row.number == now.entry_number)
    assert (holds.outcome, holds.text_kk, holds.value, holds.spend) == ("done", "Қазақша.", 7, 2)
    assert {row.text_ru for row in rows} - {""} == {said.text_ru for said in rivals}


def test_clicks_that_come_together_give_one_certificate() -> None:
    package = make_package(*range(1, 11))
    keys = [line.pk for line in lines_of(package)]
    for key in keys:
        save(program(), key, seen=0, fields=READY)
    found = together(*(lambda: certify(program(), package.pk, seen(keys)) for _ in range(6)))
    assert len({one.id for one in found}) == 1  # type: ignore[attr-defined]
    assert sum(one.is_new for one in found) == 1  # type: ignore[attr-defined]
    with scope(ME, "statistics"):
        assert (Certificate.objects.count(), Step.objects.count()) == (1, 10)


def test_a_save_beside_a_certificate_is_in_it_or_refused() -> None:
    """Never a line that says something else than what was certified, nor a name under a save unread."""
    for _ in range(5):
        package = make_package(1)
        line = lines_of(package)[0]
        save(program(), line.pk, seen=0, fields=READY)
        later = Fields("partly", "Басқа.", "Другое.")
        saved, done = together(
            lambda: save(program(), line.pk, seen=1, fields=later),  # noqa: B023  joined within the round
            lambda: certify(program(), package.pk, {line.pk: 1}),  # noqa: B023
        )
        with scope(ME, "statistics"):
            now, step = Line.objects.get(pk=line.pk), Step.objects.filter(line=line).first()
        if isinstance(saved, Saved):
            assert isinstance(done, Refused)
            assert (done.code, now.state, step) == ("changed", "open", None)
            continue
        assert (now.state, now.entry_number) == ("submitted", 1)
        assert step is not None
        assert step.entry_number == 1
        assert isinstance(saved, Refused)


PACKAGES, LINES = 40, 8


def certifier() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "qalqan.domains.reporting.tests.certifier"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "qalqan.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.slow
@pytest.mark.faults
def test_killed_in_the_middle_nothing_is_certified_twice_or_by_half() -> None:
    bind(1, "schools.toilets.warm")
    said = Fields("done", "Бәрі.", "Все.", numerator=Decimal(9), denominator=Decimal(10))
    packages = [make_package(*range(1, LINES + 1)) for _ in range(PACKAGES)]
    for package in packages:
        for line in lines_of(package):
            save(program(), line.pk, seen=0, fields=said)
    chance, acknowledged, kills = random.Random(7), set(), 0  # noqa: S311
    for _ in range(3):
        pair = [certifier(), certifier()]
        for process in pair:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        time.sleep(chance.uniform(0.05, 0.25))
        for process in pair:
            kills += process.poll() is None
            process.send_signal(signal.SIGKILL)
            assert process.stdout is not None
            acknowledged |= {UUID(line) for line in process.stdout.read().split("\n")[:-1]}
            process.wait()
        certified = whole_or_not_at_all()
        assert acknowledged <= certified
    assert kills >= 3, "nobody was killed at work: make more packages"
    for package in packages:
        certify(program(), package.pk, seen([line.pk for line in lines_of(package)]))
    assert len(whole_or_not_at_all()) == PACKAGES


def whole_or_not_at_all() -> set[UUID]:
    """The packages that are certified: each with one certificate, a step a line and its claim, told once."""
    with scope(ME, "operation"), connection.cursor() as cursor:
        list(Package.objects.select_for_update())  # the server may still be ending a killed one's transaction
        states = Counter(Line.objects.values_list("package_id", "state"))
        signed = Counter(Certificate.objects.values_list("package_id", flat=True))
        steps = Counter(Step.objects.values_list("line__package_id", flat=True))
        claims = Counter(Observation.objects.values_list("line_id", flat=True))
        cursor.execute("SELECT ids ->> 'package' FROM outbox_event WHERE name = 'reporting.certified'")
        told = Counter(UUID(package) for (package,) in cursor.fetchall())
    assert set(states.values()) == {LINES}, "a package is half certified"
    done = {package for package, state in states if state == "submitted"}
    assert signed == dict.fromkeys(done, 1)
    assert told == dict.fromkeys(done, 1)
    assert steps == dict.fromkeys(done, LINES)
    assert set(claims.values()) <= {1}
    assert len(claims) == len(done)
    return done
