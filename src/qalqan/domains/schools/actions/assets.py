"""Statements about things enter the register, on two clocks.

Every verb locks the thing, asks the rule what ends and what is written (`rules/history.py`), and writes rows
beside the old ones. A person's word is a claim or a registry's, by post; only an inspector on the spot
verifies, and what was verified is not undone by a word (`rules/statement.py`).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from qalqan.domains.schools.actions.placing import demand_no_twin, demand_own_ground
from qalqan.domains.schools.actions.writing import (
    Ground,
    checked_point,
    demand_held,
    enter_once,
    located,
    source_of,
    tell,
)
from qalqan.domains.schools.actor import Actor, frame
from qalqan.domains.schools.models import Asset, AssetState, Site
from qalqan.domains.schools.queries.assets import line_of
from qalqan.domains.schools.queries.sites import point_of
from qalqan.domains.schools.rules.confidence import confidence
from qalqan.domains.schools.rules.history import Step, Stretch, step
from qalqan.domains.schools.rules.problem import Problem, Refused
from qalqan.domains.schools.rules.statement import (
    Basis,
    NewState,
    Said,
    Standing,
    against,
    carried,
    check,
)
from qalqan.domains.schools.rules.whereabouts import UNKNOWN
from qalqan.domains.schools.rules.words import ASSET_KINDS
from qalqan.kernel import ledger
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Scope, scope
from qalqan.kernel.geo import Point
from qalqan.kernel.temporal import daterange, period
from qalqan.kernel.vault import new_id

ACT, VERIFY = "schools.write", "schools.verify"
COPIED = (
    "state",
    "lat",
    "lon",
    "line",
    "owner_body",
    "installed_on",
    "details",
    "source_kind",
    "source_ref",
    "verified_at",
    "seen_from",
    "confidence",
    "file_ids",
    "recorded_at",
    "recorded_by",
    "recorded_user",
)


@dataclass(frozen=True, slots=True)
class NewAsset:
    """A thing and the first statement about it. `site_id` None: it stands by the road, and its point says in
    which region. `code`: the owner's own number. `ask_twin`: refuse it if one of its kind stands there,
    other than those with the keys `others`. `seen_on`: the day an inspector looked, if that is not the first
    day on which it is so."""

    kind: str
    first: NewState
    site_id: UUID | None = None
    code: str = ""
    ask_twin: bool = False
    others: frozenset[str] = frozenset()
    seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """`is_new` False: the same was held already, and nothing was written. `id`: the state that holds."""

    id: UUID
    is_new: bool


def add_asset(actor: Actor, new: NewAsset) -> UUID:
    """Enter a thing. Refused with every problem; PermissionDenied beyond the seat's place."""
    with frame(actor, ACT) as s:
        return _add(s, actor, new, ACT)


def change_asset(actor: Actor, asset_id: UUID, new: NewState) -> Changed:
    """Say how a thing is. Refused: asset-unknown, seen-otherwise, what is wrong with the statement."""
    with frame(actor, ACT) as s:
        return _change(s, actor, asset_id, new, verified=False)


def verify_asset(actor: Actor, asset_id: UUID, new: NewState) -> Changed:
    """What an inspector saw on the spot on the day `since`. Refused as `change_asset`, and verify-unknown."""
    if new.state == "unknown":
        raise Refused.of("verify-unknown", "state")
    with frame(actor, VERIFY) as s:
        return _change(s, actor, asset_id, new, verified=True)


def find_asset(actor: Actor, new: NewAsset) -> UUID:
    """A thing that an inspector found and that nobody had entered: entered and verified in one word."""
    if new.first.state == "unknown":
        raise Refused.of("verify-unknown", "state")
    with frame(actor, VERIFY) as s:
        return _add(s, actor, new, VERIFY)


def change_here(
    actor: Actor, asset_id: UUID, new: NewState, ground: Ground, *, verified: bool = False
) -> Changed:
    """As `change_asset` or `verify_asset`, for a verb of this room that stands in a scope already and judges
    its `ground` when it is through; it has asked the policy for `schools.verify` when `verified`."""
    return _change(scope.current(), actor, asset_id, new, verified=verified, ground=ground)


def add_here(actor: Actor, new: NewAsset, ground: Ground, *, verified: bool = False) -> UUID:
    """As `add_asset` or `find_asset`, inside the scope of another verb of this room, as `change_here`."""
    return _add(scope.current(), actor, new, VERIFY if verified else ACT, ground)


def kind_of(s: Scope, asset_id: UUID) -> str:
    """The kind of a thing. Refused("asset-unknown")."""
    row = Asset.objects.within(s).filter(pk=asset_id).values_list("kind", flat=True).first()
    if row is None:
        raise Refused.of("asset-unknown")
    return row


