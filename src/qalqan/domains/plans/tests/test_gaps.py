"""The gap ledger: signed decisions that stay."""

from datetime import date
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, connection, transaction

from qalqan.domains.plans import actions, gaps, models, queries
from qalqan.domains.plans.actions import Actor, SourceFile
from qalqan.domains.plans.refusals import Refused
from qalqan.kernel.access.scope import Service

from .builders import make_document

pytestmark = pytest.mark.django_db
ME = Actor("coordinator МОН", Service("tests"), "Айгерім")


@pytest.fixture
def gap() -> models.Gap:
    actions.import_plan(make_document(), actor=ME, code="plan", file=SourceFile("f", "a" * 64))
    return models.Gap.objects.get()


def test_a_decision_is_signed_and_the_newest_holds(gap: models.Gap) -> None:
    actions.decide_gap(gap.id, "January", "the month after the reporting year", actor=ME)
    actions.decide_gap(gap.id, "February", "the ministry's letter", actor=ME)
    (view,) = queries.gaps("plan", "en")
    assert not view.is_open
    assert [d.value for d in view.decisions] == ["January", "February"]
    assert view.decisions[-1].post == "Coordinator in the ministry, MES"
    assert view.message == "The duty to report names day 10 and no month."
    assert gaps.verify("plan") == ()


@pytest.mark.parametrize(("value", "reason"), [("", "because"), ("January", " ")])
def test_a_decision_needs_a_value_and_a_reason(gap: models.Gap, value: str, reason: str) -> None:
    with pytest.raises(Refused, match="reason-missing"):
        actions.decide_gap(gap.id, value, reason, actor=ME)


def test_a_missing_month_takes_a_month(gap: models.Gap) -> None:
    with pytest.raises(Refused) as refused:
        actions.decide_gap(gap.id, "soon", "because", actor=ME)
    assert refused.value.rule == "month-unknown"
    assert "soon" in str(refused.value)
    assert not models.GapDecision.objects.exists()


def test_what_is_decided_is_asked_by_place(gap: models.Gap) -> None:
    assert queries.decided("plan", gap.place) is None
    actions.decide_gap(gap.id, "January", "the month after the reporting year", actor=ME)
    actions.decide_gap(gap.id, "ақпан", "the ministry's letter", actor=ME)
    found = queries.decided("plan", gap.place)
    assert found is not None
    assert (found.value, found.decided_by, found.reason) == ("ақпан", "Айгерім", "the ministry's letter")
    assert queries.decided("plan", "paragraph 99") is None
    with pytest.raises(Refused, match="plan-unknown"):
        queries.decided("no-such-plan", gap.place)


def test_a_decision_whose_signature_does_not_hold_decides_nothing(
    gap: models.Gap, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.decide_gap(gap.id, "January", "because", actor=ME)
    assert queries.decided("plan", gap.place) is not None
    stranger = Ed25519PrivateKey.generate()
    monkeypatch.setattr(gaps, "key", lambda: stranger)  # the installation's key is another one now
    assert queries.decided("plan", gap.place) is None


def test_what_measures_owe_and_when(gap: models.Gap) -> None:
    one, _, _ = queries.owed("plan", date(2020, 12, 31))
    assert (one.number, one.bodies) == (1, ("МИО", "МОН", "ГП"))
    assert [tuple(time) for time in one.occurrences] == [(date(2020, 7, 1), date(2020, 12, 31))]


def test_an_unknown_gap_is_refused() -> None:
    with pytest.raises(Refused, match="gap-unknown"):
        actions.decide_gap(uuid4(), "x", "y", actor=ME)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE plans_gap_decision SET value = 'March'",
        "DELETE FROM plans_gap_decision",
        "TRUNCATE plans_gap_decision",
    ],
)
def test_the_database_refuses_to_change_a_decision(gap: models.Gap, sql: str) -> None:
    actions.decide_gap(gap.id, "January", "because", actor=ME)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert models.GapDecision.objects.get().value == "January"


def test_a_forged_decision_is_found(gap: models.Gap) -> None:
    first = actions.decide_gap(gap.id, "January", "because", actor=ME)
    forged = models.GapDecision(
        gap=gap, sequence=2, value="never", reason="none", decided_at=first.decided_at, decided_by="nobody",
        previous="", key_id=first.key_id, signature=bytes(first.signature),
    )  # fmt: skip
    forged.save(force_insert=True)
    assert [(bad.sequence, bad.fault) for bad in gaps.verify("plan")] == [(2, "signature")]


def test_a_decision_of_another_installation_is_named_so(gap: models.Gap) -> None:
    first = actions.decide_gap(gap.id, "January", "because", actor=ME)
    models.GapDecision(
        gap=gap, sequence=2, value="x", reason="y", decided_at=first.decided_at, decided_by="z", previous="",
        key_id="0" * 16, signature=b"",
    ).save(force_insert=True)  # fmt: skip
    assert [bad.fault for bad in gaps.verify("plan")] == ["unknown-key"]


def test_a_missing_decision_breaks_the_chain(gap: models.Gap) -> None:
    moment = actions.decide_gap(gap.id, "January", "because", actor=ME).decided_at
    other = models.Gap.objects.create(plan=gap.plan, rule="r", place="p", position=9, opened_at=moment)
    signing = gaps.key()
    orphan = models.GapDecision(
        gap=other, sequence=2, value="x", reason="y", decided_at=moment, decided_by="z", previous="ab",
        key_id=gaps.key_id(signing.public_key()),
    )  # fmt: skip
    orphan.signature = signing.sign(gaps.payload(other, orphan))
    orphan.save(force_insert=True)
    assert [(bad.place, bad.fault) for bad in gaps.verify("plan")] == [("p", "chain")]


def test_a_gap_that_a_new_text_closes_is_withdrawn_and_comes_back(gap: models.Gap) -> None:
    from dataclasses import replace

    closed = replace(make_document(), gaps=())
    actions.import_plan(closed, actor=ME, code="plan", file=SourceFile("f", "b" * 64), accept=True)
    assert queries.gaps("plan") == ()
    assert models.Gap.objects.get().withdrawn_at is not None
    actions.import_plan(make_document(), actor=ME, code="plan", file=SourceFile("f", "c" * 64), accept=True)
    assert [view.id for view in queries.gaps("plan")] == [gap.id]
