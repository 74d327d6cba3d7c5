"""The forecast of a plan's measure: what could be said on a day, of each region that was reached."""

from datetime import date
from uuid import UUID

import pytest

from qalqan.domains.evidence import api
from qalqan.domains.evidence.actions import binding as binding_actions
from qalqan.domains.evidence.tests.worlds import PLAN, PRESENT, at, claim, seen
from qalqan.domains.plans import demo
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.shipped import plans_folder

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DAY = date(2020, 11, 30)  # measure 61 ends on 31 December 2020
LATER = date(2021, 6, 30)  # measure 54 runs from 2020 to 2023, year by year
MEANINGS = (PRESENT, "schools.video.conforming", "schools.video.connected")


@pytest.fixture
def plan() -> None:
    here = plans_folder() / PLAN
    demo.load_plan(here / "plan.toml")
    binding_actions.bind(here / "bindings.toml")


def turkistan() -> UUID:
    return at("KZ-61").region_id


def observe(*values: tuple[str, int, str]) -> None:
    api.observe_many(seen(value, day, indicator=key, kind="police") for key, value, day in values)


@pytest.mark.usefixtures("plan")
def test_a_region_without_a_value_rests_on_its_peers_and_none_of_them_arrived() -> None:
    with scope(Service("tests"), "statistics"):
        found = api.forecasts(PLAN, 54, day=LATER)
    assert len(found) == 17  # the regions of that day
    one = found[turkistan()].forecast
    assert one is not None
    assert (one.basis, one.arrived) == ("peers", 0)
    assert one.peers > 0
    assert one.probability < 0.05


@pytest.mark.usefixtures("plan")
def test_the_meaning_that_lags_speaks_for_the_measure() -> None:
    with scope(Service("tests"), "statistics"):
        for key in MEANINGS[:2]:
            observe((key, 60, "2020-08-01"), (key, 80, "2020-10-01"), (key, 97, "2020-11-20"))
        observe(*((MEANINGS[2], value, day) for value, day in ((10, "2020-08-01"), (12, "2020-11-20"))))
        found = api.forecasts(PLAN, 61, day=DAY)[turkistan()]
    assert found.indicator == "schools.video.connected"
    assert found.forecast is not None
    assert found.forecast.basis == "pace"
    assert found.by == date(2020, 12, 31)


@pytest.mark.usefixtures("plan")
def test_a_claim_moves_no_forecast() -> None:
    with scope(Service("tests"), "statistics"):
        before = api.forecasts(PLAN, 61, day=DAY)[turkistan()]
        for day in ("2020-08-01", "2020-11-20"):
            api.observe(claim(100, day, day, indicator=PRESENT, measure_number=61))
        after = api.forecasts(PLAN, 61, day=DAY)[turkistan()]
    assert after == before


@pytest.mark.usefixtures("plan")
def test_what_came_later_was_not_known_then() -> None:
    with scope(Service("tests"), "statistics"):
        before = api.forecasts(PLAN, 61, day=DAY)
        observe((PRESENT, 40, "2020-12-01"), (PRESENT, 60, "2020-12-15"))
        assert api.forecasts(PLAN, 61, day=DAY) == before


@pytest.mark.usefixtures("plan")
def test_a_term_that_is_over_and_a_measure_of_the_nation_have_none() -> None:
    with scope(Service("tests"), "statistics"):
        assert api.forecasts(PLAN, 61, day=date(2026, 11, 22)) == {}
        nation = next(one.number for one in api.bindings(PLAN) if one.each == "nation")
        assert api.forecasts(PLAN, nation, day=DAY) == {}
        assert api.forecasts(PLAN, 999, day=DAY) == {}


@pytest.mark.usefixtures("plan")
def test_a_regions_own_seat_sees_its_own_region() -> None:
    with scope(Service("tests", (turkistan(),)), "statistics"):
        assert set(api.forecasts(PLAN, 61, day=DAY)) == {turkistan()}
