"""What an uploaded workbook says, cell by cell: which lines may be taken over, which not and why. Pure.

A row is compared with the version it was made from (its column says which) and with the one that holds now,
by the same three-way merge as two people at one page. So a row that nobody touched changes nothing, a row
that only one side touched is taken, and what both touched differently is told with both writings. Nothing is
guessed: a formula, a hidden change, a merged cell, a number that reads two ways keeps its line out.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from qalqan.domains.reporting.rules import lines
from qalqan.domains.reporting.rules.workbook_findings import Finding, ranked
from qalqan.domains.reporting.rules.workbook_table import Table, find_table
from qalqan.domains.reporting.rules.workbook_texts import (
    INPUTS,
    Stamp,
    digest,
    outcome_of,
    plain,
)
from qalqan.kernel.sheets.book import Book, Cell

NUMBERS = ("value", "numerator", "denominator", "spend")
TEXTS = ("text_kk", "text_ru")
SHOWN = 120  # characters of a text that a message shows


class ValueProblem(Protocol):
    """A rule of evidence that a number breaks, with words of its own."""

    @property
    def rule(self) -> str: ...

    def words(self, language: str = "en") -> dict[str, str]: ...


# text or number, unit or indicator -> the number, None when it is not said, or what is wrong with it
type Parse = Callable[[object, Any], Decimal | ValueProblem | None]


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """A line as it is now. `version`: of the line; `entries`: what it said from each version on, by version,
    without those kept aside. `measured`: what `parse` is to read its value as (an indicator), None when none
    is bound. `titles`: the measure's title in each language."""

    id: UUID
    number: int
    state: str
    version: int
    entries: Mapping[int, lines.Fields] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    measured: object = None
    is_percent: bool = False
    needs: lines.Needs = field(default_factory=lines.Needs)

    def at(self, version: int) -> lines.Fields:
        """What the line said at a version; nothing before its first entry."""
        held = max((known for known in self.entries if known <= version), default=None)
        return lines.Fields() if held is None else self.entries[held]

    @property
    def now(self) -> lines.Fields:
        """What it says now."""
        return self.at(self.version)


@dataclass(frozen=True, slots=True)
class LineRead:
    """A row of a line that may be taken over. `fields` is what will hold: the reporter's changes on top of
    what stands now. `seen`: the version they are on top of. `changed`: names of fields."""

    line_id: UUID
    number: int
    row: int
    seen: int
    fields: lines.Fields
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """`good` may be taken over; `same` counts rows without a change, `bad` rows with an error. `is_refused`:
    the file is not a workbook of this report, and nothing of it is taken."""

    findings: tuple[Finding, ...]
    good: tuple[LineRead, ...] = ()
    same: int = 0
    bad: int = 0
    is_refused: bool = False

    @property
    def read(self) -> int:
        """How many lines the file speaks of."""
        return len(self.good) + self.same + self.bad


def check(book: Book, wanted: Stamp, expected: Mapping[int, ExpectedLine], *, parse: Parse) -> Checked:
    """Everything that an uploaded workbook says of the report `wanted`, whose lines are `expected`."""
    table = find_table(book, wanted)
    if isinstance(table, Finding):
        return Checked((table,), is_refused=True)
    findings = list(table.findings)
    rows = _numbered(table, expected, findings)
    if wrong := _revisions_moved(table, rows, expected):
        return Checked((wrong,), is_refused=True)
    twice = {number for number, count in Counter(rows.values()).items() if count > 1}
    good: list[LineRead] = []
    bad: set[int] = set()
    for row, number in rows.items():
        line = expected[number]
        if number in twice:
            findings.append(_at(table, "measure-twice", row, "number", number))
            bad.add(number)
            continue
        read, found = _Row(table, row, line, parse).read()
        findings += found
        if any(finding.severity == "error" for finding in found):
            bad.add(number)
        elif read is not None:
            good.append(read)
    absent = sorted(expected.keys() - set(rows.values()))
    if absent:
        params = {"numbers": ", ".join(map(str, absent)), "count": str(len(absent))}
        findings.append(Finding("rows-missing", table.sheet.title, params=params))
    same = len(set(rows.values())) - len(good) - len(bad)
    return Checked(ranked(findings), tuple(good), same, len(bad))


