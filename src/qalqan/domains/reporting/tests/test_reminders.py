"""Reminders go through a real mail server: on their day, to the right people, once, also when it is down."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import mailers
from django.utils import timezone

from qalqan.domains.plans import actions as plan_actions
from qalqan.domains.plans.actions import SourceFile
from qalqan.domains.plans.tests.builders import make_document
from qalqan.domains.reporting.actions import packages, reminding
from qalqan.domains.reporting.models import Line, Package, Reminder
from qalqan.domains.reporting.tests.making import PLAN, make_package, officer
from qalqan.kernel import clock, outbox
from qalqan.kernel.access.models import User
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.clock import waking
from qalqan.kernel.clock.models import Escalation, Obligation
from qalqan.kernel.jobs import runner
from qalqan.kernel.jobs.runner import JobFailedError
from qalqan.kernel.outbox import dispatcher

pytestmark = pytest.mark.django_db
READER = Service("tests")
DUE = date.today() + timedelta(days=60)


class Box:
    """What the mail server took, and whether it takes anything."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], Message]] = []
        self.is_busy = False

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        if self.is_busy:
            return "451 try again later"
        self.taken.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=default)))
        return "250 taken"

    @property
    def readers(self) -> list[str]:
        return sorted(address for addresses, _ in self.taken for address in addresses)


class AnyPort(Controller):
    """A server on whichever port is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def box(settings: Any) -> Iterator[Box]:
    """A mail server on a port of its own, and our settings pointing at it."""
    held = Box()
    server = AnyPort(held, hostname="127.0.0.1", port=0)
    server.start()
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": server.port, "timeout": 5},
        }
    }
    yield held
    server.stop()


@pytest.fixture
def package() -> Package:
    """The report of Turkistan's akimat with a running clock: two officers there, one elsewhere."""
    actor = plan_actions.Actor("tests", Service("tests"), "Тест")
    plan_actions.import_plan(
        make_document(), actor=actor, code=PLAN, file=SourceFile("t.txt", "0" * 64), accept=True
    )
    for name, code, role in (
        ("aigul", "KZ-61", "akimat_officer"),
        ("berik", "KZ-61", "akimat_officer"),
        ("saule", "KZ-11", "akimat_officer"),
        ("dana", "", "coordinator"),
    ):
        user = officer(name, code, role)
        User.objects.filter(pk=user.pk).update(email=f"{name}@example.org")
    return with_clock(make_package(1, 2, 3, due=DUE))


def with_clock(row: Package) -> Package:
    with scope(READER, "planning"):
        started = clock.start(
            packages.CLOCK, stated=row.due, target_kind="report", target_id=row.pk, region_id=row.region_id,
            owes=row.body_code,
        )  # fmt: skip
        Package.objects.filter(pk=row.pk).update(obligation_id=started.pk)
        return Package.objects.get(pk=row.pk)


def at(days: int, hour: int = 5) -> datetime:
    """Some days before (negative) the due day, ten in the morning in Astana."""
    day = DUE + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def ring(moment: datetime) -> None:
    """Let the clock strike, hand over what it told."""
    waking.ring(moment)
    dispatcher.settle()


def reminders() -> list[Reminder]:
    with scope(READER, "statistics"):
        return list(Reminder.objects.order_by("made_at", "user_id"))


def test_the_officers_of_the_region_are_told_on_each_step(box: Box, package: Package) -> None:
    for days, mails in ((-22, 0), (-21, 2), (-20, 2), (-14, 4), (-7, 6), (0, 8)):
        ring(at(days))
        runner.run_waiting()
        assert len(box.taken) == mails, days
    assert box.readers == sorted(["aigul@example.org", "berik@example.org"] * 4)
    ring(at(2))
    runner.run_waiting()
    assert box.readers[-1] == "dana@example.org"
    assert len(box.taken) == 9  # the day has passed: the ministry is told, and only it
    assert all(row.sent_at for row in reminders())


def test_a_mail_says_what_is_owed_in_two_languages_and_names_nobody(box: Box, package: Package) -> None:
    ring(at(-21))
    runner.run_waiting()
    _, mail = box.taken[0]
    text = mail.get_content()
    assert mail.get_content_type() == "text/plain"
    assert f"/kk/reporting/packages/{package.pk}/" in text
    assert f"/ru/reporting/packages/{package.pk}/" in text
    assert "Акимат Туркестанской области" in text
    assert "Түркістан облысының әкімдігі" in text
    assert "Дорожной карты" in text
    assert "2021" in text
    assert not any(name in text.lower() for name in ("aigul", "berik", "dana"))
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "\n" not in str(mail["Subject"])


