"""Places and things: who may say what, on which clock, and what stands afterwards."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from qalqan.domains.schools import api
from qalqan.domains.schools.models import Asset, AssetState
from qalqan.domains.schools.queries.near import assets_near
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.geo import Point
from qalqan.kernel.names import Names
from qalqan.kernel.periods import Period
from qalqan.kernel.temporal import daterange
from qalqan.kernel.vault import new_id

from . import places
from .places import PROGRAM, TURKISTAN, actor, days_ago, moved, said

pytestmark = pytest.mark.django_db
READER = Service("schools.tests")
CAMERA = {"resolution": 1080, "days_kept": 30, "covers_entrances": True}


def thing(site: object, kind: str = "camera", **more: object) -> object:
    first = more.pop("first", None) or said(point=TURKISTAN, source_kind="registry")
    return api.add_asset(PROGRAM, api.NewAsset(kind, first, site, **more))  # type: ignore[arg-type]


def held(asset: object, **when: object) -> api.AssetView | None:
    with scope(READER, "safety"):
        return api.asset(asset, **when)  # type: ignore[arg-type]


def rule(refused: pytest.ExceptionInfo[api.Refused]) -> str:
    return refused.value.problems[0].rule


@pytest.mark.usefixtures("as_owner")
def test_a_look_of_before_places_were_kept_is_from_nobody_knows_where() -> None:
    region_id = places.region_id()
    for kind, looked in (("inspection", days_ago(0)), ("claim", None)):
        with scope(READER, "safety"), connection.cursor() as cursor:
            thing = Asset.objects.create(id=new_id(), region_id=region_id, kind="fence")
            AssetState.objects.create(
                id=new_id(),
                asset=thing,
                state="working",
                valid=daterange(Period(days_ago(0), None)),
                source_kind=kind,
                verified_at=looked,
                confidence=0.95,
                recorded_by="round",
                region_id=region_id,
            )
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute(import_module("qalqan.domains.schools.migrations.0008_looks_from_nowhere").UNKNOWN)
        cursor.execute("SELECT relforcerowsecurity FROM pg_class WHERE relname = 'schools_asset_state'")
        assert cursor.fetchone() == (True,)
    with scope(READER, "safety"):
        found = {(one.source_kind, one.seen_from, one.confidence) for one in AssetState.objects.all()}
    assert found == {("inspection", "unknown", 0.76), ("claim", "", 0.95)}


def test_it_works() -> None:
    site = places.site()
    camera = thing(site, first=said(point=TURKISTAN, details=CAMERA, source_kind="registry"))
    with scope(READER, "safety"):
        found = api.site(site)
        (one,) = api.assets_of(site)
        near = api.sites_near(moved(200).lat, TURKISTAN.lon)
        far = api.sites_near(moved(400).lat, TURKISTAN.lon)
    assert (found.name.en, found.kind, found.point) == ("№ 61-1 мектеп", "school", TURKISTAN)
    assert (one.id, one.state, one.details, one.verified_at) == (camera, "working", CAMERA, None)
    assert [round(each.metres) for each in near] == [200]
    assert far == ()


def test_two_clocks() -> None:
    camera = thing(places.site())
    before = datetime.now(UTC)
    api.change_asset(PROGRAM, camera, said("broken", days_ago(40)))  # type: ignore[arg-type]
    now, then = held(camera), held(camera, on=days_ago(60))
    assert now is not None
    assert now.state == "broken"
    assert then is not None
    assert then.state == "working"
    known = held(camera, known_at=before)
    assert known is not None
    assert known.state == "working"
    assert held(camera, on=days_ago(200)) is None
    with scope(READER, "safety"):
        history = api.asset_history(camera)  # type: ignore[arg-type]
    assert len(history) == 3
    assert sum(one.known_until is None for one in history) == 2


def test_the_same_word_twice_changes_nothing() -> None:
    camera = thing(places.site())
    again = said(since=days_ago(100), point=TURKISTAN, source_kind="registry")
    assert not api.change_asset(PROGRAM, camera, again).is_new  # type: ignore[arg-type]
    with scope(READER, "safety"):
        assert AssetState.objects.count() == 1


def test_the_head_claims_and_only_the_inspector_verifies() -> None:
    school = places.organisation()
    places.seated(school)
    camera = thing(places.site(organisation_id=school))
    head, inspector = actor("demo.head"), actor("demo.inspector", "schools.verify")
    api.change_asset(head, camera, said("broken", days_ago(20)))  # type: ignore[arg-type]
    one = held(camera)
    assert one is not None
    assert (one.state, one.source_kind, one.verified_at) == ("broken", "claim", None)
    with pytest.raises(PermissionDenied):
        api.verify_asset(head, camera, said("working", days_ago(10)))  # type: ignore[arg-type]
    seen = said("broken", days_ago(10), details=CAMERA, seen_from="near")
    api.verify_asset(inspector, camera, seen)  # type: ignore[arg-type]
    one = held(camera)
    assert one is not None
    assert (one.source_kind, one.verified_at) == ("inspection", days_ago(10))
    assert one.confidence > 0.85
    with pytest.raises(api.Refused) as refused:
        api.change_asset(head, camera, said("working", days_ago(5), details=CAMERA))  # type: ignore[arg-type]
    assert rule(refused) == "seen-otherwise"
    with pytest.raises(api.Refused) as refused:
        api.verify_asset(inspector, camera, said("unknown", days_ago(1)))  # type: ignore[arg-type]
    assert rule(refused) == "verify-unknown"


def test_what_was_seen_keeps_its_word_when_only_the_owner_is_added() -> None:
    places.seated()
    camera = thing(places.site())
    inspector, akimat = actor("demo.inspector", "schools.verify"), actor("demo.akimat")
    api.verify_asset(inspector, camera, said("working", days_ago(9), point=TURKISTAN))  # type: ignore[arg-type]
    owned = said("working", days_ago(2), point=TURKISTAN, owner_body="akimat-61")
    api.change_asset(akimat, camera, owned)  # type: ignore[arg-type]
    one = held(camera)
    assert one is not None
    assert (one.owner_body, one.source_kind, one.verified_at) == ("akimat-61", "inspection", days_ago(9))
    api.change_asset(akimat, camera, said("broken", days_ago(1)))  # type: ignore[arg-type]
    one = held(camera)
    assert one is not None
    assert (one.state, one.source_kind, one.verified_at) == ("broken", "claim", None)


def test_another_school_and_another_region_are_out_of_reach() -> None:
    own, other = places.organisation(), places.organisation("s-2")
    places.seated(own)
    strange = thing(places.site("61-2", organisation_id=other))
    far = thing(
        places.site("75-1", region_id=places.region_id("KZ-75"), point=Point(43.24, 76.9)), first=said()
    )
    with pytest.raises(api.Refused) as refused:
        api.change_asset(actor("demo.head"), strange, said("absent"))  # type: ignore[arg-type]
    assert rule(refused) == "asset-unknown"
    with pytest.raises(api.Refused) as refused:
        api.change_asset(actor("demo.akimat"), far, said("absent"))  # type: ignore[arg-type]
    assert rule(refused) == "asset-unknown"
    new = api.NewSite("school", "x", Names("Мектеп", "", ""), places.region_id(), days_ago(9))
    with pytest.raises(PermissionDenied):
        api.add_site(actor("demo.head"), new)


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        (Point(68.27, 43.297), "point-swapped"),
        (Point(42.0, 50.3), "point-outside"),  # the Caspian Sea
        (Point(55.75, 37.6), "point-outside"),
        (Point(91.0, 43.0), "point-range"),
        (Point(51.16, 71.44), "place-outside"),  # Astana is another region
    ],
)
def test_points_that_are_none(point: Point, expected: str) -> None:
    with pytest.raises(api.Refused) as refused:
        places.site(point=point)
    assert rule(refused) == expected
    for language in ("kk", "ru", "en"):
        assert "{" not in refused.value.words(language)["mend"]


def test_days_to_come_unknown_words_and_fields_are_refused() -> None:
    site = places.site()
    ahead = said(since=days_ago(-1))
    with pytest.raises(api.Refused) as refused:
        api.add_asset(PROGRAM, api.NewAsset("camera", ahead, site))
    assert rule(refused) == "day-future"
    with pytest.raises(api.Refused) as refused:
        api.add_asset(PROGRAM, api.NewAsset("dragon", said(), site))
    assert rule(refused) == "word-unknown"
    bad = said(details={"days_kept": "-3", "colour": "red", "covers_entrances": "perhaps"})
    with pytest.raises(api.Refused) as refused:
        api.add_asset(PROGRAM, api.NewAsset("camera", bad, site))
    assert sorted(one.rule for one in refused.value.problems) == [
        "detail-number",
        "detail-unknown",
        "detail-yes",
    ]


def test_things_near_a_point_and_along_a_line() -> None:
    places.site()
    way = [[one.lat, one.lon] for one in (moved(0, -900), moved(0, 900))]
    footway = api.add_asset(PROGRAM, api.NewAsset("footway", said(line=way)))
    api.add_asset(PROGRAM, api.NewAsset("crossing", said(point=moved(150))))
    here = moved(30, 850)
    with scope(READER, "safety"):
        (one,) = assets_near(here.lat, here.lon, 100)
        assert assets_near(here.lat, here.lon, 100, ("crossing",)) == ()
    assert one.asset.id == footway
    assert one.metres == pytest.approx(30, abs=1)


def test_a_sighting_is_one_row_and_weakens_what_it_contradicts() -> None:
    site = places.site()
    toilet = thing(site, "toilet_outdoor", first=said("absent", source_kind="claim"))
    trusted = held(toilet)
    seen = api.NewSighting(site, "toilet_outdoor", site, "open", 1, days_ago(1))
    with scope(PROGRAM.seat, "safety"):
        assert api.sight(seen)
        assert not api.sight(seen)
    doubted = held(toilet)
    assert trusted is not None
    assert doubted is not None
    assert doubted.confidence == pytest.approx(trusted.confidence / 2, abs=0.01)
    with scope(Service("tests"), "operation"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox_event WHERE name = 'schools.sighted'")
        assert cursor.fetchone() == (1,)
