"""The calendar and the zones against sources that our files never saw."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from qalqan.kernel import clock
from qalqan.kernel.clock import reading
from qalqan.kernel.clock.tests import oracle

CALENDAR = reading.working_calendar()
DAYS = [date(2020, 1, 1) + timedelta(days=n) for n in range(8 * 365 + 2)]


def test_every_day_of_eight_years_agrees_with_another_source() -> None:
    assert DAYS[-1] == date(2027, 12, 31)
    assert [day for day in DAYS if CALENDAR.is_off(day) == oracle.is_work(day)] == []


@pytest.mark.parametrize("year", range(2020, 2028))
def test_working_days_of_a_year(year: int) -> None:
    """The number of working days is the plain week's minus days off on weekdays plus worked weekends."""
    plain = sum(day.weekday() < 5 for day in DAYS if day.year == year)
    special = CALENDAR.special(year)
    off = sum(v.is_off and v.day.weekday() < 5 for v in special)
    worked = sum(not v.is_off and v.day.weekday() >= 5 for v in special)
    assert CALENDAR.working_days(date(year, 1, 1), date(year, 12, 31)) == plain - off + worked


def test_why_a_day_is_off() -> None:
    assert CALENDAR.view(date(2022, 1, 3)).reason == "returned"
    assert CALENDAR.view(date(2022, 1, 3)).of == date(2022, 1, 1)
    assert CALENDAR.view(date(2022, 1, 4)).of == date(2022, 1, 2)
    moved = CALENDAR.view(date(2020, 5, 8))
    assert (moved.reason, moved.of, moved.is_off) == ("moved_here", date(2020, 5, 11), True)
    away = CALENDAR.view(date(2020, 5, 11))
    assert (away.reason, away.of, away.is_off) == ("moved_away", date(2020, 5, 8), False)
    assert CALENDAR.view(date(2024, 6, 16)).reason == "day_off"
    assert CALENDAR.view(date(2024, 6, 15)).reason == "weekend"
    assert CALENDAR.view(date(2024, 6, 14)).reason == "work"


def test_a_year_without_a_file_is_estimated_and_says_so() -> None:
    assert not CALENDAR.is_estimated(date(2020, 1, 1), date(2027, 12, 31))
    assert CALENDAR.is_estimated(date(2027, 12, 31), date(2028, 1, 1))
    assert CALENDAR.view(date(2028, 1, 3)).estimated
    assert CALENDAR.view(date(2028, 1, 5)).estimated  # a plain Wednesday of a year nobody has described
    assert CALENDAR.view(date(2028, 3, 8)).law.key == "womens_day"
    assert not any(view.law and view.law.key == "qurban_ait" for view in CALENDAR.special(2028))


def test_what_is_not_confirmed_is_marked() -> None:
    drafts = {view.day for year in range(2020, 2028) for view in CALENDAR.special(year) if view.draft}
    assert drafts == {date(2027, 3, 15), date(2027, 5, 16)}


@pytest.mark.parametrize("region", [f"KZ-{n}" for n in (10, 11, 15, 19, 23, 27, 31, 35, 39, 43, 47, 71, 75)])
def test_zones_agree_with_the_iana_data(region: str) -> None:
    """Ours is the table that decides; the installed tzdata checks it, for each sixth hour of eight years."""
    ours, theirs = reading.zones().of_region(region), oracle.clock_of(region)
    instant, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    while instant < end:
        assert ours.local(instant) == instant.astimezone(theirs).replace(tzinfo=None), (region, instant)
        instant += timedelta(hours=6)


def test_every_zone_names_its_iana_sister() -> None:
    for zone in reading.zones().by_key.values():
        assert (
            zone.offset(datetime(2020, 6, 1, tzinfo=UTC))
            == datetime(2020, 6, 1, tzinfo=ZoneInfo(zone.iana)).utcoffset()
        )


def test_the_hour_that_came_twice() -> None:
    """29 February 2024, 23:30 in Almaty, was shown at 17:30Z and at 18:30Z: the later one counts."""
    zone = reading.zones()["kz"]
    assert zone.instant(datetime(2024, 2, 29, 23, 30)) == datetime(2024, 2, 29, 18, 30, tzinfo=UTC)
    assert zone.instant(datetime(2024, 2, 29, 22, 30)) == datetime(2024, 2, 29, 16, 30, tzinfo=UTC)
    assert zone.end_of(date(2024, 2, 28)) == datetime(2024, 2, 28, 18, tzinfo=UTC)
    assert zone.end_of(date(2024, 2, 29)) == datetime(2024, 2, 29, 19, tzinfo=UTC)
    assert zone.local(datetime(2024, 2, 29, 17, 59, tzinfo=UTC)) == datetime(2024, 2, 29, 23, 59)
    assert zone.local(datetime(2024, 2, 29, 18, 0, tzinfo=UTC)) == datetime(2024, 2, 29, 23, 0)
    with pytest.raises(ValueError, match="must carry its zone"):
        zone.local(datetime(2024, 2, 29))


def test_a_page_as_of_a_day_asks_about_its_end() -> None:
    """Screens show days in the zone of the settings: the moment asked about is where the shown day ends.
    Today and what is to come are now."""
    for number in range(0, 8 * 365, 3):
        day = date(2020, 1, 1) + timedelta(days=number)
        assert timezone.localdate(clock.end_of(day) - timedelta(seconds=1)) == day
        assert timezone.localdate(clock.end_of(day)) == day + timedelta(days=1)
    today = timezone.localdate()
    assert clock.as_of(None) is clock.as_of(today) is clock.as_of(today + timedelta(days=1)) is None
    yesterday = today - timedelta(days=1)
    assert clock.as_of(yesterday) == clock.end_of(yesterday)


def test_a_region_the_table_does_not_name_keeps_the_countrys_time() -> None:
    assert reading.zones().of_region(None).key == reading.zones().of_region("KZ-75").key == "kz"
    assert reading.zones().of_region("KZ-47").key == "kz-west"
    assert reading.zones().of_region("KZ-43").key == "kz-kyzylorda"


def test_counting_needs_no_django() -> None:
    """The rules, the calendar, the zones and their files are usable, and provable, without Django."""
    code = "import sys, qalqan.kernel.clock.reading as r; r.rules(); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
