"""A second, slow way to count a deadline, to check the first one against. It shares nothing with it: days
off come from a list of another origin (golden/days_off.tsv), local time from the IANA data of `tzdata`,
months are found by walking day after day and watching the date change, and the end of a day by walking minute
after minute until the local date is no longer that day.

`python -m qalqan.kernel.clock.tests.oracle` writes golden/pairs.tsv anew from golden/cases.tsv.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

GOLDEN = Path(__file__).parent / "golden"
ONE_DAY = timedelta(days=1)
IANA = {
    "KZ-15": "Asia/Aqtobe",
    "KZ-23": "Asia/Atyrau",
    "KZ-27": "Asia/Oral",
    "KZ-47": "Asia/Aqtau",
    "KZ-43": "Asia/Qyzylorda",
    "KZ-39": "Asia/Qostanay",
}


def rows(name: str) -> list[list[str]]:
    lines = (GOLDEN / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


SAID = {date.fromisoformat(day): word for day, word in rows("days_off.tsv")}


def is_work(day: date) -> bool:
    if day in SAID:
        return SAID[day] == "worked"
    return day.isoweekday() not in (6, 7)


def clock_of(region: str) -> ZoneInfo:
    return ZoneInfo(IANA.get(region, "Asia/Almaty"))


def read(text: str, region: str) -> datetime:
    """`2024-02-29 23:30` as clocks of a region show it; with a Z at the end, an instant."""
    if text.endswith("Z"):
        return datetime.fromisoformat(text)
    return datetime.fromisoformat(text).replace(tzinfo=clock_of(region)).astimezone(UTC)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first full minute at which clocks show a later day than `day`."""
    instant = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    while instant.astimezone(zone).date() <= day:
        instant += timedelta(minutes=1)
    return instant


def stands(day: date, pauses: list[tuple[date, date]]) -> bool:
    """Whether the first minute of a day fell into a pause."""
    return any(since < day and day <= until for since, until in pauses)


def walk(start: date, unit: str, amount: int, first_day: bool, pauses: list[tuple[date, date]]) -> date:
    """The last day, before any shift."""
    day, seen = start, 0
    if unit in ("calendar_days", "working_days"):
        queue = [start] if first_day else []
        while seen < amount:
            if not queue:
                day += ONE_DAY
                queue.append(day)
            looked = queue.pop()
            good = not stands(looked, pauses) and (unit == "calendar_days" or is_work(looked))
            seen += good
            day = looked
        return day
    if unit == "day_of_month":
        day = start if first_day else start + ONE_DAY
        while not (day.day == amount or (day.day < amount and (day + ONE_DAY).month != day.month)):
            day += ONE_DAY
        return day
    if unit.startswith("end_of_"):
        closing = {"month": range(1, 13), "quarter": (3, 6, 9, 12), "half_year": (6, 12), "year": (12,)}
        while True:
            if (day + ONE_DAY).month != day.month and day.month in closing[unit.removeprefix("end_of_")]:
                seen += 1
                if seen == amount:
                    return day
            day += ONE_DAY
    return longer(start, unit, amount, first_day, pauses)


def longer(start: date, unit: str, amount: int, first_day: bool, pauses: list[tuple[date, date]]) -> date:
    """Weeks, months, years by walking: the same weekday so many times, the same number so many months on."""
    day, seen = start, 0
    if unit == "weeks":
        while seen < amount:
            day += ONE_DAY
            seen += day.isoweekday() == start.isoweekday()
    else:
        wanted = amount * {"months": 1, "years": 12}[unit]
        while seen < wanted:
            day += ONE_DAY
            seen += day.day == 1
        while day.day < start.day and (day + ONE_DAY).month == day.month:
            day += ONE_DAY
    if first_day:
        day -= ONE_DAY
    for since, until in pauses:
        if since <= day:
            while since < until:
                since += ONE_DAY
                day += ONE_DAY
    return day


def deadline(
    unit: str, amount: int, shift: str, first_day: bool, region: str, start: datetime, stood: list[str]
) -> datetime:
    """The instant after which it is late."""
    zone = clock_of(region)
    spans = [(read(a, region), read(b, region)) for a, b in (text.split("..") for text in stood)]
    if unit in ("minutes", "hours"):
        left = amount * (60 if unit == "hours" else 1)
        instant = start
        while left:  # minute after minute; a minute whose beginning fell into a pause does not count
            if not any(since <= instant < until for since, until in spans):
                left -= 1
            instant += timedelta(minutes=1)
        return instant
    begun = start.astimezone(zone).date()
    days = [(since.astimezone(zone).date(), until.astimezone(zone).date()) for since, until in spans]
    last = walk(begun, unit, amount, first_day, days)
    moved = last
    while shift != "none" and not is_work(moved):
        moved += ONE_DAY if shift == "forward" else -ONE_DAY
    return end_of(moved if moved >= begun else last, zone)


def of_case(case: list[str]) -> str:
    unit, amount, shift, first_day, region, start, stood = case[1:8]
    pauses = stood.split(";") if stood != "-" else []
    found = deadline(unit, int(amount), shift, first_day == "yes", region, read(start, region), pauses)
    return f"{found:%Y-%m-%dT%H:%M}Z"


def main() -> None:
    head = "# Written by tests/oracle.py from cases.tsv, whose columns it adds one to: due\n"
    lines = ["\t".join([*case, of_case(case)]) for case in rows("cases.tsv")]
    (GOLDEN / "pairs.tsv").write_text(head + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
