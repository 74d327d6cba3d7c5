"""Uploaded workbooks and what is wrong with them, inside a scope: for who reports for the body."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from qalqan.domains.reporting.models import Entry, Upload, UploadFinding
from qalqan.domains.reporting.queries import reach
from qalqan.domains.reporting.refusals import Refused
from qalqan.domains.reporting.rules.workbook_findings import words
from qalqan.kernel.access.scope import scope
from qalqan.kernel.vault import files
from qalqan.kernel.vault.models import StoredPaper


@dataclass(frozen=True, slots=True)
class FindingView:
    """What is wrong with one cell and how to mend it, in the reader's language. `cell` "": the whole file."""

    severity: str
    sheet: str
    cell: str
    number: int | None
    rule: str
    message: str
    mend: str


@dataclass(frozen=True, slots=True)
class UploadView:
    """A workbook that came in. `good`, `bad`, `same`: lines that may be taken over, lines with an error,
    lines without a change; they add up to `read`. `lines`: id of the line by number, for those taken over."""

    id: UUID
    package_id: UUID
    body_code: str
    name: str
    file_id: UUID | None
    state: str
    read: int
    good: int
    bad: int
    applied: int
    at: datetime
    by_name: str
    post: str
    findings: tuple[FindingView, ...] = ()
    taken: tuple[tuple[int, UUID], ...] = ()

    @property
    def same(self) -> int:
        return self.read - self.good - self.bad

    @property
    def may_apply(self) -> bool:
        return self.state == "checked" and self.good > 0


def uploads(package_id: UUID, *, language: str) -> tuple[UploadView, ...]:
    """The workbooks of a package, the newest first, with their findings: drafts, so none for who does not
    report for its body. Two queries."""
    rows = reach.uploads().filter(package=package_id).order_by("-at", "-id")
    listed = rows.select_related("package").prefetch_related("findings")
    return tuple(_view(row, language) for row in listed if reach.reads_drafts(row.package.body_code))


def upload(upload_id: UUID, *, language: str) -> UploadView:
    """One workbook. Refused("no_such_upload") for who may not see it."""
    return _view(_found(upload_id), language, taken=True)


def file_of(upload_id: UUID) -> tuple[str, bytes]:
    """Name and bytes of a workbook as it came. Refused("no_such_upload")."""
    row = _found(upload_id)
    return row.name, content(row)


def content(row: Upload) -> bytes:
    """The bytes as they were sent. FileNotFoundError when they are not on this disk."""
    stored = StoredPaper.objects.within(scope.current()).get(pk=row.file_id)
    return b"".join(files.content_of(stored))


def _found(upload_id: UUID) -> Upload:
    rows = reach.uploads().select_related("package").prefetch_related("findings")
    row = rows.filter(pk=upload_id).first()
    if row is None or not reach.reads_drafts(row.package.body_code):
        raise Refused("no_such_upload")
    return row


def _view(row: Upload, language: str, *, taken: bool = False) -> UploadView:
    found = sorted(row.findings.all(), key=lambda finding: finding.rank)
    lines = Entry.objects.filter(upload_id=row.pk, region_id=row.region_id).select_related("line")
    return UploadView(
        id=row.pk,
        package_id=row.package_id,
        body_code=row.package.body_code,
        name=row.name,
        file_id=row.file_id,
        state=row.state,
        read=row.lines_read,
        good=row.lines_good,
        bad=len({f.measure_number for f in found if f.severity == "error" and f.measure_number}),
        applied=row.lines_applied,
        at=row.at,
        by_name=row.by_name,
        post=row.post,
        findings=tuple(_finding(one, language) for one in found),
        taken=tuple(sorted((one.line.measure_number, one.line_id) for one in lines)) if taken else (),
    )


def _finding(row: UploadFinding, language: str) -> FindingView:
    message, mend = words(row.rule, row.params, language)
    return FindingView(row.severity, row.sheet, row.cell, row.measure_number, row.rule, message, mend)
