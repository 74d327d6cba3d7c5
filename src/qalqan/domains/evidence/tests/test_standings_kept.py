"""Standings as the engine keeps them when something is taken back or binds otherwise than it did."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from qalqan.domains.evidence import api
from qalqan.domains.evidence.actions.engine import reconsider_all
from qalqan.domains.evidence.actions.proving import offer_proof, withdraw_proof
from qalqan.domains.evidence.models import Binding, Closing, Standing
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.outbox import dispatcher

from . import worlds
from .test_proofs import akimat, new
from .worlds import WARM, claim, moment, seen

pytestmark = pytest.mark.django_db
WORDS = {"reason_kk": "а", "reason_ru": "б", "reason_en": "c", "plan_code": worlds.PLAN}


@pytest.fixture(autouse=True)
def bound(db: None) -> None:
    """Measure 42 asks each region for recommendations and counts toilets beside them; 62 counts toilets."""
    for number, mode, kinds in ((42, "both", ["recommendations"]), (62, "indicators", [])):
        Closing.objects.create(measure_number=number, mode=mode, contracts=kinds, each="region", **WORDS)
        Binding.objects.create(
            measure_number=number, position=0, indicator=WARM, target=95, closes=True, **WORDS
        )


def history(number: int) -> list[tuple[str, datetime]]:
    """The rows of a measure in Turkistan in 2021, oldest first; the last one holds."""
    with scope(Service("tests"), "statistics"):
        rows = Standing.objects.filter(
            measure_number=number, place="region", place_id=worlds.at().region_id, period_start="2021-01-01"
        )
        return [(row.standing, row.known_from) for row in rows.order_by("known_from")]


def words(number: int) -> list[str]:
    return [word for word, _ in history(number)]


def observed(*news: api.NewObservation) -> None:
    with scope(Service("tests"), "planning"):
        api.observe_many(news)
    dispatcher.settle()


def recounted() -> None:
    with scope(Service("tests"), "planning"):
        reconsider_all(worlds.PLAN)


def is_now(at: datetime) -> bool:
    return abs(timezone.now() - at) < timedelta(minutes=5)


def test_a_paper_that_waits_claims_and_one_taken_back_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(  # no plan is registered here: the year in which the measure runs
        "qalqan.domains.evidence.actions.engine_standings._years", lambda *_: {42: range(2021, 2022)}
    )
    key = offer_proof(akimat(), new())
    dispatcher.settle()
    assert words(42) == ["claimed"]
    withdraw_proof(akimat(), key)
    dispatcher.settle()
    assert words(42) == ["claimed", "none"]
    assert is_now(history(42)[-1][1])


def test_a_measure_that_nothing_binds_any_longer_stands_nowhere() -> None:
    observed(claim(97, "2021-08-31", "2021-09-01"), seen(97, "2021-09-10", coverage=1))
    assert words(62) == ["claimed", "evidenced"]
    Binding.objects.filter(measure_number=62).delete()
    Closing.objects.filter(measure_number=62).delete()
    recounted()
    recounted()
    assert words(62) == ["claimed", "evidenced", "none"]


def test_other_things_that_close_a_measure_do_not_rewrite_its_past() -> None:
    observed(claim(97, "2021-08-31", "2021-09-01"), seen(97, "2021-09-10", coverage=1))
    assert history(62)[-1] == ("evidenced", moment("2021-09-10"))
    observed(claim(97, "2021-10-31", "2021-11-05", source_ref="autumn"))
    Binding.objects.filter(measure_number=62).update(target=99)
    recounted()
    word, since = history(62)[-1]
    assert (word, is_now(since)) == ("partly", True)
    observed(seen(99, "2021-12-01", coverage=1, source_ref="winter"))
    assert words(62)[-1] == "evidenced"
