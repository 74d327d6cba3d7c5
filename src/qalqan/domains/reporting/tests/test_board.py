"""The consolidation board, the comparison and the review: what they show, as of any day, and to whom."""

from datetime import date

import pytest

from qalqan.domains.reporting.actions import moving
from qalqan.domains.reporting.queries import board as boards
from qalqan.domains.reporting.queries import comparison as comparing
from qalqan.domains.reporting.queries.board import Filters
from qalqan.domains.reporting.tests.making import seen
from qalqan.domains.territory import api as territory
from qalqan.kernel.access.scope import Service, scope

from .ministry_year import CODE, FIFTEENTH, PROGRAM, TEXT, TWELFTH, package, plan, report

pytestmark = pytest.mark.django_db
REASON = "Не указан охват районов, дополните."


def ask(day: date | None = None, seat: Service = PROGRAM.seat, **filters: str) -> boards.Board:
    with scope(seat, "statistics"):
        return boards.board(CODE, 2021, language="ru", day=day, filters=Filters(**filters))


@pytest.fixture
def year() -> dict[str, object]:
    """Turkistan reports in time and is accepted, Akmola late and is returned in part, Aktobe not at all."""
    plan()
    packages = {region: package(region) for region in ("KZ-61", "KZ-11", "KZ-15")}
    turkistan = report(packages["KZ-61"])
    akmola = report(packages["KZ-11"], at=TWELFTH)
    moving.accept(PROGRAM, seen(turkistan), at=FIFTEENTH)
    moving.send_back(PROGRAM, seen(akmola[:1]), REASON, at=FIFTEENTH)
    return {**packages, "akmola": akmola}


def test_who_is_where(year):
    found = ask()
    assert found.all.counts == {
        "not_due": 0, "due": 0, "overdue": 3, "submitted": 2, "returned": 1, "accepted": 3,
    }  # fmt: skip
    rows = {row.region: row for row in found.rows}
    assert rows["KZ-61"].days_late == 0
    assert rows["KZ-15"].days_late == (found.day - date(2022, 1, 10)).days
    assert rows["KZ-11"].tally.owing == 1
    assert rows["KZ-11"].last.act == "return"
    assert found.finished == 1


def test_as_of_a_day_it_shows_what_was_known_then(year):
    assert ask(date(2022, 1, 9)).all.counts["submitted"] == 3
    assert ask(date(2022, 1, 9)).all.counts["overdue"] == 0
    before = ask(date(2022, 1, 14))
    assert (before.all.counts["submitted"], before.all.counts["overdue"]) == (6, 3)
    assert ask(date(2021, 12, 31)).all.counts["not_due"] == 9
    rows = {row.region: row for row in before.rows}
    assert rows["KZ-11"].days_late == 2
    assert rows["KZ-15"].days_late == 4


def test_filters_narrow_the_rows_and_leave_the_figures(year):
    found = ask(state="overdue")
    assert [row.region for row in found.rows] == ["KZ-15"]
    assert found.all.total == 9
    assert ask(kind="national").rows == ()
    assert len(ask(kind="regions").rows) == 3


def test_a_region_sees_its_own_row_only(year):
    region = territory.region("KZ-61", date(2021, 12, 31)).id
    found = ask(seat=Service("tests", (region,)))
    assert [row.region for row in found.rows] == ["KZ-61"]
    assert found.all.total == 3


def test_by_measure_every_line_is_counted_once(year):
    found = ask()
    assert [one.number for one in found.measures] == [1, 2, 3]
    assert sum(one.tally.total for one in found.measures) == found.all.total


def test_the_number_of_questions_does_not_grow(year, django_assert_max_num_queries):
    with scope(PROGRAM.seat, "statistics"), django_assert_max_num_queries(20):
        boards.board(CODE, 2021, language="ru")


def compare(number: int = 1, day: date | None = None) -> dict[str, comparing.Compared]:
    with scope(PROGRAM.seat, "statistics"):
        found = comparing.comparison(CODE, 2021, number, language="ru", day=day)
    assert found is not None
    return {line.region: line for line in found.lines}


def test_a_measure_across_bodies(year):
    lines = compare()
    assert lines["KZ-61"].signed.text_ru == TEXT
    assert [note.rule for note in lines["KZ-61"].notes] == ["same_words"]
    assert lines["KZ-61"].notes[0].others == ("akimat-11",)
    assert lines["KZ-15"].signed is None
    assert [lines[code].may_be_decided for code in ("KZ-61", "KZ-11", "KZ-15")] == [False, False, False]
    assert compare(2)["KZ-11"].may_be_decided


def test_a_draft_after_a_return_is_not_shown(year):
    from qalqan.domains.reporting.actions import writing
    from qalqan.domains.reporting.rules.lines import Fields

    [first, *_] = year["akmola"]
    seen = compare()["KZ-11"].version
    draft = Fields(outcome="partly", text_kk="Жоба", text_ru="Черновик, ещё не подписан")
    writing.save(PROGRAM, first, seen=seen, fields=draft, origin="program")
    assert compare()["KZ-11"].signed.text_ru == TEXT
    assert compare()["KZ-11"].state == "returned"


def test_the_year_before_stands_beside(year):
    earlier = package("KZ-11", 2020)
    from datetime import UTC, datetime

    report(earlier, at=datetime(2021, 1, 8, tzinfo=UTC))
    line = compare()["KZ-11"]
    assert line.before.text_ru == TEXT
    assert "words_of_before" in [note.rule for note in line.notes]


def test_nobody_reports_on_a_measure(year):
    with scope(PROGRAM.seat, "statistics"):
        assert comparing.comparison(CODE, 2021, 99, language="ru") is None
        assert comparing.comparison(CODE, 2019, 1, language="ru") is None


def test_a_review_is_one_report_line_by_line(year):
    with scope(PROGRAM.seat, "statistics"):
        found = comparing.review(year["KZ-11"], language="kk")
        assert found is not None
        assert [line.number for line in found.lines] == [1, 2, 3]
        assert comparing.review(year["akmola"][0], language="kk") is None
