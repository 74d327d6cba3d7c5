"""The register's lists as tables, with the headers in the reader's language; `kernel.tables` writes them as
CSV, XLSX and JSON."""

from collections.abc import Iterable, Sequence

from django.utils import timezone

from qalqan.kernel.tables import CONTENT_TYPES, WRITERS, Column, Table, Value, written

from . import labels
from .queries import (
    BodyList,
    BodyPage,
    Calendar,
    GapView,
    LintReport,
    Overview,
    OverviewRow,
    PlanHead,
)

__all__ = ["CONTENT_TYPES", "WRITERS", "Column", "Table", "written"]


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
