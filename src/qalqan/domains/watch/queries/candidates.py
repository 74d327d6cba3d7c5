"""Which work items a new report may be about: those that lie near, are not long ago and not over. Inside a
scope."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from qalqan.domains.watch.models import Cluster, Report, ReportPhoto
from qalqan.domains.watch.rules.likeness import Mark
from qalqan.domains.watch.rules.states import life
from qalqan.kernel.access.scope import scope
from qalqan.kernel.geo import Point, box, metres

REACH = 300.0
DAYS = 60
MOST = 200
TEXTS = 8  # reports of one work item that a new one is compared with, the newest


def candidates(region_id: UUID, point: Point, at: datetime) -> list[tuple[UUID, Mark]]:
    """Marks of the reports of work items within 300 m that were last seen at most 60 days before: several
    for one work item, by its id."""
    south, west, north, east = box(point, REACH)
    rows = (
        Cluster.objects.within(scope.current())
        .filter(
            region_id=region_id,
            lat__range=(south, north),
            lon__range=(west, east),
            last_seen_at__gte=min(at, timezone.now()) - timedelta(days=DAYS),
        )
        .exclude(state__in=life().final)
        .order_by("-last_seen_at")[:MOST]
    )
    return _marks({row.pk: row for row in rows if metres(point, Point(row.lat, row.lon)) <= REACH})


def _marks(items: dict[UUID, Cluster]) -> list[tuple[UUID, Mark]]:
    place = Window(RowNumber(), partition_by="cluster_id", order_by=("-received_at", "-id"))
    reports = list(
        Report.objects.filter(region_id__in={row.region_id for row in items.values()}, cluster__in=items)
        .exclude(moderation__in=("spam", "withdrawn"))
        .annotate(place=place)
        .filter(place__lte=TEXTS)  # the rest of a thing that thousands saw stays in the database
        .order_by("-received_at", "-id")
    )
    hashes: dict[UUID, list[int]] = defaultdict(list)
    pictures = ReportPhoto.objects.filter(report__in=[row.pk for row in reports])
    for report_id, phash in pictures.values_list("report_id", "phash"):
        hashes[report_id].append(phash & 0xFFFF_FFFF_FFFF_FFFF)
    return [
        (item.pk, mark(report, tuple(hashes[report.pk]), item.site_id, item.asset_id))
        for report in reports
        for item in (items[report.cluster_id],)
    ]


def mark(report: Report, phashes: tuple[int, ...], site_id: UUID | None, asset_id: UUID | None) -> Mark:
    """What a report is compared by."""
    return Mark(
        point=Point(report.lat, report.lon),
        accuracy=report.accuracy,
        at=report.seen_at,
        category=report.category,
        text=report.text,
        phashes=phashes,
        site_id=site_id,
        asset_id=asset_id,
    )
