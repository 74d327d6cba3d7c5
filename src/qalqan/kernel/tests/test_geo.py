"""Coordinates are what they should be, and distances are right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.kernel.geo import BadPoint, Point, box, metres, point

HERE = st.builds(Point, st.floats(40.6, 55.4), st.floats(46.5, 87.3))


@pytest.mark.parametrize(
    ("lat", "lon", "rule"),
    [
        ("x", "70", "not_number"),
        ("nan", "70", "not_number"),
        ("71.4", "51.1", "swapped"),
        ("91", "70", "range"),
        ("0", "0", "outside"),
        ("55.75", "37.6", "outside"),
    ],
)
def test_a_pair_that_is_no_point_of_the_country_is_named(lat: str, lon: str, rule: str) -> None:
    with pytest.raises(BadPoint) as refused:
        point(lat, lon)
    assert refused.value.rule == rule


def test_commas_are_read() -> None:
    assert point("51,1801", " 71,446 ") == Point(51.1801, 71.446)


def test_a_known_distance() -> None:
    """Astana to Almaty by the cities' published centres: 972 km, to half a percent."""
    assert metres(Point(51.1801, 71.446), Point(43.238949, 76.889709)) == pytest.approx(972_000, rel=0.005)


@given(HERE, HERE)
def test_distance_is_a_metric(one: Point, other: Point) -> None:
    assert metres(one, one) == 0
    assert metres(one, other) == pytest.approx(metres(other, one))


@given(HERE, st.floats(1, 50_000), st.floats(-1, 1), st.floats(-1, 1))
def test_the_box_holds_all_that_is_near(centre: Point, distance: float, up: float, right: float) -> None:
    near = Point(centre.lat + up * distance / 111_000, centre.lon + right * distance / 60_000)
    south, west, north, east = box(centre, distance)
    if metres(centre, near) <= distance:
        assert south <= near.lat <= north
        assert west <= near.lon <= east
