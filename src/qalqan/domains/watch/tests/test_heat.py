"""Squares of the public map: none with few, whole whatever the look cuts, and never exact."""

from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.watch import api
from qalqan.domains.watch.models import Report
from qalqan.domains.watch.queries import heat
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.geo import EAST, NORTH, SOUTH, WEST

from . import worlds

pytestmark = pytest.mark.django_db
LOOK = (43.0, 68.0, 43.6, 68.6)


def squares(box: tuple[float, float, float, float] = LOOK, zoom: float = 12) -> tuple[heat.HeatCell, ...]:
    with scope(Service("watch.mirror"), "safety"):
        return heat.heat(box, zoom)


def told(number: int, category: str = "manhole") -> None:
    for _ in range(number):
        api.receive(worlds.new(category))


def test_four_are_not_told_and_five_are(client: Client) -> None:
    told(4)
    assert squares() == ()
    told(1)
    (square,) = squares()
    assert (square.count, square.shade) == (5, 1)
    assert square.south <= worlds.LAT < square.north
    assert square.west <= worlds.LON < square.east
    found = client.get("/kk/control/heat.json?bbox=43.0,68.0,43.6,68.6&zoom=12").json()
    assert [cell[4:] for cell in found["cells"]] == [[5, 1]]
    told(4)
    assert squares()[0].count == 5  # nine are told as five at least


def test_who_sends_five_is_one() -> None:
    told(3)
    mine = uuid4().bytes
    for _ in range(5):
        api.receive(worlds.new(sender_key=mine))
    assert squares() == ()
    api.receive(worlds.new(sender_key=None, channel="open311"))  # nobody can tell: one
    assert squares()[0].count == 5


def test_what_a_moderator_hid_is_not_counted() -> None:
    told(5)
    with scope(Service("tests"), "safety"):
        Report.objects.filter(pk=Report.objects.order_by("pk")[0].pk).update(moderation="spam")
    assert squares() == ()


def test_a_look_that_cuts_a_square_gets_the_whole_of_it() -> None:
    told(5)
    (square,) = squares()
    beside = (square.south, square.west, square.south + 1e-6, square.west + 1e-6)
    assert squares(beside) == (square,)
    assert squares(zoom=22) == squares(zoom=heat.FINEST)  # nothing is finer


@pytest.mark.parametrize(
    "look", ["", "zoom=x&bbox=nan,nan,nan,nan", "zoom=99&bbox=-inf,-inf,inf,inf", "bbox=1"]
)
def test_a_look_that_is_none_is_the_country(client: Client, look: str) -> None:
    answer = client.get(f"/ru/control/heat.json?{look}")
    assert (answer.status_code, answer.json()["cells"]) == (200, [])


@given(st.integers(heat.LEAST, 10**7))
def test_a_number_is_told_as_a_step_below_it(number: int) -> None:
    step = heat.told(number)
    assert step in heat.STEPS
    assert heat.LEAST <= step <= number
    assert 1 <= heat.shade(step) <= heat.SHADES


@given(st.tuples(*[st.floats(-200, 200)] * 4), st.integers(heat.COARSEST, heat.FINEST))
def test_widened_looks_stand_on_the_grid_and_within_the_country(
    box: tuple[float, float, float, float], zoom: int
) -> None:
    wide = 360 / 2**zoom * 0.25
    high = wide * 0.65
    south, west, north, east = heat.whole_squares(box, high, wide)
    for edge, size in ((south, high), (north, high), (west, wide), (east, wide)):
        assert abs(edge / size - round(edge / size)) < 1e-6
    assert SOUTH - high <= south
    assert north <= NORTH + high * 1.000001
    assert WEST - wide <= west
    assert east <= EAST + wide * 1.000001
