"""History as lines: a small picture drawn on the server, beside a table that says the same.

One line a source kind; claims dashed with squares, sources full with circles, so that no meaning rests on
colour. Points of different sources are not joined: a line is what one kind of source has said through time.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 14, 30


@dataclass(frozen=True, slots=True)
class Dot:
    """A value on a day; `label` is said by the pointer."""

    day: datetime.date
    value: Decimal
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A dot in the picture."""

    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """What one kind of source said: the way of its line and its dots."""

    kind: str
    points: str
    dots: tuple[Drawn, ...]

    @property
    def is_claim(self) -> bool:
        return self.kind == "claim"


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture. `ticks`, `years`: (place, what is written there); `target`: the height of its line."""

    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, Decimal], ...]
    years: tuple[tuple[float, int], ...]
    target: float | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM
    top: int = TOP


def chart(
    dots: Iterable[Dot], *, target: Decimal | None = None, ceiling: Decimal | None = None
) -> Chart | None:
    """The picture of some values; None for none. `ceiling`: the greatest possible value, where there is one
    (100 for a percent): then the axis ends there and pictures can be compared."""
    known = sorted(dots, key=lambda dot: (dot.day, dot.kind))
    if not known:
        return None
    first = datetime.date(known[0].day.year, 1, 1)
    last = datetime.date(known[-1].day.year, 12, 31)
    top = ceiling or _round_up(max([dot.value for dot in known] + ([target] if target else [])))

    def across(day: datetime.date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / (last - first).days, 1)

    def up(value: Decimal) -> float:
        return round(float(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top), 1)

    kinds: dict[str, list[Drawn]] = defaultdict(list)
    for dot in known:
        kinds[dot.kind].append(Drawn(across(dot.day), up(dot.value), dot.label))
    return Chart(
        lines=tuple(
            Line(kind, " ".join(f"{d.x},{d.y}" for d in drawn), tuple(drawn)) for kind, drawn in kinds.items()
        ),
        ticks=tuple((up(top * n / 4), top * n / 4) for n in range(5)),
        years=tuple((across(datetime.date(year, 1, 1)), year) for year in range(first.year, last.year + 1)),
        target=None if target is None or target > top else up(target),
    )


def _round_up(value: Decimal) -> Decimal:
    """The least of 4, 8, 20, 40, 80, 200 ... that is not less: its quarters are round too."""
    power = Decimal(1)
    while True:
        for times in (4, 8, 20):
            if times * power >= value:
                return times * power
        power *= 10
