"""One rule of lateness: the board, the report, the map and the late list say the same of a returned line."""

from datetime import UTC, date, datetime

import pytest

from qalqan.domains.reporting.actions import moving
from qalqan.domains.reporting.models import Report
from qalqan.domains.reporting.queries import board as boards
from qalqan.domains.reporting.queries import report_facts
from qalqan.domains.reporting.queries.heat import heat
from qalqan.domains.reporting.queries.late import late_reports
from qalqan.domains.reporting.rules.cells import State
from qalqan.kernel.access.scope import Service, scope

from . import ministry_year as year
from .test_reports import PERIOD, duty

pytestmark = pytest.mark.django_db
DAYS = (date(2022, 1, 9), date(2022, 1, 10), date(2022, 1, 14), date(2022, 1, 15), date(2022, 3, 1))
AKTOBE, TURKISTAN = "KZ-15", "KZ-61"


@pytest.fixture(autouse=True)
def told() -> None:
    """Turkistan came in time and one line was sent back on the fifteenth; Aktobe never came."""
    year.plan()
    duty()
    package = year.package(TURKISTAN)
    year.report(package)
    year.package(AKTOBE)
    returned = {line.pk: line.version for line in year.lines(package)[:1]}
    moving.send_back(year.PROGRAM, returned, "Не указан охват районов, дополните.", at=year.FIFTEENTH)


def on_the_board(day: date) -> dict[str, int]:
    with scope(Service("tests"), "statistics"):
        rows = boards.board(year.CODE, 2021, language="ru", day=day).rows
    return {row.region: row.days_late for row in rows if row.days_late}


def in_the_report(day: date) -> dict[str, int]:
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    report = Report(
        plan_code=year.CODE, duty_code="government", number=1, as_of=moment,
        period_start=PERIOD[0], period_end=PERIOD[1],
    )  # fmt: skip
    regions: dict[str, str] = {body: region for region, body in year.BODIES.items()}
    with scope(Service("tests"), "statistics"):
        packages = report_facts.facts(report).packages
    return {regions[one.body.code]: one.days_late for one in packages if one.days_late}


def on_the_map(day: date) -> set[str]:
    return {
        place for (_n, place, _year), word in heat(year.CODE, day=day).cells.items() if word is State.LATE
    }


@pytest.mark.parametrize("day", DAYS)
def test_it_is_late_on_every_page_from_the_day_it_was_returned(day: date) -> None:
    passed = (day - year.DUE).days
    expected = {AKTOBE: passed} if passed > 0 else {}
    if day >= date(2022, 1, 15):
        expected[TURKISTAN] = passed
    assert {one.place: one.days for one in late_reports([year.CODE], day=day)} == expected
    assert on_the_board(day) == expected
    assert in_the_report(day) == expected
    assert on_the_map(day) == set(expected)
