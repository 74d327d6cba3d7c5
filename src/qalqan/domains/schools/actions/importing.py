"""Registers of others come in by a file: CSV, XLSX or GeoJSON, of places or of things.

`check` keeps the file and what it would do; nothing is entered yet. `confirm` reads the kept bytes anew and
writes exactly what was shown: when the answer has changed meanwhile it keeps the new one and writes nothing.
Each is one transaction: a process killed half way leaves nothing behind. The same bytes twice are one file,
and a confirmed one confirmed again does nothing. A list is a list: nothing that comes in so is verified, and
what an inspector saw stands against it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from qalqan.domains.schools.actions import bulk, intake_plan
from qalqan.domains.schools.actions.covering import recompute_all, recompute_near
from qalqan.domains.schools.actions.intake_plan import (
    CHANGED,
    CONFLICT,
    FRESH,
    HELD,
    AssetPlanner,
    Outcome,
    Plan,
    plan_sites,
    twice,
)
from qalqan.domains.schools.actions.writing import source_of
from qalqan.domains.schools.actor import Actor, frame
from qalqan.domains.schools.models import AssetState, RegisterIntake, Site
from qalqan.domains.schools.rules.problem import Problem, Refused
from qalqan.domains.schools.rules.register_rows import AssetRow, Read, World, read_asset, read_site
from qalqan.domains.schools.rules.register_table import Fault, Table, of_book, of_geojson
from qalqan.domains.schools.rules.register_words import FILE_KINDS
from qalqan.domains.territory import api as territory
from qalqan.kernel import ledger, outbox, sheets
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.rules import ALL
from qalqan.kernel.access.scope import Scope
from qalqan.kernel.geo import Point
from qalqan.kernel.names import LANGUAGES
from qalqan.kernel.vault.files import scanner

ACT = "schools.import"
MEGABYTES, ROWS = 10, 20_000
LIMITS = sheets.Limits(
    bytes=MEGABYTES * 1_000_000, rows=ROWS + 1, columns=60, cells=600_000, elements=2_500_000
)
KEPT = 500  # outcomes and faults that are shown
FILES_A_DAY = 50
SITE_FIELDS = ("code", "kind", "kk", "ru", "en", "district_id", "lat", "lon", "address", "owner_body")
STATED = (
    "state",
    "lat",
    "lon",
    "line",
    "valid",
    "details",
    "source_kind",
    "owner_body",
    "installed_on",
)
CHANGING = (
    "kind",
    "kk",
    "ru",
    "en",
    "owner_body",
    "address",
    "lat",
    "lon",
    "placed_by",
    "placed_on",
    "pupils",
    "shifts",
    "bell_first",
    "bell_last",
    "changed_at",
)
MANY = 2_000  # places of a region up to which it is judged while a person waits
FEW = 60  # touched places up to which each neighbourhood is judged by itself


@dataclass(frozen=True, slots=True)
class Checked:
    """`is_new` False: these very bytes are here already, and nothing changed."""

    id: UUID
    is_new: bool


@dataclass(frozen=True, slots=True)
class Confirmed:
    """`written`: rows that entered now. `is_stale`: the answer has changed since it was seen; the new one is
    kept and nothing was written."""

    written: int = 0
    is_stale: bool = False


def check(actor: Actor, kind: str, content: bytes, name: str) -> Checked:
    """Keep a file of "sites" or "assets" and what it would do. SheetRefused, FileRefused, Refused (file-...)
    for a file that cannot be read: it is not kept."""
    if kind not in FILE_KINDS:
        raise ValueError(kind)
    if len(content) > LIMITS.bytes:
        raise Refused.of("file-size", size=f"{len(content) / 1e6:.1f}", limit=str(MEGABYTES))
    scanner.scan(content)
    with frame(actor, ACT) as s:
        sha256, place = hashlib.sha256(content).hexdigest(), _place(actor)
        rows = RegisterIntake.objects.within(s).defer("content")
        same = rows.filter(**place, kind=kind, sha256=sha256)
        if (held := same.first()) is not None:
            return Checked(held.pk, is_new=False)
        since = datetime.now(UTC) - timedelta(days=1)
        if rows.filter(by_user=actor.user_id, at__gte=since).count() >= FILES_A_DAY:
            raise Refused.of("file-often", limit=str(FILES_A_DAY))
        row = RegisterIntake(
            **place,
            kind=kind,
            sha256=sha256,
            name=name.replace("\0", "")[:200],
            content=content,
            by_user=actor.user_id,
            post=actor.post,
        )
        _answer(s, actor, row)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:  # the same bytes came in at the same moment
            return Checked(same.get().pk, is_new=False)
        ledger.record(ACT, kind="intake", id=row.pk, region_id=row.region_id, note=row.state)
        return Checked(row.pk, is_new=True)


def confirm(actor: Actor, key: UUID, *, partial: bool = False) -> Confirmed:
    """Write the good rows of a file. `partial`: a person says that the others stay out. Asked again it does
    nothing. Refused: file-unknown, file-state, file-partial."""
    with frame(actor, ACT) as s:
        row = _locked(s, key)
        if row.state == "confirmed":
            return Confirmed()
        if row.state != "checked":
            raise Refused.of("file-state")
        with connection.cursor() as cursor:  # two files of one region one after the other
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"intake {row.region_id}"]
            )
        shown = row.digest
        plan = _answer(s, actor, row)
        if row.digest != shown or row.state != "checked":
            row.save()
            return Confirmed(is_stale=True)
        stays = row.bad + row.conflicts
        if stays and not partial:
            raise Refused.of("file-partial", bad=str(stays))
        _write(plan)
        _decided(row, actor, "confirmed")
        row.written = plan.written
        row.save()
        ledger.record(ACT, kind="intake", id=row.pk, region_id=row.region_id, note=f"confirmed.{row.written}")
        _tell(s, row, plan)
        return Confirmed(row.written)


def set_aside(actor: Actor, key: UUID) -> None:
    """Put a file aside that is not to be taken over. Refused: file-unknown, file-state."""
    with frame(actor, ACT) as s:
        row = _locked(s, key)
        if row.state != "checked":
            raise Refused.of("file-state")
        _decided(row, actor, "aside")
        row.save()
        ledger.record(ACT, kind="intake", id=row.pk, region_id=row.region_id, note="aside")


def _locked(s: Scope, key: UUID) -> RegisterIntake:
    row = RegisterIntake.objects.within(s).select_for_update().filter(pk=key).first()
    if row is None:
        raise Refused.of("file-unknown")
    return row


def _decided(row: RegisterIntake, actor: Actor, state: str) -> None:
    row.state, row.decided_at = state, datetime.now(UTC)
    row.decided_user, row.decided_post = actor.user_id, actor.post


def _place(actor: Actor) -> dict[str, UUID | None]:
    """Region and district of the writer: a file speaks of no other."""
    if not isinstance(actor.seat, SeatView) or actor.region_id is None:
        raise PermissionDenied(ACT)
    return {"region_id": actor.region_id, "district_id": actor.seat.district_id}


def _world(s: Scope, row: RegisterIntake) -> World:
    today, locate = timezone.localdate(), territory.locator()

    def region_of(point: Point) -> tuple[UUID, UUID | None] | None:
        found = locate(point.lat, point.lon)
        return None if found is None else (found.region_id, found.district_id)

    districts = territory.districts_on(today, row.region_id)
    words = {one.name[language].casefold(): one.id for one in districts for language in LANGUAGES}
    words |= {one.code.casefold(): one.id for one in districts}
    known = Site.objects.within(s).filter(region_id=row.region_id, life__contains=today)
    sites = dict(known.values_list("code", "pk")) if row.kind == "assets" else {}
    return World(today, row.region_id, words, row.district_id, region_of, sites)


def _table(row: RegisterIntake) -> Table:
    content = bytes(row.content)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        try:
            return of_geojson(row.kind, content.decode("utf-8-sig"), ROWS)
        except UnicodeDecodeError:
            raise Refused.of("file-json", text="UTF-8") from None
    return of_book(row.kind, sheets.read(content, LIMITS))


def _answer(s: Scope, actor: Actor, row: RegisterIntake) -> Plan:
    """Write into the row what its file would do now; the plan of it."""
    table, world = _table(row), _world(s, row)
    plan, faults = (_sites if row.kind == "sites" else _assets)(s, actor, table, world)
    counts = intake_plan.counted(plan)
    bad = {one.row for one in faults if one.row} if table.rows else set()
    row.state = "checked" if plan.outcomes else "refused"
    row.rows_read, row.bad = len(plan.outcomes) + len(bad), len(bad)
    row.fresh, row.held = counts.get("fresh", 0), counts.get("held", 0)
    row.changed, row.conflicts = counts.get("changed", 0), counts.get("conflict", 0)
    row.shown = [_kept(one) for one in _telling(plan)]
    row.faults = [
        [one.row, one.column, one.where, one.problem.rule, dict(one.problem.params)] for one in faults[:KEPT]
    ]
    row.digest = _digest(plan, bad)
    return plan


def _sites(s: Scope, actor: Actor, table: Table, world: World) -> tuple[Plan, list[Fault]]:
    reads = [read_site(number, cells, world) for number, cells in table.rows]
    doubled = twice(reads)
    out = {one.row for one in doubled}
    good = [(one.row, one.found) for one in reads if one.found is not None and one.row not in out]
    plan = plan_sites(s, world.region_id, good, world.today, source_of(actor, ""))
    return plan, _in_order(table, reads, doubled)


def _assets(s: Scope, actor: Actor, table: Table, world: World) -> tuple[Plan, list[Fault]]:
    reads = [read_asset(number, cells, world) for number, cells in table.rows]
    doubled = _same_numbers(reads)
    out = {one.row for one in doubled}
    good = [(one.row, one.found) for one in reads if one.found is not None and one.row not in out]
    plan = AssetPlanner(s, world.region_id, good, world.today, source_of(actor, "")).plan(
        actor.post, actor.user_id
    )
    return plan, _in_order(table, reads, doubled)


def _same_numbers(reads: list[Read[AssetRow]]) -> list[Fault]:
    """Things of one kind and number that stand in the file more than once, told at each."""
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in reads:
        if one.found is not None and one.found.code:
            rows[one.found.kind, one.found.code].append(one.row)
    return [
        Fault(row, "code", "", Problem("row-twice", {"rows": ", ".join(map(str, others[:10]))}, "code"))
        for several in rows.values()
        if len(several) > 1
        for row in several
        if (others := [other for other in several if other != row])
    ]


def _in_order(table: Table, reads: Sequence[Read[Any]], doubled: list[Fault]) -> list[Fault]:
    faults = [*table.faults, *(fault for one in reads for fault in one.faults), *doubled]
    return sorted(faults, key=lambda one: (one.row, one.where))


def _telling(plan: Plan) -> list[Outcome]:
    """The outcomes that are shown: what a person has to look at, then what changes, then what is new."""
    order = {CONFLICT: 0, CHANGED: 1, FRESH: 2}
    telling = sorted((one for one in plan.outcomes if one.what != HELD), key=lambda one: order[one.what])
    return telling[:KEPT]


def _kept(one: Outcome) -> list[Any]:
    problem = [one.problem.rule, dict(one.problem.params)] if one.problem else None
    key = str(one.key) if one.key else ""
    return [
        one.row,
        one.what,
        one.title,
        key,
        [list(change) for change in one.changes],
        list(one.why),
        problem,
    ]


def _digest(plan: Plan, bad: set[int]) -> str:
    """Of everything that would be written, so that another answer is told; keys are new each time."""
    made = hashlib.sha256(repr(sorted(bad)).encode())
    for one in plan.outcomes:
        made.update(repr(_kept(one)).encode())
    for site in plan.new_sites:
        made.update(repr([getattr(site, name) for name in SITE_FIELDS]).encode())
    for state in plan.states:
        made.update(repr([getattr(state, name) for name in STATED]).encode())
    return made.hexdigest()


def _write(plan: Plan) -> None:
    """Statements that end, then what is new; places that changed."""
    now = datetime.now(UTC)
    AssetState.objects.filter(pk__in=plan.ends).update(known_until=now)
    for one in plan.states:
        one.known_from = max(one.known_from, now)
    bulk.write(plan.new_sites, plan.assets, plan.states)
    Site.objects.bulk_update(plan.old_sites, CHANGING, batch_size=1000)


def _tell(s: Scope, row: RegisterIntake, plan: Plan) -> None:
    """Coverage anew: of the neighbourhoods, of the region, or, where that takes longer than a person waits,
    by the program right after this. A writer of one district does not see all that decides: the program is
    told of each place and judges with its own eyes."""
    sites = plan.site_ids | {one.pk for one in plan.new_sites}
    if s.bounds.districts is not ALL:
        for site in sorted(sites):
            outbox.emit("schools.site_changed", region_id=row.region_id, site=site)
        for asset in plan.assets:
            if asset.site_id is None:
                outbox.emit("schools.asset_changed", region_id=row.region_id, asset=asset.pk, kind=asset.kind)
    elif len(sites) + len(plan.points) <= FEW:
        recompute_near(plan.points, sites)
    elif Site.objects.within(s).filter(region_id=row.region_id).count() <= MANY:
        recompute_all(row.region_id)
    else:
        outbox.emit("schools.imported", region_id=row.region_id, intake=row.pk)


def cover(region_id: UUID) -> None:
    """Judge a whole region anew after a large file, in the caller's scope. Thinking takes longer than a
    transaction may usually stand idle."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '15min'")
    recompute_all(region_id)
