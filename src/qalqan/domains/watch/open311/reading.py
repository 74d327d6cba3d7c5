"""What everybody may read of citizens' reports, in the words of GeoReport.

One request is one report, not one work item: whoever posted gets an id of his own, though others reported the
same. Status and dates are those of the work item. Only what a moderator has let through is here, in the words
he let through; what helps to break into a building (`is_guarded`) is here for nobody. A sender who comes with
the key that it posted with sees its own reports before that, without text and pictures: it knows what it sent
and has to learn what became of it.

Who comes without a key reads of what is at a place of the register the day and the register's point, and asks
for it by days and by a wide box: an hour and a distance tell the head of a school who it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from qalqan.domains.bodies import api as bodies
from qalqan.domains.territory.api import RegionView
from qalqan.domains.watch.models import Cluster, ClusterStep, ExchangeItem, ExchangeKey, Report, ReportPhoto
from qalqan.domains.watch.rules.categories import categories, category
from qalqan.domains.watch.rules.everybody import wide
from qalqan.domains.watch.rules.states import life
from qalqan.kernel.access.regional import ScopedQuerySet
from qalqan.kernel.access.scope import Scope, scope
from qalqan.kernel.clock.models import Obligation
from qalqan.kernel.geo import Point, box, metres

from .params import MOST, Fault, Query, Refused, exact, w3c
from .places import Places

GUARDED = tuple(one.key for one in categories() if one.is_guarded)
OPEN = life().open


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: in which jurisdiction, in which language, with which key if any."""

    region: RegionView
    language: str
    key: ExchangeKey | None = None


def _own(reader: Reader, report: str) -> Q:
    """Items of the party that this key belongs to: of the key, or of the centre it was given to."""
    assert reader.key is not None  # noqa: S101 - asked with a key only
    party = Q(key=reader.key)
    if reader.key.peer_id is not None:
        party |= Q(peer_id=reader.key.peer_id)
    return Q(
        Exists(
            ExchangeItem.objects.filter(party, region_id=OuterRef("region_id"), report_id=OuterRef(report))
        )
    )


def _readable(s: Scope, reader: Reader) -> ScopedQuerySet[Report]:
    seen = Q(moderation="shown") & ~Q(category__in=GUARDED) & ~Q(cluster__category__in=GUARDED)
    if reader.key is not None:
        seen |= _own(reader, "id") & ~Q(moderation="spam")
    return Report.objects.within(s).filter(seen, region_id=reader.region.id).select_related("cluster")


def request(s: Scope, reader: Reader, key: str) -> list[dict[str, Any]]:
    """One request by its id. Refused with 404 when nobody may read it, or there is none."""
    found = requests(s, reader, Query(ids=(key,), is_extended=reader.key is not None))
    if not found:
        raise Refused(Fault("request_unknown", key[:40], 404))
    return found


def requests(s: Scope, reader: Reader, query: Query) -> list[dict[str, Any]]:
    """The requests that a query asks for: newest first, or by update when it asks for updates, the oldest
    first, so that a reader who goes on page by page misses none."""
    rows = _readable(s, reader)
    if query.ids:
        wanted = [UUID(one) for one in query.ids if _is_uuid(one)]
        return _shown(rows.filter(pk__in=wanted).order_by("-received_at", "-pk"), reader, query)
    rows = rows.filter(_condition(query, reader))
    by_update = query.updated_after is not None or query.updated_before is not None
    rows = rows.order_by("cluster__changed_at", "pk") if by_update else rows.order_by("-received_at", "-pk")
    first = (query.page - 1) * query.size
    if query.near is None:
        return _shown(rows[first : first + query.size], reader, query)
    centre, most = query.near
    found = list(rows[:MOST])
    places = None if reader.key else Places({row.cluster for row in found}, reader.language)
    near = [row for row in found if metres(centre, _point(row.cluster, places)) <= most]
    return _shown(near[first : first + query.size], reader, query)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _point(row: Cluster, places: Places | None) -> Point:
    return places.point(row) if places else Point(row.lat, row.lon)


