"""Properties of the rule of reach: narrowing never shows more, walls hold, unknown is not everywhere."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from qalqan.kernel.access.rules import ALL, Bounds, Level, Reach, Row, bounds_of, reaches

ids = st.sampled_from([UUID(int=n) for n in range(1, 4)])
units = st.sampled_from(["1 А", "1 Ә"])
sets = st.frozensets(ids, max_size=2)
common = {"regions": sets | st.just(ALL), "persons": sets, "walled": sets, "personal": st.booleans()}
bounds = st.builds(Bounds, districts=sets | st.just(ALL), **common) | st.builds(
    Bounds,
    organisations=sets | st.just(ALL),
    units=st.frozensets(units, max_size=1) | st.just(ALL),
    **common,
)
rows = st.builds(
    Row,
    region=ids,
    district=st.none() | ids,
    organisation=st.none() | ids,
    unit=st.none() | units,
    person=st.none() | ids,
    attached=st.frozensets(st.tuples(ids, st.none() | units, ids), max_size=3),
)
REACHES = (
    Reach(),
    Reach(district="d"),
    Reach(district="d", organisation="o", unit="u"),
    Reach(person="p"),
    Reach(district="d", organisation="o", person="p"),
    Reach(person="p", via="attachments"),
)
shapes = st.sampled_from(REACHES)
LIMITS = ("regions", "districts", "organisations", "units")


@given(bounds, shapes, rows, st.sampled_from(LIMITS), sets)
def test_narrowing_never_shows_more(wide, reach, row, name, narrower):
    limit = getattr(wide, name)
    values = frozenset(map(str, narrower)) if name == "units" else narrower
    try:
        narrow = replace(wide, **{name: values if limit is ALL else limit & values})
    except ValueError:  # a district and an organisation at once: no such bounds
        reject()
    assert reaches(wide, reach, row) or not reaches(narrow, reach, row)


@given(bounds, shapes, rows)
def test_a_walled_person_is_reached_by_no_way(limits, reach, row):
    if reach.person and row.person:
        assert not reaches(replace(limits, walled=frozenset({row.person})), reach, row)


@given(bounds, shapes, rows)
def test_a_wall_hides_nobody_else(limits, reach, row):
    free = replace(limits, walled=frozenset())
    other = replace(limits, walled=frozenset({UUID(int=99)}))
    assert reaches(free, reach, row) == reaches(other, reach, row)


@given(bounds, shapes, rows)
def test_without_personal_business_no_personal_row_is_reached(limits, reach, row):
    if reach.person:
        assert not reaches(replace(limits, personal=False), reach, row)


@given(bounds, shapes, rows)
def test_a_named_person_is_reached_wherever_the_row_lies(limits, reach, row):
    if reach.person and row.person:
        named = replace(limits, persons=frozenset({row.person}), walled=frozenset(), personal=True)
        assert reaches(named, reach, row)


@given(bounds, shapes, rows)
def test_a_limit_that_the_table_cannot_show_reaches_nothing(limits, reach, row):
    closed = replace(limits, persons=frozenset())
    if (reach.district is None and limits.districts is not ALL) or (
        reach.organisation is None and reach.via is None and limits.organisations is not ALL
    ):
        assert not reaches(closed, reach, row)


@given(bounds, shapes, rows)
def test_an_unknown_place_lies_within_no_limit(limits, reach, row):
    unknown = replace(row, district=None)
    if limits.districts is not ALL:
        assert not reaches(replace(limits, persons=frozenset()), reach, unknown)


@given(shapes, rows)
def test_the_whole_nation_without_walls_reaches_every_row(reach, row):
    assert reaches(Bounds(ALL), reach, row)


@given(rows, ids, ids)
def test_an_attachment_counts_in_its_own_region_with_its_own_unit(row, here, school):
    reach = Reach(person="p", via="attachments")
    limits = Bounds(frozenset({here}), organisations=frozenset({school}), units=frozenset({"1 А"}))
    placed = replace(row, region=here, person=None, attached=frozenset({(school, "1 А", here)}))
    assert reaches(limits, reach, placed)
    for wrong in ((school, "1 Ә", here), (school, None, here), (UUID(int=98), "1 А", here)):
        assert not reaches(limits, reach, replace(placed, attached=frozenset({wrong})))
    elsewhere = replace(placed, attached=frozenset({(school, "1 А", UUID(int=97))}))
    assert not reaches(limits, reach, elsewhere)
    assert not reaches(limits, reach, replace(placed, region=UUID(int=97)))


@pytest.mark.parametrize("level", list(Level))
def test_a_post_without_the_place_of_its_level_reaches_nothing(level):
    limits = bounds_of(level, region=None, district=None, organisation=None, personal=True)
    row = Row(UUID(int=1), UUID(int=2), UUID(int=3))
    reach = Reach(district="d", organisation="o")
    assert reaches(limits, reach, row) is (level is Level.NATION)


def test_each_level_is_narrower_than_the_one_above():
    place = {"region": UUID(int=1), "district": UUID(int=2), "organisation": UUID(int=3)}
    reach = Reach(district="d", organisation="o", unit="u")
    own = Row(UUID(int=1), UUID(int=2), UUID(int=3), "1 А")
    next_class, next_school = replace(own, unit="1 Ә"), replace(own, organisation=UUID(int=4))
    next_district, next_region = replace(own, district=UUID(int=5)), replace(own, region=UUID(int=6))

    def reached(level, unit=""):
        limits = bounds_of(level, **place, unit=unit, personal=True)
        rows = (own, next_class, next_school, next_district, next_region)
        return [reaches(limits, reach, row) for row in rows]

    assert reached(Level.NATION) == [True, True, True, True, True]
    assert reached(Level.REGION) == [True, True, True, True, False]
    assert reached(Level.DISTRICT) == [True, True, True, False, False]
    assert reached(Level.ORGANISATION) == [True, True, False, True, False]
    assert reached(Level.ORGANISATION, "1 А") == [True, False, False, True, False]


@pytest.mark.parametrize("personal", [True, False])
@pytest.mark.parametrize("level", list(Level))
def test_the_business_with_persons_is_the_purposes_at_every_level(level, personal):
    place = {"region": UUID(int=1), "district": UUID(int=2), "organisation": UUID(int=3)}
    limits = bounds_of(level, **place, personal=personal)
    row = Row(UUID(int=1), UUID(int=2), UUID(int=3), "1 А", UUID(int=4))
    reach = Reach(district="d", organisation="o", unit="u", person="p")
    assert limits.personal is personal
    assert limits.units is ALL
    assert reaches(limits, reach, row) is personal


def test_an_unknown_place_of_a_post_is_no_place():
    limits = bounds_of(Level.ORGANISATION, region=None, district=None, organisation=None, personal=True)
    assert limits == Bounds(frozenset(), organisations=frozenset())


def test_a_value_counts_only_in_a_column_that_the_table_declares():
    school, label, here = UUID(int=3), "1 А", UUID(int=1)
    row = Row(here, organisation=school, unit=label)
    in_school = Bounds(frozenset({here}), organisations=frozenset({school}))
    in_class = Bounds(frozenset({here}), units=frozenset({label}))
    in_district = Bounds(frozenset({here}), districts=frozenset({UUID(int=2)}))
    assert reaches(in_district, Reach(district="d"), replace(row, district=UUID(int=2)))
    assert not reaches(in_district, Reach(), replace(row, district=UUID(int=2)))
    assert reaches(in_school, Reach(organisation="o"), row)
    assert not reaches(in_school, Reach(), row)
    assert reaches(in_class, Reach(organisation="o", unit="u"), row)
    assert not reaches(in_class, Reach(organisation="o"), row)


def test_bounds_are_of_a_district_or_of_an_organisation():
    some = frozenset({UUID(int=1)})
    for other in ({"organisations": some}, {"units": frozenset({"1 А"})}):
        with pytest.raises(ValueError, match=r"^bound to a district"):
            Bounds(ALL, districts=some, **other)


def test_a_reach_that_contradicts_itself_is_refused():
    for wrong, words in (
        ({"via": "a"}, "^via needs a person"),
        ({"via": "a", "person": "p", "organisation": "o"}, "^via needs a person"),
        ({"via": "a", "person": "p", "unit": "u", "organisation": "o"}, "^via needs a person"),
        ({"unit": "u"}, "^a unit is a part"),
    ):
        with pytest.raises(ValueError, match=words):
            Reach(**wrong)
