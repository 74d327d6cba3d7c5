"""The kept answers: one change and the whole agree, history is appended, and nobody judges by half of the
facts."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qalqan.domains.schools import api
from qalqan.domains.schools.actions.covering import recompute_all, recompute_near
from qalqan.domains.schools.models import Asset, AssetState, Coverage, Site
from qalqan.domains.schools.queries.coverage import coverage_of, steps_of
from qalqan.domains.schools.rules.requirements import requirements
from qalqan.domains.schools.rules.words import ASSET_STATES
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.geo import Point
from qalqan.kernel.vault import new_id

from . import places

pytestmark = pytest.mark.django_db
ALL, BORDER = Service("schools.tests"), "KZ-79"
KINDS = sorted({kind for one in requirements() for kind in one.kinds})
DETAILS = {"days_kept": 30, "resolution": 1080, "covers_entrances": True, "specialised": True}


class Town:
    """Sites and things within half a kilometre, some across a region's border, changed at random."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret
        self.today = timezone.localdate()
        self.regions = (places.region_id(), places.region_id(BORDER))
        self.sites = [self.site(number) for number in range(6)]
        self.assets = [self.asset() for _ in range(25)]

    def point(self) -> Point:
        return places.moved(self.random.uniform(-250, 250), self.random.uniform(-250, 250))

    def site(self, number: int) -> Site:
        point = self.point() if number else None
        return Site.objects.create(
            region_id=self.regions[number % 2],
            kind=("school", "school", "kindergarten", "sport")[number % 4],
            code=f"T-{number}",
            kk="Мектеп",
            ru="Школа",
            en="School",
            lat=point and point.lat,
            lon=point and point.lon,
            pupils=self.random.choice([None, 300, 1500]),
            life=DateRange(date(2000, 1, 1), None),
        )

    def asset(self) -> Asset:
        site = self.random.choice([None, *self.sites])
        row = Asset.objects.create(
            id=new_id(),
            region_id=site.region_id if site else self.random.choice(self.regions),
            kind=self.random.choice(KINDS),
            site=site,
        )
        self.say(row)
        return row

    def say(self, row: Asset) -> list[Point | None]:
        """Another state of a thing in place of the one that is held; the points that it touches."""
        held = AssetState.objects.filter(asset=row, known_until=None)
        before = [self.ground(state) for state in held]
        held.update(known_until=timezone.now())
        point, source = self.point(), self.random.choice(["inspection", "claim", "registry"])
        is_line = row.kind == "footway" and self.random.random() < 0.7
        line = [[point.lat, point.lon], *([one.lat, one.lon] for one in (self.point(), self.point()))]
        nowhere = row.site_id is not None and not is_line and self.random.random() < 0.5
        state = AssetState.objects.create(
            region_id=row.region_id,
            asset=row,
            state=self.random.choice([*ASSET_STATES, "working", "working"]),
            lat=None if nowhere else point.lat,
            lon=None if nowhere else point.lon,
            line=line if is_line else None,
            details=self.random.choice([{}, DETAILS]),
            valid=DateRange(self.today - timedelta(days=50), None),
            source_kind=source,
            verified_at=self.today - timedelta(days=20) if source == "inspection" else None,
            confidence=0.5,
            recorded_by="test",
        )
        return [point for points in (*before, self.ground(state)) for point in points]

    @staticmethod
    def ground(state: AssetState) -> list[Point | None]:
        if state.line:
            return [Point(*pair) for pair in state.line]
        return [None if state.lat is None or state.lon is None else Point(state.lat, state.lon)]


def answers() -> dict[Any, Any]:
    values = Coverage.objects.values_list("site_id", "requirement", "status", "reason", "asset_id", "metres")
    return {row[:2]: row[2:] for row in values}


@pytest.mark.parametrize("seed", range(4))
def test_one_change_at_a_time_and_the_whole_agree(seed: int) -> None:
    with scope(ALL, "safety"):
        town = Town(seed)
        assert recompute_all() > 50
        for _ in range(12):
            row = town.random.choice(town.assets)
            recompute_near(town.say(row), [row.site_id] if row.site_id else [])
        one_by_one = answers()
        assert recompute_all() == 0
        assert answers() == one_by_one
        Coverage.objects.all().delete()
        recompute_all(town.regions[0])
        recompute_all(town.regions[1])
        assert answers() == one_by_one


