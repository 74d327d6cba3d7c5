"""The public stories, day by day: each contradiction is raised on its day and none before."""

from datetime import datetime, timedelta

import pytest

from qalqan.domains.evidence import demo
from qalqan.domains.evidence.actions.engine import reconsider, reconsider_all
from qalqan.domains.evidence.models import Contradiction, Observation
from qalqan.domains.evidence.queries.contradictions import contradictions
from qalqan.domains.evidence.rules.stories import Story, read
from qalqan.domains.evidence.stories import ref, stories, story
from qalqan.kernel.access.scope import Service, scope

pytestmark = pytest.mark.django_db


def raised() -> set[tuple[str, str]]:
    """What stands in the tables: (reference of the claim, rule)."""
    return set(Contradiction.objects.values_list("claim__source_ref", "rule"))


@pytest.mark.parametrize("slug", ["toilets", "video"])
def test_each_day_raises_what_it_must_and_nothing_else(slug: str) -> None:
    told = story(slug)
    assert isinstance(told, Story)
    with scope(Service("tests"), "statistics"):
        for day in told.days:
            before = raised()
            for fact in (one for one in told.facts if one.day == day):
                reconsider([kept.id for kept in demo.tell_fact(told, fact)])
            expected = {
                (ref(slug, key), rule) for one in told.facts if one.day == day for key, rule in one.raises
            }
            assert raised() - before == expected, day


def test_told_at_once_and_looked_at_later_the_days_are_the_same() -> None:
    with scope(Service("tests"), "statistics"):
        for one in stories():
            demo.tell(one)
        reconsider_all("kz-156-2020")
        for one in stories():
            for day in one.days:
                morning = datetime.combine(day, demo.NOON) - timedelta(seconds=1)
                assert not {
                    view.known_from.date()
                    for view in contradictions(at=morning)
                    if view.known_from.date() >= day
                }
                due = {
                    (ref(one.slug, key), rule)
                    for fact in one.facts
                    if fact.day <= day
                    for key, rule in fact.raises
                }
                refs = dict(Observation.objects.values_list("id", "source_ref"))
                evening = datetime.combine(day, demo.NOON) + timedelta(hours=1)
                found = {(refs[view.claim.id], view.rule) for view in contradictions(at=evening)}
                assert {each for each in found if each[0].startswith(f"story:{one.slug}:")} == due


def test_loading_twice_changes_nothing() -> None:
    demo.load()
    with scope(Service("tests"), "statistics"):
        before = (Observation.objects.count(), Contradiction.objects.count())
    demo.load()
    with scope(Service("tests"), "statistics"):
        assert (Observation.objects.count(), Contradiction.objects.count()) == before
        assert before[1] > 0


def test_a_story_that_names_no_claim_is_refused() -> None:
    words = 'kk="a"\nru="b"\nen="c"\n'
    text = f'slug="x"\nplan="p"\nmeasure=1\n[title]\n{words}[lead]\n{words}[[fact]]\n'
    fact = (
        'key="a"\nday=2021-01-01\nplace="nation"\nkind="media"\nindicator="schools.toilets.warm"\nvalue=1\n'
    )
    with pytest.raises(ValueError, match="raises upon no claim"):
        read(text + fact + 'source="s"\nkk="a"\nru="b"\nen="c"\nraises=["b:value"]\n')
