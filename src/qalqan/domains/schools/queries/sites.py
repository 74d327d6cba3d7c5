"""Places where children are, as frozen values, inside a scope.

Where a child is sheltered from somebody is told to few: `within_sight` says to whom, for every list and page
that starts from here. Who is not among them has no such place: it is in no list, no number and on no map.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from uuid import UUID

from django.db.models import Q, QuerySet

from qalqan.domains.schools.actor import MIRROR
from qalqan.domains.schools.models import Site
from qalqan.domains.schools.rules.problem import Refused
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.reach import today
from qalqan.kernel.access.scope import scope
from qalqan.kernel.geo import Point
from qalqan.kernel.names import Names
from qalqan.kernel.periods import Period
from qalqan.kernel.temporal import period

PER_PAGE = 50
SHELTERS = frozenset({"protection"})
# Those who answer for children there; a head reaches the own place and no other.
SHELTERED = frozenset(
    {"coordinator", "akimat_officer", "safety_inspector", "education_officer", "school_head"}
)


@dataclass(frozen=True, slots=True)
class SiteView:
    """A place. `point` None: nobody has said where it is. `placed_by`: source kind of the point, `placed_on`
    its day. `pupils`, `shifts`, bells None: not known. `life`: the days it stands."""

    id: UUID
    region_id: UUID
    district_id: UUID | None
    organisation_id: UUID | None
    kind: str
    code: str
    name: Names
    owner_body: str
    address: str
    point: Point | None
    pupils: int | None
    shifts: int | None
    bell_first: time | None
    bell_last: time | None
    placed_by: str = ""
    placed_on: date | None = None
    life: Period = field(default_factory=Period)


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page of a list: `total` places answer to the filters."""

    sites: tuple[SiteView, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // PER_PAGE))


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters of a list. `is_placed`: None for all. `text`: a part of a name, the number or the address."""

    region_id: UUID | None = None
    district_id: UUID | None = None
    kind: str = ""
    text: str = ""
    is_placed: bool | None = None
    lacks: str = ""  # a requirement that is not met there


def within_sight(column: str = "kind") -> Q:
    """The places of which the scope may know at all; `column`: the kind of place, as the rows name it."""
    actor = scope.current().actor
    is_few = actor.role in SHELTERED if isinstance(actor, SeatView) else actor != MIRROR
    return Q() if is_few else ~Q(**{f"{column}__in": SHELTERS})


def rows_now() -> QuerySet[Site]:
    """The places that stand today, that the scope reaches and of which it may know."""
    return Site.objects.within(scope.current()).filter(within_sight(), life__contains=today())


def site(site_id: UUID) -> SiteView:
    """A place, standing or gone. Refused("site-unknown") if there is none within reach."""
    row = Site.objects.within(scope.current()).filter(within_sight(), pk=site_id).first()
    if row is None:
        raise Refused.of("site-unknown")
    return view(row)


def sites_named(site_ids: Iterable[UUID]) -> dict[UUID, SiteView]:
    """Those of these places that are within reach, standing or gone, in one question."""
    rows = Site.objects.within(scope.current()).filter(within_sight(), pk__in=set(site_ids))
    return {row.pk: view(row) for row in rows}


def site_of(organisation_id: UUID) -> SiteView | None:
    """The place of an organisation that stands today, None if the register has none within reach."""
    row = rows_now().filter(organisation_id=organisation_id).order_by("pk").first()
    return None if row is None else view(row)


def sites(
    region_id: UUID | None = None, district_id: UUID | None = None, kind: str | None = None
) -> tuple[SiteView, ...]:
    """The places that stand today, by name."""
    rows = filtered(Asked(region_id, district_id, kind or ""))
    return tuple(view(row) for row in rows.order_by("kk", "pk"))


def page(asked: Asked, number: int = 1) -> SitePage:
    """A page of a list, by name; a number past the end gives the last page."""
    rows = filtered(asked)
    total = rows.count()
    number = min(max(number, 1), max(1, -(-total // PER_PAGE)))
    first = (number - 1) * PER_PAGE
    found = rows.order_by("kk", "code", "pk")[first : first + PER_PAGE]
    return SitePage(tuple(view(row) for row in found), total, number)


def filtered(asked: Asked) -> QuerySet[Site]:
    """The rows that answer to filters."""
    rows = rows_now()
    if asked.region_id:
        rows = rows.filter(region_id=asked.region_id)
    if asked.district_id:
        rows = rows.filter(district_id=asked.district_id)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.is_placed is not None:
        rows = rows.filter(lat__isnull=not asked.is_placed)
    if asked.lacks:
        rows = rows.filter(coverage__requirement=asked.lacks, coverage__status="unmet")
    for word in asked.text.split()[:6]:
        rows = rows.filter(
            Q(kk__icontains=word)
            | Q(ru__icontains=word)
            | Q(en__icontains=word)
            | Q(code__icontains=word)
            | Q(address__icontains=word)
        )
    return rows


def view(row: Site) -> SiteView:
    """A row as a value."""
    return SiteView(
        id=row.pk,
        region_id=row.region_id,
        district_id=row.district_id,
        organisation_id=row.organisation_id,
        kind=row.kind,
        code=row.code,
        name=Names(row.kk, row.ru, row.en),
        owner_body=row.owner_body,
        address=row.address,
        point=point_of(row.lat, row.lon),
        pupils=row.pupils,
        shifts=row.shifts,
        bell_first=row.bell_first,
        bell_last=row.bell_last,
        placed_by=row.placed_by,
        placed_on=row.placed_on,
        life=period(row.life),
    )


def point_of(lat: float | None, lon: float | None) -> Point | None:
    """Two columns as a point, None where they are empty."""
    return None if lat is None or lon is None else Point(lat, lon)
