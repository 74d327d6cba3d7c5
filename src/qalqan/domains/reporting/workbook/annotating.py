"""The uploaded workbook once more, as its reporter sent it, with a comment at every cell that needs one.

Only a workbook that was read within the limits of `kernel/sheets` comes here, so openpyxl may build it whole.
Formulas and links stay as they were; macros were refused at the door."""

import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.utils.exceptions import CellCoordinatesException

FILLS = {"error": "F6C7C3", "warning": "FCE3B6", "note": "D5E8F3"}
ORDER = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Remark:
    """What to write at a cell; without a cell it goes to A1 of the sheet, without a sheet to the first."""

    sheet: str
    cell: str
    severity: str
    text: str


def annotated(content: bytes, remarks: Iterable[Remark], author: str) -> bytes:
    """The workbook with its remarks as comments and a fill, the gravest one's colour."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    at: dict[tuple[str, str], list[Remark]] = defaultdict(list)
    for remark in remarks:
        sheet = remark.sheet if remark.sheet in book.sheetnames else book.sheetnames[0]
        at[sheet, _address(remark.cell)].append(remark)
    for (sheet, cell), said in at.items():
        place = book[sheet][cell]
        for merged in book[sheet].merged_cells.ranges:
            if cell in merged:
                place = book[sheet].cell(merged.min_row, merged.min_col)
        text = "\n\n".join(remark.text for remark in said)
        place.comment = Comment(text[:8000], author, width=360, height=60 + 40 * len(said))
        worst = min((remark.severity for remark in said), key=ORDER.index)
        place.fill = PatternFill("solid", start_color=FILLS[worst])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _address(cell: str) -> str:
    """A cell's name; of a row alone its first cell; of nothing A1."""
    if cell.isdecimal():
        return f"A{cell}"
    try:
        coordinate_from_string(cell)
    except CellCoordinatesException:
        return "A1"
    return cell
