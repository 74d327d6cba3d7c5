"""A rule that is told its day: the ladder around it, and another day stated later."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import translation

from qalqan.kernel.access.scope import scope
from qalqan.kernel.clock import actions, queries, rules, waking
from qalqan.kernel.clock.models import Escalation, Obligation
from qalqan.kernel.clock.refusals import ClockRefusedError
from qalqan.kernel.clock.rules import Rule, RuleError
from qalqan.kernel.clock.tests.places import COLLEAGUE, OFFICER, REGION, fresh

pytestmark = pytest.mark.django_db
REASON = "The decision on the month was taken anew."
DUE = date.today() + timedelta(days=60)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def stated(day: date = DUE, since: timedelta = timedelta()) -> Obligation:
    with scope(waking.SERVICE, "operation"):
        return actions.start(
            "report.due",
            stated=day,
            at=datetime.now(UTC) - since,
            target_kind="report",
            target_id=uuid4(),
            region_id=REGION,
            owes="akimat",
        )


def rungs(row: Obligation) -> list[datetime]:
    with scope(waking.SERVICE, "operation"):
        waiting = Escalation.objects.filter(obligation=row, done_at=None, dropped_at=None)
        return list(waiting.order_by("rings_at").values_list("rings_at", flat=True))


def test_it_is_due_at_the_end_of_the_stated_day_and_warns_on_the_way() -> None:
    row = stated()
    local = timedelta(hours=5)
    assert (row.due + local).date() == DUE + timedelta(days=1)
    assert not row.is_estimated
    mornings = [at + local for at in rungs(row)]
    days = [(at.date() - DUE).days for at in mornings]
    assert days == [-21, -14, -7, 0, 1]
    assert [at.hour for at in mornings] == [9, 9, 9, 9, 0]


def test_its_page_explains_it() -> None:
    row = stated()
    with scope(OFFICER, "statistics"):
        found = queries.detail(row.id)
    assert found.counted is not None
    assert (found.counted.last_day, found.counted.due) == (DUE, row.due)


def test_another_day_moves_the_deadline_and_the_ladder() -> None:
    row = stated()
    later = DUE + timedelta(days=31)
    with scope(OFFICER, "statistics"):
        actions.restate(row.id, stated=later, reason=REASON)
    moved = fresh(row)
    assert moved.due - row.due == timedelta(days=31)
    assert len(rungs(row)) == 5
    assert min(rungs(row)) > datetime.now(UTC)
    with scope(COLLEAGUE, "statistics"):
        assert actions.restate(row.id, stated=later, reason=REASON).due == moved.due


def test_a_day_that_has_passed_is_a_breach_until_a_later_one_is_stated() -> None:
    row = stated(date.today() - timedelta(days=3), since=timedelta(days=10))
    waking.ring()
    assert fresh(row).state == "breached"
    with scope(OFFICER, "statistics"):
        actions.restate(row.id, stated=DUE, reason=REASON)
    assert fresh(row).state == "running"


def test_what_is_done_is_done_whatever_is_stated_later() -> None:
    row = stated()
    with scope(OFFICER, "statistics"):
        actions.meet(row.id)
        with pytest.raises(ClockRefusedError):
            actions.restate(row.id, stated=DUE, reason=REASON)


def test_only_a_rule_that_is_told_its_day_takes_one() -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC)
    zone = actions.reading.zones()["kz"]
    with pytest.raises(RuleError, match="only a rule of unit 'stated'"):
        rules.count_to(Rule("x", "hours", 2), now, DUE, zone)
    with pytest.raises(RuleError, match="stated, not counted"):
        rules.count(Rule("x", "stated", 1), now, actions.reading.working_calendar(), zone)
    with pytest.raises(RuleError, match="before it begins"):
        stated(date.today() - timedelta(days=3))
    with pytest.raises(RuleError, match="whoever states it"):
        Rule("x", "stated", 1, "forward")
