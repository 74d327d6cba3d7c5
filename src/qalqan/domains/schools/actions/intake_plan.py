"""What a file of places or things would do to the register: each row fresh, held, changed, or for a person to
look at. Computed the same way when a file is shown and when it is taken over; nothing is written here."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from qalqan.domains.schools.actions.assets import is_same, looks, new_row, remainder, standing, stretch
from qalqan.domains.schools.actions.sites import full
from qalqan.domains.schools.models import Asset, AssetState, Site
from qalqan.domains.schools.queries.sites import point_of
from qalqan.domains.schools.rules.history import step
from qalqan.domains.schools.rules.matching import Index, Known, Match, twins
from qalqan.domains.schools.rules.problem import Problem
from qalqan.domains.schools.rules.register_rows import AssetRow, Read, SiteRow
from qalqan.domains.schools.rules.register_table import Fault
from qalqan.domains.schools.rules.statement import Basis, against, carried
from qalqan.kernel.access.scope import Scope
from qalqan.kernel.geo import Point, metres
from qalqan.kernel.names import Names
from qalqan.kernel.periods import Period
from qalqan.kernel.temporal import daterange
from qalqan.kernel.vault import new_id

FRESH, HELD, CHANGED, CONFLICT = "fresh", "held", "changed", "conflict"
PLAIN = ("kind", "owner_body", "address", "pupils", "shifts", "bell_first", "bell_last")
CLOSE = 25.0  # metres: one thing, measured twice
MOVED = 1e-6  # degrees: a difference that is none


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a row. `title`: of what it speaks; `key`: the known one; `changes`: (name, before,
    after); `why`: how it was matched; `problem`: of a conflict."""

    row: int
    what: str
    title: str
    key: UUID | None = None
    changes: tuple[tuple[str, str, str], ...] = ()
    why: tuple[str, ...] = ()
    problem: Problem | None = None


@dataclass(slots=True)
class Plan:
    """Outcomes of the good rows, and the rows of tables that would be written."""

    outcomes: list[Outcome] = field(default_factory=list)
    new_sites: list[Site] = field(default_factory=list)
    old_sites: list[Site] = field(default_factory=list)
    assets: list[Asset] = field(default_factory=list)
    states: list[AssetState] = field(default_factory=list)
    ends: list[UUID] = field(default_factory=list)
    site_ids: set[UUID] = field(default_factory=set)
    points: list[Point] = field(default_factory=list)

    @property
    def written(self) -> int:
        """How many rows of the file would be written."""
        return sum(one.what in (FRESH, CHANGED) for one in self.outcomes)


def twice(reads: Sequence[Read[SiteRow]]) -> list[Fault]:
    """Places that stand in the file more than once, told at each."""
    rows = [(one.row, known_of(one.found)) for one in reads if one.found is not None]
    return [
        Fault(row, "code", "", Problem("row-twice", {"rows": ", ".join(map(str, others[:10]))}, "code"))
        for row, others in sorted(twins(rows).items())
    ]


def known_of(row: SiteRow) -> Known:
    """A row as the rule of matching compares it."""
    return Known(UUID(int=0), row.code, row.kind, row.name, row.district_id, row.point)


def plan_sites(
    s: Scope, region_id: UUID, rows: Iterable[tuple[int, SiteRow]], today: date, source: str
) -> Plan:
    """What rows of places would do."""
    held = {one.pk: one for one in Site.objects.within(s).filter(region_id=region_id, life__contains=today)}
    index = Index(
        Known(
            one.pk,
            one.code,
            one.kind,
            Names(one.kk, one.ru, one.en),
            one.district_id,
            point_of(one.lat, one.lon),
        )
        for one in held.values()
    )
    plan = Plan()
    matches = [(number, row, index.match(known_of(row))) for number, row in rows]
    meant = Counter(match.known.key for *_row, match in matches if match and match.is_sure)
    for number, row, match in matches:
        if match is None:
            plan.new_sites.append(_new_site(region_id, row, today, source))
            plan.outcomes.append(Outcome(number, FRESH, _title(row)))
        elif not match.is_sure or meant[match.known.key] > 1:
            plan.outcomes.append(_unclear(number, row, match, meant[match.known.key] > 1))
        else:
            _compare(plan, number, row, held[match.known.key], match, (today, source))
    return plan


def _title(row: SiteRow) -> str:
    return f"{row.code} {row.name.kk or row.name.ru}"


def _unclear(number: int, row: SiteRow, match: Match, is_shared: bool) -> Outcome:
    known = match.known
    name = known.name.kk or known.name.ru
    if "code" in match.score.why and not is_shared:
        problem = Problem("row-stranger", {"code": row.code, "name": name}, "code")
    else:
        alike = {"name": name, "code": known.code, "score": f"{match.score.value * 100:.0f}"}
        problem = Problem("row-match", alike, "code")
    return Outcome(number, CONFLICT, _title(row), known.key, why=match.score.why, problem=problem)


