"""Local time in Kazakhstan: two zones before 1 March 2024, one since. Pure.

By our own table (`data/zones.toml`), not by the machine's time zone files: a machine that was not updated
since 2023 would be an hour wrong, silently. A region is named by its ISO code; one that the table does not
name lies in the zone `kz`. Where the clocks went back an hour repeats, and the *later* reading is taken: a
deadline never ends before the day does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from qalqan.kernel.periods import DAY

COUNTRY = "kz"


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone and its offsets in order: (hours ahead of UTC, the instant it ends; None for the last)."""

    key: str
    iana: str
    offsets: tuple[tuple[int, datetime | None], ...]
    regions: tuple[str, ...] = ()
    source: str = ""

    def offset(self, instant: datetime) -> timedelta:
        """How far ahead of UTC local clocks are at an instant."""
        for hours, until in self.offsets:
            if until is None or instant < until:
                return timedelta(hours=hours)
        raise ValueError(f"{self.key}: the last offset must have no end")

    def local(self, instant: datetime) -> datetime:
        """What local clocks show at an instant, without a zone. ValueError for a naive value."""
        if instant.tzinfo is None:
            raise ValueError("an instant must carry its zone")
        return (instant.astimezone(UTC) + self.offset(instant)).replace(tzinfo=None)

    def instant(self, shown: datetime) -> datetime:
        """The last instant (UTC) at which local clocks show `shown`. ValueError if they skipped it (our table
        knows no clock put forward)."""
        for hours, _ in reversed(self.offsets):
            found = (shown - timedelta(hours=hours)).replace(tzinfo=UTC)
            if self.offset(found) == timedelta(hours=hours):
                return found
        raise ValueError(f"{self.key}: no clock showed {shown}")

    def end_of(self, day: date) -> datetime:
        """24:00 of a local day as an instant (UTC)."""
        return self.instant(datetime.combine(day + DAY, time.min))


@dataclass(frozen=True, slots=True)
class Zones:
    """All zones by key."""

    by_key: Mapping[str, Zone]

    def of_region(self, code: str | None) -> Zone:
        """The zone of a region (KZ-15); the country's if the region is None or not named."""
        return next((z for z in self.by_key.values() if code in z.regions), self.by_key[COUNTRY])

    def __getitem__(self, key: str) -> Zone:
        return self.by_key[key]
