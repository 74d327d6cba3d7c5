"""Where the observations stand in a spreadsheet, and what nobody would see is told. Pure.

The table is on the first sheet that is not hidden; its headings are the first row with values. A heading that
is not known, or stands twice, refuses the file: a misspelled column would be lost in silence. A hidden row or
a value beside the table keeps its row out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from qalqan.kernel.names import LANGUAGES
from qalqan.kernel.sheets.book import Book, Cell, Sheet, address

from .intake import REQUIRED, SHOWN, Fault, Given, Read, World, read_all
from .intake_words import columns
from .problem import Problem


@dataclass(frozen=True, slots=True)
class Intake:
    """What a file says: its rows, and what is wrong with the file as a whole (then it has no rows)."""

    rows: tuple[Read, ...] = ()
    faults: tuple[Fault, ...] = field(default=())

    @property
    def all_faults(self) -> tuple[Fault, ...]:
        return (*self.faults, *(fault for row in self.rows for fault in row.faults))


def read_book(book: Book, world: World) -> Intake:
    """The observations of a spreadsheet."""
    sheet = next((one for one in book.sheets if not one.is_hidden and one.rows), None)
    if sheet is None:
        return Intake(faults=(_of_file("intake-no-rows"),))
    header = min(sheet.rows)
    found = _headings(sheet, header)
    if isinstance(found, tuple):
        return Intake(faults=found)
    rows: list[tuple[int, Mapping[str, Given]]] = []
    refused: list[Read] = []
    for number, cells in sorted(sheet.rows.items()):
        if number == header:
            continue
        faults = _unseen(sheet, number, cells, found)
        if faults:
            refused.append(Read(number, None, faults))
        else:
            rows.append((number, {found[n]: given(cell) for n, cell in cells.items()}))
    if not rows and not refused:
        return Intake(faults=(_of_file("intake-no-rows"),))
    places = {key: n for n, key in found.items()}
    read = (*(_at_cells(one, places) for one in read_all(rows, world)), *refused)
    return Intake(rows=tuple(sorted(read, key=lambda one: one.row)))


def given(cell: Cell) -> Given:
    """A cell as the rules take it."""
    return Given(cell.value, cell.kind, cell.address)


def _at_cells(read: Read, places: Mapping[str, int]) -> Read:
    """Faults of empty cells too are told at the cell, where its column is in the file."""
    return replace(
        read,
        faults=tuple(
            replace(fault, where=fault.where or address(fault.row, places[fault.column]))
            if fault.column in places
            else fault
            for fault in read.faults
        ),
    )


def _of_file(rule: str, where: str = "", row: int = 0, **params: str) -> Fault:
    return Fault(row, "", where, Problem(rule, params))


def _headings(sheet: Sheet, header: int) -> dict[int, str] | tuple[Fault, ...]:
    """Column key by column number, or what is wrong with the headings."""
    known = {
        word.casefold(): key
        for key, (name, _hint, _sample) in columns().items()
        for word in (key, *(name[language] for language in LANGUAGES))
    }
    found: dict[int, str] = {}
    faults: list[Fault] = []
    for number, cell in sorted(sheet.rows[header].items()):
        key = known.get(" ".join(cell.text.casefold().split()).rstrip("* "))
        if key is None:
            faults.append(_of_file("intake-column-unknown", cell.address, header, text=cell.text[:SHOWN]))
        elif key in found.values():
            faults.append(_of_file("intake-column-twice", cell.address, header, text=cell.text[:SHOWN]))
        elif number in sheet.hidden_columns:
            faults.append(_of_file("intake-hidden-column", cell.address, header, text=cell.text[:SHOWN]))
        else:
            found[number] = key
    for key in REQUIRED:
        if key not in found.values() and not faults:
            name = columns()[key][0]
            words = f"{name.kk} / {name.ru} / {name.en}"
            faults.append(_of_file("intake-column-missing", row=header, text=words))
    return tuple(faults) or found


def _unseen(sheet: Sheet, number: int, cells: dict[int, Cell], found: dict[int, str]) -> tuple[Fault, ...]:
    """What a person who looks at the sheet would not take for data of the table."""
    first = min(cells.values(), key=lambda cell: cell.column)
    if number in sheet.hidden_rows:
        return (_of_file("intake-hidden", first.address, number),)
    return tuple(
        _of_file("intake-cell-outside", cell.address, number, text=cell.text[:SHOWN])
        for n, cell in sorted(cells.items())
        if n not in found
    )
