"""Reports as those see them who work on them: what was written, what is shown of it, why it was joined. Who
reported is not among it: no address leaves the table. Inside a scope."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from qalqan.domains.watch.models import Report, ReportPhoto
from qalqan.domains.watch.rules.words import MODERATION
from qalqan.kernel.access.scope import scope

PER_PAGE = 20
COUNTED = 1_000  # as in the queue


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A picture of a report; `public_id` None while its copy is not made or could not be made safe."""

    id: UUID
    public_id: UUID | None
    state: str
    faces: int
    plates: int


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report. `score` None: it opened the work item, or nothing is known of the likeness."""

    id: UUID
    region_id: UUID
    cluster_id: UUID
    number: str
    category: str
    language: str
    channel: str
    text: str
    public_text: str
    place_text: str
    details: dict[str, Any]
    lat: float
    lon: float
    accuracy: float | None
    seen_at: datetime
    received_at: datetime
    moderation: str
    score: float | None
    score_why: dict[str, Any]
    photos: tuple[PhotoView, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A page of reports. `total`: as counted, COUNTED at least and to the page after this one, where there
    are so many: pages go on as far as the reports do."""

    reports: tuple[ReportView, ...]
    total: int
    number: int


def reports_of(cluster_id: UUID) -> tuple[ReportView, ...]:
    """The reports of a work item, the earliest first, 200 at most."""
    rows = _rows().filter(cluster_id=cluster_id).order_by("received_at", "id")
    return tuple(_view(row) for row in rows[:200])


def moderated(state: str, page: int = 1) -> ReportPage:
    """Reports in a state of moderation within reach: those that wait, the oldest first; others by the
    newest."""
    rows = _rows().filter(moderation=state)
    total = _counted(state, max(COUNTED, (max(page, 1) + 1) * PER_PAGE))
    number = min(max(page, 1), max(1, -(-total // PER_PAGE)))
    order = ("received_at", "id") if state == "waiting" else ("-received_at", "-id")
    first = (number - 1) * PER_PAGE
    return ReportPage(
        tuple(_view(row) for row in rows.order_by(*order)[first : first + PER_PAGE]), total, number
    )


def shown_with(report_id: UUID) -> tuple[datetime | None, frozenset[UUID]]:
    """The public copies that everybody would see with a report, and when its work item was last changed: read
    first, so that a copy made meanwhile shows as a change. None for a report out of reach."""
    row = Report.objects.within(scope.current()).select_related("cluster").filter(pk=report_id).first()
    if row is None:
        return None, frozenset()
    ready = ReportPhoto.objects.filter(region_id=row.region_id, report=row, state="ready")
    return row.cluster.changed_at, frozenset(ready.values_list("public_id", flat=True))


def counts() -> dict[str, int]:
    """How many reports wait and how many were shown, hidden, set aside; of each, one more than COUNTED stands
    for more."""
    return {state: _counted(state, COUNTED + 1) for state in MODERATION}


def _counted(state: str, most: int) -> int:
    rows = Report.objects.within(scope.current()).filter(moderation=state)
    return rows.order_by()[:most].count()


def _rows() -> QuerySet[Report]:
    pictures = Prefetch("photos", ReportPhoto.objects.order_by("position"))
    return Report.objects.within(scope.current()).select_related("cluster").prefetch_related(pictures)


def _view(row: Report) -> ReportView:
    same = (
        "region_id cluster_id category language channel text public_text place_text details lat lon accuracy "
        "seen_at received_at moderation score score_why"
    )
    return ReportView(
        id=row.pk,
        number=row.cluster.number,
        photos=tuple(
            PhotoView(one.pk, one.public_id, one.state, one.faces, one.plates) for one in row.photos.all()
        ),
        **{name: getattr(row, name) for name in same.split()},
    )
