"""Letters: to everybody who left an address, once a step, in their language; and a year later nothing is left
that leads to a person."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from qalqan.domains.watch import api, photos
from qalqan.domains.watch.actions import retention, telling
from qalqan.domains.watch.models import Cluster, Letter, Report
from qalqan.domains.watch.rules.flood import LIMITS, Limit
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.jobs import runner
from qalqan.kernel.outbox import dispatcher
from qalqan.kernel.vault.models import StoredPaper

from . import worlds
from .strangers import photo

pytestmark = pytest.mark.django_db

NOTE = "The cover was replaced on Monday."


def settle() -> list[mail.EmailMessage]:
    """Hand over events, run jobs; the letters that went out."""
    mail.outbox.clear()
    dispatcher.settle()
    runner.run_waiting()
    return list(mail.outbox)


def test_every_witness_is_told_every_step_once_in_the_own_language() -> None:
    first = api.receive(worlds.new(contact="a@example.kz", language="kk"))
    (letter,) = settle()
    assert letter.to == ["a@example.kz"]
    assert first.number in letter.subject
    assert "Шара қолдануы тиіс: Түркістан облысының әкімдігі" in letter.body
    assert "Жөндеу мерзімі: " in letter.body
    assert str(first.secret) in letter.body
    second = api.receive(worlds.new(contact="b@example.kz", language="ru"))
    (letter,) = settle()
    assert letter.to == ["b@example.kz"]
    api.receive(worlds.new())  # left no address
    assert settle() == []
    api.move(worlds.actor("akimat_officer"), first.cluster_id, "say_fixed", reason=NOTE, public_note=NOTE)
    letters = {letter.to[0]: letter for letter in settle()}
    assert set(letters) == {"a@example.kz", "b@example.kz"}
    assert NOTE in letters["a@example.kz"].body
    assert str(second.secret) not in letters["a@example.kz"].body
    assert "Жөнделді делінді" in letters["a@example.kz"].subject
    assert "исправлено" in letters["b@example.kz"].subject
    dispatcher.settle()
    with scope(Service("tests"), "safety"):
        rows = list(Letter.objects.values_list("pk", flat=True))
    assert [telling.send(one) for one in rows] == [False] * len(rows)  # none goes twice
    assert settle() == []


def test_an_address_that_is_another_person_s_is_not_bombed(client: Client, monkeypatch: Any) -> None:
    """Nobody proves that an address is his: many reports with a victim's are one letter a step."""
    mine = uuid4().bytes
    told = [api.receive(worlds.new(contact="Victim@example.kz", sender_key=mine)) for _ in range(3)]
    assert len(settle()) == 1
    api.receive(worlds.new(contact="victim@example.kz"))  # later, about the same: it is known there
    assert settle() == []
    officer = worlds.actor("akimat_officer")
    api.move(officer, told[0].cluster_id, "accept")
    assert len(settle()) == 1
    far = api.receive(worlds.new(metres=3000, contact="victim@example.kz"))
    monkeypatch.setitem(LIMITS, "letter", Limit(LIMITS["letter"].period, 3, 3))
    assert len(settle()) == 1
    api.move(officer, far.cluster_id, "accept")
    assert settle() == []  # enough for today
    with scope(Service("tests"), "safety"):
        assert Letter.objects.filter(sent_at=None, dropped_at__isnull=False).count() == 1
    assert telling.unsubscribe(str(told[2].secret))  # one press for all that is about the same
    with scope(Service("tests"), "safety"):
        left = Report.objects.filter(contact__isnull=False).values_list("pk", flat=True)
        assert list(left) == [far.report_id]


def test_a_server_that_is_down_loses_no_letter(settings: Any) -> None:
    api.receive(worlds.new(contact="a@example.kz"))
    dispatcher.settle()
    with scope(Service("tests"), "safety"):
        (row,) = Letter.objects.all()
    works = settings.MAILERS
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": smtp, "OPTIONS": {"host": "127.0.0.1", "port": 1}}}
    with pytest.raises(OSError, match="refused"):  # nobody listens there
        telling.send(row.pk)
    settings.MAILERS = works
    assert telling.send(row.pk)


