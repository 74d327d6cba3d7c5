"""Ages, who may read a child's record as a representative, and who is one person with whom."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.people import rules
from qalqan.domains.people.rules import Sameness, Tie

DAYS = st.dates(date(1930, 1, 1), date(2060, 12, 31))
CHILD, OTHER = UUID(int=1), UUID(int=2)
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(2008, 11, 22), TODAY, 18),
        (date(2008, 11, 23), TODAY, 17),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (TODAY, TODAY, 0),
        (TODAY + timedelta(1), TODAY, None),
        (None, TODAY, None),
    ],
)
def test_age_in_whole_years(born, day, years):
    assert rules.age_on(born, day) == years


@given(DAYS, DAYS)
def test_lists_are_cut_where_the_rule_cuts(born, day):
    """The border of the database's lists and the rule for one person agree on every pair of days."""
    assert rules.is_child(born, day) is (born > rules.born_after(day))


@pytest.mark.parametrize(
    "day", [TODAY, date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1), date(2027, 3, 1)]
)
def test_the_border_is_exact_to_the_day_around_eighteen(day):
    for away in range(-3, 4):
        born = date(day.year - 18, day.month, min(day.day, 28)) + timedelta(away)
        child = (day.year, day.month, day.day) < (born.year + 18, born.month, born.day)
        assert rules.is_child(born, day) is child is (born > rules.born_after(day)), born


def test_an_unknown_birth_makes_neither_child_nor_adult():
    assert rules.is_child(None, TODAY) is None


@pytest.mark.parametrize(
    ("parts", "stored"),
    [
        ((2012,), date(2012, 12, 31)),
        ((2012, 2), date(2012, 2, 29)),
        ((2011, 12), date(2011, 12, 31)),
        ((2012, 2, 3), date(2012, 2, 3)),
    ],
)
def test_a_birth_known_in_part_is_stored_as_its_last_day(parts, stored):
    assert rules.latest_birth(*parts) == stored


def test_a_day_that_no_calendar_has_is_refused():
    with pytest.raises(ValueError, match="day"):
        rules.latest_birth(2011, 2, 29)


IDS = st.integers(1, 12).map(lambda number: UUID(int=number))
CLAIMS = st.lists(st.tuples(IDS, IDS).filter(lambda pair: pair[0] != pair[1]), max_size=20)


def reachable(start, claims):
    """The plain definition: everyone that a chain of claims leads to."""
    found, waiting = {start}, [start]
    while waiting:
        one = waiting.pop()
        for pair in claims:
            if one in pair:
                for other in pair:
                    if other not in found:
                        found.add(other)
                        waiting.append(other)
    return found


@given(CLAIMS)
def test_one_record_stands_for_all_that_are_the_same_and_it_is_the_oldest(claims):
    people = [UUID(int=number) for number in range(1, 13)]
    stands = rules.canonical(people, claims)
    for person in people:
        assert stands[person] == min(reachable(person, claims))


@given(CLAIMS, st.randoms())
def test_the_order_of_claims_does_not_matter_and_undoing_restores_exactly(claims, random):
    people = [UUID(int=number) for number in range(1, 13)]
    before = rules.canonical(people, claims)
    mixed = claims[:]
    random.shuffle(mixed)
    assert rules.canonical(people, mixed) == before
    more = (*claims, (UUID(int=1), UUID(int=12)))
    rules.canonical(people, more)
    assert rules.canonical(people, more[:-1]) == before


def test_a_long_chain_is_followed():
    chain = [(UUID(int=n), UUID(int=n + 1)) for n in range(1, 5000)]
    assert rules.canonical([UUID(int=5000)], reversed(chain)) == {UUID(int=5000): UUID(int=1)}


def tie(kind="mother", *, child=CHILD, restricted=False, source="registry", since=None, until=None):
    return Tie(child, kind, restricted, source, since, until)


BORN = {CHILD: date(2015, 5, 1), OTHER: date(2000, 5, 1)}


@pytest.mark.parametrize("kind", rules.KINSHIPS)
def test_only_a_representative_reads_the_childs_record(kind):
    expected = (
        {CHILD} if kind in {"mother", "father", "adoptive_parent", "guardian", "foster_parent"} else set()
    )
    assert rules.children_of([tie(kind)], BORN, TODAY) == expected


@pytest.mark.parametrize("source", rules.SOURCES)
def test_what_the_family_only_says_opens_nothing_and_still_keeps_away(source):
    expected = set() if source == "declared" else {CHILD}
    assert rules.children_of([tie(source=source)], BORN, TODAY) == expected
    assert rules.children_of([tie(), tie("other", restricted=True, source=source)], BORN, TODAY) == set()


def test_a_grown_child_is_nobodys_to_read_and_an_unknown_age_neither():
    assert rules.children_of([tie(child=OTHER)], BORN, TODAY) == set()
    assert rules.children_of([tie()], {}, TODAY) == set()


def test_a_tie_holds_from_its_first_day_to_the_day_before_its_end():
    span = tie(since=date(2026, 1, 1), until=TODAY)
    assert rules.children_of([span], BORN, TODAY - timedelta(1)) == {CHILD}
    assert rules.children_of([span], BORN, TODAY) == set()
    assert rules.children_of([span], BORN, date(2025, 12, 31)) == set()
    assert rules.children_of([span], BORN, date(2026, 1, 1)) == {CHILD}


def test_a_restriction_wins_over_every_other_tie_even_after_its_own_has_ended():
    ended = tie("father", restricted=True, until=date(2020, 1, 1))
    assert rules.children_of([ended, tie("guardian")], BORN, TODAY) == set()


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("a", "a", Sameness.AGREES),
        ("a", "b", Sameness.DIFFERS),
        ("a", None, Sameness.UNKNOWN),
        ("", "", Sameness.UNKNOWN),
        ("unknown", "m", Sameness.UNKNOWN),
    ],
)
def test_what_is_missing_is_no_difference(one, other, found):
    assert rules.compare(one, other) is found
