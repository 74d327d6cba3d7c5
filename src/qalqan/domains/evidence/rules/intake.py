"""A row of a file or of a request becomes an observation, or the list of what is wrong with it. Pure.

A row is cells by column key. Nothing is guessed and nothing is converted: an empty unit, a coverage that may
be a share or a percent, a value that disagrees with its own two numbers keep the row out. All problems of a
row are found at once, each at its cell. A claim never comes in here: bodies claim in their reports.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal

from qalqan.kernel.names import LANGUAGES

from .indicator import Indicator
from .intake_words import Value, as_day, columns, is_address, is_unit, shown, source_names
from .observing import SOURCES, At, NewObservation, dims_text
from .problem import Problem
from .values import DIGITS, PLACES, parse

EARLIEST = date(2000, 1, 1)
TOLERANCE = Decimal("0.05")  # how far a rounded percent may lie from its two numbers
SHOWN = 60
LONGEST = {"source_body": 200, "ref": 200, "source_name": 500, "address": 1000, "method": 2000, "note": 2000}
REQUIRED = ("place", "indicator", "unit", "source_kind")


@dataclass(frozen=True, slots=True)
class Given:
    """What stands in a cell. `kind`: as in kernel.sheets ("text", "number", "percent", "date", "bool",
    "formula", "error"); `where`: the cell's name in its file, "" in a request."""

    value: Value
    kind: str = "text"
    where: str = ""

    @property
    def text(self) -> str:
        if isinstance(self.value, date):
            return shown(self.value)
        if isinstance(self.value, Decimal) and self.value.adjusted() < DIGITS:
            return f"{self.value:f}"
        return "" if self.value is None else str(self.value).strip()


