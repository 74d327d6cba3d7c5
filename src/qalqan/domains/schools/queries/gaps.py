"""What is known to be missing, whom it concerns and what it would cost. All inside the caller's scope.

Only answers "unmet" are gaps; "unknown" is counted beside them and never priced. The open pages ask with
`is_open`: then of public norms.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from qalqan.domains.schools.models import Coverage
from qalqan.domains.schools.queries.sites import within_sight
from qalqan.domains.schools.rules.needs import CONTAINED, Gap, Need, needs
from qalqan.domains.schools.rules.requirements import Requirement, requirement, requirements
from qalqan.kernel.access.reach import today
from qalqan.kernel.access.regional import ScopedQuerySet
from qalqan.kernel.access.scope import scope
from qalqan.kernel.names import Names

PER_PAGE = 25
MOST = 20_000  # rows of a file


@dataclass(frozen=True, slots=True)
class Asked:
    """Which gaps: of a region, a district, a norm; None and "" for all."""

    region_id: UUID | None = None
    district_id: UUID | None = None
    key: str = ""
    is_open: bool = True

    @property
    def known(self) -> tuple[Requirement, ...]:
        """The norms that this reader may be told of."""
        return tuple(one for one in requirements() if one.is_public or not self.is_open)


@dataclass(frozen=True, slots=True)
class Total:
    """Gaps of a norm together. `children`: who go to these places, those counted; `extra`: those that take
    money of their own (cameras bought new conform); `low`, `high`: tenge."""

    requirement: Requirement
    gaps: int
    unknown: int
    children: int
    extra: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Area:
    """Gaps of a region or a district together, in tenge."""

    id: UUID | None
    gaps: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class GapView:
    """One gap with its place."""

    site_id: UUID
    name: Names
    region_id: UUID
    district_id: UUID | None
    requirement: Requirement
    reason: str
    since: date
    pupils: int | None


def _answers(asked: Asked, *statuses: str) -> ScopedQuerySet[Coverage]:
    keys = [one.key for one in asked.known if asked.key in ("", one.key)]
    rows = Coverage.objects.within(scope.current()).filter(
        status__in=statuses, requirement__in=keys, site__life__contains=today()
    )
    if asked.region_id is not None:
        rows = rows.filter(region_id=asked.region_id)
    if asked.district_id is not None:
        rows = rows.filter(district_id=asked.district_id)
    return rows.filter(within_sight("site__kind"))


def _paid(rows: ScopedQuerySet[Coverage]) -> ScopedQuerySet[Coverage]:
    """Those that take money of their own."""
    for main, part in CONTAINED.items():
        same = Coverage.objects.filter(site_id=OuterRef("site_id"), requirement=main, status="unmet")
        rows = rows.exclude(Q(requirement=part) & Exists(same))
    return rows


def sums(asked: Asked) -> tuple[Total, ...]:
    """By norm, those that cost most first."""
    rows = _answers(asked, "unmet")
    counted = rows.values("requirement").annotate(n=Count("pk"), children=Sum("site__pupils"))
    paid = dict(_paid(rows).values("requirement").annotate(n=Count("pk")).values_list("requirement", "n"))
    silent = dict(
        _answers(asked, "unknown")
        .values("requirement")
        .annotate(n=Count("pk"))
        .values_list("requirement", "n")
    )
    found: dict[str, tuple[int, int]] = {
        row["requirement"]: (row["n"], row["children"] or 0) for row in counted
    }
    result = []
    for one in asked.known:
        if one.key not in found and one.key not in silent:
            continue
        many, children = found.get(one.key, (0, 0))
        extra, cost = paid.get(one.key, 0), one.cost
        low, high = (extra * cost.low, extra * cost.high) if cost else (0, 0)
        unknown = silent.get(one.key, 0)
        result.append(Total(one, many, unknown, children, extra, low, high))
    return tuple(sorted(result, key=lambda one: (-one.high, -one.gaps)))


def areas(asked: Asked) -> tuple[Area, ...]:
    """By region or, within one, by district; those that cost most first."""
    column = "district_id" if asked.region_id else "region_id"
    rows = _paid(_answers(asked, "unmet")).values_list(column, "requirement").annotate(n=Count("pk"))
    found: dict[UUID | None, Area] = {}
    for key, norm, n in rows:
        before, cost = found.get(key, Area(key, 0, 0, 0)), requirement(norm).cost
        low, high = (n * cost.low, n * cost.high) if cost else (0, 0)
        found[key] = Area(key, before.gaps + n, before.low + low, before.high + high)
    return tuple(sorted(found.values(), key=lambda one: -one.high))


GAP = ("site_id", "site__kk", "site__ru", "site__en", "region_id", "district_id", "requirement")
REST = ("reason", "since", "site__pupils")


def gaps(asked: Asked, page: int | None = None) -> tuple[tuple[GapView, ...], int]:
    """A page of gaps, the oldest first, and how many there are; for no page all, MOST at the most."""
    rows = _answers(asked, "unmet").order_by("since", "requirement", "site__kk", "pk")
    part = rows[:MOST] if page is None else rows[(page - 1) * PER_PAGE : page * PER_PAGE]
    found = tuple(
        GapView(row[0], Names(*row[1:4]), row[4], row[5], requirement(row[6]), *row[7:])
        for row in part.values_list(*GAP, *REST)
    )
    return found, rows.count()


def needs_of(region_id: UUID, keys: Iterable[str]) -> tuple[Need, ...]:
    """The needs of a region for some norms: what a budget may buy."""
    rows = Coverage.objects.within(scope.current()).filter(
        region_id=region_id, status="unmet", requirement__in=tuple(keys), site__life__contains=today()
    )
    values = rows.order_by("site_id", "requirement").values_list(
        "site_id", F("site__district_id"), "requirement", "reason", "since", "site__pupils"
    )
    return needs(Gap(row[0], row[1], requirement(row[2]), *row[3:]) for row in values)
