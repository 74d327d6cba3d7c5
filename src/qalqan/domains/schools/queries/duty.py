"""What a plan of duty is made from, and what became of it, as the open scope reaches them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from qalqan.domains.schools.models import AssetState, DutyCheckIn, DutyPlan, DutyTurn, Site
from qalqan.domains.schools.rules.duty import TURNS, Post
from qalqan.domains.schools.rules.duty_hours import TURN_NAMES, weight
from qalqan.kernel.access.scope import scope
from qalqan.kernel.clock import reading
from qalqan.kernel.geo import Point, box, metres
from qalqan.kernel.names import Names

NEAR = 300  # metres from a crossing to the school whose children cross there
CHILDREN = ("school", "kindergarten", "college")
ROWS = 100


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan of duty; the fields are those of `models.DutyPlan`."""

    id: UUID
    region_id: UUID
    district_id: UUID
    name: str
    first_day: date
    last_day: date
    reach: int
    stations: tuple[dict[str, Any], ...]
    windows: dict[str, list[str]]
    state: str
    posts: int
    floor: int
    value: int
    metres: float
    out_of_reach: tuple[UUID, ...]
    unguarded: tuple[UUID, ...]
    is_optimal: bool
    made_at: datetime
    made_by: str
    decided_at: datetime | None
    decided_by: str

    @property
    def officers(self) -> int:
        """How many officers the plan was made with."""
        return sum(int(one["officers"]) for one in self.stations)


@dataclass(frozen=True, slots=True)
class TurnView:
    """A turn of the week, with the school it is for."""

    id: UUID
    station_id: UUID
    officer: int
    turn: int
    asset_id: UUID
    site_id: UUID
    point: Point
    site: Names

    @property
    def when(self) -> tuple[int, str]:
        """Weekday (0 is Monday) and morning or evening."""
        return TURN_NAMES[self.turn]


@dataclass(frozen=True, slots=True)
class Kept:
    """Turns of a stretch of days that have passed, and how many were kept. Nobody's word is not a kept
    turn."""

    planned: int
    on_post: int
    far: int
    other_time: int
    no_position: int

    @property
    def silent(self) -> int:
        """Turns without any check-in."""
        return self.planned - self.on_post - self.far - self.other_time - self.no_position


def plan(plan_id: UUID) -> PlanView | None:
    """One plan in reach."""
    row = DutyPlan.objects.within(scope.current()).filter(pk=plan_id).first()
    return _view(row) if row else None


def plans(district_id: UUID | None = None) -> tuple[PlanView, ...]:
    """Plans in reach, the newest first."""
    rows = DutyPlan.objects.within(scope.current()).order_by("-first_day", "-id")
    if district_id:
        rows = rows.filter(district_id=district_id)
    return tuple(_view(row) for row in rows[:ROWS])


def _view(row: DutyPlan) -> PlanView:
    assert row.district_id  # noqa: S101 - every plan is a city's
    return PlanView(
        id=row.pk,
        region_id=row.region_id,
        district_id=row.district_id,
        name=row.name,
        first_day=row.first_day,
        last_day=row.last_day,
        reach=row.reach,
        stations=tuple(row.stations),
        windows=row.windows,
        state=row.state,
        posts=row.posts,
        floor=row.floor,
        value=row.value,
        metres=row.metres,
        out_of_reach=tuple(UUID(one) for one in row.out_of_reach),
        unguarded=tuple(UUID(one) for one in row.unguarded),
        is_optimal=row.is_optimal,
        made_at=row.made_at,
        made_by=row.made_by,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
    )


def turns(
    plan_id: UUID, *, station_id: UUID | None = None, officer: int | None = None
) -> tuple[TurnView, ...]:
    """The turns of a plan's week by station, officer and turn; two queries."""
    s = scope.current()
    rows = DutyTurn.objects.within(s).filter(plan_id=plan_id).order_by("station_id", "officer", "turn")
    if station_id is not None:
        rows = rows.filter(station_id=station_id)
    if officer is not None:
        rows = rows.filter(officer=officer)
    listed = list(rows)
    names = site_names({row.site_id for row in listed})
    return tuple(
        TurnView(
            row.pk,
            row.station_id,
            row.officer,
            row.turn,
            row.asset_id,
            row.site_id,
            Point(row.lat, row.lon),
            names[row.site_id],
        )
        for row in listed
    )


def site_names(ids: set[UUID]) -> dict[UUID, Names]:
    """Names of places in reach."""
    rows = Site.objects.within(scope.current()).filter(pk__in=ids).values_list("pk", "kk", "ru", "en")
    return {pk: Names(kk, ru, en) for pk, kk, ru, en in rows}


