"""Registers that come in as files: shown before they are taken over, taken once, no more than a list."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from qalqan.domains.schools import api
from qalqan.domains.schools.actions import importing
from qalqan.domains.schools.models import Asset, AssetState, Coverage, RegisterIntake, Site
from qalqan.domains.schools.queries.near import assets_near
from qalqan.domains.schools.rules.problem import Problem
from qalqan.kernel import sheets
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.names import Names

from . import places
from .places import TURKISTAN, actor, days_ago, moved, said

pytestmark = pytest.mark.django_db
READER = Service("schools.tests")
SITES = ("Номер", "Вид", "Название на русском", "Широта", "Долгота", "Ученики")
ASSETS = ("Түрі", "Мекеме", "Күйі", "Қай күннен", "days_kept")


def csv(heads: tuple[str, ...], *rows: tuple[str, ...]) -> bytes:
    return "\n".join(";".join(row) for row in (heads, *rows)).encode()


def row(
    code: str, name: str, lat: Any = TURKISTAN.lat, lon: Any = TURKISTAN.lon, **more: str
) -> tuple[str, ...]:
    return (code, more.get("kind", "школа"), name, str(lat), str(lon), more.get("pupils", "400"))


@pytest.fixture
def akimat(db: None) -> api.Actor:
    places.seated()
    return actor("demo.akimat", importing.ACT)


def kept(key: UUID) -> RegisterIntake:
    with scope(READER, "safety"):
        return RegisterIntake.objects.get(pk=key)


def counts(key: UUID) -> tuple[str, int, int, int, int, int]:
    one = kept(key)
    return one.state, one.fresh, one.held, one.changed, one.conflicts, one.bad


def rules(key: UUID) -> list[tuple[str, str]]:
    return [(where, rule) for _row, _column, where, rule, _params in kept(key).faults]


def stand() -> tuple[int, int, int]:
    with scope(READER, "safety"):
        return Site.objects.count(), Asset.objects.count(), AssetState.objects.count()


def test_it_works(akimat: api.Actor) -> None:
    file = csv(SITES, row("61-1", "Школа № 1"), row("61-2", "Школа № 2", moved(900).lat))
    done = importing.check(akimat, "sites", file, "a.csv")
    assert (counts(done.id), stand()) == (("checked", 2, 0, 0, 0, 0), (0, 0, 0))
    assert importing.confirm(akimat, done.id).written == 2
    with scope(READER, "safety"):
        one = next(one for one in api.sites() if one.code == "61-2")
    assert (one.name, one.pupils, one.placed_by) == (
        Names("Школа № 2", "Школа № 2", "Школа № 2"),
        400,
        "claim",
    )
    assert importing.confirm(akimat, done.id).written == 0
    assert importing.check(akimat, "sites", file, "b.csv") == importing.Checked(done.id, is_new=False)
    again = importing.check(akimat, "sites", file + b"\n", "c.csv")
    assert counts(again.id) == ("checked", 0, 2, 0, 0, 0)
    changed = csv(SITES, row("61-1", "Школа № 1", pupils="431"))
    other = importing.check(akimat, "sites", changed, "d.csv")
    assert kept(other.id).shown[0][4] == [["pupils", "400", "431"]]
    importing.confirm(akimat, other.id)
    assert stand()[0] == 2


def test_every_bad_cell_is_told_with_its_mend(akimat: api.Actor) -> None:
    file = csv(
        SITES,
        row("61-1", "Школа № 1", 68.27, 43.297),  # swapped
        row("61-2", "Школа № 2", "42,0", "50,3"),  # the sea
        row("61-3", "Школа № 3", 51.16, 71.44),  # another region
        row("61-4", "Школа № 4", kind="замок"),
        row("61-5", "Школа № 5", pupils="много"),
        row("61-6", "=1+1"),
        row("61-7", "Школа № 7", "43,297", "68,27"),  # decimal commas are read
        row("61-8", "Школа № 8"),
        row("61-8", "Школа № 8"),
        row("", "Школа № 9"),
        row("61-10", "Школа № 10", "43.3", ""),
    )
    done = importing.check(akimat, "sites", file, "a.csv")
    assert counts(done.id) == ("checked", 1, 0, 0, 0, 10)
    assert rules(done.id) == [
        ("D2", "point-swapped"),
        ("D3", "point-outside"),
        ("D4", "place-outside"),
        ("B5", "word-unknown"),
        ("F6", "row-number"),
        ("C7", "row-formula"),
        ("", "row-twice"),
        ("", "row-twice"),
        ("", "code-missing"),
        ("D12", "point-half"),
    ]
    for _row, _column, _where, rule, params in kept(done.id).faults:
        for language in ("kk", "ru", "en"):
            assert "{" not in " ".join(Problem(rule, params).words(language).values())
    with pytest.raises(api.Refused) as refused:
        importing.confirm(akimat, done.id)
    assert refused.value.problems[0].rule == "file-partial"
    assert importing.confirm(akimat, done.id, partial=True).written == 1


def test_a_place_that_may_be_a_known_one_is_left_to_a_person(akimat: api.Actor) -> None:
    places.site("61-1", name=Names("№ 1 мектеп", "Школа № 1", ""))
    file = csv(SITES, row("61-900", "СШ №1"), row("61-901", "Школа № 1", moved(20_000).lat))
    done = importing.check(akimat, "sites", file, "a.csv")
    assert counts(done.id) == ("checked", 1, 0, 0, 1, 0)
    assert kept(done.id).shown[0][6][0] == "row-match"


def test_things_enter_once_and_what_was_seen_stands(akimat: api.Actor) -> None:
    site = places.site("61-1")
    file = csv(
        ASSETS,
        ("камера школы", "61-1", "исправно", "01.09.2025", "30"),
        ("тёплый туалет", "61-1", "жарамды", "2025-09-01", ""),
    )
    done = importing.check(akimat, "assets", file, "a.csv")
    assert counts(done.id) == ("checked", 2, 0, 0, 0, 0)
    importing.confirm(akimat, done.id)
    with scope(READER, "safety"):
        camera, toilet = api.assets_of(site)
    assert (camera.details, camera.source_kind, camera.verified_at) == ({"days_kept": 30}, "claim", None)
    again = importing.check(akimat, "assets", file + b"\n", "b.csv")
    assert counts(again.id) == ("checked", 0, 2, 0, 0, 0)
    inspector = actor("demo.inspector", "schools.verify")
    api.verify_asset(inspector, toilet.id, said("broken", days_ago(3)))
    later = csv(
        ASSETS,
        ("тёплый туалет", "61-1", "исправно", days_ago(1).isoformat(), ""),
        ("camera", "61-1", "сломано", days_ago(1).isoformat(), "30"),
    )
    third = importing.check(akimat, "assets", later, "c.csv")
    assert counts(third.id) == ("checked", 0, 0, 1, 1, 0)
    assert kept(third.id).shown[0][6][0] == "seen-otherwise"
    importing.confirm(akimat, third.id, partial=True)
    with scope(READER, "safety"):
        assert [one.state for one in api.assets_of(site)] == ["broken", "broken"]
        assert [one.state for one in api.assets_of(site, on=days_ago(30))] == ["working", "working"]


def test_things_with_faults(akimat: api.Actor) -> None:
    places.site("61-1")
    ahead = days_ago(-2).isoformat()
    file = csv(
        ASSETS,
        ("дракон", "61-1", "исправно", "01.09.2025", ""),
        ("camera", "61-77", "исправно", "01.09.2025", ""),
        ("camera", "61-1", "исправно", ahead, ""),
        ("camera", "61-1", "исправно", "01.09.2025", "-3"),
        ("lamp", "61-1", "исправно", "01.09.2025", "30"),
    )
    done = importing.check(akimat, "assets", file, "a.csv")
    assert rules(done.id) == [
        ("A2", "word-unknown"),
        ("B3", "row-site"),
        ("D4", "day-future"),
        ("E5", "detail-number"),
        ("E6", "detail-unknown"),
    ]


def feature(shape: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": shape, "properties": properties}


def test_geojson(akimat: api.Actor) -> None:
    way = [[moved(0, east).lon, moved(0, east).lat] for east in (-100, 100)]
    features = [
        feature(
            {"type": "Point", "coordinates": [68.27, 43.297]},
            kind="crossing",
            state="working",
            since="2025-09-01",
        ),
        feature(
            {"type": "LineString", "coordinates": way}, kind="footway", state="working", since="2025-09-01"
        ),
        feature({"type": "Polygon", "coordinates": []}, kind="fence", state="working", since="2025-09-01"),
        feature(
            {"type": "Point", "coordinates": [43.297, 68.27]},
            kind="crossing",
            state="working",
            since="2025-09-01",
        ),
    ]
    file = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    done = importing.check(akimat, "assets", file, "a.geojson")
    assert counts(done.id) == ("checked", 2, 0, 0, 0, 2)
    assert rules(done.id) == [
        ("features[2].geometry", "geo-shape"),
        ("features[3].geometry", "point-swapped"),
    ]
    importing.confirm(akimat, done.id, partial=True)
    with scope(READER, "safety"):
        assert {one.asset.kind for one in assets_near(TURKISTAN.lat, TURKISTAN.lon, 30)} == {
            "crossing",
            "footway",
        }
    again = importing.check(akimat, "assets", file + b" ", "b.geojson")
    assert counts(again.id)[1:3] == (0, 2)


@pytest.mark.parametrize(
    "content",
    [b"{" * 100_000, b'{"type": "FeatureCollection"}', b'{"features": NaN}', b'{"a": "\xff"}', b"{]"],
)
def test_what_is_no_geojson(akimat: api.Actor, content: bytes) -> None:
    with pytest.raises(api.Refused) as refused:
        importing.check(akimat, "assets", content, "a.geojson")
    assert refused.value.problems[0].rule == "file-json"


def test_too_much_and_unknown_headings(akimat: api.Actor) -> None:
    with pytest.raises(sheets.SheetRefused):
        importing.check(akimat, "sites", b"a;b\n" + b"1;2\n" * 100_001, "a.csv")
    with pytest.raises(api.Refused):
        importing.check(akimat, "sites", b"x" * 10_000_001, "a.csv")
    done = importing.check(akimat, "sites", csv((*SITES, "цвет"), (*row("1", "Школа № 1"), "red")), "a.csv")
    assert counts(done.id)[0] == "refused"
    assert rules(done.id) == [("G1", "row-column")]
    with pytest.raises(api.Refused):
        importing.confirm(akimat, done.id)


def test_what_changed_since_it_was_shown_is_shown_again(akimat: api.Actor) -> None:
    done = importing.check(akimat, "sites", csv(SITES, row("61-1", "Школа № 1")), "a.csv")
    places.site("61-1", name=Names("№ 1 мектеп", "Школа № 1", ""))
    assert importing.confirm(akimat, done.id).is_stale
    assert counts(done.id)[1:4] == (0, 0, 1)
    importing.set_aside(akimat, done.id)
    assert counts(done.id)[0] == "aside"
    with pytest.raises(api.Refused):
        importing.confirm(akimat, done.id)


def test_a_large_register_is_judged_right_after(akimat: api.Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MANY", 0)
    monkeypatch.setattr(importing, "FEW", 0)
    done = importing.check(akimat, "sites", csv(SITES, row("61-1", "Школа № 1")), "a.csv")
    importing.confirm(akimat, done.id)
    with scope(Service("tests"), "operation"), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox_event WHERE name = 'schools.imported'")
        assert cursor.fetchone() == (1,)
    with scope(READER, "safety"):
        assert not Coverage.objects.exists()
        importing.cover(places.region_id())
        assert Coverage.objects.filter(status="unknown").exists()