def _new_site(region_id: UUID, row: SiteRow, today: date, source: str) -> Site:
    name, now = full(row.name), datetime.now(UTC)
    return Site(
        id=new_id(),
        region_id=region_id,
        district_id=row.district_id,
        code=row.code,
        kk=name.kk,
        ru=name.ru,
        en=name.en,
        lat=row.point.lat if row.point else None,
        lon=row.point.lon if row.point else None,
        placed_by=source if row.point else "",
        placed_on=today if row.point else None,
        life=DateRange(row.since or today, None, "[)"),
        recorded_at=now,
        changed_at=now,
        **{name: getattr(row, name) for name in PLAIN},
    )


def _compare(plan: Plan, number: int, row: SiteRow, site: Site, match: Match, by: tuple[date, str]) -> None:
    """A known place: what the row says otherwise. An empty cell says nothing."""
    today, source = by
    said: dict[str, Any] = {
        name: getattr(row, name) for name in PLAIN if getattr(row, name) not in (None, "")
    }
    said |= {key: text for key, text in zip(("kk", "ru", "en"), _names(row.name), strict=True) if text}
    changes = [(key, getattr(site, key), value) for key, value in said.items() if getattr(site, key) != value]
    here = point_of(site.lat, site.lon)
    if row.point is not None and _is_elsewhere(row.point, here):
        if site.placed_by == "inspection" and here is not None and metres(here, row.point) > CLOSE:
            day = {"day": f"{site.placed_on or today:%d.%m.%Y}"}
            problem = Problem("seen-otherwise", day, "lat")
            plan.outcomes.append(Outcome(number, CONFLICT, _title(row), site.pk, problem=problem))
            return
        plan.points += [one for one in (here, row.point) if one is not None]
        changes += [("lat", site.lat, row.point.lat), ("lon", site.lon, row.point.lon)]
        site.placed_by, site.placed_on = source, today
    for key, __, value in changes:
        setattr(site, key, value)
    what = CHANGED if changes else HELD
    told = tuple((key, _text(before), _text(after)) for key, before, after in changes)
    plan.outcomes.append(Outcome(number, what, _title(row), site.pk, told, match.score.why))
    if changes:
        site.changed_at = datetime.now(UTC)
        plan.old_sites.append(site)
        plan.site_ids.add(site.pk)


def _names(name: Names) -> tuple[str, str, str]:
    return name.kk, name.ru, name.en


def _is_elsewhere(new: Point, old: Point | None) -> bool:
    return old is None or abs(new.lat - old.lat) > MOVED or abs(new.lon - old.lon) > MOVED


def _text(value: object) -> str:
    return "" if value is None else str(value)[:120]


