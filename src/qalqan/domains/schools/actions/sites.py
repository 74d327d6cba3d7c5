"""Places enter the register and change. A place's own facts are not kept on two clocks: the book has who
changed what, and what stands there (`assets.py`) has a history."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from qalqan.domains.schools.access import KEEPERS
from qalqan.domains.schools.actions.placing import demand_no_twin_site
from qalqan.domains.schools.actions.writing import (
    checked_point,
    demand_held,
    enter_once,
    located,
    source_of,
    tell,
)
from qalqan.domains.schools.actor import Actor, frame
from qalqan.domains.schools.models import Site
from qalqan.domains.schools.queries.known import against_end
from qalqan.domains.schools.queries.sites import point_of
from qalqan.domains.schools.rules.problem import Problem, Refused
from qalqan.domains.schools.rules.words import SITE_KINDS
from qalqan.kernel import ledger
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Scope, Service
from qalqan.kernel.geo import Point
from qalqan.kernel.names import Names
from qalqan.kernel.vault import new_id

ACT = "schools.write"
LONGEST = {"code": 60, "owner_body": 40, "address": 500}
INSPECTOR = "safety_inspector"
MOST_PUPILS, MOST_SHIFTS = 20_000, 4


@dataclass(frozen=True, slots=True)
class NewSite:
    """A place to enter. An empty name is filled from another language; at least one of kk and ru is given.
    Without a point the region is that of `region_id`. `ask_twin`: refuse it if one like it stands
    there, other than those with the keys `others`."""

    kind: str
    code: str
    name: Names
    region_id: UUID
    since: date
    district_id: UUID | None = None
    organisation_id: UUID | None = None
    owner_body: str = ""
    address: str = ""
    point: Point | None = None
    pupils: int | None = None
    shifts: int | None = None
    bell_first: time | None = None
    bell_last: time | None = None
    ask_twin: bool = False
    others: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SiteChange:
    """What is to be changed; None leaves it as it is. `until`: the first day on which it stands no longer;
    `stands_again`: that day is taken away."""

    kind: str | None = None
    name: Names | None = None
    owner_body: str | None = None
    address: str | None = None
    point: Point | None = None
    pupils: int | None = None
    shifts: int | None = None
    bell_first: time | None = None
    bell_last: time | None = None
    until: date | None = None
    stands_again: bool = False


def add_site(actor: Actor, new: NewSite) -> UUID:
    """Enter a place. Refused with every problem; PermissionDenied for the head of a school, who keeps no
    register, and beyond the seat's place."""
    with frame(actor, ACT) as s:
        if isinstance(actor.seat, SeatView) and actor.role not in KEEPERS:
            ledger.refused(actor.seat, ACT, kind="site", region_id=new.region_id)
            raise PermissionDenied(ACT)
        row = _row(new, timezone.localdate())
        if new.point is not None:
            checked_point(new.point)
            __, district = located(new.point, new.region_id)
            if isinstance(actor.seat, SeatView):
                _demand_own_district(district, row.district_id)
            row.district_id = row.district_id or district
            row.placed_by, row.placed_on = placed_by(actor), timezone.localdate()
        demand_held(actor, ACT, row)
        if new.ask_twin and new.point is not None:
            demand_no_twin_site(row.kind, full(new.name), new.point, row.district_id, new.others)
        enter_once(row, row.code)
        _told(s, row, "added", [new.point])
        return row.pk


def change_site(actor: Actor, site_id: UUID, new: SiteChange) -> bool:
    """Change a place; False if it says so already. Kind, pupils, position and end, by which norms bind, are
    for keepers; a position that an inspector took is for an inspector, and so is the end of a place where
    something is wrong. Who answers for a place would else move it away from a norm. Refused;
    PermissionDenied beyond the seat's place."""
    with frame(actor, ACT) as s:
        row = Site.objects.within(s).select_for_update().filter(pk=site_id).first()
        if row is None:
            raise Refused.of("site-unknown")
        demand_held(actor, ACT, row)
        before = point_of(row.lat, row.lon)
        wrong = [*_not_his(row, new, actor), *site_problems(_given(new), timezone.localdate())]
        if wrong:
            raise Refused(*wrong)
        changed = _apply(row, new, actor)
        if not changed:
            return False
        row.changed_at = datetime.now(UTC)
        row.save()
        note = "changed" if "life" not in changed else "closed" if row.life.upper else "reopened"
        _told(s, row, note, [before, new.point] if "lat" in changed else [])
        return True


def may_keep(seat: SeatView | Service) -> bool:
    """Whether a seat keeps the register: it may say of a place what norms are measured by."""
    return not isinstance(seat, SeatView) or seat.role in KEEPERS


def placed_by(actor: Actor) -> str:
    """The kind of source of a position: an inspector stands where he takes it."""
    return "inspection" if actor.role == INSPECTOR else source_of(actor, "")