def test_a_step_for_each_change_of_status_and_the_day_it_began() -> None:
    site = places.site()
    with scope(ALL, "safety"):
        assert {row.status for row in coverage_of(site)} == {"unknown"}
    crossing = api.find_asset(
        places.PROGRAM, api.NewAsset("crossing", places.said(point=places.moved(100)), site_id=None)
    )
    with scope(ALL, "safety"):
        row = next(one for one in coverage_of(site) if one.requirement.key == "crossing_near")
        assert (row.status, row.reason, row.asset_id) == ("met", "seen", crossing)
        assert row.metres == pytest.approx(100, abs=1)
        Coverage.objects.filter(requirement="crossing_near").update(since=date(2026, 1, 1))
        AssetState.objects.update(confidence=0.1)  # nothing that the rule asks for
        assert recompute_near((), [site]) == 0
        kept = next(one for one in coverage_of(site) if one.requirement.key == "crossing_near")
        assert kept.since == date(2026, 1, 1)
    places_moved = places.said(state="broken", since=places.days_ago(3), point=places.moved(100))
    api.verify_asset(places.PROGRAM, crossing, places_moved)
    with scope(ALL, "safety"):
        row = next(one for one in coverage_of(site) if one.requirement.key == "crossing_near")
        assert (row.status, row.since) == ("unmet", timezone.localdate())
        steps = [(one.before, one.after) for one in steps_of(site, "crossing_near")]
        assert steps == [("met", "unmet"), ("unknown", "met"), ("", "unknown")]


def test_the_open_pages_do_not_say_what_helps_to_break_in() -> None:
    site = places.site()
    with scope(ALL, "safety"):
        shown = {one.requirement.key for one in coverage_of(site, public_only=True)}
    assert "toilet_warm" in shown
    assert not shown & {
        "guard",
        "alarm_button",
        "fence",
        "video_present",
        "video_connected",
        "access_control",
    }


def test_a_seat_that_sees_less_than_its_region_judges_nothing() -> None:
    organisation = places.organisation()
    places.seated(organisation_id=organisation)
    site = places.site(organisation_id=organisation)
    with scope(ALL, "safety"):
        Coverage.objects.filter(site_id=site).delete()
    with scope(places.actor("demo.head").seat, "safety"):
        assert recompute_near([places.TURKISTAN], [site]) == 0
        with pytest.raises(RuntimeError):
            recompute_all()


def test_a_seat_of_a_region_leaves_what_rests_on_a_thing_across_the_border() -> None:
    places.seated()
    site = places.site()
    other = places.region_id(BORDER)
    with scope(ALL, "safety"):
        row = Asset.objects.create(id=new_id(), region_id=other, kind="crossing")
        point = places.moved(120)
        AssetState.objects.create(
            region_id=other,
            asset=row,
            state="working",
            lat=point.lat,
            lon=point.lon,
            valid=DateRange(date(2026, 1, 1), None),
            source_kind="inspection",
            verified_at=places.days_ago(5),
            confidence=0.9,
            recorded_by="test",
        )
        recompute_near([point])
    with scope(places.actor("demo.akimat").seat, "safety"):
        assert recompute_near([], [site]) == 0
    with scope(ALL, "safety"):
        row_now = next(one for one in coverage_of(site) if one.requirement.key == "crossing_near")
        assert (row_now.status, row_now.asset_id) == ("met", row.pk)


def test_one_change_takes_few_statements() -> None:
    with scope(ALL, "safety"):
        town = Town(9)
        recompute_all()
        row = town.assets[0]
        touched = town.say(row)
        with CaptureQueriesContext(connection) as asked:
            recompute_near(touched, [row.site_id] if row.site_id else [])
    assert len(asked) <= 14


def test_a_place_is_locked_before_anything_about_it_is_judged() -> None:
    """Of two changes at one place the second must judge with what the first has left."""
    site = places.site()
    for known_already in (True, False):
        if not known_already:
            with scope(ALL, "safety"):
                Coverage.objects.filter(site_id=site).delete()
        with scope(ALL, "safety"), CaptureQueriesContext(connection) as caught:
            recompute_near((), (site,))
        said = [one["sql"] for one in caught]
        read = next(n for n, sql in enumerate(said) if 'FROM "schools_asset_state"' in sql)
        locks = [n for n, sql in enumerate(said) if "FOR UPDATE" in sql]
        numbers = [n for n, sql in enumerate(said) if "pg_advisory_xact_lock(" in sql and str(site) in sql]
        assert locks
        assert max(locks) < read
        assert bool(numbers) is not known_already
        again = next(n for n, sql in enumerate(said) if n > max(locks) and 'FROM "schools_site"' in sql)
        assert again < read
