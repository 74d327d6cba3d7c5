"""Every list as CSV, XLSX and JSON, with the headers in the reader's language.

CSV is UTF-8 with a byte order mark, because Excel reads Cyrillic wrongly without one, and comma-separated as
RFC 4180 says. A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers and
days are written as such and need none. XLSX has real numbers and real days, a frozen header and a filter.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from django.utils import timezone

from . import labels
from .queries import (
    BodyList,
    BodyPage,
    Calendar,
    FindingView,
    GapView,
    LintReport,
    Overview,
    OverviewRow,
    PlanHead,
)

type Value = str | int | Decimal | date | datetime | None

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDEST = 70
LONGEST = 32_767  # characters of a cell of XLSX; xlsxwriter leaves a longer text out without a word


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key (for JSON), its header, its width in characters (for XLSX)."""

    key: str
    header: str
    width: int = 14


@dataclass(frozen=True, slots=True)
class Table:
    """A list ready to be written in any format."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


def safe_text(value: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def to_csv(table: Table) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_text(column.header) for column in table.columns])
    for row in table.rows:
        writer.writerow([safe_text(v) if isinstance(v, str) else "" if v is None else str(v) for v in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def to_json(table: Table) -> bytes:
    keys = [column.key for column in table.columns]
    rows = [dict(zip(keys, (_plain(value) for value in row), strict=True)) for row in table.rows]
    shown = {"title": table.title, "columns": {c.key: c.header for c in table.columns}, "rows": rows}
    return json.dumps(shown, ensure_ascii=False, indent=1).encode("utf-8")


def _plain(value: Value) -> str | int | None:
    """Money stays a decimal string: a float would round it."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def to_xlsx(table: Table) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet()
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd.mm.yyyy", "valign": "top", "align": "left"})
    money = book.add_format({"num_format": "#,##0.0##", "valign": "top"})
    for position, column in enumerate(table.columns):
        sheet.set_column(position, position, min(column.width, WIDEST))
        sheet.write_string(0, position, column.header, heading)
    for line, row in enumerate(table.rows, 1):
        for position, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(line, position, value.replace(tzinfo=None), day)
            elif isinstance(value, date):
                sheet.write_datetime(line, position, datetime(value.year, value.month, value.day), day)
            elif isinstance(value, Decimal):
                sheet.write_number(line, position, float(value), money)
            elif isinstance(value, int):
                sheet.write_number(line, position, value, text)
            elif value:
                whole = value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…"
                sheet.write_string(line, position, whole, text)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.set_properties({"title": table.title})
    book.close()
    return out.getvalue()


WRITERS: dict[str, Callable[[Table], bytes]] = {"csv": to_csv, "xlsx": to_xlsx, "json": to_json}


def written(table: Table, kind: str) -> bytes:
    """The table as a file of a kind: csv, xlsx or json. KeyError for another."""
    return WRITERS[kind](table)


CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def _columns(language: str, widths: dict[str, int]) -> tuple[Column, ...]:
    return tuple(Column(key, labels.column(key, language), width) for key, width in widths.items())


ROW_WIDTHS = {
    "number": 6,
    "section": 8,
    "title": 70,
    "form": 26,
    "bodies": 30,
    "deadline": 22,
    "start": 12,
    "end": 12,
    "state": 26,
    "funding": 28,
    "total": 12,
}
TAIL_WIDTHS = {"sources": 14, "programmes": 14}


def _bodies(row: OverviewRow) -> str:
    return ", ".join(duty.body.short for duty in row.duties)


