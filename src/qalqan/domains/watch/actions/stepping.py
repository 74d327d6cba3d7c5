"""What every move of a work item shares: the lock, the step, the book and the event, inside the caller's
scope. A work item is locked before it is read for a decision, so of two who act at once one wins and the
other is told what changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from qalqan.domains.territory import api as territory
from qalqan.domains.watch.models import Cluster, ClusterStep, Report, ReportPhoto
from qalqan.domains.watch.refusals import Refused
from qalqan.domains.watch.rules.categories import category
from qalqan.domains.watch.rules.states import Move, life
from qalqan.domains.watch.rules.words import TARGET
from qalqan.kernel import clock, ledger, outbox
from qalqan.kernel.access.scope import scope
from qalqan.kernel.clock.models import Obligation
from qalqan.kernel.clock.rules import OPEN as RUNNING
from qalqan.kernel.i18n import formatting

REOPENED = timedelta(days=30)  # after which what is there again is another report


@dataclass(frozen=True, slots=True)
class By:
    """Who takes a step: of STEPPERS, the signed-in person if it is one, and the post in words."""

    kind: str
    user_id: UUID | None = None
    post: str = ""


PROGRAM = By("program", post="watch")
CITIZEN = By("citizen")


def locked(cluster_id: UUID, seen: datetime | None = None) -> Cluster:
    """A work item, locked. Refused: no_such_cluster, changed (since `seen`, what the page showed)."""
    row = Cluster.objects.within(scope.current()).select_for_update().filter(pk=cluster_id).first()
    if row is None:
        raise Refused("no_such_cluster")
    if seen is not None and row.changed_at != seen:
        raise Refused("changed")
    return row


def allowed(row: Cluster, key: str, kinds: Collection[str]) -> Move:
    """The move, if somebody of these kinds may make it now. Refused: no_such_move, not_in_this_state,
    not_yours_to_move."""
    try:
        move = life().move(key)
    except KeyError:
        raise Refused("no_such_move") from None
    if row.state not in move.before:
        raise Refused("not_in_this_state", state=life().state(row.state).names[formatting.language()])
    if not set(move.by) & set(kinds):
        raise Refused("not_yours_to_move")
    return move


def independent(row: Cluster, user_id: UUID | None) -> None:
    """Refused("own_work") for somebody who took a step here as the body that has to act."""
    steps = ClusterStep.objects.filter(cluster=row, by_kind="officer", by_user=user_id)
    if user_id is not None and steps.exists():
        raise Refused("own_work")


def step(
    row: Cluster,
    move: Move,
    by: By,
    *,
    reason: str = "",
    public_note: str = "",
    files: Sequence[UUID] = (),
    at: datetime | None = None,
) -> ClusterStep:
    """Take the step: state, history, clock, book, event. The caller holds the lock and has checked. `at`:
    for the program that tells of the past."""
    now = at or timezone.now()
    before, row.state, row.changed_at = row.state, move.after, now
    if move.after == "fixed_said":
        row.fixed_said_at = now
    if move.key in ("confirm_fixed", "reject", "merge"):
        row.closed_at = now
    elif move.key in ("still_there", "dispute", "reopen"):
        row.fixed_said_at = row.closed_at = None
    _wind(row, move, by)
    row.save()
    made = ClusterStep.objects.create(
        region_id=row.region_id,
        district_id=row.district_id,
        organisation_id=row.organisation_id,
        cluster=row,
        at=now,
        before=before,
        after=move.after,
        move=move.key,
        by_kind=by.kind,
        by_user=by.user_id,
        post=by.post,
        reason=reason,
        public_note=public_note,
        file_ids=[str(one) for one in files],
    )
    ledger.record(
        f"watch.{move.key}",
        kind="cluster",
        id=row.pk,
        region_id=row.region_id,
        before={"state": before},
        after={"state": move.after, "owner": row.owner_body},
    )
    tell("watch.closed" if move.after == "closed" else "watch.moved", row, step=made.pk, move=move.key)
    return made


def _wind(row: Cluster, move: Move, by: By) -> None:
    """What a move does to the deadline. Who has to act does not end the own one."""
    if move.clock == "meets" and by.kind != "officer":
        meet(row)
    elif move.clock == "runs":
        run(row)


def belong(row: Cluster, reports: QuerySet[Report]) -> None:
    """Let reports and their pictures be within whose reach their work item is."""
    reach = {"district_id": row.district_id, "organisation_id": row.organisation_id}
    ReportPhoto.objects.filter(report__in=reports).update(**reach)
    reports.update(cluster=row, **reach)


def tell(event: str, row: Cluster, **more: UUID | str | None) -> None:
    """An event about a work item."""
    outbox.emit(event, region_id=row.region_id, cluster=row.pk, site=row.site_id, **more)


def run(row: Cluster) -> None:
    """Let its deadline run, from the moment at which it was first reported and from no other: what was
    ended and turns out to be open again has lost that time."""
    region = territory.atlas().region(row.region_id, timezone.localdate())
    begun = clock.start(
        category(row.category).deadline,
        target_kind=TARGET,
        target_id=row.pk,
        region_id=row.region_id,
        district_id=row.district_id,
        organisation_id=row.organisation_id,
        owes=row.owner_body,
        at=row.opened_at,
        zone=clock.zone_of(region.code),
    )
    row.obligation_id = begun.pk


def meet(row: Cluster) -> None:
    """End its deadline, if it runs."""
    if row.obligation_id and Obligation.objects.filter(pk=row.obligation_id, state__in=RUNNING).exists():
        clock.meet(row.obligation_id)