class AssetPlanner:
    """What rows of things would do. A thing is known by the owner's number; without one by its kind, its site
    and its ground; and without a ground the first one of its kind there that no other row speaks of."""

    def __init__(
        self, s: Scope, region_id: UUID, rows: Sequence[tuple[int, AssetRow]], today: date, source: str
    ) -> None:
        self.region_id, self.today, self.rows, self.source = region_id, today, rows, source
        kinds = {row.kind for __, row in rows}
        states = AssetState.objects.within(s).filter(
            region_id=region_id, known_until=None, asset__kind__in=kinds
        )
        self.states: dict[UUID, list[AssetState]] = defaultdict(list)
        self.known: dict[UUID, Asset] = {}
        for one in states.select_related("asset").order_by("asset_id"):
            self.states[one.asset_id].append(one)
            self.known[one.asset_id] = one.asset
        self.looks = looks(s, self.known.keys())
        self.by_code = {(one.kind, one.code): one for one in self.known.values() if one.code}
        self.by_site: dict[tuple[str, UUID | None, Any], list[Asset]] = defaultdict(list)
        for one in self.known.values():
            self.by_site[self._place(one.kind, one.site_id, self._point(one))].append(one)
        self.used: set[UUID] = set()
        sites = Site.objects.within(s).filter(region_id=region_id)
        self.places = {
            one: (district, organisation)
            for one, district, organisation in sites.values_list("pk", "district_id", "organisation_id")
        }

    def _place(self, kind: str, site_id: UUID | None, point: Point | None) -> tuple[str, UUID | None, Any]:
        """Where a thing is looked for: its site, or a cell of the ground for one by the road."""
        cell = None if site_id or point is None else (round(point.lat, 3), round(point.lon, 3))
        return kind, site_id, cell

    def _point(self, asset: Asset) -> Point | None:
        last = max(self.states[asset.pk], key=lambda one: one.valid.lower or date.min)
        return point_of(last.lat, last.lon)

    def plan(self, post: str, user_id: UUID | None) -> Plan:
        """The plan of all rows, each stated by this post."""
        plan, now = Plan(), datetime.now(UTC)
        for number, row in self.rows:
            known = self.find(row)
            if known is None:
                self.enter(plan, number, row, now)
            else:
                self.used.add(known.pk)
                self.say(plan, number, row, known, now)
        for one in plan.states:
            if one.recorded_by == "":
                one.recorded_by, one.recorded_user = post, user_id
        return plan

    def find(self, row: AssetRow) -> Asset | None:
        """The known thing that a row speaks of."""
        if row.code:
            return self.by_code.get((row.kind, row.code))
        near = self._around(row)
        if row.said.point is None:
            return next(iter(near), None)
        far = [(metres(row.said.point, at), one) for one in near if (at := self._point(one)) is not None]
        best = min(far, key=lambda pair: (pair[0], str(pair[1].pk)), default=None)
        return best[1] if best is not None and best[0] <= CLOSE else None

    def _around(self, row: AssetRow) -> list[Asset]:
        """Known things without a number, of the kind, at the site or in the cells of ground around."""
        point = row.said.point
        keys = [self._place(row.kind, row.site_id, point)]
        if row.site_id is None and point is not None:
            steps = (-0.001, 0.0, 0.001)
            keys = [
                self._place(row.kind, None, Point(point.lat + north, point.lon + east))
                for north in steps
                for east in steps
            ]
        found = {one.pk: one for key in keys for one in self.by_site.get(key, ())}
        return [one for one in found.values() if not one.code and one.pk not in self.used]

    def enter(self, plan: Plan, number: int, row: AssetRow, now: datetime) -> None:
        """A thing that nobody has entered."""
        district_id, organisation_id = self.places[row.site_id] if row.site_id else (row.district_id, None)
        asset = Asset(
            id=new_id(),
            region_id=self.region_id,
            district_id=district_id,
            organisation_id=organisation_id,
            kind=row.kind,
            code=row.code,
            site_id=row.site_id,
            recorded_at=now,
        )
        plan.assets.append(asset)
        valid = daterange(Period(row.new.since, None))
        state = new_row(asset, row.said, valid, now, Basis(self.source, None, row.new.source_ref), self.today)
        self._add(plan, row, state)
        plan.outcomes.append(Outcome(number, FRESH, _thing(row)))

    def say(self, plan: Plan, number: int, row: AssetRow, asset: Asset, now: datetime) -> None:
        """A known thing: the statement enters as anybody's does."""
        held = {one.pk: one for one in self.states[asset.pk]}
        planned = step([stretch(one) for one in held.values()], row.new.since)
        before = held.get(planned.replaces) if planned.replaces else None
        stands = standing(before) if before is not None else None
        own = Basis(self.source, None, row.new.source_ref)
        touched = [standing(held[key]) for key in planned.ends]
        look = self.looks.get(asset.pk)
        if problem := against(row.kind, touched, row.said, planned.valid, own.source_kind, self.today, look):
            plan.outcomes.append(Outcome(number, CONFLICT, _thing(row), asset.pk, problem=problem))
            return
        basis = carried(stands, row.said, planned.valid, own)
        if stands is not None and is_same(stands, row.said, basis, planned):
            plan.outcomes.append(Outcome(number, HELD, _thing(row), asset.pk))
            return
        plan.ends += planned.ends
        rests = [remainder(held[one.of], daterange(one.valid), now) for one in planned.rests]
        state = new_row(asset, row.said, daterange(planned.valid), now, basis, self.today)
        state.replaces = planned.replaces
        self.states[asset.pk] = [
            *(one for key, one in held.items() if key not in planned.ends),
            *rests,
            state,
        ]
        plan.states += rests
        self._add(plan, row, state)
        plan.points += [at for key in planned.ends if (at := point_of(held[key].lat, held[key].lon))]
        changes = (("state", before.state if before else "", row.said.state),)
        plan.outcomes.append(Outcome(number, CHANGED, _thing(row), asset.pk, changes))

    def _add(self, plan: Plan, row: AssetRow, state: AssetState) -> None:
        state.recorded_by = ""
        plan.states.append(state)
        if row.site_id:
            plan.site_ids.add(row.site_id)
        plan.points += [one for one in row.said.line or (row.said.point,) if one is not None]


def _thing(row: AssetRow) -> str:
    return f"{row.kind} {row.code}".strip()


def counted(plan: Plan) -> Mapping[str, int]:
    """How many rows have each outcome."""
    return Counter(one.what for one in plan.outcomes)
