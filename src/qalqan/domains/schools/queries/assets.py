"""Things as held for a day of the world and as known on a day of knowledge, inside a scope."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from qalqan.domains.schools.models import Asset, AssetState, Sighting
from qalqan.domains.schools.queries.sites import point_of
from qalqan.domains.schools.rules.confidence import complains_against, confidence
from qalqan.domains.schools.rules.problem import Refused
from qalqan.kernel.access.scope import scope
from qalqan.kernel.geo import Point
from qalqan.kernel.periods import Period
from qalqan.kernel.temporal import period

MOST = 2000  # things of one place


@dataclass(frozen=True, slots=True)
class AssetView:
    """A thing and what is held of it for a day. `point` of a line is its middle. `details`: what was said and
    nothing more. `verified_at`: the day somebody independent looked, None: nobody has. `confidence`: as of
    the day asked for, the age of the word and citizens' complaints counted in."""

    id: UUID
    region_id: UUID
    district_id: UUID | None
    kind: str
    code: str
    site_id: UUID | None
    state: str
    point: Point | None
    line: tuple[Point, ...] | None
    owner_body: str
    installed_on: date | None
    details: Mapping[str, Any]
    valid: Period
    source_kind: str
    verified_at: date | None
    confidence: float
    said_on: date = date.min
    state_id: UUID | None = None
    source_ref: str = ""
    file_ids: tuple[UUID, ...] = ()
    seen_from: str = ""


@dataclass(frozen=True, slots=True)
class AssetStateView:
    """One statement on both clocks: `known_until` None: held now. `by`: the post that said it."""

    id: UUID
    state: str
    point: Point | None
    owner_body: str
    installed_on: date | None
    details: Mapping[str, Any]
    valid: Period
    known_from: datetime
    known_until: datetime | None
    replaces: UUID | None
    source_kind: str
    source_ref: str
    verified_at: date | None
    confidence: float
    by: str
    said_at: datetime
    file_ids: tuple[UUID, ...] = field(default=())
    seen_from: str = ""


def held(
    on: date | None = None, known_at: datetime | None = None, asset_ids: Iterable[UUID] | None = None
) -> QuerySet[AssetState]:
    """The states that hold for a day (today) by what was known at a moment (now)."""
    rows = AssetState.objects.within(scope.current()).filter(valid__contains=on or timezone.localdate())
    if known_at is None:
        rows = rows.filter(known_until=None)
    else:
        later = Q(known_until=None) | Q(known_until__gt=known_at)
        rows = rows.filter(later, known_from__lte=known_at)
    return rows if asset_ids is None else rows.filter(asset_id__in=list(asset_ids))


def assets_of(
    site_id: UUID, *, on: date | None = None, known_at: datetime | None = None
) -> tuple[AssetView, ...]:
    """The things of a place on a day, as known at a moment, by kind and number."""
    day = on or timezone.localdate()
    rows = held(on, known_at).filter(asset__site_id=site_id).select_related("asset")[:MOST]
    complaints = complained(site_id)
    found = (view(row, day, complaints[row.asset.kind]) for row in rows)
    return tuple(sorted(found, key=lambda one: (one.kind, one.code, one.id)))


def asset(asset_id: UUID, *, on: date | None = None, known_at: datetime | None = None) -> AssetView | None:
    """A thing on a day, None if nothing was held of it then. Refused("asset-unknown") if it is not within
    reach at all."""
    row = held(on, known_at).filter(asset_id=asset_id).select_related("asset").first()
    if row is not None:
        complaints = complained(row.asset.site_id) if row.asset.site_id else Counter[str]()
        return view(row, on or timezone.localdate(), complaints[row.asset.kind])
    if not Asset.objects.within(scope.current()).filter(pk=asset_id).exists():
        raise Refused.of("asset-unknown")
    return None


def asset_history(asset_id: UUID) -> tuple[AssetStateView, ...]:
    """Every statement about a thing, the newest knowledge first."""
    rows = AssetState.objects.within(scope.current()).filter(asset_id=asset_id)
    return tuple(_statement(row) for row in rows.order_by("-known_from", "-valid", "-pk")[:MOST])


def complained(site_id: UUID) -> Counter[str]:
    """Living complaints of citizens about a place, by kind of thing."""
    rows = Sighting.objects.within(scope.current()).filter(site_id=site_id, state__in=("open", "confirmed"))
    return Counter(rows.values_list("kind", flat=True))


def view(row: AssetState, day: date, complaints: int = 0) -> AssetView:
    """A row with its thing fetched, as a value; trust as of `day`."""
    against = complains_against(row.asset.kind, row.state)
    said_on = timezone.localtime(row.recorded_at).date()
    trust = confidence(
        row.asset.kind,
        row.state,
        row.source_kind,
        row.verified_at or said_on,
        day,
        agree=0 if against else complaints,
        contradict=complaints if against else 0,
        seen_from=row.seen_from,
    )
    return AssetView(
        id=row.asset_id,
        region_id=row.region_id,
        district_id=row.district_id,
        kind=row.asset.kind,
        code=row.asset.code,
        site_id=row.asset.site_id,
        state=row.state,
        point=point_of(row.lat, row.lon),
        line=line_of(row.line),
        owner_body=row.owner_body,
        installed_on=row.installed_on,
        details=row.details,
        valid=period(row.valid),
        source_kind=row.source_kind,
        verified_at=row.verified_at,
        confidence=trust,
        said_on=said_on,
        state_id=row.pk,
        source_ref=row.source_ref,
        file_ids=tuple(UUID(one) for one in row.file_ids),
        seen_from=row.seen_from,
    )


def line_of(stored: list[list[float]] | None) -> tuple[Point, ...] | None:
    """A stored line as points."""
    return None if not stored else tuple(Point(lat, lon) for lat, lon in stored)


def _statement(row: AssetState) -> AssetStateView:
    return AssetStateView(
        id=row.pk,
        state=row.state,
        point=point_of(row.lat, row.lon),
        owner_body=row.owner_body,
        installed_on=row.installed_on,
        details=row.details,
        valid=period(row.valid),
        known_from=row.known_from,
        known_until=row.known_until,
        replaces=row.replaces,
        source_kind=row.source_kind,
        source_ref=row.source_ref,
        verified_at=row.verified_at,
        confidence=row.confidence,
        by=row.recorded_by,
        said_at=row.recorded_at,
        file_ids=tuple(UUID(one) for one in row.file_ids),
        seen_from=row.seen_from,
    )