def replace_line(said: NewState, line: list[list[float]]) -> NewState:
    """The statement about a thing that is a line."""
    return replace(said, line=line, point=None)


def _add(s: Scope, actor: Actor, new: NewAsset, act: str, ground: Ground | None = None) -> UUID:
    today = timezone.localdate()
    said, wrong = _checked(new.kind, new.first, today)
    if len(new.code) > 80:
        wrong = (*wrong, Problem("text-long", {"most": "80"}, "code"))
    if said is None or wrong:
        raise Refused(*wrong)
    row = _placed(s, actor, new, said)
    demand_held(actor, act, row)
    if new.ask_twin and said.point is not None:
        demand_no_twin(new.kind, said.point, new.others)
    enter_once(row, new.code)
    basis = _basis(actor, new.first, verified=act == VERIFY, seen_on=new.seen_on)
    _write(actor, row, new.first, said, step([], new.first.since, new.first.until), basis, today)
    _told(row, act, "added", _points_of(said), ground)
    return row.pk


def _placed(s: Scope, actor: Actor, new: NewAsset, said: Said) -> Asset:
    """The row of a new thing, in the place of its site or of its point. Refused: place-outside and
    place-district-other for a point beyond the seat's place; where no district is drawn it is the seat's."""
    row = Asset(id=new_id(), kind=new.kind, code=new.code, site_id=new.site_id)
    if new.site_id is not None:
        site = Site.objects.within(s).filter(pk=new.site_id).first()
        if site is None:
            raise Refused.of("site-unknown", "site")
        row.region_id, row.district_id, row.organisation_id = (
            site.region_id,
            site.district_id,
            site.organisation_id,
        )
        if said.point is not None:
            located(said.point, site.region_id)
            demand_own_ground(said.point, site)
        return row
    if said.point is None:
        raise Refused.of("place-needed", "point")
    row.region_id, district = located(said.point, actor.region_id)
    own = actor.seat.district_id if isinstance(actor.seat, SeatView) else None
    if None not in (district, own) and district != own:
        raise Refused.of("place-district-other", "point")
    row.district_id = district or own
    return row


def _change(
    s: Scope,
    actor: Actor,
    asset_id: UUID,
    new: NewState,
    *,
    verified: bool,
    ground: Ground | None = None,
) -> Changed:
    row = Asset.objects.within(s).select_for_update().filter(pk=asset_id).first()
    if row is None:
        raise Refused.of("asset-unknown")
    act, today = VERIFY if verified else ACT, timezone.localdate()
    demand_held(actor, act, row)
    said, wrong = _checked(row.kind, new, today)
    if said is None:
        raise Refused(*wrong)
    states = {one.pk: one for one in AssetState.objects.within(s).filter(asset=row, known_until=None)}
    if said.point is not None:
        located(said.point, row.region_id)
        if said.point not in {point_of(one.lat, one.lon) for one in states.values()}:
            _demand_place(s, row, said.point)
    planned = step([stretch(one) for one in states.values()], new.since, new.until)
    before = states.get(planned.replaces) if planned.replaces else None
    held = standing(before) if before else None
    own = _basis(actor, new, verified=verified)
    touched = [standing(states[key]) for key in planned.ends]
    look = None if verified else looks(s, [row.pk]).get(row.pk)
    if problem := against(row.kind, touched, said, planned.valid, own.source_kind, today, look):
        raise Refused(problem)
    basis = carried(held, said, planned.valid, own)
    if before is not None and held is not None and is_same(held, said, basis, planned):
        return Changed(before.pk, is_new=False)
    key = _write(actor, row, new, said, planned, basis, today, states)
    points = [*_points_of(said), None, *_points(states, planned.ends)]
    _told(row, act, "verified" if verified else "changed", points, ground)
    return Changed(key, is_new=True)


def _demand_place(s: Scope, row: Asset, moved: Point) -> None:
    """Refused("point-far"): a thing of a place does not move away from it."""
    site = Site.objects.within(s).filter(pk=row.site_id).first() if row.site_id else None
    if site is not None:
        demand_own_ground(moved, site)


def _basis(actor: Actor, new: NewState, *, verified: bool, seen_on: date | None = None) -> Basis:
    """On what a person's own word rests. A look from nobody knows where is not taken for one on the spot."""
    if verified:
        return Basis("inspection", seen_on or new.since, new.source_ref, new.seen_from or UNKNOWN)
    return Basis(source_of(actor, new.source_kind), None, new.source_ref)


