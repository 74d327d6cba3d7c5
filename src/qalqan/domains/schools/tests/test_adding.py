"""Places and things entered by hand: where, what, what stands there already, and who may."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qalqan.domains.schools import api
from qalqan.domains.schools.models import AssetState, Site
from qalqan.domains.schools.rules.problem import Refused
from qalqan.domains.territory import api as territory
from qalqan.domains.territory.outline_actions import load_outlines
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.geo import Point
from qalqan.kernel.names import Names
from qalqan.kernel.vault import new_id

from . import places
from .places import TURKISTAN, moved
from .test_round_pages import as_

pytestmark = pytest.mark.django_db
TODAY = "%Y-%m-%d"
ROAD = "/en/schools/things/add/?kind=crossing"


@pytest.fixture
def school(db: None) -> UUID:
    organisation = places.organisation()
    places.seated(organisation)
    return places.site(organisation_id=organisation)


def thing(point: Any = TURKISTAN, **more: str) -> dict[str, str]:
    at = {"lat": str(point.lat), "lon": str(point.lon)} if point else {}
    return {"state": "working", "since": f"{timezone.localdate():{TODAY}}", **at, **more}


def place(**more: str) -> dict[str, str]:
    given = {"kind": "kindergarten", "code": "61-77", "ru": "Детский сад № 7", "since": "2001-09-01"}
    return {**given, "lat": str(TURKISTAN.lat), "lon": str(TURKISTAN.lon), **more}


def said(answer: Any) -> str:
    assert answer.status_code == 422, answer.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def rows(model: Any, **asked: Any) -> list[Any]:
    with scope(Service("tests"), "safety"):
        return list(model.objects.filter(**asked))


def test_a_thing_of_the_road_is_entered_once(school: UUID) -> None:
    who = as_("demo.akimat")
    assert who.post(ROAD, thing()).status_code == 302
    (held,) = rows(AssetState, asset__kind="crossing")
    assert (held.source_kind, held.asset_id is not None, held.lat) == ("claim", True, TURKISTAN.lat)
    again = who.post(ROAD, thing(moved(0, 9)))
    page = said(again)
    assert "9 m from here. Is it this one?" in page
    assert f"/en/schools/things/{held.asset_id}/" in again.content.decode()
    assert "It is another one" in page
    assert len(rows(AssetState, asset__kind="crossing")) == 1
    key = str(held.asset_id)
    assert f'value="{key}"' in again.content.decode()
    with CaptureQueriesContext(connection) as told:
        assert who.post(ROAD, thing(moved(0, 9), is_another=key)).status_code == 302
    made = [one["sql"] for one in told]
    locked, looked, entered = (
        next(n for n, sql in enumerate(made) if word in sql)
        for word in ("schools.cell", '"schools_asset_state"."known_until" IS NULL', 'INTO "schools_asset"')
    )
    assert locked < looked < entered
    assert len(rows(AssetState, asset__kind="crossing")) == 2


def test_who_says_that_it_is_another_one_says_of_which(school: UUID) -> None:
    """A second tap, and a position that was changed since, are asked about anew."""
    who = as_("demo.akimat")
    assert who.post(ROAD, thing()).status_code == 302
    assert who.post(ROAD, thing(moved(900))).status_code == 302
    first, far = (str(one.asset_id) for one in sorted(rows(AssetState), key=lambda one: one.lat))
    kept = who.post(ROAD, thing(is_another=first, since="2090-01-01"))
    assert re.search(rf'<input type="hidden" name="is_another" value="{first}"', kept.content.decode())
    assert f"/{far}/" in who.post(ROAD, thing(moved(905), is_another=first)).content.decode()
    assert who.post(ROAD, thing(is_another=first)).status_code == 302
    second_tap = who.post(ROAD, thing(is_another=first))
    assert "Is it this one?" in said(second_tap)
    assert "checked" not in second_tap.content.decode()
    keys = re.search(r'name="is_another"[^>]*value="([^"]+)"', second_tap.content.decode())
    assert keys is not None
    assert len(keys[1].split()) == 2
    assert first in keys[1]
    assert who.post(ROAD, thing(is_another=keys[1])).status_code == 302


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"lat": "68.27", "lon": "43.297"}, "swapped"),
        ({"lat": "42.5", "lon": "50.3"}, "outside"),  # the Caspian
        ({"lat": "55.75", "lon": "37.6"}, "outside"),
        ({"lat": "43.24", "lon": "76.9"}, "in the region"),  # the city of Almaty
        ({"lat": "43.297", "lon": ""}, "longitude"),
        ({"lat": "", "lon": ""}, "place"),
        ({"lat": "north", "lon": "68"}, "number"),
        ({"since": "2090-01-01"}, "01.01.2090"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(school: UUID, given: dict[str, str], told: str) -> None:
    answer = as_("demo.akimat").post(ROAD, thing(code="C-19") | given)
    assert told in said(answer).casefold()
    assert 'value="C-19"' in answer.content.decode()
    assert not rows(AssetState, asset__kind="crossing")


def test_a_thing_of_a_school_stands_at_the_school(school: UUID) -> None:
    path = f"/en/schools/sites/{school}/things/add/?kind=toilet_outdoor"
    assert "5.0 km from the place" in said(as_("demo.akimat").post(path, thing(moved(5000))))
    inspector = as_("demo.inspector")
    assert inspector.post(path, thing(moved(60), is_seen="on")).status_code == 302
    (held,) = rows(AssetState, asset__site_id=school)
    assert (held.source_kind, held.verified_at) == ("inspection", timezone.localdate())
    assert "is_seen" not in as_("demo.akimat").get(path).content.decode()


def test_a_thing_of_a_school_is_not_moved_away_from_it(school: UUID) -> None:
    who = as_("demo.akimat")
    path = f"/en/schools/sites/{school}/things/add/?kind=fence"
    assert who.post(path, thing(moved(50))).status_code == 302
    (held,) = rows(AssetState, asset__site_id=school)
    say = f"/en/schools/things/{held.asset_id}/say/"
    assert "50.0 km from the place" in said(who.post(say, thing(moved(50_000))))
    assert who.post(say, thing(moved(60))).status_code == 302


def test_a_department_enters_a_thing_of_the_road_where_no_district_is_drawn(school: UUID) -> None:
    akimat = places.actor("demo.akimat").seat
    assert isinstance(akimat, SeatView)
    own = new_id()
    officer = api.Actor("education_officer", replace(akimat, role="education_officer", district_id=own))
    made = api.add_asset(officer, api.NewAsset("crossing", places.said(point=TURKISTAN)))
    (held,) = rows(AssetState, asset_id=made)
    assert held.district_id == own


def test_what_is_entered_stands_there_still(school: UUID) -> None:
    path = f"/en/schools/sites/{school}/things/add/?kind=fence"
    who = as_("demo.akimat")
    assert "until" not in who.get(path).context["form"].fields
    assert who.post(path, thing(None, since="2020-01-01", until="2021-01-01")).status_code == 302
    (held,) = rows(AssetState, asset__site_id=school)
    assert held.valid.upper is None
    assert who.get(f"/en/schools/things/{held.asset_id}/say/").status_code == 200


def test_a_look_is_of_today_however_old_the_thing_is(school: UUID) -> None:
    path = f"/en/schools/sites/{school}/things/add/?kind=fence"
    inspector = as_("demo.inspector")
    assert inspector.post(path, thing(moved(60), since="2015-09-01", is_seen="on")).status_code == 302
    (held,) = rows(AssetState, asset__site_id=school)
    assert (held.valid.lower, held.verified_at) == (date(2015, 9, 1), timezone.localdate())
    assert held.confidence == 0.76  # nobody knows from where


def test_a_look_written_at_a_desk_is_no_surer_than_that_of_a_silent_phone(school: UUID) -> None:
    fence = api.add_asset(places.PROGRAM, api.NewAsset("fence", places.said(), school))
    path = f"/en/schools/things/{fence}/verify/"
    assert as_("demo.inspector").post(path, thing(None)).status_code == 302
    (held,) = rows(AssetState, asset_id=fence, known_until=None, source_kind="inspection")
    assert (held.seen_from, held.confidence) == ("unknown", 0.76)


def test_the_past_is_corrected_and_the_present_stands(school: UUID) -> None:
    key = api.add_asset(
        places.PROGRAM, api.NewAsset("fence", places.said("working", places.days_ago(100)), school)
    )
    since, until = (f"{places.days_ago(days):{TODAY}}" for days in (50, 40))
    path = f"/en/schools/things/{key}/say/"
    who = as_("demo.akimat")
    assert who.post(path, {"state": "broken", "since": since, "until": until}).status_code == 302
    held = {one.state: one.valid for one in rows(AssetState, known_until=None, asset_id=key)}
    assert held["broken"].lower == places.days_ago(50)
    assert held["broken"].upper == places.days_ago(40)
    with scope(Service("tests"), "safety"):
        (now,) = api.assets_of(school)
    assert now.state == "working"


def test_a_place_is_entered_once_and_closed(school: UUID) -> None:
    who = as_("demo.akimat")
    assert who.post("/en/schools/sites/add/", place()).status_code == 302
    (made,) = rows(Site, code="61-77")
    assert (made.kk, made.placed_by) == ("Детский сад № 7", "claim")
    again = who.post("/en/schools/sites/add/", place(code="61-78", ru="Ясли-сад №7"))
    assert "Is it this one?" in said(again)
    assert f"/en/schools/sites/{made.pk}/" in again.content.decode()
    assert f'value="{made.pk}"' in again.content.decode()
    new = place(code="61-78", ru="Ясли-сад №7", is_another=str(made.pk))
    assert who.post("/en/schools/sites/add/", new).status_code == 302
    assert "Is it this one?" in said(who.post("/en/schools/sites/add/", new | {"code": "61-79"}))
    taken = said(who.post("/en/schools/sites/add/", place(ru="Детский сад № 9")))
    assert "61-77" in taken
    today = f"{timezone.localdate():{TODAY}}"
    assert who.post(f"/en/schools/sites/{made.pk}/change/", place(until=today)).status_code == 302
    (made,) = rows(Site, code="61-77")
    assert made.life.upper == timezone.localdate()


def test_a_head_enters_things_of_the_own_school_and_no_more(school: UUID) -> None:
    other = places.site("61-2", point=moved(3000))
    head = as_("demo.head")
    assert head.get("/en/schools/sites/add/").status_code == 403
    assert head.post(ROAD, thing()).status_code == 403
    for path in (f"/en/schools/sites/{other}/things/add/?kind=fence",):
        assert head.post(path, thing(None)).status_code in (403, 404)
    assert head.post(f"/en/schools/sites/{school}/things/add/?kind=fence", thing(None)).status_code == 302
    for name in ("demo.viewer", "demo.police", "demo.teacher"):
        assert as_(name).post(ROAD, thing()).status_code == 403
    stranger = Client(headers={"host": "localhost"})
    assert stranger.post("/en/schools/sites/add/", place()).status_code == 302  # to the door
    assert not rows(Site, code="61-77")


@pytest.mark.usefixtures("as_owner")
def test_a_department_of_one_district_enters_no_place_of_another() -> None:
    drawn = {
        code: [[west, 43.0], [west + 0.5, 43.0], [west + 0.5, 43.5], [west, 43.5], [west, 43.0]]
        for code, west in (("KZ-61-turkistan-city", 68.0), ("KZ-61-kentau-city", 68.5))
    }
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for code, ring in drawn.items()
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    load_outlines(content, level="districts", field="code", source="Drawn by a test", licence="CC0")
    here = territory.place_at(TURKISTAN.lat, TURKISTAN.lon)
    assert here is not None
    places.seated(district_id=here.district_id)
    akimat = places.actor("demo.akimat").seat
    assert isinstance(akimat, SeatView)
    officer = api.Actor(
        "education_officer", replace(akimat, role="education_officer", district_id=here.district_id)
    )
    new = api.NewSite(
        "school",
        "61-77",
        Names("Мектеп", "", ""),
        here.region_id,
        places.days_ago(9),
        district_id=here.district_id,
        point=Point(43.2, 68.7),
    )
    road = api.NewAsset("crossing", places.said(point=new.point))
    entered: tuple[tuple[Any, Any], ...] = ((api.add_site, new), (api.add_asset, road))
    for verb, given in entered:
        with pytest.raises(Refused) as refused:
            verb(officer, given)
        assert refused.value.problems[0].rule == "place-district-other"
    assert not rows(Site) + rows(AssetState)
