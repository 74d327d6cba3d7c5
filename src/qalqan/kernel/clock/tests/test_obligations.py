"""The verbs of an obligation, on a real database, under real row security."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.utils import translation

from qalqan.kernel.access.scope import NoScope, scope
from qalqan.kernel.clock import actions, reading, reference, rules, waking
from qalqan.kernel.clock.calendar import Move, WorkingCalendar, YearFile
from qalqan.kernel.clock.models import DeadlineRule, Entry, Escalation, Lowering, Obligation
from qalqan.kernel.clock.refusals import ClockRefusedError
from qalqan.kernel.clock.tests.places import (
    COLLEAGUE,
    DISTRICT,
    HEAD,
    OFFICER,
    OTHER,
    REGION,
    SCHOOL,
    SECRETARY,
    STRANGER,
    fresh,
    start,
)

pytestmark = pytest.mark.django_db
REASON = "The family has moved to another country."


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def waiting(row: Obligation) -> list[Escalation]:
    with scope(waking.SERVICE, "operation"):
        return list(
            Escalation.objects.filter(obligation=row, done_at__isnull=True, dropped_at__isnull=True).order_by(
                "rings_at"
            )
        )


def acts(row: Obligation) -> list[str]:
    with scope(waking.SERVICE, "operation"):
        return list(Entry.objects.filter(obligation=row).order_by("at", "id").values_list("act", flat=True))


def test_a_clock_runs_from_start_to_met() -> None:
    row = start()
    assert row.state == "running"
    assert row.due - row.started == timedelta(hours=24)
    assert [rung.number for rung in waiting(row)] == [1, 2, 3, 4]
    with scope(OFFICER, "statistics"):
        met = actions.meet(row.id)
    assert met.state == "met"
    assert waiting(row) == []
    assert acts(row) == ["start", "meet"]
    with scope(OFFICER, "statistics"), pytest.raises(ClockRefusedError):
        actions.meet(row.id)


def test_what_is_done_too_late_is_late_for_ever() -> None:
    row = start("case.high", "2024-06-03T06:00")
    waking.ring()
    late = fresh(row)
    assert (late.state, late.breached_at) == ("breached", row.due)
    with scope(OFFICER, "statistics"):
        met = actions.meet(row.id, at=row.due - timedelta(hours=1))
    assert met.state == "met_late"  # an earlier hour written down afterwards undoes nothing


def test_a_breach_that_no_worker_has_seen_is_a_breach() -> None:
    row = start("case.high", "2024-06-03T06:00")
    with scope(OFFICER, "statistics"):
        assert actions.meet(row.id).state == "met_late"


def test_the_same_event_twice_starts_one_clock() -> None:
    target = uuid4()
    one, two = start(target_id=target), start(target_id=target)
    assert one.id == two.id
    assert acts(one) == ["start"]
    with scope(OFFICER, "statistics"):
        actions.meet(one.id)
    assert start(target_id=target).id != one.id


def test_the_version_in_force_at_the_start_governs() -> None:
    before = start("appeal.answer", "2021-06-30T12:00")
    after = start("appeal.answer", "2021-06-30T18:30")  # 00:30 of 1 July in Almaty
    west = start("appeal.answer", "2021-06-30T18:30", zone="kz-west")  # still 30 June in Aqtobe
    assert [row.rule.unit for row in (before, after, west)] == [
        "calendar_days",
        "working_days",
        "calendar_days",
    ]


def test_rules_without_a_version_or_unknown_are_refused() -> None:
    with pytest.raises(rules.RuleError, match="no such rule"):
        start("no.such_rule")
    with pytest.raises(rules.RuleError, match="0 versions in force on 2020"):
        start("appeal.redirect", "2020-05-05T12:00")


def test_a_pause_stops_the_ladder_and_extends() -> None:
    row = start("case.assessment_high", f"{datetime.now(UTC) - timedelta(days=4):%Y-%m-%dT%H:%M}")
    with scope(OFFICER, "statistics"):
        with pytest.raises(ClockRefusedError, match="no such ground"):
            actions.pause(row.id, ground="court", reason=REASON)
        with pytest.raises(ClockRefusedError, match="ten characters"):
            actions.pause(row.id, ground="hospital", reason="ill")
        actions.pause(row.id, ground="hospital", reason=REASON)
    assert fresh(row).state == "paused"
    assert waiting(row) == []
    assert waking.ring(row.due + timedelta(days=30)) == 0  # nothing rings while it stands still
    with connection.cursor() as cursor, scope(waking.SERVICE, "operation"):
        cursor.execute(
            "UPDATE clock_pause SET since = since - interval '3 days' WHERE obligation_id = %s", [row.id]
        )
    with scope(OFFICER, "statistics"):
        again = actions.resume(row.id)
    assert again.due == row.due + timedelta(days=3)
    assert [rung.due_for for rung in waiting(row)] == [again.due] * 4


def test_a_pause_of_no_length_rings_nothing_twice() -> None:
    row = start("case.assessment_high")
    first = waiting(row)[0]
    assert waking.ring(first.rings_at) == 1
    with scope(OFFICER, "statistics"):
        actions.pause(row.id, ground="hospital", reason=REASON)
    with scope(OFFICER, "statistics"):
        assert actions.resume(row.id).due == row.due
    assert [rung.number for rung in waiting(row)] == [2, 3, 4]
    assert waking.ring(first.rings_at) == 0


def test_after_the_deadline_nothing_can_be_paused() -> None:
    row = start("case.assessment_high", "2024-06-03T06:00")
    with scope(OFFICER, "statistics"), pytest.raises(ClockRefusedError, match="has passed"):
        actions.pause(row.id, ground="hospital", reason=REASON)


def test_a_waiver_takes_two_people() -> None:
    row = start()
    with scope(OFFICER, "statistics"):
        asked = actions.ask_waiver(row.id, reason=REASON)
    assert fresh(row).state == "running"  # until another person confirms, it runs
    with scope(OFFICER, "statistics"), pytest.raises(ClockRefusedError, match="waiting already"):
        actions.ask_waiver(row.id, reason=REASON)
    with scope(OFFICER, "statistics"), pytest.raises(PermissionDenied):
        actions.decide(asked.id, confirm=True)
    with scope(COLLEAGUE, "statistics"):
        assert actions.decide(asked.id, confirm=True).state == "waived"
    assert waiting(row) == []
    assert acts(row) == ["start", "ask_waive", "waive"]
    with scope(COLLEAGUE, "statistics"), pytest.raises(ClockRefusedError, match="decided this"):
        actions.decide(asked.id, confirm=True)


def test_the_database_itself_refuses_a_decision_by_the_one_who_asked() -> None:
    row = start()
    with scope(OFFICER, "statistics"):
        asked = actions.ask_waiver(row.id, reason=REASON)
    with pytest.raises(DatabaseError, match="clock_lowering_takes_two"), scope(OFFICER, "statistics"):
        Lowering.objects.filter(id=asked.id).update(decided_user=OFFICER.user_id, is_confirmed=True)


def test_a_refused_waiver_leaves_the_clock_running() -> None:
    row = start()
    with scope(OFFICER, "statistics"):
        asked = actions.ask_waiver(row.id, reason=REASON)
    with scope(COLLEAGUE, "statistics"):
        assert actions.decide(asked.id, confirm=False, reason="The child is still here.").state == "running"
    assert len(waiting(row)) == 4


def test_the_program_cannot_waive() -> None:
    row = start()
    with pytest.raises(PermissionDenied), scope(waking.SERVICE, "operation"):
        actions.ask_waiver(row.id, reason=REASON)


def test_an_earlier_start_holds_at_once_and_a_later_one_takes_two() -> None:
    row = start("case.low")
    with scope(OFFICER, "statistics"):
        earlier = actions.correct_start(row.id, new_start=row.started - timedelta(days=2), reason=REASON)
    assert earlier.due < row.due
    with scope(OFFICER, "statistics"):
        same = actions.correct_start(row.id, new_start=row.started, reason=REASON)
    assert same.due == earlier.due
    with scope(OFFICER, "statistics"):
        asked = Lowering.objects.get(obligation=row)
        with pytest.raises(ClockRefusedError, match="future"):
            actions.correct_start(row.id, new_start=row.started + timedelta(days=1), reason=REASON)
    with scope(COLLEAGUE, "statistics"):
        assert actions.decide(asked.id, confirm=True).due == row.due


def test_a_corrected_breach_runs_again() -> None:
    row = start("case.high", "2024-06-03T06:00")
    waking.ring()
    with scope(OFFICER, "statistics"):
        actions.correct_start(row.id, new_start=datetime.now(UTC) - timedelta(hours=1), reason=REASON)
        asked = Lowering.objects.get(obligation=row)
    with scope(COLLEAGUE, "statistics"):
        again = actions.decide(asked.id, confirm=True)
    assert (again.state, again.breached_at) == ("running", None)
    assert len(waiting(row)) == 4


def turned(row: Obligation, owes: str) -> tuple[str, int]:
    """Who owes it after it was passed on, and how many lines of the history tell of that."""
    with scope(OFFICER, "statistics"):
        actions.turn(row.id, owes=owes)
    return fresh(row).owes, acts(row).count("turn")


def test_who_takes_it_over_is_in_its_history() -> None:
    row = start(organisation_id=SCHOOL)
    assert turned(row, "education-61") == ("education-61", 1)
    assert turned(row, "education-61") == ("education-61", 1)  # nothing changed, nothing is written
    assert {rung.organisation_id for rung in waiting(row)} == {None}
    with scope(waking.SERVICE, "operation"):
        line = Entry.objects.get(obligation=row, act="turn")
    assert (line.reason, line.seat_id, line.due) == ("post → education-61", OFFICER.id, row.due)
    with connection.cursor() as cursor, scope(waking.SERVICE, "operation"):
        cursor.execute("SELECT ids ->> 'obligation' FROM outbox_event WHERE name = 'clock.turned'")
        assert cursor.fetchall() == [(str(row.id),)]


def test_what_was_warned_of_missed_or_ended_is_passed_on_to_nobody() -> None:
    hours = timedelta(hours=1)
    for gone, after in ((22 * hours, "other"), (23 * hours + hours / 2, "post"), (25 * hours, "post")):
        row = start(
            at=f"{datetime.now(UTC) - gone:%Y-%m-%dT%H:%M}"
        )  # due in 24 hours, one warns an hour before
        assert fresh(row).state == "running"  # past due too: no worker has seen it yet
        assert turned(row, "other") == (after, int(after == "other"))
    waking.ring()
    assert fresh(row).state == "breached"
    assert turned(row, "other") == ("post", 0)
    done = start()
    with scope(OFFICER, "statistics"):
        actions.meet(done.id)
    assert turned(done, "other") == ("post", 0)


def test_who_reaches_what() -> None:
    plain, districts, schools = (
        start(),
        start(district_id=DISTRICT),
        start(district_id=DISTRICT, organisation_id=SCHOOL),
    )
    elsewhere = start(region_id=OTHER)

    def seen(actor: object, purpose: str) -> set[object]:
        with scope(actor, purpose) as s:
            by_policy = set(Obligation.objects.values_list("id", flat=True))
            assert set(Obligation.objects.within(s).values_list("id", flat=True)) == by_policy
            return by_policy

    assert seen(OFFICER, "statistics") == {plain.id, districts.id, schools.id}
    assert seen(SECRETARY, "protection") == {districts.id, schools.id}
    assert seen(HEAD, "education") == {schools.id}
    assert seen(STRANGER, "statistics") == {elsewhere.id}
    with scope(STRANGER, "statistics"), pytest.raises(Obligation.DoesNotExist):
        actions.meet(plain.id)
    with pytest.raises(NoScope):
        actions.meet(plain.id)


def test_the_history_is_appended_only() -> None:
    row = start()
    for statement in (
        "UPDATE clock_entry SET act = 'meet'",
        "DELETE FROM clock_entry",
        f"DELETE FROM clock_obligation WHERE id = '{row.id}'",
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            scope(waking.SERVICE, "operation"),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_rules_are_those_of_the_file_and_stay() -> None:
    assert reference.load_reference() is False
    assert DeadlineRule.objects.filter(code="appeal.answer").count() == 2
    assert DeadlineRule.objects.filter(code="appeal.answer").update(amount=1) == 0  # the owner's alone


def test_estimated_deadlines_say_so() -> None:
    far = start("report.month_tenth", "2027-12-31T10:00")
    assert far.is_estimated
    assert not start("case.high").is_estimated


def test_an_estimate_becomes_a_deadline_when_the_year_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    row = start("report.month_twentieth", "2027-12-31T10:00")  # 20 January 2028, a Thursday
    assert actions.recount_estimated() == 0
    known = reading.working_calendar()
    away = Move(date(2028, 1, 23), date(2028, 1, 20))
    file = YearFile(2028, date(2028, 5, 5), False, True, (away,))
    monkeypatch.setattr(
        reading, "working_calendar", lambda: WorkingCalendar(known.law, {**known.years, 2028: file})
    )
    assert actions.recount_estimated() == 1
    settled = fresh(row)
    assert (settled.due - row.due, settled.is_estimated) == (timedelta(days=1), False)
    assert [rung.due_for for rung in waiting(row)] == [settled.due] * 4  # 21 days before is before the start
    assert actions.recount_estimated() == 0
    assert acts(row) == ["start", "recount"]


def test_a_region_is_in_every_row() -> None:
    row = start()
    with scope(waking.SERVICE, "operation"):
        assert set(Escalation.objects.filter(obligation=row).values_list("region_id", flat=True)) == {REGION}
        assert Entry.objects.get(obligation=row).region_id == REGION
