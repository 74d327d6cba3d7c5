"""A region's plan under a national one: what it says of the parent, what is refused, what rolls up."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.plans import actions, models, queries
from qalqan.domains.plans.actions import Actor, SourceFile
from qalqan.domains.plans.patches import PlanFacts, load_facts
from qalqan.domains.plans.reading.document import Act
from qalqan.domains.plans.refusals import Refused
from qalqan.domains.plans.rollup import Carried, roll_up
from qalqan.domains.plans.tests.builders import make_document, make_measure
from qalqan.kernel.access.scope import Service

ME = Actor("coordinator МОН", Service("tests"), "Айгерім")
TOML = """
code = "child"
public = true
[act]
in_force = 2020-06-01
[parent]
plan = "parent"
region = "KZ-61"
[[map]]
row = 1
parent = 1
reason.kk = "Сол іс-шара"
reason.ru = "То же мероприятие"
reason.en = "The same measure"
[[map]]
row = 2
parent = 1
reason = "часть его"
"""


def facts(old: str = "", new: str = "") -> PlanFacts:
    return load_facts(TOML.replace(old, new).encode() if old else TOML.encode(), "plan.toml")


def adopt(given: PlanFacts | None = None, code: str = "child") -> actions.ImportResult:
    document = replace(
        make_document(make_measure(1), make_measure(2), make_measure(3)),
        act=Act("12", date(2020, 6, 1), "Об утверждении плана области", "Акимат"),
    )
    file = SourceFile("child.txt", "b" * 64)
    return actions.import_plan(document, actor=ME, code=code, file=file, facts=given or facts(), accept=True)


@pytest.fixture
def parent(db: None) -> str:
    actions.import_plan(
        make_document(),
        actor=ME,
        code="parent",
        file=SourceFile("f", "a" * 64),
        facts=PlanFacts("parent", True),
    )
    return "parent"


def test_a_region_adopts_a_plan_under_another(parent: str) -> None:
    adopt()
    (child,) = queries.children(parent, language="ru")
    assert (child.head.code, child.region_code, child.region) == ("child", "KZ-61", "Туркестанская область")
    assert child.adopted == date(2020, 6, 1)
    assert [(link.number, link.parent, link.reason) for link in child.links] == [
        (1, 1, "То же мероприятие"),
        (2, 1, "часть его"),
    ]
    assert child.unmapped == (3,)
    assert queries.adoption("child") == queries.Adoption(parent, "KZ-61", date(2020, 6, 1))
    assert queries.adoption(parent) is None


def test_the_family_shows_who_has_none_and_what_maps_to_nothing(parent: str) -> None:
    adopt()
    found = queries.family(parent, language="en")
    assert found.owed == (1, 2, 3)
    places = {place.code: place for place in found.places}
    assert len(places) == 20
    assert found.adopted == 1
    assert places["KZ-61"].missing == (2, 3)
    assert (places["KZ-11"].child, places["KZ-11"].missing) == (None, (1, 2, 3))


def test_the_same_again_changes_nothing_and_a_changed_map_is_written(parent: str) -> None:
    adopt()
    kept = set(models.MeasureLink.objects.values_list("pk", flat=True))
    assert adopt().status == "unchanged"
    assert set(models.MeasureLink.objects.values_list("pk", flat=True)) == kept
    assert adopt(facts("row = 2", "row = 3")).status == "updated"
    assert [link.number for link in queries.children(parent)[0].links] == [1, 3]


@pytest.mark.parametrize(
    ("old", "new", "rule", "says"),
    [
        ("row = 2", "row = 9", "map-row-unknown", "row 9"),
        ("parent = 1", "parent = 77", "map-parent-row-unknown", "77"),
        ('plan = "parent"', 'plan = "nobody"', "parent-unknown", "nobody"),
        ('plan = "parent"', 'plan = "child"', "parent-loop", "child"),
        ('"KZ-61"', '"KZ-99"', "parent-region", "KZ-99"),
        ('"KZ-61"', '"KZ-10"', "parent-region", "KZ-10"),  # born in 2022
    ],
)
def test_a_wrong_family_is_refused_whole_and_says_where(
    parent: str, old: str, new: str, rule: str, says: str
) -> None:
    with pytest.raises(Refused) as refused:
        adopt(facts(old, new))
    assert refused.value.rule == rule
    assert says in str(refused.value)
    assert refused.value.words("kk")["mend"]
    assert not models.Plan.objects.filter(code="child").exists()


def test_a_map_without_a_parent_is_refused() -> None:
    text = TOML.replace('[parent]\nplan = "parent"\nregion = "KZ-61"\n', "")
    with pytest.raises(Refused, match="needs a"):
        load_facts(text.encode(), "plan.toml")


def test_what_is_not_public_is_not_in_the_mirror(parent: str) -> None:
    adopt(replace(facts(), is_public=False))
    assert queries.family(parent, public_only=True).adopted == 0
    assert queries.family(parent).adopted == 1


def test_rows_roll_up() -> None:
    links = [("a1", 1), ("a2", 1), ("a2", 1), ("b1", 1), ("a3", 2), ("b9", 99)]
    found = roll_up([1, 2, 3], links, {"a1": True, "a2": False, "a3": True})
    assert found == {1: Carried(3, 1, 1), 2: Carried(1, 1, 0), 3: Carried()}
    assert found[1].share == Fraction(1, 3)
    assert found[3].share is None  # nobody said what carries it out: neither zero nor done


@given(
    st.lists(st.tuples(st.integers(1, 8), st.integers(1, 5))),
    st.dictionaries(st.integers(1, 8), st.booleans()),
)
def test_shares_stay_within_bounds_and_more_evidence_never_lowers_them(
    links: list[tuple[int, int]], known: dict[int, bool]
) -> None:
    before = roll_up(range(1, 6), links, known)
    after = roll_up(range(1, 6), links, dict.fromkeys(range(1, 9), True))
    for parent, carried in before.items():
        assert 0 <= carried.evidenced + carried.unknown <= carried.mapped
        assert (carried.share is None) == (parent not in {above for _, above in links})
        if carried.share is not None:
            assert carried.share <= (after[parent].share or 0) == 1
