"""Files of outlines: taken whole, with their source; each fault named by place, rule and mend."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import shapely
from click.testing import CliRunner
from django.utils import translation

from qalqan.domains.territory import api, cli, ground, labels
from qalqan.domains.territory.outline_actions import forget_outlines, load_outlines
from qalqan.domains.territory.outline_files import OutlinesRefused, read

pytestmark = pytest.mark.django_db
CENTRE = (43.297, 68.251)  # Turkistan
CITY, NEXT = "KZ-61-turkistan-city", "KZ-61-kentau-city"
SQUARE = [[68.0, 43.0], [68.5, 43.0], [68.5, 43.5], [68.0, 43.5], [68.0, 43.0]]
BESIDE = [[68.5, 43.0], [69.0, 43.0], [69.0, 43.5], [68.5, 43.5], [68.5, 43.0]]
CODES = {"a": "A", "b": "B"}


def feature(code: str, ring: Any, kind: str = "Polygon") -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kato": code},
        "geometry": {"type": kind, "coordinates": [ring]},
    }


def collection(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def bring(content: bytes, level: str = "districts", **more: Any) -> Any:
    given = {"field": "kato", "source": "Drawn by a test", "licence": "CC0", **more}
    return load_outlines(content, level=level, **given)


def turned(ring: list[list[float]], by: Callable[[float, float], tuple[float, float]]) -> list[list[float]]:
    return [list(by(x, y)) for x, y in ring]


@pytest.mark.usefixtures("as_owner")
def test_it_works() -> None:
    before = api.outlines_edition()
    done = bring(collection(feature(CITY, SQUARE), feature(NEXT, BESIDE)))
    assert (done.outlines, done.regions, done.skipped) == (2, 1, ())
    place = api.place_at(*CENTRE)
    assert place is not None
    named = {one.id: one.code for one in api.districts_on(ground.timezone.localdate())}
    assert place.district_id is not None
    assert (named[place.district_id], place.is_exact) == (CITY, True)
    assert api.outlines_edition() != before
    assert "Drawn by a test, CC0" in api.sources()
    drawn = api.outline_geojson("KZ-61")
    assert {one["properties"]["code"] for one in drawn["features"]} == {CITY, NEXT}
    far = api.place_at(42.0, 68.2)  # in the region, in no outline of a district that the file brought
    assert far is not None
    assert far.district_id is None


@pytest.mark.usefixtures("as_owner")
def test_a_newer_file_replaces_and_outlines_can_be_given_up() -> None:
    bring(collection(feature(CITY, SQUARE)))
    bring(collection(feature(NEXT, SQUARE)))
    assert [one["properties"]["code"] for one in api.outline_geojson("KZ-61")["features"]] == [NEXT]
    assert forget_outlines("districts") == 1
    assert api.outline_geojson("KZ-61")["features"] == []
    assert api.place_at(*CENTRE) is not None


@pytest.mark.usefixtures("as_owner")
def test_regions_come_all_or_none() -> None:
    shapes, _source = ground.shipped()
    every = [
        {"properties": {"kato": code[3:]}, "geometry": json.loads(shapely.to_geojson(shape))}
        for code, shape in shapes.items()
    ]
    assert bring(collection(*every), level="regions").outlines == 20
    assert api.sources() == ("Drawn by a test, CC0",)
    with pytest.raises(OutlinesRefused) as refused:
        bring(collection(*every[1:]), level="regions")
    assert [(one.rule, one.value) for one in refused.value.faults] == [("missing", "KZ-10")]


@pytest.mark.usefixtures("as_owner")
def test_a_district_outside_its_region_is_another_one() -> None:
    with pytest.raises(OutlinesRefused) as refused:
        bring(collection(feature("KZ-63-ridder-city", SQUARE)))
    assert [(one.place, one.rule) for one in refused.value.faults] == [("KZ-63-ridder-city", "other_region")]
    with pytest.raises(ValueError, match="source and a licence"):
        bring(collection(feature(CITY, SQUARE)), licence=" ")
    assert api.outline_geojson("KZ-61")["features"] == []


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "not_json"),
        (b"PK\x03\x04", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "not_collection"),
        (b'{"features": [3]}', "not_collection"),
        (collection(), "empty"),
        (collection(crs={"properties": {"name": "urn:ogc:def:crs:EPSG::32642"}}), "crs"),
        (collection(feature("", SQUARE)), "no_code"),
        (collection(feature("zz", SQUARE)), "unknown_code"),
        (collection(feature("a", SQUARE), feature("a", BESIDE)), "twice"),
        (collection(feature("a", SQUARE, "LineString")), "not_polygon"),
        (collection({"properties": {"kato": "a"}, "geometry": None}), "not_polygon"),
        (collection(feature("a", "x")), "coordinates"),
        (collection(feature("a", [])), "coordinates"),
        (collection(feature("a", SQUARE[:2])), "coordinates"),
        (collection(feature("a", turned(SQUARE, lambda x, y: (float("nan"), y)))), "coordinates"),
        (collection(feature("a", turned(SQUARE, lambda x, y: (x * 1e5, y * 1e5)))), "projected"),
        (collection(feature("a", turned(SQUARE, lambda x, y: (y, x)))), "swapped"),
        (collection(feature("a", turned(SQUARE, lambda x, y: (x - 60, y)))), "abroad"),
        (collection(feature("a", [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]])), "crosses_itself"),
        (
            collection(feature("a", SQUARE), feature("b", turned(SQUARE, lambda x, y: (x + 0.1, y)))),
            "overlap",
        ),
    ],
)
def test_each_fault_is_named_with_its_mend(content: bytes, rule: str) -> None:
    with pytest.raises(OutlinesRefused) as refused:
        read(content, "kato", CODES)
    assert [one.rule for one in refused.value.faults] == [rule]
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            said = labels.fault_words(refused.value.faults[0])
        assert "%" not in said
        assert said.endswith(".")


def test_all_faults_come_at_once_and_unknown_codes_may_be_left_out() -> None:
    content = collection(feature("zz", SQUARE), feature("a", SQUARE, "Point"), feature("b", BESIDE))
    with pytest.raises(OutlinesRefused) as refused:
        read(content, "kato", CODES)
    assert [(one.place, one.rule) for one in refused.value.faults] == [
        ("feature 1, zz", "unknown_code"),
        ("feature 2, a", "not_polygon"),
    ]
    found = read(collection(feature("zz", SQUARE), feature("b", BESIDE)), "kato", CODES, skip_unknown=True)
    assert (set(found.shapes), found.skipped) == ({"B"}, ("zz",))


def test_the_command_says_what_it_asks_for() -> None:
    asked = CliRunner().invoke(cli.territory, ["import-outlines", "--help"])
    assert asked.exit_code == 0
    assert "--code-field" in asked.output
