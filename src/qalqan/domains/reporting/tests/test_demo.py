"""The demonstration's reports: real verbs over invented words, so everything that they promise holds."""

import tomllib

import pytest

from qalqan.domains.reporting import demo, demo_lines
from qalqan.domains.reporting.actions import moving
from qalqan.domains.reporting.models import Certificate, Entry, Line, Package, Step
from qalqan.domains.reporting.rules.invented import Words
from qalqan.kernel.access.scope import scope
from qalqan.kernel.shipped import plans_folder

from .ministry_year import CODE, package, plan

pytestmark = pytest.mark.django_db
WORDS = Words(**tomllib.loads((plans_folder() / "kz-156-2020" / "demo-lines.toml").read_text("utf-8")))


@pytest.fixture
def country() -> None:
    """A year that is over and the open one; of four regions one is the officer's, one is late."""
    plan()
    for region in ("KZ-61", "KZ-11", "KZ-15", "KZ-23"):
        for year in (2021, demo_lines.OPEN_YEAR):
            package(region, year)
    demo.write(CODE, WORDS)


def test_states_are_those_of_the_story(country):
    with scope(demo_lines.SERVICE, "statistics"):
        over = Line.objects.filter(period_end__year=2021)
        assert set(over.values_list("state", flat=True)) <= {"accepted", "submitted"}
        assert over.filter(state="accepted").exists()
        late = Line.objects.filter(body_code="akimat-23", period_end__year=demo_lines.OPEN_YEAR)
        assert set(late.values_list("state", "entry_number")) == {("open", 0)}
        mine = Line.objects.filter(body_code="akimat-61", period_end__year=demo_lines.OPEN_YEAR)
        assert mine.filter(state="open").exists()


def test_every_step_follows_from_the_one_before_and_every_certificate_verifies(country):
    with scope(demo_lines.SERVICE, "statistics"):
        for line in Line.objects.all():
            steps = list(Step.objects.filter(line=line).order_by("number"))
            assert [step.number for step in steps] == list(range(1, len(steps) + 1))
            assert [step.before for step in steps] == (["open", *(step.after for step in steps)])[
                : len(steps)
            ]
            assert [step.at for step in steps] == sorted(step.at for step in steps)
            assert line.state == (steps[-1].after if steps else "open")
            assert line.entry_number == Entry.objects.filter(line=line).count()
        verified = 0
        for certificate in Certificate.objects.all():
            signed = list(
                Line.objects.filter(certificate=certificate).order_by("measure_number", "body_code")
            )
            if len(signed) == certificate.line_count:
                assert moving._digest(certificate.package, signed)[0] == certificate.digest
                verified += 1
        assert verified > 4


def test_a_second_run_writes_nothing(country):
    with scope(demo_lines.SERVICE, "statistics"):
        before = [model.objects.count() for model in (Package, Line, Entry, Step, Certificate)]
    demo.write(CODE, WORDS)
    with scope(demo_lines.SERVICE, "statistics"):
        assert before == [model.objects.count() for model in (Package, Line, Entry, Step, Certificate)]
