"""A report ordered, compiled by its job, refused or published; killed in between, nothing is lost or
doubled."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import override

from qalqan.domains.evidence import api as evidence
from qalqan.domains.evidence.models import Standing
from qalqan.domains.reporting.actions import compiling, moving, reports
from qalqan.domains.reporting.jobs import close_hanging_reports, compile_report
from qalqan.domains.reporting.models import Package, Report, ReportDuty, ReportFinding
from qalqan.domains.reporting.queries import report_facts
from qalqan.domains.reporting.queries import reports as queries
from qalqan.domains.reporting.queries.progress import measure_progress
from qalqan.domains.reporting.refusals import Refused
from qalqan.domains.reporting.report.making import Made, make
from qalqan.domains.reporting.rules.numbers import Finding
from qalqan.domains.reporting.tests import ministry_year as year
from qalqan.domains.reporting.tests.making import actor, bind, officer, seen
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.jobs import runner

pytestmark = pytest.mark.django_db

PERIOD = (date(2021, 1, 1), date(2021, 12, 31))
LATER = datetime(2022, 1, 24, 6, tzinfo=UTC)


COMPILING = "qalqan.domains.reporting.actions.compiling"


def die(*_args: object, **_more: object) -> None:
    raise KeyboardInterrupt


def duty() -> None:
    ReportDuty.objects.create(
        plan_code=year.CODE,
        code="government",
        position=2,
        kind="report",
        reporter="МОН",
        reporter_function="child-rights",
        recipient="Правительство",
        period="year",
        term="day_of_month",
        day=25,
        jurisdiction="KZ",
        citation="paragraph 3",
    )


@pytest.fixture
def told() -> None:
    """Two akimats that reported, one of them accepted, and one that said nothing."""
    year.plan()
    duty()
    first = year.report(year.package("KZ-61"))
    year.report(year.package("KZ-11"), text="Проверено 37 объектов, работа продолжается по плану области.")
    year.package("KZ-15")
    moving.accept(year.PROGRAM, seen(first[:2]), at=year.TWELFTH)


def ordered() -> Report:
    made = reports.order(year.PROGRAM, year.CODE, *PERIOD, at=LATER)
    return Report.objects.get(pk=made.id)


def content(report: Report) -> dict[str, dict[str, str]]:
    """The numbers of a compiled report."""
    data = json.loads(bytes(report.files.get(format="json").content))
    numbers: dict[str, dict[str, str]] = data["numbers"]
    return numbers


@pytest.mark.usefixtures("told")
def test_it_works() -> None:
    report = ordered()
    assert report.state == "ordered"
    assert runner.run_waiting() >= 1
    report.refresh_from_db()
    assert (report.state, list(report.findings.all())) == ("compiled", [])
    assert sorted(report.files.values_list("format", "language")) == [
        ("docx", "kk"),
        ("docx", "ru"),
        ("json", ""),
        ("pdf", "kk"),
        ("pdf", "ru"),
        ("xlsx", "kk"),
        ("xlsx", "ru"),
    ]
    said = content(report)
    assert said["lines.total"]["value"] == "9"
    assert said["lines.submitted"]["value"] == "6"
    assert said["lines.accepted"]["value"] == "2"
    assert said["packages.lacking"]["value"] == "1"
    assert said["m1.lines.done"]["value"] == "2"
    assert report.numbers.count() == len(said)
    for address in {number["address"].partition("?")[0] for number in said.values()}:
        with override("kk"):
            assert resolve(f"/kk{address}").url_name


@pytest.mark.usefixtures("told")
def test_it_speaks_of_its_moment_whatever_comes_in_later() -> None:
    report = ordered()
    with scope(Service("tests"), "statistics"):
        late = Package.objects.get(body_code="akimat-15")
    year.report(late.pk, at=datetime(2022, 1, 25, 6, tzinfo=UTC))
    compiling.compile_ordered(report.pk)
    assert content(report)["lines.submitted"]["value"] == "6"
    again = reports.order(year.PROGRAM, year.CODE, *PERIOD, at=datetime(2022, 1, 26, tzinfo=UTC))
    assert (again.number, again.is_new) == (2, True)
    compiling.compile_ordered(again.id)
    assert content(Report.objects.get(pk=again.id))["lines.submitted"]["value"] == "9"


@pytest.mark.usefixtures("told")
def test_no_report_goes_to_or_from_a_body_that_is_gone() -> None:
    """On 24 January 2022 it is the old ministry, a year later its successor."""
    early, late = ordered(), None
    compiling.compile_ordered(early.pk)
    late = reports.order(year.PROGRAM, year.CODE, *PERIOD, at=datetime(2023, 1, 24, tzinfo=UTC))
    compiling.compile_ordered(late.id)
    senders = [
        json.loads(bytes(Report.objects.get(pk=pk).files.get(format="json").content))["sender"]
        for pk in (early.pk, late.id)
    ]
    assert senders == ["МОН", "МП"]


def stood(word: str, when: int, region: str = "KZ-15") -> None:
    """What the evidence room keeps of measure 3 for a calendar year."""
    with scope(Service("tests"), "planning"):
        place = territory.region(region, PERIOD[1]).id
        Standing.objects.create(
            region_id=place, place="region", place_id=place, plan_code=year.CODE, measure_number=3,
            period_start=date(when, 1, 1), period_end=date(when, 12, 31), standing=word,
            known_from=datetime(2022, 1, 5, tzinfo=UTC),
        )  # fmt: skip


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("span", "word"),
    [
        ((date(2021, 7, 1), date(2021, 12, 31)), "partly"),
        ((date(2021, 1, 1), date(2021, 6, 30)), "partly"),
        ((date(2020, 1, 1), date(2021, 12, 31)), "partly"),
        ((date(2020, 1, 1), date(2020, 12, 31)), "contradicted"),
    ],
)
def test_half_a_year_has_the_standing_of_its_year_and_several_the_newest(
    span: tuple[date, date], word: str
) -> None:
    stood("partly", 2021)
    stood("contradicted", 2020)
    report = Report(
        plan_code=year.CODE,
        duty_code="government",
        period_start=span[0],
        period_end=span[1],
        number=1,
        as_of=LATER,
    )
    with scope(Service("tests"), "statistics"):
        standings = report_facts.facts(report).standings
    assert [found for (number, _region), found in standings.items() if number == 3] == [word]


OUTDOOR = "schools.toilets.outdoor"


def observed(value: int, kind: str, number: int | None = None, plan: str = "", on: date = PERIOD[1]) -> None:
    """A number of outdoor toilets in Turkistan; a claim is one of a measure."""
    with scope(Service("tests"), "planning"):
        evidence.observe(
            evidence.NewObservation(
                at=evidence.At(territory.region("KZ-61", PERIOD[1]).id), indicator=OUTDOOR,
                source_kind=kind, source_name=kind,
                period_start=on, period_end=on, value=Decimal(value), plan_code=plan, measure_number=number,
                known_from=datetime(2022, 1, 5, tzinfo=UTC),
            )
        )  # fmt: skip


@pytest.mark.usefixtures("told")
def test_values_stand_under_their_own_measure_and_only_what_counts_is_seen() -> None:
    """Two measures and another plan share an indicator; the newest word is of a source nobody accepts for it,
    and of two accepted ones of one day the worse counts."""
    for number in (1, 2, 3):
        bind(number, OUTDOOR, year.CODE)
    observed(0, "claim", 1, year.CODE)
    observed(40, "claim", 2, year.CODE)
    observed(99, "claim", 1, "another-plan")
    observed(12, "inspection", on=date(2021, 12, 1))
    observed(17, "registry", on=date(2021, 12, 1))
    observed(1, "media", on=date(2022, 1, 2))
    report = ordered()
    with scope(Service("tests"), "statistics"):
        values = {one.measure: (one.claimed, one.seen) for one in report_facts.facts(report).values}
    assert values == {1: (0, 17), 2: (40, 17), 3: (None, 17)}
    page = measure_progress(year.CODE, 2)
    claim, seen = (page.latest("KZ-61", claims=claims) for claims in (True, False))
    assert claim is not None
    assert seen is not None
    assert (claim.value, seen.value, seen.kind) == (40, 17, "registry")
    assert [held.value for held in page.values if held.is_claim] == [40]


@pytest.mark.usefixtures("told")
def test_an_order_asked_for_twice_is_one() -> None:
    first = reports.order(year.PROGRAM, year.CODE, *PERIOD)
    second = reports.order(year.PROGRAM, year.CODE, *PERIOD)
    assert (second.id, second.is_new) == (first.id, False)


@pytest.mark.usefixtures("told")
def test_a_job_that_runs_twice_writes_once() -> None:
    report = ordered()
    compile_report.func(str(report.pk))
    digest = Report.objects.get(pk=report.pk).digest
    compile_report.func(str(report.pk))
    report.refresh_from_db()
    assert (report.digest, report.files.count()) == (digest, 7)


@pytest.mark.usefixtures("told")
def test_a_job_killed_while_it_writes_leaves_an_open_order(monkeypatch: pytest.MonkeyPatch) -> None:
    report = ordered()
    with monkeypatch.context() as killed:
        killed.setattr(f"{COMPILING}.outbox.emit", die)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            compiling.compile_ordered(report.pk)
    report.refresh_from_db()
    assert (report.state, report.files.count(), report.numbers.count()) == ("ordered", 0, 0)
    assert compiling.compile_ordered(report.pk) == "compiled"


@pytest.mark.usefixtures("told")
def test_a_finding_refuses_and_nothing_is_published(monkeypatch: pytest.MonkeyPatch) -> None:
    report = ordered()

    def planted(*args: object) -> Made:
        made = make(*args)  # type: ignore[arg-type]
        return Made(made.files, made.numbers, (Finding("docx-kk", "changed", "map", "7", "8"),), made.digest)

    monkeypatch.setattr(f"{COMPILING}.make", planted)
    assert compiling.compile_ordered(report.pk) == "refused"
    assert ReportFinding.objects.get(report=report).params["found"] == "8"
    with pytest.raises(Refused) as refused:
        reports.publish(year.PROGRAM, report.pk, at=LATER)
    assert refused.value.code == "report_not_compiled"


@pytest.mark.usefixtures("told")
def test_what_cannot_be_written_is_refused_and_said() -> None:
    report = ordered()
    ReportDuty.objects.filter(code="government").update(reporter="НЕТ-ТАКОГО")
    assert compiling.compile_ordered(report.pk) == "refused"
    assert ReportFinding.objects.get(report=report).rule == "failed"


@pytest.mark.usefixtures("told")
def test_published_it_is_in_the_mirror_meets_the_duty_and_never_changes() -> None:
    with scope(year.PROGRAM.seat, "planning"):
        own = Package.objects.create(
            region_id=territory.region("KZ-71", PERIOD[1]).id,
            plan_code=year.CODE,
            duty_code="government",
            body_code="МОН",
            recipient_code="Правительство",
            period_start=PERIOD[0],
            period_end=PERIOD[1],
            due=date(2022, 1, 25),
        )
    report = ordered()
    assert queries.report(report.pk, "ru", is_open=True) is None
    compiling.compile_ordered(report.pk)
    reports.publish(year.PROGRAM, report.pk, at=LATER)
    reports.publish(year.PROGRAM, report.pk, at=LATER)  # a second click
    report.refresh_from_db()
    assert report.state == "published"
    with scope(year.PROGRAM.seat, "statistics"):
        assert Package.objects.get(pk=own.pk).met_at == report.published_at
    for change in (
        lambda: Report.objects.filter(pk=report.pk).update(published_by="another"),
        lambda: report.files.update(name="another"),
        lambda: report.numbers.update(shown="100"),
        lambda: Report.objects.filter(pk=report.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.usefixtures("told")
def test_only_what_was_compiled_is_published() -> None:
    report = ordered()
    with pytest.raises(Refused) as refused:
        reports.publish(year.PROGRAM, report.pk, at=LATER)
    assert refused.value.code == "report_not_compiled"


@pytest.mark.usefixtures("told")
def test_an_akimat_neither_orders_nor_publishes() -> None:
    akimat = actor(officer())
    with pytest.raises(Refused):
        reports.order(akimat, year.CODE, *PERIOD)
    report = ordered()
    compiling.compile_ordered(report.pk)
    with pytest.raises(Refused):
        reports.publish(akimat, report.pk)


@pytest.mark.usefixtures("told")
def test_a_period_that_nobody_owes_has_no_report() -> None:
    with pytest.raises(Refused) as refused:
        reports.order(year.PROGRAM, year.CODE, date(2019, 1, 1), date(2019, 12, 31))
    assert refused.value.code == "no_report_period"


def test_a_plan_without_the_duty_has_no_report() -> None:
    year.plan()
    with pytest.raises(Refused) as refused:
        reports.order(year.PROGRAM, year.CODE, *PERIOD)
    assert refused.value.code == "no_report_duty"


@pytest.mark.usefixtures("told")
def test_publication_follows_the_order_of_time() -> None:
    """Not before the period is over, not when it is stale, not after a newer word."""
    for early in (datetime(2021, 12, 31, 12, tzinfo=UTC), datetime(2021, 6, 1, tzinfo=UTC)):
        with pytest.raises(Refused) as refused:
            reports.order(year.PROGRAM, year.CODE, *PERIOD, at=early)
        assert refused.value.code == "period_not_over"
    old, new = ordered(), None
    compiling.compile_ordered(old.pk)
    new = reports.order(year.PROGRAM, year.CODE, *PERIOD, at=LATER + timedelta(days=2))
    compiling.compile_ordered(new.id)
    with pytest.raises(Refused) as refused:
        reports.publish(year.PROGRAM, new.id, at=LATER + timedelta(days=33))
    assert refused.value.code == "report_too_old"
    reports.publish(year.PROGRAM, new.id, at=LATER + timedelta(days=32))
    with pytest.raises(Refused) as refused:
        reports.publish(year.PROGRAM, old.pk, at=LATER + timedelta(days=3))
    assert refused.value.code == "newer_published"
    assert list(Report.objects.order_by("number").values_list("state", flat=True)) == [
        "compiled",
        "published",
    ]


@pytest.mark.usefixtures("told")
def test_an_order_that_hangs_is_closed_and_holds_up_no_new_one() -> None:
    report = ordered()
    Report.objects.filter(pk=report.pk).update(ordered_at=timezone.now() - timedelta(minutes=59))
    close_hanging_reports.func()
    assert reports.order(year.PROGRAM, year.CODE, *PERIOD).id == report.pk
    Report.objects.filter(pk=report.pk).update(ordered_at=timezone.now() - timedelta(minutes=61))
    again = reports.order(year.PROGRAM, year.CODE, *PERIOD)
    assert (again.is_new, again.number) == (True, 2)
    report.refresh_from_db()
    assert (report.state, report.findings.get().params["found"]) == ("refused", "GivenUp")
    assert compiling.compile_ordered(report.pk) == "refused"
    Report.objects.filter(pk=again.id).update(ordered_at=timezone.now() - timedelta(minutes=61))
    close_hanging_reports.func()
    assert Report.objects.get(pk=again.id).state == "refused"
