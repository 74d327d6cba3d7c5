"""Two maps of the country, drawn on the server: tiles (every region one square) and the real outlines.

Tiles are coloured by the word of the cell and carry its mark; the outlines are shaded by a value in five
steps and carry the number. A value that is only claimed is hatched, so that it never looks like a seen one.
A region that is not in the drawings (a new one) keeps its tile, in a row below, and its line in the table.
"""

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
STEPS = 5
COLUMNS, ROWS = 6, 5
TINY = frozenset({"KZ-71", "KZ-75", "KZ-79"})  # cities: too small on the map to hold a number


@dataclass(frozen=True, slots=True)
class Spot:
    """What a map says of a region: the word of its cell ("" for not owed), a value as written, the step of
    shade 1..5 (0 for no value), whether the value is only claimed, and where a click leads."""

    code: str
    name: str
    state: str
    word: str
    value: str
    step: int
    is_claim: bool
    url: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A square of the tile map; `column` and `row` count from 1, as CSS grids do."""

    spot: Spot
    short: str
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline of the real map; `x`, `y`: where the number stands. `is_own`: of the region itself, not of
    land that later became another one (the number stands once)."""

    spot: Spot
    path: str
    x: int
    y: int
    is_tiny: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Outlines:
    """The drawing's size, its shapes and where the outlines come from."""

    width: int
    height: int
    source: str
    shapes: tuple[Shape, ...]


@cache
def _tiles() -> dict[str, dict[str, Any]]:
    return tomllib.loads((HERE / "tiles.toml").read_text("utf-8"))


@cache
def _outlines() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "outlines.json").read_text("utf-8"))
    return found


def tiles(spots: Iterable[Spot], language: str) -> tuple[Tile, ...]:
    """The tile map, north to south and west to east: the order of reading is the order of the page."""
    known, extra, placed = _tiles(), 0, []
    for spot in spots:
        if spot.code in known:
            column, row = known[spot.code]["at"]
            placed.append(Tile(spot, known[spot.code][language], column + 1, row + 1))
        else:
            placed.append(Tile(spot, spot.name, extra % COLUMNS + 1, ROWS + 1 + extra // COLUMNS))
            extra += 1
    return tuple(sorted(placed, key=lambda tile: (tile.row, tile.column)))


def outlines(spots: Iterable[Spot], holder: Callable[[str], str]) -> Outlines:
    """The real map. `holder`: the code of the region that holds an outline's land on the day of the page,
    which before a split is the region it was taken out of. The small cities come last, drawn over by none."""
    drawing, by_code = _outlines(), {spot.code: spot for spot in spots}
    found = [
        Shape(spot, each["d"], each["x"], each["y"], code in TINY, spot.code == code)
        for code, each in drawing["regions"].items()
        if (spot := by_code.get(holder(code))) is not None
    ]
    found.sort(key=lambda shape: shape.is_tiny)
    return Outlines(drawing["width"], drawing["height"], drawing["source"], tuple(found))


@dataclass(frozen=True, slots=True)
class Scale:
    """Five steps of shade between the least and the greatest value. `bounds`: the lower end of each step."""

    bounds: tuple[Decimal, ...]
    top: Decimal

    def step(self, value: Decimal | None) -> int:
        """1..5, 0 for no value."""
        if value is None or not self.bounds:
            return 0
        return max(1, sum(value >= bound for bound in self.bounds))

    @property
    def steps(self) -> tuple[tuple[int, Decimal, Decimal], ...]:
        """Each step with its ends."""
        ends = (*self.bounds[1:], self.top)
        return tuple((n, low, high) for n, (low, high) in enumerate(zip(self.bounds, ends, strict=True), 1))


def scale(values: Mapping[str, Decimal], *, is_percent: bool) -> Scale:
    """The steps for some values: fifths of 0..100 for a percent, else fifths of what there is; one step when
    all are the same; none for no values."""
    if not values:
        return Scale((), Decimal(0))
    least, greatest = (
        (Decimal(0), Decimal(100)) if is_percent else (min(values.values()), max(values.values()))
    )
    if least == greatest:
        return Scale((least,), greatest)
    width = (greatest - least) / STEPS
    return Scale(tuple(least + width * n for n in range(STEPS)), greatest)
