"""Observations: kept once, corrected beside, known from a moment."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from qalqan.domains.evidence import api
from qalqan.domains.evidence.models import Observation
from qalqan.domains.evidence.queries.observations import observations
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.scope import NoScope, Service, scope

pytestmark = pytest.mark.django_db

OCTOBER = datetime(2020, 10, 5, tzinfo=UTC)
SEPTEMBER = datetime(2021, 9, 1, tzinfo=UTC)


def warm(numerator: int, denominator: int, known_from: datetime = OCTOBER) -> api.NewObservation:
    region = territory.region("KZ-61", date(2021, 1, 1))
    return api.NewObservation(
        at=api.At(region.id),
        indicator="schools.toilets.warm",
        period_start=date(2020, 10, 1),
        period_end=date(2020, 10, 1),
        source_kind="inspection",
        numerator=Decimal(numerator),
        denominator=Decimal(denominator),
        source_body="МОН",
        known_from=known_from,
    )


def test_it_works() -> None:
    with scope(Service("tests"), "planning"):
        kept = api.observe(warm(90, 100))
        row = observations(["schools.toilets.warm"]).get()
    assert (kept.is_new, row.pk, row.value) == (True, kept.id, Decimal(90))


def test_the_same_said_twice_is_kept_once() -> None:
    with scope(Service("tests"), "planning"):
        first, second = api.observe_many([warm(90, 100), warm(90, 100)])
        assert Observation.objects.count() == 1
    assert (second.is_new, second.id) == (False, first.id)


def test_a_correction_stands_beside_what_it_corrects() -> None:
    with scope(Service("tests"), "planning"):
        first = api.observe(warm(90, 100))
        second = api.observe(warm(70, 100, SEPTEMBER))
        assert second.replaced == first.id
        assert observations(at=OCTOBER).get().pk == first.id
        assert observations(at=SEPTEMBER).get().pk == second.id
        assert not observations(at=datetime(2020, 1, 1, tzinfo=UTC)).exists()


def test_a_claim_and_an_inspection_stand_side_by_side() -> None:
    with scope(Service("tests"), "planning"):
        api.observe(warm(90, 100))
        api.observe(replace(warm(100, 100), source_kind="claim", source_body="akimat-61"))
        assert observations().count() == 2


def test_without_a_scope_nothing_is_read() -> None:
    with pytest.raises(NoScope):
        observations().exists()
