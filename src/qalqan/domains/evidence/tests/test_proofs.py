"""Papers: offered by one, verified by another, held by rule and database; and what a line is told."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from qalqan.domains.evidence import api
from qalqan.domains.evidence.actions.proving import NewProof, decide_proof, offer_proof, withdraw_proof
from qalqan.domains.evidence.actor import Actor
from qalqan.domains.evidence.models import Binding, Closing, Proof, Standing
from qalqan.domains.evidence.rules.contract import Given
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.outbox import dispatcher
from qalqan.kernel.outbox.models import Event
from qalqan.kernel.vault.ids import new_id

from . import worlds
from .worlds import OUTDOOR, WARM, claim, moment, seen

pytestmark = pytest.mark.django_db
PLAN = worlds.PLAN
YEAR = (date(2021, 1, 1), date(2021, 12, 31))
RECOMMENDATIONS = {
    "paper": Given("https://example.kz/ru/42"),
    "approved_by": Given("Совет управления образования"),
    "day": Given(day=date(2021, 3, 2)),
    "sent_to": Given("все районы"),
}


@pytest.fixture(autouse=True)
def bound(db: None) -> None:
    """Measure 42 asks each region for recommendations, measure 8 the country for a plan, 62 for toilets."""
    words = {"reason_kk": "а", "reason_ru": "б", "reason_en": "c", "plan_code": PLAN}
    for number, mode, kinds, each in (
        (42, "both", ["recommendations"], "region"),
        (8, "contract", ["action_plan"], "nation"),
        (62, "indicators", [], "region"),
    ):
        Closing.objects.create(
            measure_number=number, mode=mode, contracts=kinds, each=each, papers=each, **words
        )
    for position, key in enumerate((WARM, OUTDOOR)):
        Binding.objects.create(
            measure_number=62, position=position, indicator=key, target=100, closes=True, **words
        )


def someone(role: str, region_id: UUID | None = None, body: str = "") -> Actor:
    return Actor(f"{role} {body}", SeatView(new_id(), new_id(), new_id(), role, body, region_id))


def akimat() -> Actor:
    return someone("akimat_officer", worlds.at().region_id, "akimat-61")


def new(**more: Any) -> NewProof:
    whole = NewProof(PLAN, 42, "recommendations", *YEAR, RECOMMENDATIONS, worlds.at().region_id)
    return replace(whole, **more)


def refusal(actor: Actor, proof: NewProof) -> set[str]:
    with pytest.raises(api.Refusal) as caught:
        offer_proof(actor, proof)
    with scope(Service("tests"), "planning"):
        assert not Proof.objects.exists()
    return {one.problem.rule for one in caught.value.findings}


def view(key: UUID) -> api.ProofView:
    with scope(Service("tests"), "statistics"):
        found = api.proof(key)
        assert found is not None
        return found


def test_it_works() -> None:
    key = offer_proof(akimat(), new())
    assert [(item.key, given) for item, given in view(key).items] == list(RECOMMENDATIONS.items())
    decide_proof(someone("coordinator", body="МП"), key, is_verified=True)
    found = view(key)
    assert (found.state, found.offered_by, found.decided_by) == (
        "verified",
        "akimat_officer akimat-61",
        "coordinator МП",
    )
    with scope(Service("tests"), "operation"):
        told = list(Event.objects.values_list("name", flat=True).order_by("id"))
    assert told == ["evidence.proof_offered", "evidence.proof_decided"]


def test_nobody_verifies_ones_own_by_the_rule_and_by_the_database() -> None:
    ministry = someone("coordinator", body="МП")
    key = offer_proof(ministry, new())
    with pytest.raises(api.Refusal, match="proof-own"):
        decide_proof(ministry, key, is_verified=True)
    with pytest.raises(api.Refusal, match="proof-own"):
        decide_proof(ministry, key, is_verified=False, reason="нет рассылки")
    with (
        pytest.raises(IntegrityError, match="evidence_author_is_not_verifier"),
        scope(Service("tests"), "planning"),
        transaction.atomic(),
    ):
        Proof.objects.filter(pk=key).update(state="verified", decided_user=ministry.user_id)
    assert view(key).state == "offered"


def test_a_refusal_has_a_reason_and_is_final() -> None:
    key, ministry = offer_proof(akimat(), new()), someone("coordinator")
    with pytest.raises(api.Refusal, match="proof-reason"):
        decide_proof(ministry, key, is_verified=False, reason="  ")
    decide_proof(ministry, key, is_verified=False, reason="Нет списка рассылки.")
    assert (view(key).state, view(key).reason) == ("refused", "Нет списка рассылки.")
    with pytest.raises(api.Refusal, match="proof-decided"):
        decide_proof(someone("coordinator"), key, is_verified=True)
    assert offer_proof(akimat(), new()) != key  # a better one is offered anew


def test_only_a_coordinator_verifies() -> None:
    key = offer_proof(akimat(), new())
    for role in ("akimat_officer", "viewer"):
        with pytest.raises(PermissionDenied):
            decide_proof(someone(role, worlds.at().region_id), key, is_verified=True)
    with pytest.raises(PermissionDenied):
        offer_proof(someone("viewer"), new())


def test_what_is_missing_is_told_and_nothing_is_written() -> None:
    lacking = {key: value for key, value in RECOMMENDATIONS.items() if key != "sent_to"}
    assert refusal(akimat(), new(items=lacking)) == {"proof-missing"}
    assert refusal(akimat(), new(contract="order")) == {"proof-unbound"}
    assert refusal(akimat(), new(number=62, contract="information_note")) == {"proof-unbound"}
    assert refusal(akimat(), new(period_end=date(2020, 1, 1))) == {"proof-period"}


def test_each_offers_where_it_may() -> None:
    elsewhere = worlds.at("KZ-10").region_id
    assert refusal(akimat(), new(region_id=elsewhere)) == {"proof-unknown"}
    assert refusal(akimat(), new(region_id=None)) == {"proof-region"}
    assert refusal(someone("coordinator"), new(region_id=None)) == {"proof-region"}
    items = {
        "approved_by": Given("МП"),
        "number": Given("7"),
        "day": Given(day=date(2021, 5, 5)),
        "paper": Given("https://example.kz/8"),
    }
    country = new(number=8, contract="action_plan", items=items)
    assert refusal(akimat(), country) == {"proof-nation"}
    key = offer_proof(someone("coordinator", body="МП"), replace(country, region_id=None))
    assert (view(key).place, view(key).region_id) == ("nation", worlds.at("nation").region_id)
    with scope(someone("akimat_officer", elsewhere).seat, "statistics"):
        assert api.proof(key) is None


def test_one_paper_of_a_kind_waits_at_a_time_and_may_be_taken_back() -> None:
    key = offer_proof(akimat(), new())
    with pytest.raises(api.Refusal, match="proof-same"):
        offer_proof(akimat(), new())
    with pytest.raises(api.Refusal, match="proof-unknown"):
        withdraw_proof(someone("coordinator", body="МП"), key)
    withdraw_proof(akimat(), key)
    assert view(key).state == "withdrawn"
    offer_proof(akimat(), new())


def test_a_second_click_waits_for_the_first() -> None:
    """The lock is taken before the look for a paper that is there."""
    with CaptureQueriesContext(connection) as asked:
        offer_proof(akimat(), new())
    told = [one["sql"] for one in asked.captured_queries]
    lock = next(n for n, sql in enumerate(told) if "pg_advisory_xact_lock" in sql and "evidence.proof" in sql)
    look = next(n for n, sql in enumerate(told) if sql.startswith("SELECT") and '"evidence_proof"' in sql)
    assert lock < look


def test_one_paper_of_the_nation_counts_in_every_region_once_another_verified_it() -> None:
    words = {"reason_kk": "а", "reason_ru": "б", "reason_en": "c", "plan_code": PLAN}
    Closing.objects.create(
        measure_number=6, mode="contract", contracts=["order"], each="region", papers="nation", **words
    )
    with scope(Service("tests"), "planning"):
        api.observe_many(
            claim(100, "2021-12-31", "2021-12-31", measure_number=6, at=worlds.at(code), source_body=code)
            for code in ("KZ-61", "KZ-11")
        )
    dispatcher.settle()
    assert words_of(6) == {"KZ-61": "claimed", "KZ-11": "claimed"}
    order = {
        "number": Given("ҚР ДСМ-76"),
        "day": Given(day=date(2021, 8, 5)),
        "paper": Given("https://adilet.zan.kz/rus/docs/V2100023890"),
        "normative": Given("yes"),
        "registration": Given("23890"),
    }
    new_order = NewProof(PLAN, 6, "order", *YEAR, order)
    key = offer_proof(someone("coordinator", body="МЗ"), new_order)
    dispatcher.settle()
    assert set(words_of(6).values()) == {"claimed"}
    decide_proof(someone("coordinator", body="МП"), key, is_verified=True)
    dispatcher.settle()
    assert words_of(6) == {"KZ-61": "evidenced", "KZ-11": "evidenced"}


def words_of(number: int) -> dict[str, str]:
    codes = {worlds.at(code).region_id: code for code in ("KZ-61", "KZ-11")}
    with scope(Service("tests"), "statistics"):
        rows = Standing.objects.filter(measure_number=number, known_until=None, place="region")
        return {codes[row.place_id]: row.standing for row in rows}


def facts(day: date | None = None, region: str = "KZ-61") -> list[tuple[str, str, Decimal]]:
    with scope(Service("tests"), "statistics"):
        found = api.prefill(PLAN, worlds.at(region).region_id, *YEAR, day)
    return [(one.indicator, one.source_kind, one.value) for one in found.get(62, ())]


def test_a_line_is_told_the_newest_independent_value_and_the_last_claim() -> None:
    with scope(Service("tests"), "planning"):
        api.observe_many(
            [
                seen(90, "2021-03-01", source_ref="act 1"),
                seen(95, "2021-09-01", source_ref="act 2"),
                seen(100, "2021-10-01", kind="citizens"),  # no source of this indicator
                seen(70, "2020-09-01", source_ref="act 0"),  # another year
                seen(50, "2021-09-01", at=worlds.at("KZ-10")),
                claim(100, "2020-12-31", "2021-01-05"),
                claim(99, "2020-12-31", "2021-01-05", measure_number=61),
            ]
        )
    assert facts() == [(WARM, "inspection", Decimal(95)), (WARM, "claim", Decimal(100))]
    assert facts(date(2021, 8, 31)) == [(WARM, "inspection", Decimal(90)), (WARM, "claim", Decimal(100))]
    assert facts(date(2021, 1, 4)) == []
    with scope(Service("tests"), "planning"):  # in Astana it is the second of September already
        night = datetime(2021, 9, 1, 21, tzinfo=UTC)
        api.observe(seen(96, "2021-09-01", source_ref="act 3", known_from=night, at=worlds.at("KZ-19")))
    assert facts(date(2021, 9, 1), "KZ-19") == []
    assert facts(date(2021, 9, 2), "KZ-19") == [(WARM, "inspection", Decimal(96))]
    assert facts(region="KZ-10") == [(WARM, "inspection", Decimal(50))]


def test_a_fact_says_whose_it_is() -> None:
    with scope(Service("tests"), "planning"):
        act = seen(0, "2021-09-01", source_name="Комитет", address="https://example.kz/act")
        numbers: dict[str, Any] = {
            "numerator": Decimal(450),
            "denominator": Decimal(500),
            "coverage": Decimal("0.5"),
        }
        api.observe(replace(act, value=None, **numbers))
        fact = api.prefill(PLAN, worlds.at().region_id, *YEAR)[62][0]
    assert (fact.value, fact.numerator, fact.denominator, fact.unit) == (90, 450, 500, "percent")
    assert (fact.source_name, fact.address) == ("Комитет", "https://example.kz/act")
    assert (fact.coverage, fact.known_from, fact.is_claim) == (
        Decimal("0.5"),
        moment("2021-09-01"),
        False,
    )
