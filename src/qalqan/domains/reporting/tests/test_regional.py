"""What child plans carry of their parent, by what is known of their rows."""

import re
from datetime import date
from fractions import Fraction

import pytest
from django.test import Client
from django.utils import timezone

from qalqan.domains.evidence.models import Standing
from qalqan.domains.plans import actions as plan_actions
from qalqan.domains.plans.actions import SourceFile
from qalqan.domains.plans.patches import PlanFacts, RowLink
from qalqan.domains.plans.tests.builders import make_document
from qalqan.domains.reporting.queries.regional import carried
from qalqan.domains.reporting.tests.making import region
from qalqan.kernel.access.scope import Service, scope

pytestmark = pytest.mark.django_db
ACTOR = plan_actions.Actor("tests", Service("tests"), "Тест")


def adopt(code: str, facts: PlanFacts) -> None:
    file = SourceFile("f", code[0] * 64)
    plan_actions.import_plan(make_document(), actor=ACTOR, code=code, file=file, facts=facts, accept=True)


def stand(number: int, year: int, word: str) -> None:
    Standing.objects.create(
        region_id=region(),
        place="region",
        place_id=region(),
        plan_code="child",
        measure_number=number,
        period_start=date(year, 1, 1),
        period_end=date(year, 12, 31),
        standing=word,
        known_from=timezone.now(),
    )


def test_a_parents_measure_is_carried_as_far_as_its_children_are_evidenced() -> None:
    adopt("above", PlanFacts("above"))
    links = (RowLink(1, 1), RowLink(2, 1), RowLink(3, 2))
    adopt("child", PlanFacts("child", parent="above", region="KZ-61", links=links))
    with scope(Service("tests"), "statistics"):
        stand(1, 2020, "claimed")
        stand(1, 2021, "evidenced")  # the newest period counts
        stand(2, 2021, "none")
        stand(3, 2021, "claimed")
        found = carried("above")
    assert found[1].share == Fraction(1, 2)
    assert (found[1].mapped, found[1].unknown) == (2, 1)
    assert (found[2].share, found[2].unknown) == (0, 0)
    assert found[3].share is None


@pytest.mark.parametrize("is_public", [True, False])
def test_the_open_page_counts_open_plans_only(client: Client, is_public: bool) -> None:
    adopt("above", PlanFacts("above", is_public=True))
    links = (RowLink(1, 1), RowLink(2, 1))
    adopt("child", PlanFacts("child", parent="above", region="KZ-61", links=links, is_public=is_public))
    with scope(Service("tests"), "statistics"):
        stand(1, 2021, "evidenced")
    page = client.get("/en/open/progress/above/adopted/")
    assert page.status_code == 200
    cells = re.findall(r'data-label="[^"]+" class="govuk-table__cell--numeric">(\d+)<', page.content.decode())
    assert cells == (["2", "1", "1"] if is_public else [])


def test_a_plan_that_is_not_open_has_no_open_page(client: Client) -> None:
    adopt("above", PlanFacts("above"))
    assert client.get("/en/open/progress/above/adopted/").status_code == 404