def day(at: datetime) -> datetime:
    """The beginning of the country's day of a moment."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _condition(query: Query, reader: Reader) -> Q:
    """The rows that a query asks for; without a key those at a place of the register by whole days."""
    chosen = _chosen(query)
    box_ = query.box or (box(*query.near) if query.near else None)
    if reader.key is not None:
        return chosen & _between(query) & (_inside(box_) if box_ else Q())
    at_site = _between(_by_days(query)) & (_inside(wide(box_)) if box_ else Q())
    elsewhere = _between(query) & (_inside(box_) if box_ else Q())
    return chosen & (Q(cluster__site_id=None) & elsewhere | Q(cluster__site_id__isnull=False) & at_site)


def _by_days(query: Query) -> Query:
    """A query with its moments widened to whole days."""

    def ends(at: datetime | None) -> datetime | None:
        return at and day(at) + timedelta(days=1, microseconds=-1)

    return replace(
        query,
        start=query.start and day(query.start),
        end=ends(query.end),
        updated_after=query.updated_after and day(query.updated_after),
        updated_before=ends(query.updated_before),
        after_id=None,
    )


def _inside(sides: tuple[float, float, float, float]) -> Q:
    south, west, north, east = sides
    return Q(cluster__lat__range=(south, north), cluster__lon__range=(west, east))


def _between(query: Query) -> Q:
    found = Q()
    if query.start is not None:
        found &= Q(received_at__gte=query.start, received_at__lte=query.end)
    if query.updated_after is not None and query.after_id is not None:
        at = query.updated_after
        found &= Q(cluster__changed_at__gt=at) | Q(cluster__changed_at=at, pk__gt=query.after_id)
    elif query.updated_after is not None:
        found &= Q(cluster__changed_at__gte=query.updated_after)
    if query.updated_before is not None:
        found &= Q(cluster__changed_at__lte=query.updated_before)
    return found


def _chosen(query: Query) -> Q:
    found = Q()
    if query.codes:
        chosen = [one.key for one in categories() if one.service_code in query.codes]
        found &= Q(category__in=chosen)
    if set(query.statuses) == {"open"}:
        found &= Q(cluster__state__in=OPEN)
    elif set(query.statuses) == {"closed"}:
        found &= ~Q(cluster__state__in=OPEN)
    return found


def _shown(rows: Iterable[Report], reader: Reader, query: Query) -> list[dict[str, Any]]:
    reports = list(rows)
    around = _Around(reports, reader)
    return [around.request(report, is_extended=query.is_extended) for report in reports]


class _Around:
    """What stands around some reports, each kind read at once: pictures, last words, terms, marks."""

    def __init__(self, reports: list[Report], reader: Reader) -> None:
        self.reader = reader
        clusters = {report.cluster_id for report in reports}
        ids = [report.pk for report in reports]
        region = reader.region.id
        self.photos: dict[UUID, list[UUID]] = {}
        for report_id, public_id in (
            ReportPhoto.objects.filter(
                region_id=region, report__in=ids, public_id__isnull=False, state="ready"
            )
            .order_by("position")
            .values_list("report_id", "public_id")
        ):
            self.photos.setdefault(report_id, []).append(public_id)
        self.notes = dict(
            ClusterStep.objects.filter(region_id=region, cluster__in=clusters)
            .exclude(public_note="")
            .order_by("at", "pk")
            .values_list("cluster_id", "public_note")
        )
        terms = {report.cluster.obligation_id for report in reports} - {None}
        self.due = dict(Obligation.objects.filter(region_id=region, pk__in=terms).values_list("pk", "due"))
        self.marks: dict[UUID, str] = {}
        if reader.key is not None:
            items = ExchangeItem.objects.filter(region_id=region, report_id__in=ids, direction="in")
            self.marks = dict(
                items.filter(
                    Q(key=reader.key) | Q(peer__isnull=False, peer_id=reader.key.peer_id)
                ).values_list("report_id", "remote_id")
            )
        self.places = Places({report.cluster for report in reports}, reader.language)
        self.register = bodies.register()

    def request(self, report: Report, *, is_extended: bool) -> dict[str, Any]:
        cluster, language = report.cluster, self.reader.language
        kind = category(report.category)
        is_public = report.moderation == "shown" and report.category not in GUARDED
        photos = [media_url(one) for one in self.photos.get(report.pk, ())] if is_public else []
        closed = None if cluster.state in OPEN else cluster.closed_at or cluster.changed_at
        is_rough = self.reader.key is None and cluster.site_id is not None
        shown = day if is_rough else _same
        where = self.places.point(cluster) if is_rough else Point(cluster.lat, cluster.lon)
        due = self.due.get(cluster.obligation_id) if cluster.obligation_id else None
        found: dict[str, Any] = {
            "service_request_id": str(report.pk),
            "status": "closed" if closed else "open",
            "status_notes": self.notes.get(cluster.pk) or life().state(cluster.state).names[language],
            "service_name": kind.names[language],
            "service_code": kind.service_code,
            "description": (report.public_text if is_public else "") or None,
            "agency_responsible": self.owner(cluster.owner_body),
            "service_notice": cluster.number,
            "requested_datetime": w3c(shown(report.received_at)),
            "updated_datetime": w3c(shown(closed or cluster.changed_at)),
            "expected_datetime": w3c(shown(due)) if due else None,
            "address": self.places.words(cluster) or None,
            "address_id": str(site) if (site := self.places.site(cluster)) else None,
            "zipcode": None,
            "lat": round(where.lat, 6),
            "long": round(where.lon, 6),
            "media_url": photos[0] if photos else None,
        }
        if is_extended:
            found["extended_attributes"] = {
                "number": cluster.number,
                "state": cluster.state,
                "reports": cluster.witnesses,
                "origin_id": self.marks.get(report.pk),
                "changed_datetime": exact(shown(cluster.changed_at)),
                "photos": [{"media_url": one} for one in photos],
            }
        return found

    def owner(self, code: str) -> str | None:
        """What the body that has to act is called today."""
        if not code:
            return None
        try:
            name: str = self.register.body(code, timezone.localdate()).name[self.reader.language]
        except LookupError:
            return code
        return name


def _same(at: datetime) -> datetime:
    return at


def media_url(public_id: UUID) -> str | None:
    """Where everybody sees a public picture; None where such pages are not served."""
    try:
        return settings.ADDRESS + reverse("citizen:photo", args=[public_id])
    except NoReverseMatch:
        return None


def updates(s: Scope, reader: Reader, query: Query) -> list[dict[str, Any]]:
    """What became of requests, the oldest first (`servicerequestupdates`, an extension that others have
    too): the moves that witnesses are told of."""
    told = [move.key for move in life().moves if move.is_told]
    reports = _readable(s, reader)
    if query.ids:
        reports = reports.filter(pk__in=[UUID(one) for one in query.ids if _is_uuid(one)])
    of: dict[UUID, list[UUID]] = {}
    steps = ClusterStep.objects.within(s).filter(region_id=reader.region.id, move__in=told)
    if query.start is not None:
        asked = Q(at__gte=query.start, at__lte=query.end)
        if reader.key is None and query.end is not None:
            days = Q(at__gte=day(query.start), at__lt=day(query.end) + timedelta(days=1))
            asked = Q(cluster__site_id=None) & asked | Q(cluster__site_id__isnull=False) & days
        steps = steps.filter(asked)
    first = (query.page - 1) * query.size
    chosen = list(
        steps.select_related("cluster")
        .filter(cluster__in=reports.values("cluster_id"))
        .order_by("at", "pk")[first : first + query.size]
    )
    for cluster_id, report_id in reports.filter(cluster__in={step.cluster_id for step in chosen}).values_list(
        "cluster_id", "pk"
    ):
        of.setdefault(cluster_id, []).append(report_id)
    return [_update(step, report_id, reader) for step in chosen for report_id in of.get(step.cluster_id, ())]


def _update(step: ClusterStep, report_id: UUID, reader: Reader) -> dict[str, Any]:
    state = life().state(step.after)
    is_rough = reader.key is None and step.cluster.site_id is not None
    return {
        "update_id": f"{step.pk}.{report_id}",
        "service_request_id": str(report_id),
        "status": "open" if state.is_open else "closed",
        "updated_datetime": w3c(day(step.at) if is_rough else step.at),
        "description": step.public_note or state.names[reader.language],
        "media_url": None,
    }


def links(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The `media_url` that came with each of these reports, for the moderator: to be shown as text, never
    as something to click on. In an open scope."""
    rows = ExchangeItem.objects.within(scope.current()).filter(report_id__in=list(ids)).exclude(link="")
    return dict(rows.values_list("report_id", "link"))


def changeset() -> datetime:
    """When the list of services was last changed: with the program's files."""
    from qalqan.domains.watch.rules import categories as module

    return datetime.fromtimestamp(module.FILE.stat().st_mtime, tz=timezone.get_default_timezone())