def test_a_server_that_is_down_is_tried_again_and_nobody_is_told_twice(
    box: Box, package: Package, settings: Any
) -> None:
    good = settings.MAILERS
    settings.MAILERS = {
        "default": good["default"] | {"OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 2}}
    }
    ring(at(-21))
    first, second = (row.pk for row in reminders())
    with pytest.raises(OSError, match="refused"):
        reminding.send(first)
    assert box.taken == []
    settings.MAILERS = good
    box.is_busy = True
    with pytest.raises(Exception, match="451"):
        reminding.send(first)
    box.is_busy = False
    assert reminding.send(first)
    assert not reminding.send(first)  # the job's second try after a success
    assert reminding.send(second)
    runner.run_waiting()
    assert len(box.taken) == 2
    assert len({str(mail["Message-ID"]) for _, mail in box.taken}) == 2


def test_a_failed_job_is_left_to_be_tried_again(box: Box, package: Package) -> None:
    ring(at(-21))
    box.is_busy = True
    with pytest.raises(JobFailedError):
        runner.run_waiting()
    assert [row.sent_at for row in reminders()] == [None, None]


def test_an_event_that_comes_twice_prepares_once(package: Package) -> None:
    ring(at(-21))
    with scope(READER, "operation"):
        rung = Escalation.objects.filter(obligation=package.obligation_id).exclude(done_at=None).get()
        assert reminding.prepare(package.pk, rung.pk) == []
    assert len(reminders()) == 2


def test_a_report_that_came_in_is_not_reminded_of(box: Box, package: Package) -> None:
    ring(at(-21))
    with scope(READER, "planning"):
        Package.objects.filter(pk=package.pk).update(met_at=timezone.now())
    runner.run_waiting()
    assert box.taken == []
    assert all(row.dropped_at for row in reminders())


def test_where_no_officer_can_be_reached_the_ministry_is_told(box: Box, package: Package) -> None:
    User.objects.filter(email__startswith="aigul").update(email="")
    User.objects.filter(email__startswith="berik").update(is_active=False)
    ring(at(-21))
    runner.run_waiting()
    assert box.readers == ["dana@example.org"]


def test_clocks_of_other_rooms_ring_past_us(package: Package) -> None:
    with scope(READER, "operation"):
        outbox.emit(
            "clock.escalated", region_id=package.region_id, obligation=package.pk, escalation=package.pk,
            rung=1, to="owner", target_kind="case", target=package.pk,
        )  # fmt: skip
    dispatcher.settle()
    assert reminders() == []


def test_what_is_sent_back_is_owed_again(package: Package) -> None:
    met(package.pk)
    with scope(READER, "planning"):
        Line.objects.filter(package=package, measure_number=2).update(state="returned")
        outbox.emit("reporting.returned", region_id=package.region_id, package=package.pk, lines=1)
    dispatcher.settle()
    with scope(READER, "statistics"):
        now = Package.objects.get(pk=package.pk)
        assert now.met_at is None
        assert now.obligation_id != package.obligation_id
        anew = Obligation.objects.get(pk=now.obligation_id)
    assert anew.state == "running"


def test_after_its_day_the_line_alone_says_what_is_missing(package: Package) -> None:
    met(package.pk)
    with scope(READER, "planning"):
        Package.objects.filter(pk=package.pk).update(due=date.today() - timedelta(days=1))
        Line.objects.filter(package=package, measure_number=2).update(state="returned")
        packages.owe_again(package.pk)
        now = Package.objects.get(pk=package.pk)
    assert (now.met_at, now.obligation_id) == (None, package.obligation_id)


def met(package_id: UUID) -> None:
    with scope(READER, "planning"):
        Line.objects.filter(package=package_id).update(state="submitted")
        row = Package.objects.get(pk=package_id)
        clock.meet(row.obligation_id)
        Package.objects.filter(pk=package_id).update(met_at=timezone.now())


def test_the_mail_server_of_this_test_is_a_real_one(box: Box) -> None:
    assert mailers["default"].__class__.__module__.endswith("smtp")