def _not_his(row: Site, new: SiteChange, actor: Actor) -> list[Problem]:
    """What this post may not change of a place."""
    wrong = []
    here = point_of(row.lat, row.lon)
    if not may_keep(actor.seat):
        before = {"kind": row.kind, "pupils": row.pupils, "point": here, "until": row.life.upper}
        moved = [name for name, held in before.items() if getattr(new, name) not in (None, held)]
        wrong += [Problem("keepers-only", {}, name) for name in moved]
        if new.stands_again and row.life.upper is not None:
            wrong.append(Problem("keepers-only", {}, "until"))
        return wrong
    if new.point not in (None, here) and row.placed_by == "inspection" and placed_by(actor) != "inspection":
        day = {"day": f"{row.placed_on or timezone.localdate():%d.%m.%Y}"}
        wrong.append(Problem("seen-otherwise", day, "point"))
    if new.until not in (None, row.life.upper) and source_of(actor, "") == "claim":
        wrong += against_end(row.pk, new.until, timezone.localdate())
    return wrong


def site_problems(given: dict[str, Any], today: date) -> list[Problem]:
    """What is wrong with the facts of a place, each by its name; what is not given is not asked."""
    wrong = []
    kind, name = given.get("kind"), given.get("name")
    if kind is not None and kind not in SITE_KINDS:
        wrong.append(Problem("word-unknown", {"text": str(kind)[:40]}, "kind"))
    if name is not None and not (name.kk.strip() or name.ru.strip()):
        wrong.append(Problem("name-missing", {}, "name"))
    if name is not None and max(len(name.kk), len(name.ru), len(name.en)) > 250:
        wrong.append(Problem("text-long", {"most": "250"}, "name"))
    for key, most in LONGEST.items():
        if len(given.get(key) or "") > most:
            wrong.append(Problem("text-long", {"most": str(most)}, key))
    for key, most in (("pupils", MOST_PUPILS), ("shifts", MOST_SHIFTS)):
        value = given.get(key)
        if value is not None and not 0 <= value <= most:
            limits = {"text": str(value), "least": "0", "most": str(most)}
            wrong.append(Problem("detail-range", limits, key))
    for key in ("since", "until"):
        if (day := given.get(key)) is not None and day > today:
            wrong.append(Problem("day-future", {"day": f"{day:%d.%m.%Y}"}, key))
    first, last = given.get("bell_first"), given.get("bell_last")
    if first is not None and last is not None and first >= last:
        wrong.append(Problem("day-order", {}, "bell_last"))
    return wrong


def full(name: Names) -> Names:
    """A name in which no language is empty: Kazakh and Russian stand in for each other, Kazakh for
    English."""
    kk, ru = name.kk.strip() or name.ru.strip(), name.ru.strip() or name.kk.strip()
    return Names(kk, ru, name.en.strip() or kk)


def _given(new: NewSite | SiteChange) -> dict[str, Any]:
    return {one.name: getattr(new, one.name) for one in fields(new)}


def _row(new: NewSite, today: date) -> Site:
    wrong = site_problems(_given(new), today)
    if not new.code.strip():
        wrong.append(Problem("code-missing", {}, "code"))
    if wrong:
        raise Refused(*wrong)
    name = full(new.name)
    return Site(
        id=new_id(),
        region_id=new.region_id,
        district_id=new.district_id,
        organisation_id=new.organisation_id,
        kind=new.kind,
        code=new.code.strip(),
        kk=name.kk,
        ru=name.ru,
        en=name.en,
        owner_body=new.owner_body,
        address=new.address,
        lat=new.point.lat if new.point else None,
        lon=new.point.lon if new.point else None,
        pupils=new.pupils,
        shifts=new.shifts,
        bell_first=new.bell_first,
        bell_last=new.bell_last,
        life=DateRange(new.since, None, "[)"),
    )


def _apply(row: Site, new: SiteChange, actor: Actor) -> list[str]:
    values: dict[str, Any] = {
        key: value
        for key in ("kind", "owner_body", "address", "pupils", "shifts", "bell_first", "bell_last")
        if (value := getattr(new, key)) is not None
    }
    if new.name is not None:
        name = full(new.name)
        values |= {"kk": name.kk, "ru": name.ru, "en": name.en}
    if new.point is not None:
        checked_point(new.point)
        __, district = located(new.point, row.region_id)
        if isinstance(actor.seat, SeatView):
            _demand_own_district(district, actor.seat.district_id)
        values |= {"lat": new.point.lat, "lon": new.point.lon}
        if row.organisation_id is None and district is not None:
            values["district_id"] = district
    if new.until is not None:
        if row.life.lower is not None and new.until <= row.life.lower:
            raise Refused.of("day-order", "until")
        values["life"] = DateRange(row.life.lower, new.until, "[)")
    elif new.stands_again:
        values["life"] = DateRange(row.life.lower, None, "[)")
    changed = [key for key, value in values.items() if getattr(row, key) != value]
    for key in changed:
        setattr(row, key, values[key])
    is_confirmed = new.point is not None and placed_by(actor) == "inspection" != row.placed_by
    if {"lat", "lon"} & set(changed) or is_confirmed:
        row.placed_by, row.placed_on = placed_by(actor), timezone.localdate()
        changed.append("lat")
    return changed


def _demand_own_district(found: UUID | None, own: UUID | None) -> None:
    """A seat's own district is no place for others'. Refused("place-district-other")."""
    if None not in (found, own) and found != own:
        raise Refused.of("place-district-other", "point")


def _told(s: Scope, row: Site, note: str, points: list[Point | None]) -> None:
    ledger.record(ACT, kind="site", id=row.pk, region_id=row.region_id, note=note)
    tell("schools.site_changed", row.region_id, points=points, site_ids=[row.pk], site=row.pk, kind=row.kind)
