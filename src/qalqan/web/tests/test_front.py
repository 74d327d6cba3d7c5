"""The front page: what contradicts now, in one sentence, and the way to it."""

import pytest
from django.core.cache import cache
from django.test import Client

from qalqan.domains.evidence import api as evidence
from qalqan.domains.evidence.tests.worlds import PLAN, claim, seen
from qalqan.domains.plans import actions as plan_actions
from qalqan.domains.plans.actions import SourceFile
from qalqan.domains.plans.patches import PlanFacts
from qalqan.domains.plans.tests.builders import make_document, make_measure
from qalqan.kernel.access.scope import Service, scope
from qalqan.web import front

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plan() -> None:
    plan_actions.import_plan(
        make_document(make_measure(1)),
        actor=plan_actions.Actor("tests", Service("tests"), "Тест"),
        code=PLAN,
        file=SourceFile("t.txt", "0" * 64),
        facts=PlanFacts(code=PLAN, is_public=True),
        accept=True,
    )


def contradict() -> None:
    with scope(Service("tests"), "statistics"):
        evidence.observe_many([claim(100, "2021-08-31", "2021-09-01"), seen(90, "2021-09-10")])
        evidence.reconsider_all(PLAN)


def home() -> str:
    return Client().get("/en/").content.decode()


def test_one_click_leads_to_progress_and_silence_is_not_praise() -> None:
    text = home()
    assert f'href="/en/open/progress/{PLAN}/"' in text
    assert "No claim is contradicted by an independent source now." in text


def test_it_says_how_many_and_for_how_long() -> None:
    contradict()
    found = front.contradicted([PLAN])
    assert found.count == 1
    assert found.oldest > 365
    assert "1 claim is contradicted by an independent source now" in home()


def test_it_is_asked_once_a_minute_and_of_the_named_plans_only() -> None:
    assert front.contradicted([PLAN]).count == 0
    contradict()
    assert front.contradicted([PLAN]).count == 0
    cache.clear()
    assert front.contradicted([PLAN]).count == 1
    assert front.contradicted(["another"]).count == 0
