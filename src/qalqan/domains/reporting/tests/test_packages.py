"""What is owed, by whom, for which year: the decree's own two duties over the real register of bodies."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from qalqan.domains.plans import actions as plan_actions
from qalqan.domains.plans import models as plan_models
from qalqan.domains.plans.actions import SourceFile
from qalqan.domains.plans.patches import PlanFacts, load_facts
from qalqan.domains.plans.tests.builders import DECREE, gold, make_document
from qalqan.domains.reporting.actions import packages
from qalqan.domains.reporting.actions.duties import load_duties
from qalqan.domains.reporting.actions.packages import Opened, open_packages
from qalqan.domains.reporting.models import Entry, Line, Package
from qalqan.domains.reporting.queries.duties import due_days
from qalqan.domains.reporting.queries.packages import packages as listed
from qalqan.domains.reporting.rules.duties import DutyError
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.clock.models import Obligation
from qalqan.kernel.outbox import dispatcher

pytestmark = pytest.mark.django_db
CODE = "kz-156-2020"
CLAUSES = (DECREE / "reporting.toml").read_text("utf-8")
ACTOR = plan_actions.Actor("coordinator МОН", Service("tests"), "Айгерім")
LATER = date(2024, 2, 1)
READER = Service("tests")


@pytest.fixture
def decree() -> str:
    """The decree from its transcription, with its facts, its gaps and its duties."""
    facts = load_facts((DECREE / "plan.toml").read_bytes(), "plan.toml")
    plan_actions.import_plan(
        gold(), actor=ACTOR, code=CODE, file=SourceFile("gold", "a" * 64), facts=facts, accept=True
    )
    plan = plan_models.Plan.objects.get(code=CODE)
    for position, place in enumerate(("paragraph 2.2", "paragraph 3"), 1):
        plan_models.Gap.objects.create(
            plan=plan, rule="report-month-missing", place=place, position=position, opened_at=timezone.now()
        )
    load_duties(CLAUSES)
    return CODE


def decide(value: str, place: str | None = None) -> None:
    for gap in plan_models.Gap.objects.filter(rule="report-month-missing"):
        if place in (None, gap.place):
            plan_actions.decide_gap(gap.pk, value, "письмо министерства", actor=ACTOR)


def rows(**wanted: object) -> list[Package]:
    with scope(READER, "statistics"):
        return list(Package.objects.filter(**wanted).order_by("period_start", "body_code"))


def test_while_the_month_is_a_gap_nothing_falls_due(decree: str) -> None:
    open_packages(decree, LATER)
    found = rows(duty_code="akimats")
    assert {row.due for row in found} == {None}
    assert {row.obligation_id for row in found} == {None}
    decide("январь")
    assert open_packages(decree, LATER).corrected == len(rows())
    assert {row.due for row in rows(duty_code="akimats")} == {date(year, 1, 10) for year in range(2021, 2025)}
    assert {row.due for row in rows(duty_code="government")} == {date(y, 1, 25) for y in range(2021, 2025)}
    with scope(READER, "statistics"):
        assert not Line.objects.filter(due=None).exists()


def test_bodies_that_live_on_the_due_day_owe(decree: str) -> None:
    decide("январь")
    open_packages(decree, LATER)
    akimats = Counter(row.period_start.year for row in rows(duty_code="akimats"))
    assert akimats == {2020: 17, 2021: 17, 2022: 20, 2023: 20}
    born = {row.body_code for row in rows(duty_code="akimats", period_start=date(2022, 1, 1))}
    assert born - {row.body_code for row in rows(period_start=date(2021, 1, 1))} >= {
        "akimat-10",
        "akimat-33",
        "akimat-62",
    }
    recipients = {row.period_start.year: row.recipient_code for row in rows(duty_code="akimats")}
    assert recipients == {2020: "МОН", 2021: "МОН", 2022: "МП", 2023: "МП"}
    senders = [(row.body_code, row.recipient_code) for row in rows(duty_code="government")]
    assert senders == [("МОН", "Правительство")] * 2 + [("МП", "Правительство")] * 2


def test_the_load_of_the_decree(decree: str) -> None:
    """126 measure-years name the akimats: 75 of 2020 and 2021, owed by 17 of them, 51 of 2022 and 2023, owed
    by 20. That is the 2,295 lines of the design (docs/algorithms/duties.md)."""
    decide("январь")
    done = open_packages(decree, LATER)
    with scope(READER, "statistics"):
        owed = Line.objects.filter(package__duty_code="akimats").values_list("period_start", "measure_number")
        by_year = Counter(start.year for start, _ in set(owed))
        everything = len(owed)
    assert by_year == {2020: 38, 2021: 37, 2022: 27, 2023: 24}
    assert everything == 17 * (38 + 37) + 20 * (27 + 24) == 2295
    assert done.packages == 74 + 4


def test_measures_that_name_no_akimat_are_lines_of_the_ministry_that_leads_them(decree: str) -> None:
    decide("январь")
    open_packages(decree, LATER)
    with scope(READER, "statistics"):
        lines = Line.objects.filter(package__duty_code="government")
        led = {(row.period_start.year, row.measure_number): row.body_code for row in lines}
        assert set(Line.objects.filter(measure_number=5).values_list("package__duty_code", flat=True)) == {
            "government"
        }
    assert led[2020, 1] == "МВД"  # due after the law was made; still led by the interior
    assert led[2020, 5] == "МОН"
    assert led[2021, 65] == "МОН"
    assert led[2023, 70] == "МП"
    assert (2022, 5) not in led


def test_a_second_run_changes_nothing_and_a_period_opens_when_it_begins(decree: str) -> None:
    decide("январь")
    first = open_packages(decree, date(2021, 6, 1))
    assert {row.period_start.year for row in rows()} == {2020, 2021}
    assert first.lines > 1000
    assert open_packages(decree, date(2021, 6, 1)) == Opened()
    open_packages(decree, date(2022, 1, 1))
    assert {row.period_start.year for row in rows()} == {2020, 2021, 2022}


def test_a_report_passes_to_the_heir_of_its_body_with_what_was_written(
    decree: str,
) -> None:
    decide("январь")
    open_packages(decree, date(2022, 1, 1))
    (waiting,) = rows(duty_code="government", period_start=date(2022, 1, 1))
    assert waiting.body_code == "МП"
    with scope(READER, "planning"):  # as it stood before anybody knew of the reform
        Package.objects.filter(pk=waiting.pk).update(body_code="МОН")
        Line.objects.filter(package=waiting, body_code="МП").update(body_code="МОН")
        line = Line.objects.filter(package=waiting).first()
        assert line is not None
        Entry.objects.create(region_id=line.region_id, line=line, number=1, by_name="test", text_ru="Начато")
        Line.objects.filter(pk=line.pk).update(version=1, entry_number=1)
    assert open_packages(decree, date(2022, 1, 1)).packages == 0
    (now,) = rows(duty_code="government", period_start=date(2022, 1, 1))
    assert (now.pk, now.body_code) == (waiting.pk, "МП")
    with scope(READER, "statistics"):
        assert Entry.objects.get(line__package=now).text_ru == "Начато"


def test_a_line_owed_no_more_goes_unless_somebody_wrote_in_it(decree: str) -> None:
    open_packages(decree, date(2020, 6, 1))
    package = rows(duty_code="akimats")[0]
    with scope(READER, "planning"):
        values = {
            "region_id": package.region_id,
            "package": package,
            "plan_code": CODE,
            "body_code": package.body_code,
            "period_start": package.period_start,
            "period_end": package.period_end,
        }
        Line.objects.create(measure_number=901, **values)
        Line.objects.create(measure_number=902, version=1, **values)
    open_packages(decree, date(2020, 6, 1))
    with scope(READER, "statistics"):
        assert set(Line.objects.filter(measure_number__gt=900).values_list("measure_number", flat=True)) == {
            902
        }


def test_a_clock_runs_for_what_is_to_come_and_follows_the_decision(
    decree: str,
) -> None:
    """The decree's years are over, so its last one is moved to the present."""
    today = timezone.localdate()
    plan = plan_models.Plan.objects.get(code=CODE)
    plan.period = (date(today.year, 1, 1), date(today.year + 1, 1, 1))
    plan.save()
    plan_models.MeasureVersion.objects.update(deadline_start=None, deadline_end=None)
    decide("январь")
    assert open_packages(decree).clocks == 21
    package = rows(duty_code="akimats")[0]
    assert package.due == date(today.year + 1, 1, 10)
    with scope(READER, "statistics"):
        first = Obligation.objects.get(pk=package.obligation_id)
    assert first.owes == package.body_code
    assert first.due.date() in (package.due, package.due - timedelta(days=1), package.due + timedelta(days=1))
    decide("март", "paragraph 2.2")
    done = open_packages(decree)
    assert (done.corrected, done.clocks) == (20, 0)
    with scope(READER, "statistics"):
        moved = Obligation.objects.get(pk=package.obligation_id)
    assert (moved.due - first.due).days in (58, 59, 60)


