"""When a turn of duty is, how much a post weighs, and whether an officer was there. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from qalqan.kernel.geo import Point, metres

HALVES = ("morning", "evening")
TURN_NAMES = tuple((day, half) for day in range(5) for half in HALVES)
WINDOWS = {"morning": ("07:20", "08:30"), "evening": ("17:30", "18:30")}  # where bells are not known
TRAFFIC = {"heavy": 3, "usual": 2, "light": 1}  # what is not known counts as heavy
AT_POST = 75.0  # metres
MOST_ACCURACY = 100.0
LEEWAY = timedelta(minutes=15)


def weight(pupils: int, traffic: str | None) -> int:
    """Pupils times traffic, at least 1."""
    return max(1, pupils * TRAFFIC.get(traffic or "", TRAFFIC["heavy"]))


@dataclass(frozen=True, slots=True)
class Window:
    """The hours of a turn, local time."""

    since: time
    until: time

    @classmethod
    def of(cls, given: dict[str, list[str]], half: str) -> "Window":
        """From a plan's own windows. KeyError, ValueError for words that are no hours."""
        since, until = (time.fromisoformat(one) for one in given[half])
        return cls(since, until)

    def holds(self, at: datetime) -> bool:
        """Whether a local time lies in it, with a quarter of an hour at both ends."""
        day = at.date()
        begins, ends = (datetime.combine(day, one, at.tzinfo) for one in (self.since, self.until))
        return begins - LEEWAY <= at <= ends + LEEWAY


def turn_of(day: date, half: str) -> int | None:
    """Which turn of the week it is; None at a weekend."""
    return 2 * day.weekday() + HALVES.index(half) if day.weekday() < 5 else None


def half_of(at: datetime, windows: dict[str, list[str]]) -> str:
    """The half of the day whose window is nearest to a local time."""
    day = at.date()

    def away(half: str) -> float:
        window = Window.of(windows, half)
        middle = datetime.combine(day, window.since, at.tzinfo)
        end = datetime.combine(day, window.until, at.tzinfo)
        return abs((middle + (end - middle) / 2 - at).total_seconds())

    return min(HALVES, key=away)


def verdict(
    post: Point, here: Point | None, accuracy: float | None, *, in_time: bool
) -> tuple[str, float | None]:
    """Whether a check-in counts, and how far from the post it was. Only `on_post` counts: without a position,
    at another hour or too far away it is shown as that. A phone that does not know where it is cannot be on
    post."""
    if here is None:
        return "no_position", None
    far = metres(post, here)
    if far > AT_POST + min(accuracy or 0.0, MOST_ACCURACY) or (accuracy or 0.0) > 10 * MOST_ACCURACY:
        return "far", far
    return ("on_post" if in_time else "other_time"), far
