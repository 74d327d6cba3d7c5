"""A place is not closed to get rid of what is wrong in it, and what is closed is planned for no more."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from qalqan.domains.evidence.models import Observation
from qalqan.domains.schools import api
from qalqan.domains.schools.actions import writing
from qalqan.domains.schools.actions.covering import recompute_all
from qalqan.domains.schools.actions.feeding import feed
from qalqan.domains.schools.models import Coverage, CoverageStep, Site
from qalqan.domains.schools.queries.gaps import Asked, gaps, needs_of, sums
from qalqan.domains.schools.rules.requirements import requirements
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.geo import Point
from qalqan.kernel.ledger.models import Entry
from qalqan.kernel.vault import new_id

from . import places
from .places import PROGRAM, actor, days_ago, said
from .test_laundering import refused
from .test_round_pages import as_

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(db: None) -> UUID:
    organisation = places.organisation()
    places.seated(organisation)
    site: UUID = places.site(organisation_id=organisation)
    return site


def rows(model: Any, **asked: Any) -> list[Any]:
    with scope(Service("schools.tests"), "safety"):
        return list(model.objects.filter(**asked))


def outdoor(site: UUID, days: int = 0) -> None:
    api.find_asset(PROGRAM, api.NewAsset("toilet_outdoor", said("working", days_ago(days)), site))


def test_who_answers_for_a_place_does_not_close_what_is_wrong_in_it(school: UUID) -> None:
    akimat, end = actor("demo.akimat"), api.SiteChange(until=days_ago(0))
    outdoor(school)
    assert refused(api.change_site, akimat, school, end) == "seen-otherwise"
    with scope(Service("schools.tests"), "safety"):
        Coverage.objects.all().delete()  # the look itself stands against it
    assert refused(api.change_site, akimat, school, end) == "seen-otherwise"

    reported, poor, seen, good = (places.site(f"61-{number}") for number in range(2, 6))
    with scope(Service("watch.tests"), "safety"):
        api.sight(api.NewSighting(reported, "other", uuid4(), "open", 1, days_ago(1)))
    api.add_asset(actor("demo.akimat"), api.NewAsset("fence", said("broken"), poor))
    api.find_asset(PROGRAM, api.NewAsset("fence", said("working", days_ago(9)), seen))
    assert refused(api.change_site, akimat, reported, end) == "place-unmet"
    assert refused(api.change_site, akimat, poor, end) == "place-unmet"
    assert refused(api.change_site, akimat, seen, api.SiteChange(until=days_ago(9))) == "seen-otherwise"
    assert api.change_site(akimat, seen, end)
    assert api.change_site(akimat, good, api.SiteChange(until=days_ago(300)))
    for one in (school, reported, poor):
        assert api.change_site(actor("demo.inspector"), one, end)


def test_a_form_that_closes_is_refused_in_words_and_a_keeper_opens_again(school: UUID) -> None:
    who, path = as_("demo.akimat"), f"/en/schools/sites/{school}/change/"
    today = f"{timezone.localdate():%Y-%m-%d}"
    names = {"ru": "Школа", "kk": "Мектеп", "en": ""}
    assert who.post(path, {**names, "until": today}).status_code == 302
    assert who.get(path).context["form"]["until"].value() == timezone.localdate()
    assert who.post(path, {**names, "address": "1"}).status_code == 302  # a form without the day
    assert rows(Site, pk=school)[0].life.upper == timezone.localdate()
    assert refused(api.change_site, actor("demo.head"), school, api.SiteChange(stands_again=True)) == (
        "keepers-only"
    )
    assert who.post(path, {**names, "until": ""}).status_code == 302
    assert rows(Site, pk=school)[0].life.upper is None
    with scope(Service("schools.tests"), "audit"):
        notes = Entry.objects.filter(target_id=str(school), act="schools.write").order_by("id")
        assert [one.note for one in notes][-3:] == ["closed", "changed", "reopened"]
    outdoor(school)
    answer = who.post(path, {**names, "until": today})
    assert answer.status_code == 422
    assert "until" in answer.context["form"].errors


def test_a_closed_place_is_no_gap_and_takes_no_money(school: UUID) -> None:
    outdoor(school)
    api.add_asset(PROGRAM, api.NewAsset("fence", said("broken"), school))
    region, keys = places.region_id(), [one.key for one in requirements()]
    with scope(Service("schools.tests"), "safety"):
        recompute_all(region)
        assert gaps(Asked(is_open=False))[1]
        Site.objects.filter(pk=school).update(life=(days_ago(900), days_ago(1)))
        assert gaps(Asked(is_open=False)) == ((), 0)
        assert sums(Asked(is_open=False)) == needs_of(region, keys) == ()
        Site.objects.filter(pk=school).update(life=(days_ago(900), None))
    api.change_site(actor("demo.inspector"), school, api.SiteChange(until=days_ago(0)))
    assert not rows(Coverage, site_id=school)
    steps = rows(CoverageStep, site_id=school, reason="closed")
    assert ("no_toilet_outdoor", "unmet", "") in [(one.requirement, one.before, one.after) for one in steps]
    api.change_site(actor("demo.akimat"), school, api.SiteChange(stands_again=True))
    assert rows(Coverage, site_id=school, requirement="no_toilet_outdoor", status="unmet")
    with scope(Service("schools.tests"), "safety"):
        Site.objects.filter(pk=school).update(life=(days_ago(900), days_ago(1)))
        assert recompute_all(region) == len(steps)
        assert recompute_all() == 0
    assert not rows(Coverage, site_id=school)


def test_what_was_told_of_a_closed_school_is_taken_back(school: UUID) -> None:
    outdoor(school, 20)
    other = places.site("61-2")
    outdoor(other, 40)

    def told() -> list[tuple[str, int]]:
        with scope(Service("schools.tests"), "safety"):
            feed(places.region_id())
            held = Observation.objects.filter(indicator="schools.toilets.outdoor", known_until=None)
            return sorted((one.place, int(one.value or 0)) for one in held)

    assert told() == [("organisation", 1), ("region", 2)]
    api.change_site(actor("demo.inspector"), school, api.SiteChange(until=days_ago(0)))
    assert told() == [("region", 1)]
    assert told() == [("region", 1)]
    api.change_site(actor("demo.inspector"), school, api.SiteChange(stands_again=True))
    assert ("organisation", 1) in told()


def test_an_officer_of_a_district_moves_no_place_into_another(monkeypatch: pytest.MonkeyPatch) -> None:
    own, other = new_id(), new_id()
    places.seated(district_id=own)
    seat = actor("demo.akimat").seat
    assert isinstance(seat, SeatView)
    officer = api.Actor("education_officer", replace(seat, role="education_officer", district_id=own))
    place = places.site("61-9", district_id=own)
    real = writing.territory.place_at

    def across(lat: float, lon: float) -> Any:
        found = real(lat, lon)
        return found and replace(found, district_id=other)

    monkeypatch.setattr(writing.territory, "place_at", across)
    change = api.SiteChange(point=Point(43.2, 68.7))
    assert refused(api.change_site, officer, place, change) == "place-district-other"
    assert [one.district_id for one in rows(Site, pk=place)] == [own]
    assert api.change_site(actor("demo.akimat"), place, change)  # whose region it is, it may
    assert [one.district_id for one in rows(Site, pk=place)] == [other]
