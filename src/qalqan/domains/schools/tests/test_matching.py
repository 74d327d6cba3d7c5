"""Which rows of a register speak of known places."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.schools.rules.matching import Index, Known, folded, likeness, score, twins
from qalqan.kernel.geo import Point
from qalqan.kernel.names import Names

A, B = UUID(int=1), UUID(int=2)
HERE = Point(42.3, 69.6)


def names(text: str) -> Names:
    return Names(text, "", "")


def place(number: int, text: str, **more: object) -> Known:
    given = {"code": "", "kind": "school", "name": names(text), "district_id": A, "point": None, **more}
    return Known(UUID(int=number), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("№ 12 орта мектеп", "СШ №12"),
        ("№12 жалпы білім беретін мектеп", "Общеобразовательная школа № 12"),
        ("КГУ «Средняя школа № 12»", "12 ОМ"),
        ("Абай атындағы мектеп-гимназия", "Школа-гимназия имени Абая"),
        ("«Айгөлек» бөбекжайы", 'ясли-сад "Айголек"'),
        ("School No. 12", "Школа № 012"),
    ],
)
def test_one_name_written_two_ways(one: str, other: str) -> None:
    assert likeness(names(one), names(other)) >= 0.7


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("№ 12 орта мектеп", "№ 13 орта мектеп"),
        ("№ 1 мектеп", "№ 11 мектеп"),
        ("№ 5 мектеп-лицей", "№ 5 балабақша"),
        ("Абай атындағы мектеп", "Жамбыл атындағы мектеп"),
    ],
)
def test_two_names_that_are_two(one: str, other: str) -> None:
    assert likeness(names(one), names(other)) < 0.5


def test_twins_of_one_name_in_two_districts_stay_two() -> None:
    known = Index([place(1, "№ 1 мектеп"), place(2, "№ 1 мектеп", district_id=B)])
    found = known.match(place(9, "СШ № 1", district_id=B))
    assert found is not None
    assert found.is_sure
    assert found.known.key == UUID(int=2)
    assert known.match(place(9, "СШ № 1", district_id=UUID(int=7))) is None
    nowhere = known.match(place(9, "СШ № 1", district_id=None))
    assert nowhere is not None
    assert not nowhere.is_sure


def test_far_apart_is_another_one_and_a_known_number_decides() -> None:
    known = Index([place(1, "№ 1 мектеп", point=HERE, code="61-1")])
    assert known.match(place(9, "№ 1 мектеп", point=Point(43.0, 69.6))) is None
    by_code = known.match(place(9, "Школа имени Абая", code="61-1", point=HERE))
    assert by_code is not None
    assert by_code.is_sure
    strange = known.match(place(9, "Школа имени Абая", code="61-1", point=Point(43.0, 69.6)))
    assert strange is not None
    assert not strange.is_sure
    two_numbers = known.match(place(9, "№ 1 мектеп", code="61-77", point=HERE))
    assert two_numbers is not None
    assert not two_numbers.is_sure


text = st.text("№0123456789 абвмектепшколаәғқ«»-", max_size=20)
places = st.builds(
    place,
    st.integers(1, 9),
    text,
    kind=st.sampled_from(["school", "clinic"]),
    district_id=st.sampled_from([A, B, None]),
    point=st.sampled_from([None, HERE, Point(42.301, 69.6), Point(45.0, 69.6)]),
)


@given(places, places)
def test_it_is_the_same_both_ways_and_within_bounds(one: Known, other: Known) -> None:
    there, back = score(one, other), score(other, one)
    assert there == back
    assert 0 <= there.value <= 1


@given(text)
def test_folding_twice_is_folding_once_and_signs_do_not_matter(written: str) -> None:
    assert folded(written) == folded(f"«{written.upper()}»")
    assert likeness(names(written), names(written)) in (0.0, 0.3, 0.95, 1.0)


@given(places)
def test_a_place_with_a_number_and_a_ground_finds_itself(one: Known) -> None:
    known = replace(one, name=names("№ 7 мектеп"), point=HERE)
    found = Index([known, place(50, "№ 9 мектеп", point=HERE)]).match(replace(known, key=UUID(int=99)))
    assert found is not None
    assert found.is_sure


def test_rows_of_one_file_that_are_one_place() -> None:
    rows = [
        (2, place(1, "№ 1 мектеп", code="a")),
        (3, place(2, "№ 2 мектеп", code="a")),
        (4, place(3, "СШ № 3", point=HERE)),
        (5, place(4, "№ 3 мектеп", point=Point(42.3001, 69.6))),
        (6, place(5, "№ 3 мектеп", point=Point(44.0, 69.6))),
    ]
    assert twins(rows) == {2: (3,), 3: (2,), 4: (5,), 5: (4,)}


def test_a_thousand_schools_named_after_one_man_are_not_all_compared() -> None:
    """20,000 rows beside as many known places took longer than anybody waits."""
    places = [place(n, f"Школа № {n} имени Абая", code=f"61-{n}", point=HERE) for n in range(1, 1001)]
    index = Index(places)
    new = place(0, "СШ № 7 им. Абая", point=HERE)
    assert index.candidates(new) == [places[6]]
    match = index.match(new)
    assert match is not None
    assert match.known == places[6]
    assert len(index.candidates(replace(new, name=names("Школа имени Абая")))) == 1000
