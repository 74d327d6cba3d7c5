"""What is held of places and of the things on and around them, as the rule of coverage asks for it: few
statements, plain tuples, inside the caller's scope.

"Held now" is a state whose days contain today and which nobody has corrected. A line is a row too; its
`lat`, `lon` are the middle of it, or null.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from qalqan.domains.schools.models import AssetState, Coverage, Drill, Sighting, Site
from qalqan.domains.schools.queries.assessments import surveyed
from qalqan.domains.schools.rules import coverage as rule
from qalqan.domains.schools.rules.confidence import is_best
from qalqan.domains.schools.rules.lines import metres_to
from qalqan.domains.schools.rules.problem import Problem
from qalqan.domains.schools.rules.requirements import requirements
from qalqan.kernel import geo
from qalqan.kernel.access.regional import ScopedQuerySet
from qalqan.kernel.geo import Point


@dataclass(frozen=True, slots=True)
class SiteAt:
    """A place with what the rule and its rows need of it."""

    id: UUID
    region_id: UUID
    district_id: UUID | None
    organisation_id: UUID | None
    kind: str
    pupils: int | None
    lat: float | None
    lon: float | None
    placed_by: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A thing as it is held now. `site_id` None: it stands by the road. `line`: [[lat, lon], ...]."""

    id: UUID
    region_id: UUID
    kind: str
    site_id: UUID | None
    state: str
    source: str
    looked: date | None
    lat: float | None
    lon: float | None
    line: list[list[float]] | None
    details: dict[str, Any]


COUNTED = ("training_ground",)
SITE = ("id", "region_id", "district_id", "organisation_id", "kind", "pupils", "lat", "lon", "placed_by")
HELD = (
    "asset_id",
    "region_id",
    "asset__kind",
    "asset__site_id",
    "state",
    "source_kind",
    "verified_at",
    "lat",
    "lon",
    "line",
    "details",
)


def sites(today: date, condition: Q = Q()) -> list[SiteAt]:  # noqa: B008 - a Q that is empty
    """Places that live today."""
    rows = Site.objects.filter(condition, life__contains=today).values_list(*SITE)
    return [SiteAt(*row) for row in rows.iterator(chunk_size=10_000)]


def ended(today: date, condition: Q) -> list[SiteAt]:
    """Places that stand no longer and of which answers are kept still."""
    kept = Exists(Coverage.objects.filter(site_id=OuterRef("pk")))
    rows = Site.objects.filter(condition, kept, ~Q(life__contains=today)).values_list(*SITE)
    return [SiteAt(*row) for row in rows]


def looks_of_ended(region_id: UUID, today: date) -> set[date]:
    """The days of looks at places of a region that stand no longer."""
    rows = AssetState.objects.filter(
        region_id=region_id, known_until=None, verified_at__isnull=False, asset__site__isnull=False
    )
    return set(rows.exclude(asset__site__life__contains=today).values_list("verified_at", flat=True))


def against_end(site_id: UUID, until: date, today: date) -> list[Problem]:
    """Why who answers for a place may not say that it stands no longer from a day on: somebody independent
    was there later, or saw something bad that stands still, or something there is not as it must be."""
    looks = AssetState.objects.filter(asset__site_id=site_id, known_until=None, verified_at__isnull=False)
    days = [day for day in looks.values_list("verified_at", flat=True) if day >= until]
    now = looks.filter(valid__contains=today).exclude(state="unknown")  # unknown: a look taken back
    for kind, state, day in now.values_list("asset__kind", "state", "verified_at"):
        days += [] if is_best(kind, state) else [day]
    if days:
        return [Problem("seen-otherwise", {"day": f"{max(days):%d.%m.%Y}"}, "until")]
    if (
        Sighting.objects.filter(site_id=site_id, state__in=rule.OPEN_SIGHTINGS).exists()
        or Coverage.objects.filter(site_id=site_id, status="unmet").exists()
    ):
        return [Problem("place-unmet", {}, "until")]
    return []


def held(today: date, condition: Q = Q()) -> list[Held]:  # noqa: B008
    """Things as they are held now, of the kinds that some requirement looks at."""
    rows = _held(today, condition).values_list(*HELD)
    return [Held(*row) for row in rows.iterator(chunk_size=20_000)]


def _held(today: date, condition: Q) -> ScopedQuerySet[AssetState]:
    return AssetState.objects.filter(
        condition,
        known_until=None,
        valid__contains=today,
        asset__kind__in=kinds(),
        asset__region_id=F("region_id"),
    )


def kinds() -> tuple[str, ...]:
    """The kinds of thing that some requirement looks at, or that are counted for themselves."""
    return tuple(dict.fromkeys((*(kind for one in requirements() for kind in one.kinds), *COUNTED)))


