"""Gaps priced, a question of money ordered and answered, and who may ask."""

import pytest
from django.core.exceptions import PermissionDenied

from qalqan.domains.schools import api
from qalqan.domains.schools.actions.budgeting import NewScenario, order
from qalqan.domains.schools.actions.solving import solve
from qalqan.domains.schools.models import BudgetLine, BudgetScenario, Coverage
from qalqan.domains.schools.queries import gaps
from qalqan.domains.schools.rules.problem import Refused
from qalqan.domains.schools.rules.requirements import requirement
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.jobs import runner

from . import places
from .places import PROGRAM, days_ago, said

pytestmark = pytest.mark.django_db
ALL = Service("schools.tests")
KEYS = ("toilet_warm", "no_toilet_outdoor", "video_present")


def lacking() -> None:
    """Two schools: one has no warm toilet and no cameras, the other an outdoor toilet."""
    for number, kinds in (("1", ("toilet_warm", "camera")), ("2", ())):
        site = places.site(f"61-{number}", pupils=300)
        for kind in kinds:
            gone = api.NewAsset(kind, said("absent", days_ago(20)), site_id=site)
            api.find_asset(PROGRAM, gone)
        if not kinds:
            api.add_asset(PROGRAM, api.NewAsset("toilet_outdoor", said(), site_id=site))


def test_gaps_are_priced_once_and_unknowns_never() -> None:
    lacking()
    region = places.region_id()
    with scope(ALL, "safety"):
        inside = {one.requirement.key: one for one in gaps.sums(gaps.Asked(region, is_open=False))}
        openly = {one.requirement.key for one in gaps.sums(gaps.Asked(region))}
        (area,) = gaps.areas(gaps.Asked(region, is_open=False))
        rows, total = gaps.gaps(gaps.Asked(region, key="toilet_warm"), 1)
    assert (inside["toilet_warm"].gaps, inside["toilet_warm"].unknown) == (1, 1)
    assert inside["toilet_warm"].children == 300
    assert (inside["video_conforming"].gaps, inside["video_conforming"].high) == (1, 0)
    assert inside["fence"].high == 0
    assert "video_present" not in openly
    assert area.high == sum(one.high for one in inside.values())
    assert (total, rows[0].reason) == (1, "absent")


def test_a_question_is_ordered_by_a_person_and_answered_by_the_job() -> None:
    places.seated()
    lacking()
    actor = places.actor("demo.akimat", "schools.plan_money")
    cheap = requirement("no_toilet_outdoor").cost
    assert cheap is not None
    key = order(actor, NewScenario(cheap.high + 10_000_000, 0, KEYS, "Ә"))
    runner.run_waiting()
    with scope(actor.seat, "safety"):
        row = BudgetScenario.objects.get(pk=key)
        assert (row.state, row.proof, row.value == row.bound) == ("solved", "optimal", True)
        assert row.ordered_by.startswith("akimat_officer")
        bought = set(BudgetLine.objects.filter(is_bought=True).values_list("requirement", flat=True))
        assert bought == {"no_toilet_outdoor", "video_present"}
        assert BudgetLine.objects.filter(is_bought=False).count() == 1
    assert solve(key) == "solved"
    with scope(ALL, "safety"):
        assert BudgetLine.objects.count() == 3


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"money": 0}, "budget-money"),
        ({"money": 10**14}, "budget-money"),
        ({"share": 101}, "budget-share"),
        ({"keys": ()}, "budget-norms"),
        ({"keys": ("drill_held",)}, "budget-norms"),
    ],
)
def test_a_question_that_is_none_is_refused(change: dict[str, object], rule: str) -> None:
    places.seated()
    asked = {"money": 10**6, "share": 0, "keys": KEYS, **change}
    with pytest.raises(Refused) as refused:
        order(places.actor("demo.akimat", "schools.plan_money"), NewScenario(**asked))  # type: ignore[arg-type]
    assert [one.rule for one in refused.value.problems] == [rule]
    assert all(
        one.words(language)["mend"] for one in refused.value.problems for language in ("kk", "ru", "en")
    )


def test_nobody_plans_the_money_of_another_region() -> None:
    places.seated()
    with pytest.raises(Refused):
        order(
            places.actor("demo.akimat", "schools.plan_money"),
            NewScenario(10**6, 0, KEYS, region_id=places.region_id("KZ-79")),
        )
    with pytest.raises(PermissionDenied):
        places.actor("demo.inspector", "schools.plan_money")
    with scope(ALL, "safety"):
        assert Coverage.objects.count() == 0
