"""Answers: by the owner, closed by another person, sent back with a new term."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qalqan.domains.evidence import api
from qalqan.domains.evidence.actions import answering
from qalqan.domains.evidence.actions.engine import reconsider
from qalqan.domains.evidence.actor import Actor
from qalqan.domains.evidence.models import Contradiction
from qalqan.domains.evidence.queries.contradictions import contradiction
from qalqan.domains.evidence.refusals_contradictions import Refused
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.clock.models import Obligation
from qalqan.kernel.vault.ids import new_id

from . import worlds
from .worlds import claim, seen

pytestmark = pytest.mark.django_db
TEXT = "Санаудағы айырма: екі мектеп жөндеуде."


def someone(role: str, region_id: UUID | None = None) -> Actor:
    seat = SeatView(new_id(), new_id(), new_id(), role, "", region_id)
    return Actor(role, seat)


def raised(**more: Any) -> UUID:
    """A contradiction of Turkistan, or of the nation."""
    with scope(Service("tests"), "planning"):
        kept = api.observe_many(
            [
                claim(100, "2021-08-31", "2021-09-01", **more),
                seen(90, "2021-09-10", at=more.get("at", worlds.at())),
            ]
        )
        reconsider([kept[1].id])
        return UUID(str(Contradiction.objects.get().pk))


def view(key: UUID) -> api.ContradictionView:
    with scope(Service("tests"), "statistics"):
        found = contradiction(key)
        assert found is not None
        return found


def owner() -> Actor:
    return someone("akimat_officer", worlds.at().region_id)


def test_an_answer_waits_for_another_person_who_closes_it() -> None:
    key = raised()
    answering.answer(owner(), key, kind="explain", text=TEXT)
    assert (view(key).state, view(key).due, view(key).is_open) == ("answered", None, True)
    answering.accept(someone("coordinator"), key, text="Түсіндірме қабылданды.")
    found = view(key)
    assert (found.state, [step.act for step in found.steps]) == ("explained", ["raise", "explain", "accept"])
    assert found.known_until is not None


def test_accepting_takes_the_locks_in_the_order_of_the_engine() -> None:
    key = raised()
    answering.answer(owner(), key, kind="explain", text=TEXT)
    with CaptureQueriesContext(connection) as asked:
        answering.accept(someone("coordinator"), key, text="Түсіндірме қабылданды.")
    told = [one["sql"] for one in asked.captured_queries]
    engine = next(n for n, sql in enumerate(told) if "evidence.engine" in sql)
    rows = next(n for n, sql in enumerate(told) if "FOR UPDATE" in sql and "evidence_contradiction" in sql)
    assert engine < rows


def test_sent_back_it_is_open_with_a_new_term() -> None:
    key = raised()
    answering.answer(owner(), key, kind="dispute", text=TEXT)
    answering.send_back(someone("coordinator"), key, text="Құжат қоса беріңіз.")
    found = view(key)
    assert found.state == "open"
    assert found.due is not None
    assert found.due.date() > date(2021, 12, 31)
    with scope(Service("tests"), "statistics"):
        assert Obligation.objects.filter(target_id=key).count() == 2


def test_nobody_closes_an_own_answer() -> None:
    key = raised(at=worlds.at("nation"), source_body="МОН")
    author = someone("coordinator")
    answering.answer(author, key, kind="explain", text=TEXT)
    with pytest.raises(Refused) as refused:
        answering.accept(author, key, text="Өзім қабылдаймын.")
    assert refused.value.rule == "own_answer"
    assert view(key).state == "answered"


@pytest.mark.parametrize(
    ("actor", "rule"),
    [
        (someone("coordinator"), "not_yours"),  # answers for claims of the nation only
        (someone("akimat_officer", new_id()), "no_such"),  # another region does not even see it
    ],
)
def test_only_the_owner_answers(actor: Actor, rule: str) -> None:
    key = raised()
    with pytest.raises(Refused) as refused:
        answering.answer(actor, key, kind="explain", text=TEXT)
    assert refused.value.rule == rule
    assert view(key).state == "open"


def test_a_reader_may_not_answer_nor_an_owner_decide() -> None:
    key = raised()
    with pytest.raises(PermissionDenied):
        answering.answer(someone("viewer"), key, kind="explain", text=TEXT)
    answering.answer(owner(), key, kind="explain", text=TEXT)
    with pytest.raises(PermissionDenied):
        answering.accept(owner(), key, text=TEXT)


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        ("explain", "қысқа", "text_short"),
        ("explain", "ұ" * 4001, "text_long"),
        ("other", TEXT, "no_answer_kind"),
    ],
)
def test_what_is_wrong_with_an_answer_is_named(kind: str, text: str, rule: str) -> None:
    key = raised()
    with pytest.raises(Refused) as refused:
        answering.answer(owner(), key, kind=kind, text=text)
    assert refused.value.rule == rule


def test_an_explained_one_opens_again_on_a_new_source_only() -> None:
    key = raised()
    answering.answer(owner(), key, kind="explain", text=TEXT)
    answering.accept(someone("coordinator"), key, text="Түсіндірме қабылданды.")
    with scope(Service("tests"), "planning"):
        reconsider([api.observe(claim(100, "2021-08-31", "2021-09-01")).id])
        assert Contradiction.objects.get().state == "explained"
        police = api.observe(seen(70, "2021-11-10", kind="police", source_body="МВД"))
        reconsider([police.id])
        assert Contradiction.objects.get().state == "open"