def rows_table(title: str, rows: Sequence[OverviewRow], language: str) -> Table:
    """Measures as a table, with one column for each year that any of them has money for."""
    years = sorted({year for row in rows for year in row.years})
    widths = ROW_WIDTHS | {f"years.{year}": 12 for year in years} | TAIL_WIDTHS
    if any(row.title.is_translated for row in rows):
        widths["original"] = 70
    lines = []
    for row in rows:
        line: list[Value] = [
            row.number, row.section, row.title.text, row.form.text, _bodies(row), row.deadline.text,
            row.start, row.end, row.state_label, row.finance.text or row.funding_label, row.total,
            *(row.years.get(year) for year in years), ", ".join(row.sources), ", ".join(row.programmes),
        ]  # fmt: skip
        lines.append(tuple([*line, row.title.original] if "original" in widths else line))
    return Table(title, _columns(language, widths), tuple(lines))


def overview_table(view: Overview) -> Table:
    """The rows of an overview, as filtered; ask for a page that holds them all."""
    return rows_table(view.plan.act_title.text, view.rows, view.language)


def body_table(page: BodyPage, language: str) -> Table:
    """What a body owes under the plan shown."""
    return rows_table(page.body.name, (*page.leads, *page.takes_part), language)


def calendar_table(view: Calendar, language: str) -> Table:
    """What falls due in the year, by day."""
    widths = {"due": 12, "number": 6, "title": 70, "form": 26, "bodies": 30, "deadline": 22, "state": 26}
    rows = tuple(
        (
            entry.day, entry.row.number, entry.row.title.text, entry.row.form.text, _bodies(entry.row),
            entry.row.deadline.text, entry.row.state_label,
        )
        for entry in view.entries
    )  # fmt: skip
    return Table(f"{view.plan.act_title.text}: {view.year}", _columns(language, widths), rows)


def findings_table(title: str, found: Iterable[FindingView], language: str) -> Table:
    """Notes of the reader."""
    widths = {"kind": 24, "place": 26, "reason": 70, "quote": 40, "rule": 24}
    rows = tuple((f.kind_label, f.place, f.message, f.quote, f.rule) for f in found)
    return Table(title, _columns(language, widths), rows)


def gaps_table(title: str, found: Iterable[GapView], language: str, *, by_name: bool = True) -> Table:
    """The gap ledger with the decision that holds; without `by_name` it tells the post, not the person."""
    widths = {
        "place": 26, "question": 70, "quote": 40, "decision": 24, "reason": 50, "decided_by": 26,
        "decided_at": 14,
    }  # fmt: skip
    rows = []
    for gap in found:
        last = gap.decisions[-1] if gap.decisions else None
        decision: tuple[Value, ...] = (None, None, None, None)
        if last is not None:
            who = last.decided_by if by_name else last.post
            decision = (last.value, last.reason, who, timezone.localdate(last.decided_at))
        rows.append((gap.place, gap.message, gap.quote, *decision))
    return Table(title, _columns(language, widths), tuple(rows))


def lint_table(report: LintReport, language: str) -> Table:
    """The lint report: one line for each place of each finding, so that a row's author can filter his own."""
    widths = {"kind": 14, "place": 30, "reason": 60, "mend": 60, "quote": 40, "rule": 28}
    rows = tuple(
        (found.severity_label, place.name, found.message, found.mend, place.quote, found.rule)
        for found in report.findings
        for place in found.places
    )
    return Table(report.plan.act_title.text, _columns(language, widths), rows)


def plans_table(title: str, found: Iterable[PlanHead], language: str) -> Table:
    """The list of plans."""
    widths = {"code": 20, "act": 12, "act_date": 12, "title": 70, "bodies": 40, "measures": 12}
    rows = tuple(
        (p.code, p.act_number, p.act_date, p.act_title.text, p.act_body.text, p.measures) for p in found
    )
    return Table(title, _columns(language, widths), rows)


def bodies_table(found: BodyList, language: str) -> Table:
    """Who owes how much under a plan."""
    widths = {"code": 14, "body": 60, "leads": 12, "takes_part": 12}
    rows = tuple((t.body.code, t.body.name, t.leads, t.takes_part) for t in found.bodies)
    return Table(found.plan.act_title.text, _columns(language, widths), rows)
