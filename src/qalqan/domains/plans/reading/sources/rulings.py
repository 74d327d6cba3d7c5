"""The ruled tables of a PDF page: which drawn lines are rulings, and which cells they close."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SNAP = 2.0  # points: rulings nearer than this are one line
_TOUCH = 1.0  # points between an underline's ends and its letters' ends


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page; distances from its left and top edges, in points."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x < self.right and self.top <= y < self.bottom


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table of one page: its outline, its column and row edges, its cells."""

    box: Box
    columns: tuple[float, ...]
    rows: tuple[float, ...]
    cells: tuple[Box, ...]


def ruled_tables(page: Any) -> list[Ruled]:
    """Tables of a pdfplumber page, top to bottom.

    A row that the page cuts may be left open at its end, so the group of verticals is closed at its ends.
    """
    edges = [edge for edge in page.edges if max(edge["width"], edge["height"]) > SNAP]
    verticals = [edge for edge in edges if edge["orientation"] == "v"]
    if len(verticals) < 2:
        return []
    horizontals = _without_underlines([edge for edge in edges if edge["orientation"] == "h"], page.chars)
    ends = [min(edge["top"] for edge in verticals), max(edge["bottom"] for edge in verticals)]
    settings = {
        "vertical_strategy": "explicit",
        "horizontal_strategy": "explicit",
        "explicit_vertical_lines": verticals,
        "explicit_horizontal_lines": [*horizontals, *ends],
        "snap_tolerance": SNAP,
        "join_tolerance": SNAP,
    }
    tables = []
    for table in page.find_tables(settings):
        boxes = tuple(Box(*cell) for cell in table.cells)
        columns = _clusters(value for box in boxes for value in (box.left, box.right))
        rows = _clusters(value for box in boxes for value in (box.top, box.bottom))
        if len(columns) > 2:
            tables.append(Ruled(Box(*table.bbox), columns, rows, boxes))
    return sorted(tables, key=lambda table: table.box.top)


def _without_underlines(edges: list[dict[str, Any]], chars: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A line that begins and ends with the letters right above it underlines them; a ruling goes beyond."""
    near: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for char in chars:
        for y in range(int(char["top"] + 0.5 * char["size"]), int(char["bottom"]) + 2):
            near[y].append(char)
    rulings = []
    for edge in edges:
        over = [
            char
            for char in near.get(int(edge["top"]), ())
            if edge["x0"] - _TOUCH < (char["x0"] + char["x1"]) / 2 < edge["x1"] + _TOUCH
        ]
        starts = bool(over) and abs(min(char["x0"] for char in over) - edge["x0"]) < _TOUCH
        if not (starts and abs(max(char["x1"] for char in over) - edge["x1"]) < _TOUCH):
            rulings.append(edge)
    return rulings


def _clusters(values: Iterable[float]) -> tuple[float, ...]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > SNAP:
            found.append(value)
    return tuple(found)