def test_past_periods_start_no_clock(decree: str) -> None:
    decide("январь")
    assert open_packages(decree, LATER).clocks == 0
    assert open_packages(decree, date(2021, 6, 1)).clocks == 0  # the day asked about is long past


def test_duties_are_loaded_once_and_do_not_vanish_under_reports(decree: str) -> None:
    assert load_duties(CLAUSES) == 0
    assert load_duties(CLAUSES.replace("day = 10", "day = 12")) == 1
    open_packages(decree, date(2020, 6, 1))
    head, _, rest = CLAUSES.rpartition("[[duty]]")
    with pytest.raises(DutyError, match="government: reports under this duty exist"):
        load_duties(head)
    with pytest.raises(DutyError, match="АБВ: the register of bodies does not know it"):
        load_duties(CLAUSES.replace('"МИО"', '"АБВ"'))
    assert rest


def test_the_duty_to_adopt_a_plan_is_met_by_its_import(decree: str) -> None:
    """Within a month of the act: a child plan that enters the register fulfils it for its region alone."""
    cascade = (
        CLAUSES
        + """
[[duty]]
code = "adopt"
kind = "adopt"
reporter = "МИО"
period = "once"
term = { months_after = 1 }
citation = "invented for this test"
"""
    )
    load_duties(cascade)
    open_packages(decree, date(2020, 6, 1))
    owed = rows(duty_code="adopt")
    assert len(owed) == 17
    assert {row.due for row in owed} == {date(2020, 4, 30)}
    facts = PlanFacts("child", period=None, in_force=date(2020, 4, 29), parent=decree, region="KZ-61")
    plan_actions.import_plan(
        make_document(), actor=ACTOR, code="child", file=SourceFile("c", "b" * 64), facts=facts, accept=True
    )
    dispatcher.settle()
    met = [row for row in rows(duty_code="adopt") if row.met_at is not None]
    assert [row.body_code for row in met] == ["akimat-61"]


