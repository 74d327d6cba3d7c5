"""The drawings: outlines for every region that stands, tiles that do not collide, shades and lines that say
what the numbers say."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.reporting.ui import charts, maps
from qalqan.domains.territory import reference

values = st.decimals(0, 10**6, places=2)


def spot(code: str) -> maps.Spot:
    return maps.Spot(code, code, "late", "late", "", 0, is_claim=False, url="/")


def today() -> list[str]:
    return [region.code for region in reference.read().regions if date(2026, 1, 1) in region.life]


def test_every_region_of_today_has_an_outline_and_a_tile_of_its_own() -> None:
    codes = today()
    drawn = maps.outlines(map(spot, codes), lambda code: code)
    assert {shape.spot.code for shape in drawn.shapes} == set(codes)
    assert "CC BY" in drawn.source
    placed = {(tile.column, tile.row) for tile in maps.tiles(map(spot, codes), "kk")}
    assert len(placed) == len(codes) == 20
    assert max(column for column, _ in placed) <= maps.COLUMNS
    assert max(row for _, row in placed) <= maps.ROWS


def test_the_outlines_are_light_and_inside_their_picture() -> None:
    assert (maps.HERE / "outlines.json").stat().st_size < 80_000
    drawn = maps.outlines(map(spot, today()), lambda code: code)
    assert all(0 < shape.x < drawn.width and 0 < shape.y < drawn.height for shape in drawn.shapes)


def test_land_of_a_later_region_is_drawn_with_its_holder() -> None:
    drawn = maps.outlines([spot("KZ-63")], lambda code: "KZ-63" if code == "KZ-10" else code)
    assert sorted((shape.spot.code, shape.is_own) for shape in drawn.shapes) == [
        ("KZ-63", False),
        ("KZ-63", True),
    ]


def test_a_region_without_a_place_keeps_a_tile() -> None:
    (tile,) = maps.tiles([spot("KZ-99")], "ru")
    assert tile.row == maps.ROWS + 1


@given(st.dictionaries(st.text(min_size=1, max_size=3), values, min_size=1), st.booleans())
def test_more_is_never_a_lighter_shade(found: dict[str, Decimal], is_percent: bool) -> None:
    scale = maps.scale(found, is_percent=is_percent)
    shades = [scale.step(value) for value in sorted(found.values())]
    assert shades == sorted(shades)
    assert set(shades) <= set(range(1, maps.STEPS + 1))
    assert scale.step(None) == 0
    assert len(scale.steps) == len(scale.bounds)


def test_no_value_is_no_shade() -> None:
    assert maps.scale({}, is_percent=True).step(Decimal(5)) == 0


dots = st.builds(
    charts.Dot,
    st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    values,
    st.sampled_from(("claim", "inspection", "police")),
    st.just("x"),
)


@given(st.lists(dots, min_size=1, max_size=12), st.none() | values)
def test_a_chart_stays_in_its_frame_and_more_stands_higher(
    found: list[charts.Dot], target: Decimal | None
) -> None:
    drawn = charts.chart(found, target=target)
    assert drawn is not None
    places = [dot for line in drawn.lines for dot in line.dots]
    assert len(places) == len(found)
    assert all(drawn.left <= dot.x <= drawn.right for dot in places)
    assert all(drawn.top - 0.1 <= dot.y <= drawn.bottom + 0.1 for dot in places)
    heights = [y for y, _value in drawn.ticks]
    assert heights == sorted(heights, reverse=True)


def test_no_values_no_chart() -> None:
    assert charts.chart([]) is None


@pytest.mark.parametrize(
    ("value", "top"), [("0", "4"), ("4", "4"), ("4.1", "8"), ("9", "20"), ("245", "400")]
)
def test_an_axis_ends_at_a_round_number(value: str, top: str) -> None:
    drawn = charts.chart([charts.Dot(date(2021, 1, 1), Decimal(value), "claim", "")])
    assert drawn is not None
    assert drawn.ticks[-1][1] == Decimal(top)
