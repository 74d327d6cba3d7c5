"""Observations: kept once, corrected beside, known from a moment."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from qalqan.domains.evidence import api
from qalqan.domains.evidence.models import Observation
from qalqan.domains.evidence.queries.observations import observations
from qalqan.domains.territory import api as territory
from qalqan.kernel.access import actions as seating
from qalqan.kernel.access import policy
from qalqan.kernel.access.models import User
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


def test_an_older_word_that_comes_late_stands_in_the_past_and_ends_nothing() -> None:
    july = datetime(2021, 7, 1, tzinfo=UTC)
    with scope(Service("tests"), "planning"):
        newest = api.observe(warm(70, 100, SEPTEMBER))
        oldest = api.observe(warm(90, 100, OCTOBER))
        middle = api.observe(warm(80, 100, july))
        assert (oldest.replaced, middle.replaced) == (None, None)
        assert observations().get().pk == newest.id
        assert observations(at=OCTOBER).get().pk == oldest.id
        assert observations(at=july).get().pk == middle.id
        assert observations(at=SEPTEMBER).get().pk == newest.id


def test_who_is_controlled_writes_no_independent_value() -> None:
    region = territory.region("KZ-61", date(2021, 1, 1)).id
    user = seating.add_user("officer.61")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    post = seating.post("akimat_officer", region_id=region, body_code="akimat-61")
    seating.seat(user, post, since=timezone.now() - timedelta(minutes=1))
    with scope(policy.acting(User.objects.get(pk=user.pk), "reporting.write"), "planning"):
        with pytest.raises(ValueError, match="claims only"):
            api.observe(warm(100, 100))
        api.observe(replace(warm(100, 100), source_kind="claim", source_body="akimat-61"))


@pytest.mark.parametrize("kind", ["inspection", "police", "registry", "sensor"])
def test_a_source_that_can_evidence_says_who_it_is(kind: str) -> None:
    with scope(Service("tests"), "planning"), pytest.raises(ValueError, match="must be named"):
        api.observe(replace(warm(100, 100), source_kind=kind, source_body=""))


def test_what_is_taken_back_ends_and_stays_in_the_past() -> None:
    with scope(Service("tests"), "planning"):
        new = replace(warm(90, 100), source_ref="round:1")
        kept = api.observe(new)
        (told,) = api.told(new.at.region_id, ["round:1", "round:2"])
        assert (told.id, told.period_end) == (kept.id, new.period_end)
        assert api.retract(new.at.region_id, [kept.id]) == 1
        assert api.retract(new.at.region_id, [kept.id]) == 0
        assert api.told(new.at.region_id, ["round:1"]) == ()
        assert observations(at=SEPTEMBER).get().pk == kept.id
        assert not observations().exists()
        assert api.observe(new).id != kept.id
