"""What lies near a point: the bare statements say what a plain walk through the register says."""

import random
from dataclasses import replace
from uuid import UUID

import pytest
from django.utils import timezone

from qalqan.domains.schools import api
from qalqan.domains.schools.queries.near import assets_near
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import NoScope, Service, scope
from qalqan.kernel.geo import Point, metres
from qalqan.kernel.vault import new_id

from . import places
from .places import PROGRAM, TURKISTAN, days_ago, moved, said

pytestmark = pytest.mark.django_db
READER = Service("schools.tests")
SHELTER, THING = "protection", "playground"


def test_places_near_are_those_of_the_register_however_it_changes() -> None:
    """30 places, moved, closed and turned into shelters: after each change the answer is the register's."""
    draw = random.Random(156)  # noqa: S311 - no secret

    def spot() -> Point:
        return moved(draw.uniform(-600, 600), draw.uniform(-600, 600))

    kinds = ("school", "kindergarten", "sport", SHELTER)
    keys = [places.site(f"n-{n}", kind=draw.choice(kinds), point=spot()) for n in range(30)]
    keys.append(places.site("nowhere", point=None))
    today = timezone.localdate()
    for _ in range(12):
        change = draw.choice(
            (
                api.SiteChange(point=spot()),
                api.SiteChange(kind=draw.choice(kinds)),
                api.SiteChange(until=today),
            )
        )
        api.change_site(PROGRAM, draw.choice(keys), change)
        here, limit = spot(), draw.uniform(50, 700)
        with scope(READER, "safety"):
            standing = [one for one in api.sites() if one.kind != SHELTER and one.point is not None]
            near = api.sites_near(here.lat, here.lon, limit)
        told = [(one, metres(here, one.point)) for one in standing if one.point]
        expected = sorted((far, one.id) for one, far in told if far <= limit)
        assert [(one.metres, one.site.id) for one in near] == expected
        assert {one.site for one in near} <= set(standing)


def test_the_nearest_thing_is_the_registers_and_no_shelters() -> None:
    draw = random.Random(61)  # noqa: S311 - no secret
    home = places.site("home", kind=SHELTER)

    def added(kind: str, **more: object) -> object:
        first = said(source_kind="registry", **more)  # type: ignore[arg-type]
        return api.add_asset(PROGRAM, api.NewAsset(kind, first, None))

    things = [
        added(THING, point=moved(draw.uniform(-300, 300), draw.uniform(-300, 300)), owner_body="akimat-61")
        for _ in range(12)
    ]
    line = [[one.lat, one.lon] for one in (moved(900), moved(-900))]  # its middle is here, its ends are not
    path = added("footway", line=line)
    api.add_asset(PROGRAM, api.NewAsset(THING, said(point=moved(2), source_kind="registry"), home))
    for one in things[:4]:
        new = said("working", days_ago(3), point=moved(draw.uniform(-300, 300)), source_kind="registry")
        api.change_asset(PROGRAM, one, new)  # type: ignore[arg-type]
    with scope(READER, "safety"):
        for _ in range(12):
            here, limit = moved(draw.uniform(-400, 400), draw.uniform(-400, 400)), draw.uniform(20, 300)
            all_near = assets_near(here.lat, here.lon, limit, (THING,))
            wanted = next((one for one in all_near if one.asset.site_id != home), None)
            found = api.thing_near(here.lat, here.lon, limit, THING)
            assert (found and (found.id, found.metres)) == (wanted and (wanted.asset.id, wanted.metres))
        by_its_end = moved(880, 5)
        found = api.thing_near(by_its_end.lat, by_its_end.lon, 30, "footway")
        assert found is not None
        assert found.id == path
        assert api.thing_near(by_its_end.lat, by_its_end.lon, 30, THING) is None


def head() -> SeatView:
    seat = places.actor("demo.head").seat
    assert isinstance(seat, SeatView)
    return seat


def department(district: UUID) -> SeatView:
    return replace(head(), role="education_officer", district_id=district, organisation_id=None)


def test_beyond_a_posts_reach_nothing_is_near_and_outside_a_scope_nothing_is_asked() -> None:
    places.site("61-1")
    api.add_asset(PROGRAM, api.NewAsset(THING, said(point=TURKISTAN, source_kind="registry"), None))
    for region, count in (("KZ-61", 1), ("KZ-10", 0)):
        with scope(Service("schools.tests", (places.region_id(region),)), "safety"):
            assert len(api.sites_near(TURKISTAN.lat, TURKISTAN.lon)) == count
            assert (api.thing_near(TURKISTAN.lat, TURKISTAN.lon, 50, THING) is None) == (count == 0)
    district = new_id()
    organisation = places.organisation()
    places.seated(organisation, district)
    own = places.site("61-2", district_id=district, organisation_id=organisation, point=moved(60))
    thing = api.add_asset(PROGRAM, api.NewAsset(THING, said(point=moved(60), source_kind="registry"), own))
    for seat in (department(district), head()):  # of two places and things each the one of the own
        with scope(seat, "safety"):
            near = api.sites_near(TURKISTAN.lat, TURKISTAN.lon)
            found = api.thing_near(TURKISTAN.lat, TURKISTAN.lon, 100, THING)
        assert [one.site.id for one in near] == [own]
        assert found is not None
        assert found.id == thing
    with pytest.raises(NoScope):
        api.sites_near(TURKISTAN.lat, TURKISTAN.lon)
    with pytest.raises(NoScope):
        api.thing_near(TURKISTAN.lat, TURKISTAN.lon, 50, THING)