def _checked(kind: str, new: NewState, today: date) -> tuple[Said | None, tuple[Problem, ...]]:
    if kind not in ASSET_KINDS:
        return None, (Problem("word-unknown", {"text": kind[:40]}, "kind"),)
    checked_point(new.point)
    return check(kind, new, today)


def _points_of(said: Said) -> list[Point | None]:
    return [*(said.line or (said.point,))]


def _points(states: dict[UUID, AssetState], keys: Iterable[UUID]) -> list[Point | None]:
    rows = (states[key] for key in keys)
    return [one for row in rows for one in line_of(row.line) or (point_of(row.lat, row.lon),)]


def stretch(row: AssetState) -> Stretch[UUID]:
    """The days of a row, for the rule."""
    return Stretch(row.pk, row.valid.lower or date.min, row.valid.upper)


def standing(row: AssetState) -> Standing:
    """What a row holds, for the rule."""
    said = Said(
        row.state,
        point_of(row.lat, row.lon),
        line_of(row.line),
        row.owner_body,
        row.installed_on,
        row.details,
    )
    basis = Basis(row.source_kind, row.verified_at, row.source_ref, row.seen_from)
    return Standing(said, basis, period(row.valid))


def looks(s: Scope, asset_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """The last look at each of these things, also one that a later word took the place of."""
    rows = AssetState.objects.within(s).filter(asset_id__in=asset_ids, verified_at__isnull=False)
    last = rows.order_by("asset_id", "-verified_at", "-known_from").distinct("asset_id")
    return {one.asset_id: standing(one) for one in last}


def is_same(held: Standing, said: Said, basis: Basis, planned: Step[UUID]) -> bool:
    """Whether a statement says what is held already, by the same or a better source, for all its days. A
    second look of one day is another word: the first may be taken back."""
    known = held.basis if basis.verified_at else replace(held.basis, source_ref=basis.source_ref)
    return held.said == said and known == basis and held.valid.covers(planned.valid)


def _write(
    actor: Actor,
    row: Asset,
    new: NewState,
    said: Said,
    planned: Step[UUID],
    basis: Basis,
    today: date,
    states: dict[UUID, AssetState] | None = None,
) -> UUID:
    """End what is touched, write what is left of it, write the statement; the key of the statement's row."""
    states = states or {}
    now = max([datetime.now(UTC), *(states[key].known_from for key in planned.ends)])
    AssetState.objects.filter(region_id=row.region_id, pk__in=planned.ends).update(known_until=now)
    made = [remainder(states[one.of], daterange(one.valid), now) for one in planned.rests]
    state = new_row(row, said, daterange(planned.valid), now, basis, today)
    state.replaces = planned.replaces
    state.file_ids = [str(one) for one in new.file_ids]
    state.recorded_by, state.recorded_user = actor.post, actor.user_id
    AssetState.objects.bulk_create([*made, state])
    return state.pk


def remainder(of: AssetState, valid: DateRange, now: datetime) -> AssetState:
    """What is left of a row: the same words of the same post for other days, known from now."""
    copied = {name: getattr(of, name) for name in COPIED}
    place = {name: getattr(of, name) for name in ("region_id", "district_id", "organisation_id", "asset_id")}
    return AssetState(id=new_id(), **place, **copied, valid=valid, known_from=now, replaces=of.pk)


def new_row(row: Asset, said: Said, valid: DateRange, now: datetime, basis: Basis, today: date) -> AssetState:
    """The row of a checked statement, but for who said it."""
    looked, source, place = basis.verified_at or today, basis.source_kind, basis.seen_from
    return AssetState(
        id=new_id(),
        region_id=row.region_id,
        district_id=row.district_id,
        organisation_id=row.organisation_id,
        asset_id=row.pk,
        state=said.state,
        lat=said.point.lat if said.point else None,
        lon=said.point.lon if said.point else None,
        line=[[one.lat, one.lon] for one in said.line] if said.line else None,
        owner_body=said.owner_body,
        installed_on=said.installed_on,
        details=dict(said.details),
        valid=valid,
        known_from=now,
        source_kind=basis.source_kind,
        source_ref=basis.source_ref,
        verified_at=basis.verified_at,
        seen_from=basis.seen_from,
        confidence=confidence(row.kind, said.state, source, looked, today, seen_from=place),
        recorded_at=now,
    )


def _told(row: Asset, act: str, note: str, points: list[Point | None], ground: Ground | None) -> None:
    ledger.record(act, kind="asset", id=row.pk, region_id=row.region_id, note=f"{row.kind}.{note}")
    tell(
        "schools.asset_changed",
        row.region_id,
        points=points,
        site_ids=[row.site_id] if row.site_id else (),
        ground=ground,
        site=row.site_id,
        asset=row.pk,
        kind=row.kind,
    )
