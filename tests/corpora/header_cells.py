"""The header of an invented plan as merged cells, for the formats that know merging."""

from typing import NamedTuple

from tests.corpora.invent import Invented


class HeaderCell(NamedTuple):
    """A cell of the header: place, how many rows and columns it covers, text."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


def header_cells(plan: Invented) -> list[HeaderCell]:
    """One level without years; with years three: the finance group, "total" and "among", the years."""
    years = [at for at, key in enumerate(plan.columns) if key.startswith("years.")]
    depth = 3 if years else 1
    cells = []
    for at, key in enumerate(plan.columns):
        if key.startswith("years."):
            cells.append(HeaderCell(2, at, 1, 1, plan.header["year"].format(year=key[6:])))
        elif key == "total" and years:
            cells.append(HeaderCell(0, at, 1, 1 + len(years), plan.header["finance"]))
            cells.append(HeaderCell(1, at, 2, 1, plan.header["total"]))
        else:
            cells.append(HeaderCell(0, at, depth, 1, plan.header["finance" if key == "total" else key]))
    if years:
        cells.append(HeaderCell(1, years[0], 1, len(years), plan.header["among"]))
    return sorted(cells)


def depth(plan: Invented) -> int:
    """Rows of the header."""
    return max(cell.row + cell.rows for cell in header_cells(plan))