def test_days_for_calendars(decree: str) -> None:
    decide("қаңтар", "paragraph 3")
    days = {(duty.code, span.start.year): day for duty, span, day in due_days(decree)}
    assert days["akimats", 2020] is None
    assert days["government", 2023] == date(2024, 1, 25)


def test_the_text_of_the_decree_leaves_open_what_the_clauses_say() -> None:
    """The gap ledger's places are those that the clauses name, so that a decision finds its duty."""
    from qalqan.domains.plans.reading.api import read_plan

    source = Path(DECREE / "source.ru.txt")
    gaps = read_plan(source.read_bytes(), format="text", name=source.name).gaps
    assert {gap.place for gap in gaps if gap.rule == "report-month-missing"} == {
        "paragraph 2.2",
        "paragraph 3",
    }


def test_the_capital_stands_in_the_map() -> None:
    from qalqan.domains.territory import api as territory

    assert territory.region(packages.CAPITAL, date(2023, 1, 1)).code == "KZ-71"


def test_the_list_of_what_is_owed(decree: str) -> None:
    decide("январь")
    open_packages(decree, date(2021, 6, 1))
    with scope(READER, "statistics"):
        found = listed(decree, period=date(2020, 1, 1), duty="akimats", day=date(2021, 1, 3))
        assert len(found) == 17
        one = found[0]
        assert (one.lines, one.missing, one.counts["due"], one.days_left) == (38, 38, 38, 7)
        assert not one.is_late
        Line.objects.filter(package=one.id, measure_number__lt=20).update(state="submitted")
        late = listed(decree, region_id=one.region_id, period=date(2020, 1, 1), day=date(2021, 1, 12))[0]
        assert late.is_late
        assert late.counts["overdue"] + late.counts["submitted"] == 38
        assert late.missing == late.counts["overdue"]
        assert {len(listed(decree, day=LATER)), len(listed(decree))} == {17 * 2 + 2}
        coming = listed(decree, period=date(2021, 1, 1), day=date(2021, 6, 1))
        assert all(each.counts["not_due"] == each.lines for each in coming)
