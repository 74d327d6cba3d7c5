"""Numbers and points of the maps: of the places that a requirement binds, how many have it, lack it, and of
how many nobody knows. Inside a scope.

A place that a requirement binds and that has no answer yet counts as unknown, never as none: the numbers
start from the places, not from the answers. Points come only in one look's box; where they are many they come
as cells of a grid, each with its three numbers.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Avg, Case, Count, F, FilteredRelation, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Floor

from qalqan.domains.schools.models import Coverage, Site
from qalqan.domains.schools.queries.sites import rows_now, within_sight
from qalqan.domains.schools.rules.requirements import Requirement
from qalqan.kernel.access.reach import today
from qalqan.kernel.access.scope import scope

MOST = 2_000  # points of one answer
FEW = 200  # so many are shown as points at any zoom, where they do not lie over each other
CLOSE = 11.0  # from this zoom on points are shown, up to MOST
CELL = 64 / 256  # of a tile: how wide a cell of the grid is
PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Counts:
    """Places with it, without it, and those of which nobody knows."""

    met: int = 0
    unmet: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        """All places that the requirement binds."""
        return self.met + self.unmet + self.unknown

    @property
    def lacking(self) -> float | None:
        """Share of places without it or unknown; None where the requirement binds none."""
        return (self.unmet + self.unknown) / self.total if self.total else None

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.met + other.met, self.unmet + other.unmet, self.unknown + other.unknown)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a map is asked for. `status` "" for all; `district_id` None for all."""

    requirement: Requirement
    kind: str = ""
    status: str = ""
    region_id: UUID | None = None
    district_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """South, west, north, east in degrees."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its answer. A place may have no English name; then its Russian one stands."""

    id: UUID
    kk: str
    ru: str
    en: str
    kind: str
    district_id: UUID | None
    pupils: int | None
    lat: float | None
    lon: float | None
    status: str

    def name(self, language: str) -> str:
        """Its name in a language."""
        return {"kk": self.kk, "ru": self.ru, "en": self.en}[language] or self.ru or self.kk


@dataclass(frozen=True, slots=True)
class Marks:
    """Either points, or cells: (latitude, longitude, numbers). `total`: places in the box."""

    total: int
    points: tuple[Spot, ...] = ()
    cells: tuple[tuple[float, float, Counts], ...] = ()


def bound(asked: Asked) -> QuerySet[Site]:
    """The places that stand today and that the requirement binds, each with its answer as `status`. Of a
    place whose pupils nobody counted it is assumed that it is bound."""
    wanted = asked.requirement
    rows = rows_now().filter(kind__in=wanted.sites)
    if wanted.pupils_from:
        rows = rows.filter(Q(pupils=None) | Q(pupils__gte=wanted.pupils_from))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.region_id:
        rows = rows.filter(region_id=asked.region_id)
    if asked.district_id:
        rows = rows.filter(district_id=asked.district_id)
    # all three columns of its unique key, so that each answer is one look into that index
    mine = Q(coverage__requirement=wanted.key, coverage__region_id=F("region_id"))
    answer = FilteredRelation("coverage", condition=mine)
    rows = rows.annotate(answer=answer, status=Coalesce(F("answer__status"), Value("unknown")))
    return rows.filter(status=asked.status) if asked.status else rows


def by_region(asked: Asked) -> dict[UUID, Counts]:
    """The numbers of each region that has a place which the requirement binds."""
    return _counted(bound(asked), "region_id")


def by_district(asked: Asked) -> dict[UUID | None, Counts]:
    """The numbers of each district of `asked.region_id`; None for places of which no district is known."""
    return _counted(bound(asked), "district_id")


def _counted(rows: QuerySet[Site], column: str) -> dict[Any, Counts]:
    found: dict[Any, dict[str, int]] = {}
    for key, status, n in rows.values_list(column, "status").annotate(n=Count("pk")):
        found.setdefault(key, {})[status] = n
    return {key: Counts(**numbers) for key, numbers in found.items()}


def by_requirement(
    requirements: Iterable[Requirement], region_id: UUID, district_id: UUID | None = None
) -> dict[str, Counts]:
    """The numbers of each requirement in a region or a district; those that bind nothing there are not
    listed."""
    where = {"region_id": region_id} | ({"district_id": district_id} if district_id else {})
    places = Counter[tuple[str, int | None]]()
    for kind, pupils, n in rows_now().filter(**where).values_list("kind", "pupils").annotate(n=Count("pk")):
        places[kind, pupils] += n
    answers: dict[str, dict[str, int]] = {}
    rows = Coverage.objects.within(scope.current()).filter(
        within_sight("site__kind"), site__life__contains=today(), **where
    )
    for key, status, n in rows.values_list("requirement", "status").annotate(n=Count("pk")):
        answers.setdefault(key, {})[status] = n
    found = {}
    for one in requirements:
        total = sum(n for (kind, pupils), n in places.items() if _binds(one, kind, pupils))
        met, unmet = (answers.get(one.key, {}).get(word, 0) for word in ("met", "unmet"))
        if total:
            found[one.key] = Counts(met, unmet, max(0, total - met - unmet))
    return found


def _binds(one: Requirement, kind: str, pupils: int | None) -> bool:
    return kind in one.sites and (pupils is None or pupils >= one.pupils_from)


def marks(asked: Asked, box: Box, zoom: float) -> Marks:
    """What a look at the map shows: points where they are few or the look is near, else cells of a grid."""
    rows = bound(asked).filter(lat__range=(box.south, box.north), lon__range=(box.west, box.east))
    # a degree of longitude is shorter on the ground than one of latitude, and as wide on the map
    wide = 360 / 2**zoom * CELL
    high = wide * 0.65
    grid = (
        rows.annotate(row=Floor(F("lat") / Value(high)), column=Floor(F("lon") / Value(wide)))
        .values_list("row", "column")
        .annotate(
            met=_many("met"),
            unmet=_many("unmet"),
            unknown=_many("unknown"),
            at_lat=Avg("lat"),
            at_lon=Avg("lon"),
        )
        .order_by("row", "column")
    )
    cells = [(lat, lon, Counts(*numbers)) for _row, _column, *numbers, lat, lon in grid]
    total = sum(counts.total for _lat, _lon, counts in cells)
    is_loose = total <= FEW and total <= 2 * len(cells)
    if is_loose or (total <= MOST and zoom >= CLOSE):
        return Marks(total, points=_spots(rows.order_by("pk")))
    return Marks(total, cells=tuple(cells))


def _many(word: str) -> Count:
    return Count("pk", filter=Q(status=word))


def listing(asked: Asked, number: int) -> tuple[tuple[Spot, ...], int]:
    """A page of places, those that lack it first, then the unknown, then by name; and how many there are."""
    rows = bound(asked)
    order = Case(When(status="unmet", then=0), When(status="unknown", then=1), default=2)
    total = rows.count()
    first = (number - 1) * PER_PAGE
    ordered = rows.annotate(worst=order).order_by("worst", "kk", "code", "pk")
    return _spots(ordered[first : first + PER_PAGE]), total


def _spots(rows: QuerySet[Site]) -> tuple[Spot, ...]:
    columns = ("pk", "kk", "ru", "en", "kind", "district_id", "pupils", "lat", "lon", "status")
    return tuple(Spot(*row) for row in rows.values_list(*columns))