def _at(table: Table, rule: str, row: int, key: str, number: int | None, **params: str) -> Finding:
    return Finding(rule, table.sheet.title, row, table.columns.get(key, 0), number, params)


def _numbered(table: Table, expected: Mapping[int, ExpectedLine], findings: list[Finding]) -> dict[int, int]:
    """Row -> number of its measure; rows that name none, or one that is not in the report, are told."""
    found: dict[int, int] = {}
    for row in sorted(table.sheet.rows):
        if row <= table.header:
            continue
        cell = table.sheet.cell(row, table.columns["number"])
        if cell is None:
            filled = [key for key in INPUTS if _cell(table, row, key)]
            if filled:
                findings.append(_at(table, "number-missing", row, filled[0], None))
            continue
        text = cell.text.removesuffix(".0").strip(". №")
        if not text.isdecimal() or len(text) > 6 or cell.kind == "formula":
            findings.append(_at(table, "number-unreadable", row, "number", None, text=cell.text[:SHOWN]))
        elif int(text) not in expected:
            findings.append(_at(table, "measure-unknown", row, "number", int(text), text=text))
        else:
            found[row] = int(text)
    return found


def _cell(table: Table, row: int, key: str) -> Cell | None:
    column = table.columns.get(key)
    return table.sheet.cell(row, column) if column else None


def _revision(table: Table, row: int) -> int | None:
    cell = _cell(table, row, "revision")
    text = cell.text if cell and cell.kind in ("text", "number") else ""
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _revisions_moved(
    table: Table, rows: Mapping[int, int], expected: Mapping[int, ExpectedLine]
) -> Finding | None:
    """Whether revisions stand beside other measures than those they were written for: then no comparison can
    be trusted. It can be told only when every line is there once."""
    revisions = {number: _revision(table, row) for row, number in rows.items()}
    said = {number: revision for number, revision in revisions.items() if revision is not None}
    if len(said) != len(rows) or len(said) != len(expected) or digest(said) == table.stamp.digest:
        return None
    return Finding("revisions-moved", table.sheet.title, table.header, table.columns["revision"])


