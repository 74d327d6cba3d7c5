"""The budget: exact, within the money, and no district left under its share."""

from datetime import date
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qalqan.domains.schools.rules.budget import THOUSAND, Choice, Item, choose, floors, fullest
from qalqan.domains.schools.rules.needs import FEWEST, Gap, needs
from qalqan.domains.schools.rules.requirements import requirement

CITY, VILLAGE = UUID(int=1), UUID(int=2)


def spent_by(items: list[Item], chosen: Choice, district: UUID | None) -> int:
    return sum(
        -(-one.cost // THOUSAND) for one in items if one.key in chosen.bought and one.district == district
    )


def brute(items: list[Item], money: int, share: int) -> int:
    """The greatest benefit, by trying everything."""
    least, best = floors(items, money, share), -1
    for size in range(len(items) + 1):
        for some in combinations(items, size):
            costs = {
                district: sum(-(-one.cost // THOUSAND) for one in some if one.district == district)
                for district in least
            }
            if sum(costs.values()) <= money // THOUSAND and all(
                costs[one] >= floor for one, floor in least.items()
            ):
                best = max(best, sum(one.benefit for one in some))
    return best  # fmt: skip


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[Item], int, int]:
    """Up to nine needs in three districts, money and a share."""
    items = [
        Item(
            (UUID(int=number + 10), "toilet_warm"),
            draw(st.sampled_from([None, CITY, VILLAGE])),
            draw(st.integers(0, 40)) * 500,
            draw(st.integers(0, 60)),
            draw(st.sampled_from([0, 20, 500])),
        )
        for number in range(draw(st.integers(0, 9)))
    ]
    return items, draw(st.integers(0, 90_000)), draw(st.sampled_from([0, 30, 100]))


@settings(max_examples=60)
@given(questions())
def test_equals_trying_everything(question: tuple[list[Item], int, int]) -> None:
    items, money, share = question
    chosen = choose(items, money, share)
    assert chosen.is_optimal
    assert chosen.value == brute(items, money, share)
    assert chosen.spent <= money
    for district, floor in chosen.floors.items():
        assert spent_by(items, chosen, district) * THOUSAND >= floor
    assert choose(list(reversed(items)), money, share) == chosen


@given(st.lists(st.integers(0, 30), max_size=8), st.integers(0, 80))
def test_the_fullest_sum(costs: list[int], most: int) -> None:
    sums = {sum(some) for size in range(len(costs) + 1) for some in combinations(costs, size)}
    assert fullest(costs, most) == max(one for one in sums if one <= most)


def test_a_village_is_not_outbid_on_every_line() -> None:
    city = [Item((UUID(int=n), "fence"), CITY, 10_000_000, 9000, 1000) for n in range(10, 20)]
    village = [Item((UUID(int=30), "toilet_warm"), VILLAGE, 10_000_000, 900, 2500)]
    alone = choose([*city, *village], 50_000_000, 0)
    assert village[0].key not in alone.bought
    fair = choose([*city, *village], 50_000_000, 100)
    assert village[0].key in fair.bought
    assert fair.value < alone.value


@pytest.mark.parametrize(("money", "share"), [(-1, 0), (10, 101), (10, -1)])
def test_a_question_that_is_none(money: int, share: int) -> None:
    with pytest.raises(ValueError, match="tenge"):
        choose([], money, share)


def gap(key: str, pupils: int | None = 400, site: int = 1) -> Gap:
    return Gap(UUID(int=site), CITY, requirement(key), "broken", date(2026, 9, 1), pupils)


def test_a_gap_is_a_need_when_it_takes_money() -> None:
    warm, drill = gap("toilet_warm"), gap("drill_held")
    (found,) = needs([warm, drill])
    cost = requirement("toilet_warm").cost
    assert cost is not None
    assert (found.low, found.high, found.benefit) == (cost.low, cost.high, 9 * 400)
    assert needs([gap("toilet_warm", None)])[0].benefit == 9 * FEWEST


def test_new_cameras_are_not_bought_twice() -> None:
    both = [gap("video_present"), gap("video_conforming"), gap("video_conforming", site=2)]
    assert [(one.gap.site_id.int, one.gap.requirement.key) for one in needs(both)] == [
        (1, "video_present"),
        (2, "video_conforming"),
    ]
