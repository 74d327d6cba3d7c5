"""What reaches `evidence`: only what independent people saw, by who saw it, and how much they saw."""

from decimal import Decimal
from typing import Any

import pytest

from qalqan.domains.evidence.models import Observation
from qalqan.domains.schools import api
from qalqan.domains.schools.actions.assessing import withdraw
from qalqan.domains.schools.actions.feeding import feed
from qalqan.domains.schools.rules.requirements import requirements
from qalqan.kernel.access.scope import Service, scope

from . import places
from .places import PROGRAM, days_ago, said
from .test_rounds import said as answer
from .test_rounds import submitted

pytestmark = pytest.mark.django_db
ALL = Service("schools.tests")


def fed() -> int:
    with scope(ALL, "safety"):
        return feed(places.region_id())


def held(indicator: str, place: str = "region") -> Any:
    with scope(ALL, "safety"):
        rows = Observation.objects.filter(indicator=indicator, place=place, known_until=None)
        return list(rows.order_by("period_end"))


def seen(site: Any, kind: str, state: str = "working", days: int = 30) -> Any:
    return api.find_asset(PROGRAM, api.NewAsset(kind, said(state, days_ago(days)), site_id=site))


def test_every_fed_indicator_is_one_that_evidence_knows() -> None:
    from qalqan.domains.bodies import api as bodies
    from qalqan.domains.evidence import api as evidence

    functions = {one.key for one in bodies.functions()}
    for one in requirements():
        assert one.owes in functions
        if one.indicator:
            assert evidence.indicator(one.indicator)


def test_the_inspectors_number_is_of_what_inspectors_saw() -> None:
    schools = [places.site(f"61-{number}") for number in range(5)]
    seen(schools[0], "toilet_warm", days=40)
    seen(schools[1], "toilet_warm", "broken", days=20)
    claim = api.NewAsset("toilet_warm", said(source_kind="claim"), site_id=schools[2])
    listed = api.NewAsset("toilet_warm", said(source_kind="registry"), site_id=schools[3])
    api.add_asset(PROGRAM, claim)
    api.add_asset(PROGRAM, listed)
    places.site("k-1", kind="kindergarten")  # the indicator counts schools
    assert fed() > 0
    (row,) = held("schools.toilets.warm")
    assert (row.source_kind, row.numerator, row.denominator) == ("inspection", 1, 2)
    assert row.coverage == Decimal("0.4")
    assert row.period_end == days_ago(20)
    assert row.source_ref == "schools:toilet_warm:inspection"
    assert fed() == 0


def test_a_region_where_nobody_looked_says_nothing() -> None:
    site = places.site()
    api.add_asset(PROGRAM, api.NewAsset("toilet_warm", said(source_kind="claim"), site_id=site))
    assert fed() == 0


def test_an_outdoor_toilet_that_an_inspector_saw_is_told_of_its_school_and_when_it_is_gone() -> None:
    organisation = places.organisation()
    site = places.site(organisation_id=organisation)
    toilet = seen(site, "toilet_outdoor")
    fed()
    (of_school,) = held("schools.toilets.outdoor", "organisation")
    assert (of_school.value, of_school.organisation_id) == (1, organisation)
    assert [row.value for row in held("schools.toilets.outdoor")] == [1]
    api.verify_asset(PROGRAM, toilet, said("absent", days_ago(2)))
    fed()
    assert [row.value for row in held("schools.toilets.outdoor", "organisation")] == [1, 0]
    assert held("schools.toilets.outdoor")[-1].value == 0


def test_what_is_seen_too_long_ago_is_not_told() -> None:
    site = places.site()
    seen(site, "toilet_warm", days=900)
    seen(site, "toilet_outdoor", "working", days=900)
    fed()
    assert held("schools.toilets.warm") == []
    assert held("schools.toilets.outdoor", "organisation") == []


def test_footways_and_training_grounds_are_counted_as_things() -> None:
    places.site()
    for number, state in enumerate(("working", "planned", "working")):
        point = places.moved(100.0 + number)
        api.find_asset(PROGRAM, api.NewAsset("footway", said(state, days_ago(9), point=point)))
        api.find_asset(PROGRAM, api.NewAsset("training_ground", said(state, days_ago(9), point=point)))
    missing = said("absent", days_ago(9), point=places.moved(140))
    api.find_asset(PROGRAM, api.NewAsset("footway", missing))  # seen to be missing: it is one of them
    for kind in ("footway", "training_ground"):  # a look that is too old speaks no more
        api.find_asset(PROGRAM, api.NewAsset(kind, said("working", days_ago(900), point=places.moved(150))))
    fed()
    (ways,) = held("roads.footways.safe")
    assert (ways.numerator, ways.denominator, ways.coverage) == (2, 4, Decimal("0.8"))
    (grounds,) = held("roads.grounds.training")
    assert grounds.value == 2


def test_what_rested_on_a_withdrawn_round_is_taken_back() -> None:
    own = places.organisation()
    places.seated(own)
    site, other = places.site(organisation_id=own), places.site("61-2")
    inspector = places.actor("demo.inspector", "schools.assess")
    seen(other, "toilet_warm", days=30)
    fed()
    (before,) = held("schools.toilets.warm")
    first = submitted(inspector, site, answer("toilets.warm", "yes"), answer("toilets.outdoor", "yes"))
    fed()
    assert [(row.numerator, row.denominator) for row in held("schools.toilets.warm")] == [(1, 1), (2, 2)]
    assert [row.value for row in held("schools.toilets.outdoor", "organisation")] == [1]
    withdraw(inspector, first, "the school next door")
    assert fed() > 0
    assert [row.pk for row in held("schools.toilets.warm")] == [before.pk]
    assert held("schools.toilets.outdoor", "organisation") == []
    assert held("schools.toilets.outdoor") == []
    with scope(ALL, "safety"):
        past = Observation.objects.filter(indicator="schools.toilets.warm", numerator=2).get()
    assert past.known_until is not None
    assert fed() == 0
