"""A drill is planned, started, counted, and closed when everybody is accounted for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from qalqan.domains.schools.actor import Actor, frame
from qalqan.domains.schools.models import Drill, HeadCount, Site
from qalqan.domains.schools.queries.drills import counts_of
from qalqan.domains.schools.rules.drill import MOVES, unaccounted
from qalqan.domains.schools.rules.problem import Refused
from qalqan.kernel import ledger, outbox
from qalqan.kernel.access import policy
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Scope

AHEAD = timedelta(days=366)
WATCHED = timedelta(days=2)  # how long after a drill an inspector may still write that he watched it


@dataclass(frozen=True, slots=True)
class NewCount:
    """A head count as a phone sends it. `client_id`: the same one twice is one count."""

    client_id: UUID
    group: str
    expected: int
    present: int
    excused: int
    missing_where: str
    at: datetime


def plan(actor: Actor, site_id: UUID, *, kind: str, at: datetime, scenario: str, is_announced: bool) -> UUID:
    """Plan a drill at the actor's own school. Refused."""
    if at > timezone.now() + AHEAD:
        raise Refused.of("drill-when", "at")
    with frame(actor, "schools.drill") as s:
        site = _own(s, actor, site_id)
        row = Drill.objects.create(
            region_id=site.region_id,
            district_id=site.district_id,
            organisation_id=site.organisation_id,
            site=site,
            kind=kind,
            planned_for=at,
            scenario=scenario,
            is_announced=is_announced,
            made_by=actor.post,
            made_user=actor.user_id,
        )
        ledger.record("schools.drill", kind="drill", id=row.pk, region_id=row.region_id, note="planned")
        return row.pk


def _own(s: Scope, actor: Actor, site_id: UUID) -> Site:
    site = Site.objects.within(s).filter(pk=site_id).first()
    if site is None or (isinstance(actor.seat, SeatView) and not policy.holds(actor.seat, site)):
        raise Refused.of("site-none")
    return site


def move(actor: Actor, drill_id: UUID, to: str, *, lessons: str = "", groups: tuple[str, ...] = ()) -> None:
    """Start a drill ("running"), call it off, or close it. `groups`: those who have to be counted before it
    closes. Closing says first that the building was empty, if nobody said so. Refused."""
    with frame(actor, "schools.drill") as s:
        row = _locked(s, drill_id)
        if to not in MOVES[row.state]:
            raise Refused.of("drill-state")
        now = timezone.now()
        row.state = to
        if to == "running":
            row.started_at = now
        if to == "closed":
            held = counts_of(drill_id)
            if not any(one.present for one in held):
                raise Refused.of("drill-no_counts")
            if open_ := unaccounted(groups, held):
                raise Refused.of("drill-not_all", groups=", ".join(open_))
            row.stopped_at = row.stopped_at or now
            row.closed_at, row.lessons = now, lessons
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise Refused.of("drill-runs") from None
        ledger.record("schools.drill", kind="drill", id=row.pk, region_id=row.region_id, note=to)
        if to == "closed":
            outbox.emit("schools.drill_closed", region_id=row.region_id, site=row.site_id, drill=row.pk)


def empty(actor: Actor, drill_id: UUID) -> None:
    """The building is empty: the time that counts stops. Saying it twice keeps the first moment. Refused."""
    with frame(actor, "schools.drill") as s:
        row = _locked(s, drill_id)
        if row.state != "running":
            raise Refused.of("drill-state")
        if row.stopped_at is None:
            row.stopped_at = timezone.now()
            row.save(update_fields=["stopped_at"])
            ledger.record("schools.drill", kind="drill", id=row.pk, region_id=row.region_id, note="empty")


def count(actor: Actor, drill_id: UUID, new: NewCount) -> bool:
    """Keep a head count; False when the same one was kept before. Refused for figures that do not add up, and
    when the drill does not run."""
    if new.present + new.excused > new.expected:
        raise Refused.of("drill-count", "present")
    with frame(actor, "schools.count_heads") as s:
        row = Drill.objects.within(s).filter(pk=drill_id).first()
        if row is None or row.state != "running":
            raise Refused.of("drill-state")
        if HeadCount.objects.within(s).filter(client_id=new.client_id).exists():
            return False
        try:
            with transaction.atomic():
                _write(row, new, actor)
        except IntegrityError:
            return False  # the same one came twice at once
        return True


def _write(row: Drill, new: NewCount, actor: Actor) -> None:
    HeadCount.objects.create(
        region_id=row.region_id,
        district_id=row.district_id,
        organisation_id=row.organisation_id,
        drill=row,
        client_id=new.client_id,
        group=new.group,
        expected=new.expected,
        present=new.present,
        excused=new.excused,
        missing_where=new.missing_where,
        at=min(new.at, timezone.now()),
        by_user=actor.user_id,
        post=actor.post,
    )


def witness(actor: Actor, drill_id: UUID) -> None:
    """An inspector was there: the drill counts as seen by independent eyes. Once; Refused before it is
    closed."""
    with frame(actor, "schools.watch_drill") as s:
        row = _locked(s, drill_id)
        if row.state != "closed" or row.witnessed_at is not None or row.made_user == actor.user_id:
            raise Refused.of("drill-state")
        if row.closed_at is None or timezone.now() > row.closed_at + WATCHED:
            raise Refused.of("drill-long_ago")
        row.witnessed_at, row.witnessed_by, row.witnessed_user = timezone.now(), actor.post, actor.user_id
        row.save(update_fields=["witnessed_at", "witnessed_by", "witnessed_user"])
        ledger.record("schools.watch_drill", kind="drill", id=row.pk, region_id=row.region_id)
        outbox.emit("schools.drill_closed", region_id=row.region_id, site=row.site_id, drill=row.pk)


def _locked(s: Scope, drill_id: UUID) -> Drill:
    row = Drill.objects.within(s).select_for_update().filter(pk=drill_id).first()
    if row is None:
        raise Refused.of("drill-state")
    return row