def posts(district_id: UUID, on: date) -> tuple[tuple[Post, ...], dict[UUID, Point]]:
    """Crossings of a city that stand and work on `on` within 300 m of a school, each with the school nearest
    to it and its weight; and where each stands. A crossing by no school is none of this duty's; two
    queries."""
    s = scope.current()
    sites = [
        (pk, Point(lat, lon), pupils)
        for pk, lat, lon, pupils in Site.objects.within(s)
        .filter(district_id=district_id, kind__in=CHILDREN, lat__isnull=False, life__contains=on)
        .values_list("pk", "lat", "lon", "pupils")
    ]
    if not sites:
        return (), {}
    known = sorted(pupils for _pk, _at, pupils in sites if pupils is not None)
    usual = known[len(known) // 2] if known else 1
    corners = [box(at, NEAR) for _pk, at, _pupils in sites]
    states = (
        AssetState.objects.within(s)
        .filter(
            asset__kind="crossing",
            state="working",
            known_until=None,
            valid__contains=on,
            lat__range=(min(c[0] for c in corners), max(c[2] for c in corners)),
            lon__range=(min(c[1] for c in corners), max(c[3] for c in corners)),
        )
        .values_list("asset_id", "lat", "lon", "details")
    )
    grid: dict[tuple[int, int], list[int]] = defaultdict(list)
    for n, (_pk, at, _pupils) in enumerate(sites):
        grid[_cell(at)].append(n)
    found, where = [], {}
    for key, lat, lon, details in states:
        here = Point(lat, lon)
        row, column = _cell(here)
        around = [
            (metres(here, sites[n][1]), n)
            for up in (-1, 0, 1)
            for right in (-1, 0, 1)
            for n in grid[row + up, column + right]
        ]
        near = min(around, default=None)
        if near is None or near[0] > NEAR:
            continue
        site, _at, pupils = sites[near[1]]
        found.append(
            Post(key, site, here, weight(usual if pupils is None else pupils, details.get("traffic")))
        )
        where[key] = here
    return tuple(found), where


def _cell(at: Point) -> tuple[int, int]:
    """A cell no smaller than NEAR: 0.004 degrees north is 445 m, 0.006 east at least 378 m at 55.5° N."""
    return int(at.lat / 0.004), int(at.lon / 0.006)


def school_days(first: date, last: date) -> list[date]:
    """Working days of the law from Monday to Friday. School holidays are each school's own and not known
    here: a turn in them shows as silent, and the page says so."""
    calendar = reading.working_calendar()
    span = (first + timedelta(n) for n in range((last - first).days + 1))
    return [day for day in span if day.weekday() < 5 and not calendar.is_off(day)]


def kept(plan_id: UUID, first: date, last: date) -> Kept:
    """How the turns of these days were kept; two queries."""
    s = scope.current()
    by_turn = dict(
        DutyTurn.objects.within(s)
        .filter(plan_id=plan_id)
        .values_list("turn")
        .annotate(n=Count("pk"))
        .order_by("turn")
    )
    planned = sum(
        by_turn.get(turn, 0)
        for day in school_days(first, last)
        for turn in (2 * day.weekday(), 2 * day.weekday() + 1)
    )
    best: dict[tuple[UUID, date], str] = {}
    rows = DutyCheckIn.objects.within(s).filter(turn__plan_id=plan_id, day__range=(first, last))
    order = ("no_position", "other_time", "far", "on_post")
    for turn_id, day, verdict in rows.values_list("turn_id", "day", "verdict"):
        held = best.get((turn_id, day))
        if held is None or order.index(verdict) > order.index(held):
            best[turn_id, day] = verdict
    counted = {word: sum(1 for one in best.values() if one == word) for word in order}
    return Kept(planned, counted["on_post"], counted["far"], counted["other_time"], counted["no_position"])


def checked(plan_id: UUID, day: date) -> dict[UUID, str]:
    """The best verdict of a day by turn."""
    rows = DutyCheckIn.objects.within(scope.current()).filter(turn__plan_id=plan_id, day=day)
    found: dict[UUID, str] = {}
    for turn_id, verdict in rows.order_by("received_at").values_list("turn_id", "verdict"):
        if found.get(turn_id) != "on_post":
            found[turn_id] = verdict
    return found


def standing(region_id: UUID, first: date, last: date) -> tuple[UUID, ...]:
    """Approved plans of a region that ran on some of these days."""
    rows = DutyPlan.objects.within(scope.current()).filter(
        Q(region_id=region_id), Q(state__in=("approved", "ended")), first_day__lte=last, last_day__gte=first
    )
    return tuple(rows.values_list("pk", flat=True))


assert len(TURN_NAMES) == TURNS  # noqa: S101 - the week of the rules is the week of the pages
