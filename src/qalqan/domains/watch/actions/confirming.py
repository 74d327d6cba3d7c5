"""Independent eyes: whether a thing is there, whether it is fixed.

"Fixed" by who has to act is a claim. It is borne out by an inspector who did not say it himself, or by a
witness who saw the thing before that was said: alone by one of the first two who reported it (the second not,
once somebody else found it still there), else by two different ones. One who sees it still there outweighs
any number who do not, for 30 days after it was closed too: who has to act may have planted a witness. A
witness shows the key of the own link, nothing else: no name, no account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from qalqan.domains.watch.actions.photos import keep_shown
from qalqan.domains.watch.actions.receiving import secret_hash
from qalqan.domains.watch.actions.stepping import REOPENED, By, allowed, independent, locked, step, tell
from qalqan.domains.watch.actions.weighing import sender_of, weigh
from qalqan.domains.watch.actor import PURPOSE, Actor, frame
from qalqan.domains.watch.models import Cluster, Confirmation, Report
from qalqan.domains.watch.queries.around import around
from qalqan.domains.watch.queries.clusters import ClusterView, whole
from qalqan.domains.watch.refusals import Refused
from qalqan.domains.watch.rules.categories import category
from qalqan.domains.watch.rules.states import Move, life
from qalqan.domains.watch.rules.words import CONFIRMS
from qalqan.kernel import ledger
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.geo import Point

if TYPE_CHECKING:
    from qalqan.domains.watch.photos import SafePhoto

WITNESS = Service("watch.witness")
FARTHEST = 300.0  # metres from which one can still be taken to have looked


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """The key in a reporter's own link."""

    secret: str


def witness_report(key: WitnessKey) -> tuple[UUID, UUID] | None:
    """The report and the work item of a link, in the open scope; None when it is nobody's (any more)."""
    row = (
        Report.objects.filter(secret_hash=secret_hash(key.secret))
        .exclude(moderation__in=("spam", "withdrawn"))
        .first()
    )
    return None if row is None else (row.pk, row.cluster_id)


def confirm(
    who: Actor | WitnessKey,
    cluster_id: UUID,
    says: str,
    *,
    metres: float | None = None,
    photos: "Sequence[SafePhoto]" = (),
    seen: datetime | None = None,
) -> ClusterView:
    """Say that it is there, that it is fixed, that it is not. `metres`: how far from it the phone was.
    Refused: no_such_cluster, not_a_witness, not_in_this_state, too_far, too_late_a_witness, too_long_closed,
    said_already, needs_second, own_work, changed."""
    if says not in CONFIRMS:
        raise Refused("no_such_move")
    if isinstance(who, WitnessKey):
        with scope(WITNESS, PURPOSE):
            found = witness_report(who)
            if found is None:
                raise Refused("not_a_witness")
            row = locked(cluster_id, seen)
            report = Report.objects.filter(pk=found[0], cluster=row).first()
            if report is None:
                raise Refused("not_a_witness")
            _by_witness(row, report, says, metres, photos)
            return whole(row)
    with frame(who, "watch.confirm"):
        row = locked(cluster_id, seen)
        _by_inspector(who, row, says, metres, photos)
        return whole(row)


def _by_witness(
    row: Cluster, report: Report, says: str, metres: float | None, photos: "Sequence[SafePhoto]"
) -> None:
    if metres is not None and metres > FARTHEST:
        raise Refused("too_far", metres=round(metres))
    if says != "there":
        _may(row, says, "citizen")
        is_late = bool(row.fixed_said_at and report.received_at >= row.fixed_said_at)
        if is_late and (says == "fixed" or row.state == "closed"):
            raise Refused("too_late_a_witness")
    since = row.fixed_said_at or row.closed_at or row.opened_at
    if Confirmation.objects.filter(cluster=row, report_id=report.pk, says=says, at__gte=since).exists():
        raise Refused("said_already")
    if says == "there" and row.state == "rejected" and not disputes_alone(row, report):
        raise Refused("needs_second")
    is_enough = says != "fixed" or _closes(row, report)
    _keep(row, says, metres, photos, report_id=report.pk)
    _follow(row, says, By("citizen"), is_enough=is_enough)


def _move_of(row: Cluster, says: str) -> Move:
    """The move that a word about the mending asks for."""
    if says == "fixed":
        return life().move("confirm_fixed")
    return life().move("reopen" if row.state == "closed" else "still_there")


def _may(row: Cluster, says: str, kind: str) -> None:
    made = allowed(row, _move_of(row, says).key, (kind,))
    if made.key == "reopen" and (not row.closed_at or timezone.now() - row.closed_at > REOPENED):
        raise Refused("too_long_closed")


def _heard(row: Cluster) -> QuerySet[Report]:
    """The reports that count, the earliest first."""
    return row.reports.exclude(moderation__in=("spam", "withdrawn")).order_by("received_at", "id")


def disputes_alone(row: Cluster, report: Report) -> bool:
    """Whether this witness's "still there" is enough against a rejection: two people reported it, this one
    among them."""
    senders = {sender_of(one) for one in _heard(row)}
    return len(senders) > 1 and sender_of(report) in senders


def _closes(row: Cluster, report: Report) -> bool:
    """Whether this witness's "fixed" is enough: of the first who reported it; of the second, whose report
    bore out the first one's, unless somebody else found it still there before; or after another's "fixed"."""
    senders = list(dict.fromkeys(sender_of(one) for one in _heard(row)))
    own = sender_of(report)
    said = Confirmation.objects.filter(cluster=row, report_id__isnull=False)
    if own in senders[:1]:
        return True
    if own in senders[1:2] and not _others(row, said.filter(says="not_fixed"), own):
        return True
    return _others(row, said.filter(says="fixed", at__gte=row.fixed_said_at), own)


def _others(row: Cluster, said: QuerySet[Confirmation], own: bytes) -> bool:
    """Whether somebody else is among those who said it."""
    reports = _heard(row).filter(pk__in=said.values("report_id"))
    return any(sender_of(one) != own for one in reports)


def _by_inspector(
    who: Actor, row: Cluster, says: str, metres: float | None, photos: "Sequence[SafePhoto]"
) -> None:
    independent(row, who.user_id)
    if says != "there":
        _may(row, says, "inspector")
    _keep(row, says, metres, photos, who=who)
    _follow(row, says, By("inspector", who.user_id, who.post))


def _keep(
    row: Cluster,
    says: str,
    metres: float | None,
    photos: "Sequence[SafePhoto]",
    *,
    report_id: UUID | None = None,
    who: Actor | None = None,
) -> None:
    Confirmation.objects.create(
        region_id=row.region_id,
        district_id=row.district_id,
        organisation_id=row.organisation_id,
        cluster=row,
        says=says,
        report_id=report_id,
        by_user=who.user_id if who else None,
        post=who.post if who else "",
        metres=metres,
        file_ids=keep_shown(row, photos),
    )


def _follow(row: Cluster, says: str, by: By, *, is_enough: bool = True) -> None:
    """What a word of independent eyes does to the work item; one that is not enough waits for another."""
    ledger.record("watch.confirm", kind="cluster", id=row.pk, region_id=row.region_id, note=f"says.{says}")
    tell("watch.confirmed", row, says=says)
    if says != "there" and is_enough:
        step(row, _move_of(row, says), by)
        return
    weigh(row, around(Point(row.lat, row.lon), category(row.category)))
    row.changed_at = timezone.now()
    if says == "there":
        row.last_seen_at = row.changed_at
    if row.state == "rejected":
        step(row, life().move("dispute"), by)
    else:
        row.save()
