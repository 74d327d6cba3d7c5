"""Where a point lies: the shipped outlines, the border, the nearest region beside it, and districts that a
file brought."""

import json
from datetime import date

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.territory import api, ground
from qalqan.domains.territory.outlines import NEAR, Found, Ground, Layer, drawn
from qalqan.kernel.geo import Point, metres

KNOWN = {
    "KZ-71": (51.128, 71.431),
    "KZ-75": (43.238, 76.945),
    "KZ-79": (42.317, 69.596),
    "KZ-10": (50.411, 80.227),
    "KZ-62": (47.79, 67.71),
    "KZ-33": (45.018, 78.38),
    "KZ-19": (43.865, 77.063),
    "KZ-47": (43.65, 51.16),
    "KZ-63": (49.95, 82.61),
    "KZ-61": (43.297, 68.251),
}
SQUARE = Ground(
    Layer({"W": shapely.box(70, 47, 71, 49), "E": shapely.box(71, 47, 72, 49)}),
    {"E": Layer({"E-north": shapely.box(71, 48, 72, 49), "E-south": shapely.box(71, 47, 72, 47.99)})},
    ("invented",),
)


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "spot"), KNOWN.items())
def test_cities_lie_where_they_lie(code: str, spot: tuple[float, float]) -> None:
    found = api.place_at(*spot)
    assert found is not None
    assert (found.region_code, found.is_exact, found.district_id) == (code, True, None)
    view = api.region_at(*spot)
    assert view is not None
    assert (view.code, view.id) == (code, found.region_id)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "spot", [(41.311, 69.24), (55.03, 82.92), (42.87, 74.59), (43.8, 87.6), (0.0, 0.0), (-43.2, 76.9)]
)
def test_abroad_is_nowhere(spot: tuple[float, float]) -> None:
    assert api.place_at(*spot) is None
    assert api.region_at(*spot) is None


@pytest.mark.django_db
def test_every_region_that_stands_has_an_outline_and_no_other() -> None:
    codes = {one["properties"]["code"] for one in api.outline_geojson()["features"]}
    assert codes == {region.code for region in api.regions_on(date(2026, 1, 1))}


def test_shipped_outlines_are_one_coverage_within_their_limit() -> None:
    shapes, source = ground.shipped()
    assert shapely.coverage_is_valid(list(shapes.values()))
    assert "CC BY 3.0 IGO" in source
    assert ground.SHIPPED.stat().st_size < 1_500_000
    assert json.loads(ground.SHIPPED.read_text("utf-8"))["wrong_within_2_km_of_a_border"] < 0.001


@given(st.floats(46.9, 49.1), st.floats(69.8, 72.2))
def test_inside_is_exact_near_is_told_far_is_nowhere(lat: float, lon: float) -> None:
    found = SQUARE.find(lat, lon)
    inside = 47 <= lat <= 49 and 70 <= lon <= 72
    nearest = Point(min(max(lat, 47), 49), min(max(lon, 70), 72))
    far = metres(Point(lat, lon), nearest)
    if inside:
        assert found is not None
        assert found.region == ("W" if lon <= 71 else "E")
    elif far < NEAR * 0.98:
        assert found is not None
        assert not found.is_exact
    elif far > NEAR * 1.02:
        assert found is None


def test_the_district_is_one_of_the_region_decided() -> None:
    assert SQUARE.find(48.5, 71.5) == told("E", "E-north", is_exact=True)
    assert SQUARE.find(48.5, 70.99) == told("W", None, is_exact=True)  # no district of E, however near
    assert SQUARE.find(47.998, 71.5) == told("E", "E-north", is_exact=False)  # the gap between them


def told(region: str, district: str | None, *, is_exact: bool) -> Found:
    return Found(region, district, is_exact)


def test_light_outlines_stay_light_and_keep_every_region() -> None:
    shapes, _ = ground.shipped()
    light = drawn(shapes)
    assert set(light) == set(shapes)
    assert len(json.dumps(light, separators=(",", ":"))) < 100_000
    together = shapely.union_all([shapely.geometry.shape(one) for one in light.values()])
    assert together.area == pytest.approx(shapely.union_all(list(shapes.values())).area, rel=0.01)