def test_the_button_of_a_mail_program_ends_letters(client: Client) -> None:
    told = api.receive(worlds.new(contact="a@example.kz"))
    (letter,) = settle()
    address = letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://")
    path = address[address.index("/") :]
    assert client.get(path).status_code == 302  # looking ends nothing: programs look, too
    assert client.post(path).status_code == 200
    assert client.post(path.replace(str(told.secret), "nobody")).status_code == 404
    api.move(worlds.actor("akimat_officer"), told.cluster_id, "accept")
    assert settle() == []


def test_a_year_after_the_end_nothing_leads_to_a_person() -> None:
    told = api.receive(
        worlds.new(
            contact="a@example.kz",
            text="My name is Aigul",
            details={"cover": "missing"},
            place_text="Flat 12",
        )
    )
    scene = photos.safe(photo().read())
    api.confirm(api.WitnessKey(str(told.secret)), told.cluster_id, "there", photos=[scene])
    other = api.receive(worlds.new(metres=3000, contact="b@example.kz"))
    api.moderate(worlds.actor("moderator"), told.report_id, "shown", "The cover is missing")
    api.move(worlds.actor("akimat_officer"), told.cluster_id, "reject", reason=NOTE, public_note=NOTE)
    now = timezone.now()
    assert retention.anonymise(now + timedelta(days=364)) == 0
    with scope(Service("tests"), "safety"):
        assert StoredPaper.objects.filter(kind="watch.public").exists()
    assert retention.anonymise(now + timedelta(days=366)) == 1
    with scope(Service("tests"), "safety"):
        row, kept = Report.objects.get(pk=told.report_id), Report.objects.get(pk=other.report_id)
        assert (row.contact, row.secret_hash, row.sender_key, row.details) == (None, None, None, {})
        assert (row.text, row.public_text) == ("The cover is missing", "The cover is missing")
        assert json.loads(kept.contact)["email"] == "b@example.kz"  # still open: nothing is cut
        item = Cluster.objects.get(pk=told.cluster_id)
        assert item.witnesses == 1
        assert row.place_text == item.place_text == ""
        assert (row.lat, row.lon) == (round(worlds.north(60), 3), worlds.LON)
        assert (item.lat, kept.lat) == (
            worlds.north(60),
            worlds.north(3000),
        )  # shown to everybody; still open
        assert not StoredPaper.objects.filter(kind="watch.public").exists()
    with pytest.raises(api.Refused):
        api.confirm(api.WitnessKey(str(told.secret)), told.cluster_id, "there")


def test_joining_two_items_is_told_to_who_reported_the_one_that_ends() -> None:
    into = api.receive(worlds.new(contact="a@example.kz"))
    gone = api.receive(worlds.new(metres=900, contact="b@example.kz"))
    settle()
    with scope(Service("tests"), "safety"):
        Cluster.objects.filter(pk=into.cluster_id).update(opened_at=timezone.now() - timedelta(hours=1))
    api.merge(worlds.actor("moderator"), into.cluster_id, gone.cluster_id, NOTE)
    assert [one.to for one in settle()] == [["b@example.kz"]]


def test_of_two_witnesses_each_may_dispute_and_is_told_so() -> None:
    """Alone one waits for a second; two are two, and the first of them too disputes by the own link."""
    alone = api.receive(worlds.new(metres=3000, contact="c@example.kz", language="en"))
    api.move(worlds.actor("akimat_officer"), alone.cluster_id, "reject", reason=NOTE, public_note=NOTE)
    assert "When somebody else who sees it reports it too" in settle()[-1].body
    first = api.receive(worlds.new(contact="a@example.kz", language="en"))
    api.receive(worlds.new(contact="b@example.kz", language="en"))
    settle()
    api.move(worlds.actor("moderator"), first.cluster_id, "reject", reason=NOTE, public_note=NOTE)
    letters = settle()
    assert {one.to[0] for one in letters} == {"a@example.kz", "b@example.kz"}
    assert all("Say so on your own page: the work begins again." in one.body for one in letters)
    assert api.confirm(api.WitnessKey(str(first.secret)), first.cluster_id, "there").state == "accepted"
