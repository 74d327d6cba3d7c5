"""Rows of a register's file, whatever its format: a spreadsheet or GeoJSON becomes numbered rows of cells, or
what is wrong with the file as a whole. Pure. Nothing hidden is passed over in silence, and no heading that is
not known: a misspelled column would be lost.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qalqan.kernel.sheets.book import Book, Cell, Sheet

from .problem import Problem, Refused
from .register_words import REQUIRED, columns, headings, plain

SHOWN = 60
DEEPEST = 40  # brackets of GeoJSON within each other
LINES = ("LineString",)


@dataclass(frozen=True, slots=True)
class Given:
    """What stands in a cell. `where`: its name in the file: B7, features[3].properties.kind."""

    value: Any
    kind: str = "text"
    where: str = ""

    @property
    def text(self) -> str:
        """The value as people would write it."""
        return plain(self.value)


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem at a cell: `row` counts as the file does, 0 for the whole file."""

    row: int
    column: str
    where: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that can be read, and faults of the file and of rows that cannot."""

    rows: tuple[tuple[int, Mapping[str, Given]], ...] = ()
    faults: tuple[Fault, ...] = field(default=())


def of_book(kind: str, book: Book) -> Table:
    """The rows of the first sheet that is not hidden; its headings are its first row with values."""
    sheet = next((one for one in book.sheets if not one.is_hidden and one.rows), None)
    if sheet is None:
        return Table(faults=(_fault("row-none"),))
    header = min(sheet.rows)
    found, faults = _headings(kind, sheet.rows[header], header, sheet)
    if faults:
        return Table(faults=faults)
    rows, bad = [], []
    for number, cells in sorted(sheet.rows.items()):
        if number == header:
            continue
        if number in sheet.hidden_rows or cells.keys() - found.keys():
            first = min(cells.values(), key=lambda cell: (cell.column in found, cell.column))
            bad.append(_fault("row-hidden", number, first.address))
        else:
            rows.append((number, {found[n]: _given(cell) for n, cell in cells.items()}))
    if not rows and not bad:
        return Table(faults=(_fault("row-none"),))
    return Table(tuple(rows), tuple(bad))


def _given(cell: Cell) -> Given:
    return Given(cell.value, cell.kind, cell.address)


def _fault(rule: str, row: int = 0, where: str = "", **params: str) -> Fault:
    return Fault(row, "", where, Problem(rule, params))


def _headings(
    kind: str, cells: Mapping[int, Cell], header: int, sheet: Sheet
) -> tuple[dict[int, str], tuple[Fault, ...]]:
    """Column key by column number, and what is wrong with the headings."""
    known, found, faults = headings(kind), dict[int, str](), list[Fault]()
    for number, cell in sorted(cells.items()):
        text = cell.text[:SHOWN]
        key = known.get(" ".join(cell.text.casefold().split()).rstrip("* "))
        if key is None:
            faults.append(_fault("row-column", header, cell.address, text=text))
        elif key in found.values():
            faults.append(_fault("row-column-twice", header, cell.address, text=text))
        elif number in sheet.hidden_columns:
            faults.append(_fault("row-hidden", header, cell.address))
        else:
            found[number] = key
    return found, tuple(faults) or _missing(kind, set(found.values()), header)


def _missing(kind: str, found: set[str], header: int) -> tuple[Fault, ...]:
    wanted: list[tuple[str, ...]] = [(key,) for key in REQUIRED[kind]]
    if kind == "sites":
        wanted += [("name_kk", "name_ru"), ("code",)]
    names = [columns(kind)[several[0]].name for several in wanted if not set(several) & found]
    return tuple(
        _fault("row-column-missing", header, text=f"{name.kk} / {name.ru} / {name.en}") for name in names
    )


def of_geojson(kind: str, text: str, most: int) -> Table:
    """The features of a FeatureCollection, counted from 1. Refused: file-json, file-rows."""
    if _depth(text) > DEEPEST:
        raise Refused.of("file-json", text="[[[[…")
    try:
        read = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as wrong:
        raise Refused.of("file-json", text=str(wrong)[:SHOWN]) from None
    features = read.get("features") if isinstance(read, dict) else None
    if not isinstance(features, list) or read.get("type") != "FeatureCollection":
        raise Refused.of("file-json", text="FeatureCollection")
    if len(features) > most:
        raise Refused.of("file-rows", limit=f"{most}")
    if not features:
        return Table(faults=(_fault("row-none"),))
    rows, faults = [], []
    for number, feature in enumerate(features, 1):
        cells, wrong_ones = _feature(kind, number, feature)
        faults += wrong_ones
        if not wrong_ones:
            rows.append((number, cells))
    unknown = {
        one.problem.params["text"]: one for one in reversed(faults) if one.problem.rule == "row-column"
    }
    if unknown:  # told once, and the file is refused as a spreadsheet with such a heading is
        return Table(faults=tuple(reversed(unknown.values())))
    return Table(tuple(rows), tuple(faults))


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _depth(text: str) -> int:
    """How deep brackets stand within each other, those in texts counted too: a bound, before anything is
    built."""
    deepest = depth = 0
    for sign in text:
        if sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _feature(kind: str, number: int, feature: Any) -> tuple[dict[str, Given], list[Fault]]:
    path = f"features[{number - 1}]"
    if not isinstance(feature, dict):
        return {}, [_fault("geo-shape", number, path, text=str(feature)[:SHOWN])]
    cells, faults = dict[str, Given](), list[Fault]()
    properties = feature.get("properties")
    for name, value in (properties if isinstance(properties, dict) else {}).items():
        where = f"{path}.properties.{str(name)[:SHOWN]}"
        key = headings(kind).get(" ".join(str(name).casefold().split()))
        if key is None:
            faults.append(_fault("row-column", number, where, text=str(name)[:SHOWN]))
        elif isinstance(value, dict | list):
            faults.append(Fault(number, key, where, Problem("row-error", {"text": str(value)[:SHOWN]})))
        elif value is not None and key not in cells:
            cells[key] = Given(value, "bool" if isinstance(value, bool) else "text", where)
    shape = _shape(kind, feature.get("geometry"), f"{path}.geometry")
    if isinstance(shape, Problem):
        faults.append(Fault(number, "lat", f"{path}.geometry", shape))
    else:
        cells |= shape
    return cells, faults


def _shape(kind: str, geometry: Any, where: str) -> dict[str, Given] | Problem:
    """Latitude and longitude of a point, or a line; GeoJSON writes longitude first."""
    if geometry is None:
        return {}
    form = geometry.get("type") if isinstance(geometry, dict) else None
    spots = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if form == "Point" and isinstance(spots, list) and len(spots) in (2, 3):
        return {"lat": Given(spots[1], where=where), "lon": Given(spots[0], where=where)}
    spots = spots if isinstance(spots, list) else []
    if form in LINES and kind == "assets" and all(map(_is_spot, spots)):
        return {"line": Given([[one[1], one[0]] for one in spots], where=where)}
    return Problem("geo-shape", {"text": str(form)[:SHOWN]})


def _is_spot(given: Any) -> bool:
    return isinstance(given, list) and len(given) in (2, 3)
