"""What was done with a line and what lies beside it, as values: papers, steps, certificates."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from qalqan.domains.reporting.models import Certificate, EntryFile, Step


@dataclass(frozen=True, slots=True)
class FileView:
    """A paper beside a line. `removed_at`: when it was taken away, None while it lies there."""

    id: UUID
    file_id: UUID
    title: str
    at: datetime
    by_name: str
    removed_at: datetime | None = None
    removed_by: str = ""


@dataclass(frozen=True, slots=True)
class StepView:
    """Something done with a line, with the revision it was done with."""

    number: int
    act: str
    before: str
    after: str
    entry_number: int
    reason: str
    at: datetime
    by_name: str
    post: str
    certificate: UUID | None


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A name under lines."""

    id: UUID
    number: int
    by_name: str
    post: str
    at: datetime
    digest: str
    line_count: int


def file_view(row: EntryFile) -> FileView:
    """A row as a value."""
    return FileView(row.pk, row.file_id, row.title, row.at, row.by_name, row.removed_at, row.removed_by)


def step_view(row: Step) -> StepView:
    """A row as a value."""
    return StepView(
        row.number,
        row.act,
        row.before,
        row.after,
        row.entry_number,
        row.reason,
        row.at,
        row.by_name,
        row.post,
        row.certificate_id,
    )


def certificate_view(row: Certificate) -> CertificateView:
    """A row as a value."""
    return CertificateView(row.pk, row.number, row.by_name, row.post, row.at, row.digest, row.line_count)
