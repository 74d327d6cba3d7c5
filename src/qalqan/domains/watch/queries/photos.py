"""Which pictures who may see. Inside a scope."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from qalqan.domains.watch.models import ClusterStep, Confirmation, Opening, ReportPhoto
from qalqan.kernel.access.scope import scope
from qalqan.kernel.vault.models import StoredPaper

PUBLIC = "watch.public"
LATEST = 50


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture of a report as staff sees it: never the original itself. `openings`: how often that was
    opened."""

    id: UUID
    region_id: UUID
    report_id: UUID
    number: str
    category: str
    received_at: datetime
    position: int
    state: str
    public_id: UUID | None
    has_original: bool
    faces: int
    plates: int
    width: int
    height: int
    openings: int


@dataclass(frozen=True, slots=True)
class OpeningView:
    """One opening of an original."""

    at: datetime
    photo_id: UUID
    number: str
    post: str
    reason: str
    note: str


def shown(public_id: UUID) -> StoredPaper | None:
    """A public copy that everybody may see now, or None. Pictures of reports: once a moderator showed the
    report and as long as the picture is not withheld. Pictures of steps and of inspectors: with the work
    item. What a witness adds when confirming is for staff."""
    paper: StoredPaper | None = (
        StoredPaper.objects.within(scope.current()).filter(pk=public_id, kind=PUBLIC).first()
    )
    if paper is None or paper.target_id is None:
        return None
    here, name = {"region_id": paper.region_id}, [str(public_id)]
    is_shown = (
        ReportPhoto.objects.filter(
            **here, report_id=paper.target_id, public_id=public_id, state="ready", report__moderation="shown"
        ).exists()
        or ClusterStep.objects.filter(
            **here, cluster_id=paper.target_id, file_ids__contains=name, cluster__is_shown=True
        )
        .exclude(by_kind__in=("citizen", "remote"))
        .exists()
        or Confirmation.objects.filter(
            **here,
            cluster_id=paper.target_id,
            file_ids__contains=name,
            cluster__is_shown=True,
            by_user__isnull=False,
        ).exists()
    )
    return paper if is_shown else None


def picture(photo_id: UUID) -> PictureView | None:
    """One picture within reach, or None."""
    return next(iter(_views(ReportPhoto.objects.within(scope.current()).filter(pk=photo_id))), None)


def pictures(*, number: str = "", report_id: UUID | None = None) -> tuple[PictureView, ...]:
    """The pictures of a work item, by its number, or of one report."""
    rows = ReportPhoto.objects.within(scope.current())
    rows = rows.filter(report=report_id) if report_id else rows.filter(report__cluster__number=number)
    return _views(rows.order_by("report__received_at", "position")[:LATEST])


def _views(rows: QuerySet[ReportPhoto]) -> tuple[PictureView, ...]:
    found = list(rows.select_related("report__cluster"))
    counts: dict[UUID, int] = {}
    for one in Opening.objects.within(scope.current()).filter(photo_id__in=[row.pk for row in found]):
        counts[one.photo_id] = counts.get(one.photo_id, 0) + 1
    return tuple(
        PictureView(
            id=row.pk,
            region_id=row.region_id,
            report_id=row.report_id,
            number=row.report.cluster.number,
            category=row.report.category,
            received_at=row.report.received_at,
            position=row.position + 1,
            state=row.state,
            public_id=row.public_id,
            has_original=row.original_id is not None,
            faces=row.faces,
            plates=row.plates,
            width=row.width,
            height=row.height,
            openings=counts.get(row.pk, 0),
        )
        for row in found
    )


def openings(photo_id: UUID | None = None) -> tuple[OpeningView, ...]:
    """Who opened originals, the latest first; of one picture, or of all within reach."""
    rows = Opening.objects.within(scope.current())
    if photo_id:
        rows = rows.filter(photo_id=photo_id)
    found = list(rows.order_by("-at")[:LATEST])
    photos = ReportPhoto.objects.within(scope.current()).filter(pk__in=[row.photo_id for row in found])
    numbers = dict(photos.values_list("pk", "report__cluster__number"))
    return tuple(
        OpeningView(row.at, row.photo_id, numbers.get(row.photo_id, ""), row.post, row.reason, row.note)
        for row in found
    )
