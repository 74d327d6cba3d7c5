"""Papers and forecasts on the page of a measure: the numbers are the room's own, unknown is said, nobody is
named, and the past knows nothing of later days."""

import re
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.test import Client
from django.utils.translation import override

from qalqan.domains.evidence import api as evidence
from qalqan.domains.evidence.actions import binding
from qalqan.domains.evidence.rules.forecast import Forecast
from qalqan.domains.evidence.tests.worlds import PLAN, at, seen
from qalqan.domains.plans import demo as plans_demo
from qalqan.domains.reporting.queries.heat import Place
from qalqan.domains.reporting.ui.ahead import _chance, _said
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.shipped import plans_folder

MIDYEAR = date(2021, 6, 30)  # measure 54 runs from 2020 to 2023, year by year
BUSES = ("roads.pupils.carried", "roads.buses.conforming")
PROGRAM = Service("tests")


@pytest.fixture
def plan() -> None:
    here = plans_folder() / PLAN
    plans_demo.load_plan(here / "plan.toml")
    binding.bind(here / "bindings.toml")


def page(path: str, language: str = "en") -> str:
    answer = Client().get(f"/{language}/open/progress/{PLAN}/measures/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("chance", "basis", "said"),
    [
        (0.004, "pace", "fewer than 1 in 100"),
        (0.62, "pace", "about 62 in 100"),
        (0.998, "pace", "more than 99 in 100"),
        (1.0, "met", "reached already"),
        (0.0, "passed", "the day has passed"),
    ],
)
def test_a_chance_is_never_certainty(chance: float, basis: str, said: str) -> None:
    with override("en"):
        assert _said(Forecast(chance, basis), round(chance * 100)) == said


def test_what_nobody_knows_is_said_to_be_unknown() -> None:
    unknown = evidence.RegionForecast(UUID(int=1), MIDYEAR, "", None)
    with override("en"):
        one = _chance(Place("KZ-61", "Turkistan", "Turkistan"), unknown)
    assert (one.said, one.whole) == ("not known", None)
    assert one.reasons


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("plan")
def test_the_page_shows_the_papers_and_the_chances_of_its_day() -> None:
    with scope(PROGRAM, "statistics"):
        for key in BUSES:
            evidence.observe_many(
                seen(value, day, indicator=key) for value, day in ((30, "2021-01-20"), (60, "2021-06-01"))
            )
        expected = evidence.forecasts(PLAN, 54, day=MIDYEAR)
    whole = {round(one.forecast.probability * 100) for one in expected.values() if one.forecast}
    text = page("54/?on=2021-06-30")
    assert len(re.findall('data-chance="', text)) == len(expected) == 17
    assert {int(found) for found in re.findall(r'data-chance="(\d+)"', text)} == whole
    own = expected[at("KZ-61").region_id].forecast
    assert own is not None
    assert own.basis == "pace"
    assert f"about {round(own.probability * 100)} in 100" in text
    assert "data-chance" not in page("54/?on=2026-06-30")  # over: nothing is forecast
    assert "data-chance" not in page("1/?on=2020-06-30")  # the nation closes it
    _papers()


def _papers() -> None:
    """An order of measure 5: asked for, then waiting, then verified; the name of nobody."""
    author, verifier = (evidence.Actor(f"coordinator {word}", PROGRAM) for word in ("SECRET-A", "SECRET-B"))
    new = evidence.NewProof(
        PLAN, 5, "order", date(2020, 1, 1), date(2020, 12, 31),
        {"number": evidence.Given("SECRET-7"), "day": evidence.Given(day=date(2020, 5, 1)),
         "paper": evidence.Given("https://example.org/x"), "normative": evidence.Given("no")},
    )  # fmt: skip
    assert "nobody has offered it" in page("5/")
    offered = datetime(2020, 5, 10, 7, tzinfo=UTC)
    key = evidence.offer_proof(author, new, at=offered, tell=False)
    evidence.decide_proof(
        verifier, key, is_verified=True, at=datetime(2020, 6, 10, 7, tzinfo=UTC), tell=False
    )
    assert "nobody has offered it" in page("5/?on=2020-05-09")
    then, now = page("5/?on=2020-05-20"), page("5/")
    assert "waits for a verifier" in then
    assert "waits for a verifier" not in now
    for text in (then, now):
        assert "nobody has offered it" not in text
        assert "SECRET" not in text
        assert "/evidence/proofs/" not in text