class _Row:
    """One row of a known measure."""

    def __init__(self, table: Table, row: int, line: ExpectedLine, parse: Parse) -> None:
        self.table, self.row, self.line, self.parse = table, row, line, parse
        self.found: list[Finding] = []
        self.broken: set[str] = set()  # fields whose cell cannot be read

    def say(self, rule: str, key: str, **params: str) -> None:
        self.found.append(_at(self.table, rule, self.row, key, self.line.number, **params))

    def spoil(self, rule: str, key: str, **params: str) -> None:
        self.say(rule, key, **params)
        self.broken.add(key)

    def read(self) -> tuple[LineRead | None, list[Finding]]:
        seen = _revision(self.table, self.row)
        if seen is None or seen > self.line.version:
            self.say("revision-unknown", "revision")
            return None, self.found
        self.title()
        base = self.line.at(seen)
        said: dict[str, Any] = {}
        for key in INPUTS:
            if key in self.table.columns:
                said[key] = self.value(key)
            else:
                said[key] = getattr(base, key)
        mine = replace(base, **{key: value for key, value in said.items() if key not in self.broken})
        changed = mine.changed(base)
        if not changed:
            return None, self.found
        self.hidden(changed)
        if self.line.state not in lines.WRITABLE:
            self.say("line-locked", changed[0], state=f"@states.{self.line.state}")
            return None, self.found
        return self.merged(base, mine, seen), self.found

    def merged(self, base: lines.Fields, mine: lines.Fields, seen: int) -> LineRead | None:
        now = self.line.now
        merged = lines.merge(base, mine, now)
        for key in merged.conflicts:
            self.say("collision", key, theirs=self.shown(key, now), mine=self.shown(key, mine))
        changed = merged.fields.changed(now)
        if seen != self.line.version and not merged.conflicts and changed:
            others = ", ".join(f"@columns.{key}" for key in now.changed(base))
            if others:
                self.say("changed-meanwhile", changed[0], columns=others)
        for key in changed:
            if getattr(merged.fields, key) in (None, "", "unknown"):
                self.say("emptied", key, was=self.shown(key, now))
        self.together(merged.fields, changed)
        if merged.conflicts or not changed:
            return None
        return LineRead(self.line.id, self.line.number, self.row, self.line.version, merged.fields, changed)

    def together(self, said: lines.Fields, changed: tuple[str, ...]) -> None:
        """What the fields cannot be beside each other; what a certificate lacks is a note only."""
        lacking = []
        for problem in lines.problems(said, self.line.needs):
            rule = f"line-{problem.rule}"
            if problem.rule.endswith("_missing") or problem.rule == "text_same":
                lacking.append(f"@columns.{problem.field}")
            elif problem.field in changed or problem.field in NUMBERS:
                self.say(rule, problem.field, **dict(problem.params))
        has_error = any(finding.severity == "error" for finding in self.found)
        if lacking and changed and not has_error:  # such a row will not be taken over
            self.say("not-complete", changed[0], columns=", ".join(lacking))

    def title(self) -> None:
        """A part of a sheet sorted by itself puts measures beside other measures' numbers."""
        cell = _cell(self.table, self.row, "title")
        titles = {plain(title) for title in self.line.titles}
        if cell and titles and plain(cell.text) not in titles:
            self.say("title-differs", "title", found=cell.text[:SHOWN], wanted=self.line.titles[0][:SHOWN])

    def hidden(self, changed: tuple[str, ...]) -> None:
        if self.row in self.table.sheet.hidden_rows:
            self.say("row-hidden", changed[0])
        for key in changed:
            if self.table.columns[key] in self.table.sheet.hidden_columns:
                self.say("column-hidden", key, column=f"@columns.{key}")

    def value(self, key: str) -> object:
        """What the cell of a field says; what cannot be taken is told, and its field is left out."""
        column = self.table.columns[key]
        if merged := self.table.sheet.merged_at(self.row, column):
            first, last = _name(merged[0], merged[1]), _name(merged[2], merged[3])
            self.spoil("merged", key, range=f"{first}:{last}")
            return None
        cell = self.table.sheet.cell(self.row, column)
        if cell is None:
            return "unknown" if key == "outcome" else "" if key in TEXTS else None
        if cell.kind == "formula":
            self.spoil("formula", key, stored=cell.text or "…")
            return None
        if cell.kind == "error":
            self.spoil("cell-error", key, text=cell.text)
            return None
        if key == "outcome":
            return self.outcome(cell)
        return cell.text if key in TEXTS else self.number(key, cell)

    def outcome(self, cell: Cell) -> str | None:
        found = outcome_of(cell.text)
        if found is None:
            words = "; ".join(f"@outcomes.{key}" for key in ("done", "partly", "not_done", "unknown"))
            self.spoil("outcome-unknown", "outcome", text=cell.text[:SHOWN], words=words)
        return found

    def number(self, key: str, cell: Cell) -> Decimal | None:
        unit = {"spend": "mln_tenge", "value": self.line.measured}.get(key, "count")
        if self.line.measured is None and key != "spend":
            self.spoil("no-indicator", key, text=cell.text[:SHOWN])
            return None
        if isinstance(cell.value, date):
            self.spoil("date-for-number", key, text=cell.text)
            return None
        if isinstance(cell.value, bool):
            self.spoil("cell-error", key, text=cell.text)
            return None
        if cell.kind == "percent" and not (key == "value" and self.line.is_percent):
            self.spoil("percent-for-number", key, text=f"{cell.text} %")
            return None
        found = self.parse(cell.value, unit)
        if isinstance(found, Decimal) or found is None:
            return found
        words = {language: found.words(language) for language in ("kk", "ru", "en")}
        params = {f"message_{language}": said["message"] for language, said in words.items()}
        params |= {f"mend_{language}": said["mend"] for language, said in words.items()}
        self.spoil("value", key, **params)
        return None

    def shown(self, key: str, said: lines.Fields) -> str:
        value = getattr(said, key)
        if key == "outcome":
            return f"@outcomes.{value}"
        if value in (None, ""):
            return "—"
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _name(row: int, column: int) -> str:
    return Cell(row, column, "text", None).address
