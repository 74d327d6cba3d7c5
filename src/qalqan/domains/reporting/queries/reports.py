"""Reports to the Government in a list and one by one. They are national and hold nothing of a region, so no
scope is needed. What is not published is shown to who compiles reports only (`drafts`): until then it is a
draft of the ministry, and it speaks of all regions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Func, IntegerField

from qalqan.domains.plans import api as plans
from qalqan.domains.reporting.models import Report, ReportFile, ReportFinding, ReportNumber

PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class FileView:
    """An output: `format` docx, pdf, xlsx or json; `language` kk or ru, "" for both; `size` in bytes."""

    format: str
    language: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """What the number linter said against an output."""

    output: str
    rule: str
    where: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report. `findings` of the whole count at most MOST_FINDINGS are kept."""

    id: UUID
    plan_code: str
    plan: plans.PlanHead | None
    period_start: date
    period_end: date
    number: int
    state: str
    as_of: datetime
    digest: str
    ordered_at: datetime
    ordered_by: str
    compiled_at: datetime | None
    published_at: datetime | None
    published_by: str
    numbers: int
    files: tuple[FileView, ...] = ()
    findings: tuple[FindingView, ...] = ()


def reports(language: str, *, is_open: bool = False, drafts: bool = False) -> tuple[ReportView, ...]:
    """The published reports, the newest order first; with `drafts` all; with `is_open` those of public
    plans."""
    rows = Report.objects.annotate(n=Count("numbers")).order_by("-ordered_at")
    if not drafts:
        rows = rows.filter(state=PUBLISHED)
    heads = {head.code: head for head in plans.plans(language, public_only=is_open)}
    return tuple(
        _view(row, heads.get(row.plan_code), row.n) for row in rows if not is_open or row.plan_code in heads
    )


def report(key: UUID, language: str, *, is_open: bool = False, drafts: bool = False) -> ReportView | None:
    """One report with its files and findings; None if there is none, or none to be shown."""
    row = Report.objects.filter(pk=key).first()
    if row is None or (row.state != PUBLISHED and not drafts):
        return None
    head = next((p for p in plans.plans(language, public_only=is_open) if p.code == row.plan_code), None)
    if is_open and head is None:
        return None
    size = Func(F("content"), function="octet_length", output_field=IntegerField())
    files = ReportFile.objects.filter(report=row).annotate(size=size).order_by("format", "language")
    columns = ("format", "language", "name", "size", "sha256")
    return _view(
        row,
        head,
        ReportNumber.objects.filter(report=row).count(),
        [FileView(*values) for values in files.values_list(*columns)],
        [
            FindingView(
                one.output,
                one.rule,
                one.params.get("where", ""),
                one.params.get("expected", ""),
                one.params.get("found", ""),
            )
            for one in ReportFinding.objects.filter(report=row).order_by("position")
        ],
    )


def file(key: UUID, name: str) -> tuple[str, bytes] | None:
    """The format and the bytes of a file of a report, None if there is none."""
    row = ReportFile.objects.filter(report=key, name=name).first()
    return (row.format, bytes(row.content)) if row else None


def _view(
    row: Report,
    head: plans.PlanHead | None,
    numbers: int,
    files: Sequence[FileView] = (),
    findings: Sequence[FindingView] = (),
) -> ReportView:
    return ReportView(
        id=row.pk,
        plan_code=row.plan_code,
        plan=head,
        period_start=row.period_start,
        period_end=row.period_end,
        number=row.number,
        state=row.state,
        as_of=row.as_of,
        digest=row.digest,
        ordered_at=row.ordered_at,
        ordered_by=row.ordered_by,
        compiled_at=row.compiled_at,
        published_at=row.published_at,
        published_by=row.published_by,
        numbers=numbers,
        files=tuple(files),
        findings=tuple(findings),
    )