def around(region_id: UUID, places: Sequence[SiteAt]) -> Q:
    """Things of a region, and those of its neighbours that may stand near: in the box of its places."""
    only = Q(region_id=region_id)
    lats = [place.lat for place in places if place.lat is not None]
    lons = [place.lon for place in places if place.lon is not None]
    if not lats:
        return only
    margin = 0.1  # degrees: more than the farthest "near" and half a line at any latitude here
    box = Q(lat__range=(min(lats) - margin, max(lats) + margin))
    return only | (box & Q(lon__range=(min(lons) - margin, max(lons) + margin)))


def sights(site_ids: Collection[UUID] | None) -> dict[UUID, tuple[rule.Sight, ...]]:
    """What citizens report of places, as long as it is not settled; None asks of all."""
    rows = Sighting.objects.filter(state__in=rule.OPEN_SIGHTINGS)
    if site_ids is not None:
        rows = rows.filter(site_id__in=site_ids)
    found: dict[UUID, list[rule.Sight]] = {}
    for site_id, kind, state in rows.values_list("site_id", "kind", "state"):
        found.setdefault(site_id, []).append(rule.Sight(kind, state))
    return {site_id: tuple(several) for site_id, several in found.items()}


def drills(site_ids: Collection[UUID] | None) -> dict[UUID, tuple[rule.Happening, ...]]:
    """The newest closed drills of places, one that an inspector watched and one of the school's own word."""
    rows = Drill.objects.filter(state="closed", started_at__isnull=False)
    if site_ids is not None:
        rows = rows.filter(site_id__in=site_ids)
    newest: dict[tuple[UUID, str], datetime] = {}
    for site_id, started, witnessed in rows.values_list("site_id", "started_at", "witnessed_at"):
        key = (site_id, "claim" if witnessed is None else "inspection")
        newest[key] = max(started, newest.get(key, started))
    found: dict[UUID, list[rule.Happening]] = {}
    for (site_id, source), started in newest.items():
        day = timezone.localdate(started)
        found.setdefault(site_id, []).append(rule.Happening("drill", day, source))
    return {site_id: tuple(several) for site_id, several in found.items()}


def told(
    places: Iterable[SiteAt], things: Iterable[Held], site_ids: Collection[UUID] | None
) -> dict[UUID, rule.Place]:
    """Places as the rule asks for them. That somebody looked for a kind of thing and found none is known from
    a round, or from a thing of the place that is written down as absent."""
    looked: dict[UUID, dict[str, date]] = {}
    for (site_id, kind), day in surveyed(site_ids).items():
        looked.setdefault(site_id, {})[kind] = day
    for thing in things:
        if thing.state == "absent" and thing.site_id and thing.looked and thing.source in rule.INDEPENDENT:
            known = looked.setdefault(thing.site_id, {})
            known[thing.kind] = max(thing.looked, known.get(thing.kind, thing.looked))
    reports, events = sights(site_ids), drills(site_ids)
    return {
        place.id: rule.Place(
            place.id,
            place.kind,
            place.pupils,
            is_placed=place.lat is not None,
            sights=reports.get(place.id, ()),
            looked_for=looked.get(place.id, {}),
            happened=events.get(place.id, ()),
            is_self_placed=place.placed_by == "claim",
        )
        for place in places
    }


def boxes(points: Iterable[Point], metres: float) -> Q:
    """Rows whose `lat`, `lon` lie in a box around one of the points; none if there are no points."""
    found = Q()
    for south, west, north, east in sorted(_merged([geo.box(point, metres) for point in points])):
        found |= Q(lat__range=(south, north), lon__range=(west, east))
    return found or Q(pk__in=())


type Box = tuple[float, float, float, float]


def _merged(several: Sequence[Box]) -> list[Box]:
    """Boxes that overlap become one, so that a street of points is one condition."""
    found: list[Box] = []
    for box in sorted(several):
        for place, other in enumerate(found):
            if box[0] <= other[2] and other[0] <= box[2] and box[1] <= other[3] and other[1] <= box[3]:
                found[place] = (
                    min(box[0], other[0]),
                    min(box[1], other[1]),
                    max(box[2], other[2]),
                    max(box[3], other[3]),
                )
                break
        else:
            found.append(box)
    return found


def metres_from(place: SiteAt, thing: Held) -> float:
    """How far a thing is from a place; infinite where one of them is nowhere. What was written down for the
    place itself without a point is at the place."""
    if thing.lat is None and not thing.line:
        return 0.0 if thing.site_id == place.id else math.inf
    if place.lat is None or place.lon is None:
        return math.inf
    if thing.line:
        return metres_to(Point(place.lat, place.lon), thing.line)
    if thing.lat is None or thing.lon is None:
        return math.inf
    return geo.metres(Point(place.lat, place.lon), Point(thing.lat, thing.lon))