@dataclass(frozen=True, slots=True)
class Place:
    """A place and the days it stood: `until` is the first day no longer."""

    at: At
    since: date | None = None
    until: date | None = None

    def stood(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class World:
    """What a row is checked against. `places`: by code and name, casefolded."""

    today: date
    places: Mapping[str, Place]
    indicators: Mapping[str, Indicator]


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem at a cell: `row` counts as its file or list does, `column` is a key, "" for the whole row."""

    row: int
    column: str
    where: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Read:
    """A row as it was understood: an observation, or faults."""

    row: int
    new: NewObservation | None
    faults: tuple[Fault, ...] = field(default=())


def read_all(rows: Iterable[tuple[int, Mapping[str, Given]]], world: World) -> tuple[Read, ...]:
    """Every row checked by itself, then against the others: who speaks twice is told at both rows."""
    read = [read_row(number, cells, world) for number, cells in rows]
    same: dict[tuple[object, ...], list[Read]] = defaultdict(list)
    for one in read:
        if one.new is not None:
            same[key_of(one.new)].append(one)
    twice = {one.row: group for group in same.values() if len(group) > 1 for one in group}
    return tuple(_doubled(one, twice[one.row]) if one.row in twice else one for one in read)


def key_of(new: NewObservation) -> tuple[object, ...]:
    """What two observations share when they speak of the same thing by the same source."""
    said = (new.period_start, new.period_end, new.source_kind, new.source_body, new.source_ref)
    return (new.at.place, new.at.place_id, new.indicator, dims_text(new.dims), *said)


def _doubled(one: Read, group: list[Read]) -> Read:
    rows = ", ".join(str(each.row) for each in group[:10])
    return Read(one.row, None, (Fault(one.row, "", "", Problem("intake-twice", {"rows": rows})),))


def read_row(number: int, cells: Mapping[str, Given], world: World) -> Read:
    """One row. Cells of columns that are not in `columns()` are no part of it: `intake_table` tells them."""
    row = _Row(number, cells, world)
    new = row.observation()
    return Read(number, None if row.faults else new, tuple(row.faults))


class _Row:
    """A row being read: each question answers with a value or notes a fault and answers None."""

    def __init__(self, number: int, cells: Mapping[str, Given], world: World) -> None:
        self.row, self.cells, self.world = number, cells, world
        self.faults: list[Fault] = []

    def fault(self, key: str, rule: str | Problem, /, **params: str) -> None:
        where = self.cells[key].where if key in self.cells else ""
        problem = rule if isinstance(rule, Problem) else Problem(rule, params)
        self.faults.append(Fault(self.row, key, where, problem))

    def observation(self) -> NewObservation | None:
        for column in columns():
            self.readable(column)
        if self.faults:
            return None
        for column in REQUIRED:
            if not self.text(column):
                names = columns()[column][0]
                self.fault(column, "intake-missing", column=f"{names.kk} / {names.ru} / {names.en}")
        indicator = self.indicator()
        period = self.period(indicator)
        at = self.place(period)
        kind = self.source()
        numbers = self.numbers(indicator)
        coverage = self.coverage()
        days = self.days(period)
        self.author()
        if self.faults or not (indicator and period and at and kind and numbers and days):
            return None
        observed, known = days
        value, numerator, denominator = numbers
        return NewObservation(
            at=at,
            indicator=indicator.key,
            period_start=period[0],
            period_end=period[1],
            source_kind=kind,
            value=value,
            numerator=numerator,
            denominator=denominator,
            coverage=coverage,
            source_body=self.text("source_body"),
            source_ref=self.text("ref"),
            source_name=self.text("source_name"),
            address=self.text("address"),
            method=self.text("method"),
            note=self.text("note"),
            observed_on=observed,
            known_from=known,
        )

    def readable(self, column: str) -> None:
        cell = self.cells.get(column)
        if cell is None:
            return
        if cell.kind == "formula":
            self.fault(column, "intake-formula")
        elif cell.kind == "error":
            self.fault(column, "intake-error", text=cell.text[:SHOWN])
        elif isinstance(cell.value, bool) and column != "value":
            self.fault(column, "intake-kind", text=cell.text)
        elif "\0" in cell.text:
            self.fault(column, "intake-kind", text="\\0")
        elif len(cell.text) > LONGEST.get(column, 200):
            self.fault(column, "intake-text-long", limit=str(LONGEST.get(column, 200)))

    def text(self, column: str) -> str:
        cell = self.cells.get(column)
        return cell.text if cell is not None else ""

    def indicator(self) -> Indicator | None:
        key = self.text("indicator")
        found = self.world.indicators.get(key)
        if key and found is None:
            self.fault("indicator", "intake-indicator", text=key[:SHOWN])
        said = self.text("unit")
        if found is not None and said and not is_unit(said, found.measured_in):
            unit = found.measured_in
            self.fault("unit", "intake-unit", text=said[:SHOWN], unit=unit.short.ru or unit.key)
        return found

    def source(self) -> str | None:
        said = self.text("source_kind").casefold()
        if not said:
            return None
        names = source_names()
        kind = next(
            (
                key
                for key in SOURCES
                if said in (key, *(names[key][language].casefold() for language in LANGUAGES))
            ),
            None,
        )
        if kind is None:
            self.fault("source_kind", "intake-source", text=said[:SHOWN])
        elif kind == "claim":
            self.fault("source_kind", "intake-claim")
        return kind

    def day(self, column: str) -> date | None:
        """A day that has come; None where none is said or the fault is told."""
        cell = self.cells.get(column)
        if cell is None or not cell.text:
            return None
        found = as_day(cell.value)
        if found is None:
            self.fault(column, "intake-day", text=cell.text[:SHOWN])
        elif found > self.world.today:
            self.fault(column, "intake-future", day=shown(found))
        elif found < EARLIEST:
            self.fault(column, "intake-past", day=shown(found), limit=shown(EARLIEST))
        else:
            return found
        return None

    def period(self, indicator: Indicator | None) -> tuple[date, date] | None:
        before, said = len(self.faults), self.text("year")
        start, end = self.day("period_start"), self.day("period_end")
        if said and (self.text("period_start") or self.text("period_end")):
            self.fault("year", "intake-period-both")
        elif said:
            return self.whole_year(said)
        if len(self.faults) > before:
            return None
        if end is not None and start is None and (indicator is None or indicator.kind == "stock"):
            start = end
        if start is None or end is None:
            self.fault("period_end" if end is None else "period_start", "intake-period-none")
            return None
        if start > end:
            self.fault("period_end", "intake-period-order", start=shown(start), end=shown(end))
            return None
        return start, end

    def whole_year(self, said: str) -> tuple[date, date] | None:
        if not re.fullmatch(r"[0-9]{4}(\.0+)?", said) or int(said[:4]) < 1:
            self.fault("year", "intake-year", text=said[:SHOWN])
            return None
        start, end = date(int(said[:4]), 1, 1), date(int(said[:4]), 12, 31)
        if end > self.world.today:
            self.fault("year", "intake-future", day=shown(end))
        elif start < EARLIEST:
            self.fault("year", "intake-past", day=shown(start), limit=shown(EARLIEST))
        else:
            return start, end
        return None

    def place(self, period: tuple[date, date] | None) -> At | None:
        said = self.text("place")
        found = self.world.places.get(" ".join(said.casefold().split()))
        if not said:
            return None
        if found is None:
            self.fault("place", "intake-place", text=said[:SHOWN])
        elif period is not None and not found.stood(period[1]):
            self.fault("place", "intake-place-day", text=said[:SHOWN], day=shown(period[1]))
        else:
            return found.at
        return None

    def number(self, column: str, of: Indicator | str) -> Decimal | None:
        cell = self.cells.get(column)
        if cell is None or cell.value is None:
            return None
        if isinstance(cell.value, date):
            self.fault(column, "intake-kind", text=cell.text)
            return None
        said = f"{cell.text} %" if cell.kind == "percent" else cell.value
        found = parse(said, of)
        if isinstance(found, Problem):
            self.fault(column, found)
            return None
        return found

    def numbers(self, of: Indicator | None) -> tuple[Decimal, Decimal | None, Decimal | None] | None:
        """Value, numerator and denominator that agree with each other."""
        if of is None:
            return None
        before = len(self.faults)
        value = self.number("value", of)
        if of.denominator is None:
            for column in ("numerator", "denominator"):
                if self.text(column):
                    self.fault(column, "intake-share-not")
            numerator = denominator = None
        else:
            numerator, denominator = self.number("numerator", "count"), self.number("denominator", "count")
        if len(self.faults) > before:
            return None
        if (numerator is None) != (denominator is None):
            self.fault("denominator" if denominator is None else "numerator", "intake-share-half")
            return None
        if numerator is None or denominator is None:
            if value is None:
                self.fault("value", "intake-value-none")
                return None
            return value, None, None
        return self.share(of, value, numerator, denominator)

    def share(
        self, of: Indicator, value: Decimal | None, numerator: Decimal, denominator: Decimal
    ) -> tuple[Decimal, Decimal | None, Decimal | None] | None:
        if denominator == 0:
            self.fault("denominator", "intake-denominator")
            return None
        if of.unit == "percent" and numerator > denominator:
            self.fault(
                "numerator",
                "intake-share-order",
                numerator=f"{numerator:f}",
                denominator=f"{denominator:f}",
            )
            return None
        counted = (of.scale * numerator / denominator).quantize(PLACES)
        if value is not None and abs(value - counted) > TOLERANCE:
            self.fault(
                "value", "intake-share-differs", value=f"{value:f}", counted=f"{counted.normalize():f}"
            )
            return None
        return counted, numerator, denominator

    def coverage(self) -> Decimal | None:
        cell = self.cells.get("coverage")
        found = self.number("coverage", "percent")
        if found is None or cell is None:
            return None
        is_said = cell.kind == "percent" or cell.text.endswith("%")
        if found == 0 or (found <= 1 and not is_said):
            self.fault("coverage", "intake-coverage", text=cell.text[:SHOWN])
            return None
        return (found / 100).quantize(PLACES)

    def days(self, period: tuple[date, date] | None) -> tuple[date | None, datetime | None] | None:
        before = len(self.faults)
        observed, known = self.day("observed_on"), self.day("known_from")
        if period is None or len(self.faults) > before:
            return None
        if observed is not None and observed < period[0]:
            self.fault("observed_on", "intake-observed", day=shown(observed))
        seen = observed or period[1]
        if known is not None and known < seen:
            self.fault("known_from", "intake-known-early", day=shown(known), seen=shown(seen))
        if known is None or known == self.world.today:
            return observed, None
        if not (self.text("address") or self.text("ref")):
            self.fault("known_from", "intake-known-basis", day=shown(known))
        return observed, datetime.combine(known, time(7, tzinfo=UTC))  # noon in Kazakhstan

    def author(self) -> None:
        if not (self.text("source_body") or self.text("source_name")):
            self.fault("source_body", "intake-author")
        address = self.text("address")
        if address and not is_address(address):
            self.fault("address", "intake-address", text=address[:SHOWN])
