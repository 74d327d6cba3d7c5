"""From cells as a file lists them to cells with a column, the way HTML, DOCX and XLSX agree on it."""

from dataclasses import dataclass

from qalqan.domains.plans.reading.document import Cell
from qalqan.domains.plans.reading.problems import PlanUnreadable
from qalqan.domains.plans.reading.sources.canonical import Canonical
from qalqan.domains.plans.reading.sources.limits import Limits


@dataclass(frozen=True, slots=True)
class CellDraft:
    """A cell's lines and how many columns and rows it covers. `column` None: the next free one."""

    lines: list[str]
    column_span: int = 1
    row_span: int = 1
    column: int | None = None


def place_cells(rows: list[list[CellDraft]], canonical: Canonical, limits: Limits) -> list[tuple[Cell, ...]]:
    """Write the cells' lines into `canonical` and give each cell its column, row by row.

    A cell that covers later rows pushes their cells to the right, as HTML 5 (4.9.12, forming a table) has it.
    Raises table.too_many_cells.
    """
    placed: list[tuple[Cell, ...]] = []
    covered: dict[int, int] = {}  # column -> rows below that a cell above still covers
    count = 0
    for row in rows:
        cells = []
        below: dict[int, int] = {}
        column = 0
        for draft in row:
            column = column if draft.column is None else draft.column
            while draft.column is None and covered.get(column, 0) > 0:
                column += 1
            count += draft.column_span
            if count > limits.cells:
                raise PlanUnreadable(
                    "table.too_many_cells", f"row {len(placed) + 1}", {"limit": str(limits.cells)}
                )
            pieces = tuple(canonical.add(line) for line in draft.lines)
            cells.append(Cell(column, pieces, draft.column_span, draft.row_span))
            for at in range(column, column + draft.column_span):
                below[at] = draft.row_span - 1
            column += draft.column_span
        covered = {at: left - 1 for at, left in covered.items() if left > 1} | {
            at: rows_left for at, rows_left in below.items() if rows_left > 0
        }
        canonical.gap()
        placed.append(tuple(cells))
    return placed
