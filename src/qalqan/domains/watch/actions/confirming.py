"""Independent eyes: whether a thing is there, whether it is fixed.

"Fixed" by who has to act is a claim. It is borne out by a witness who saw the thing before that was said, or
by an inspector who did not say it himself; and one who sees it still there outweighs any number who do not.
A witness shows the key of the own link, nothing else: no name, no account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from qalqan.domains.watch.actions.photos import keep_shown
from qalqan.domains.watch.actions.receiving import secret_hash
from qalqan.domains.watch.actions.stepping import By, allowed, locked, step, tell
from qalqan.domains.watch.actions.weighing import weigh
from qalqan.domains.watch.actor import PURPOSE, Actor, frame
from qalqan.domains.watch.models import Cluster, ClusterStep, Confirmation, Report
from qalqan.domains.watch.queries.around import around
from qalqan.domains.watch.queries.clusters import ClusterView, whole
from qalqan.domains.watch.refusals import Refused
from qalqan.domains.watch.rules.categories import category
from qalqan.domains.watch.rules.states import life
from qalqan.domains.watch.rules.words import CONFIRMS
from qalqan.kernel import ledger
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.geo import Point

if TYPE_CHECKING:
    from qalqan.domains.watch.photos import SafePhoto

WITNESS = Service("watch.witness")
FARTHEST = 300.0  # metres from which one can still be taken to have looked
MOVES = {"fixed": "confirm_fixed", "not_fixed": "still_there"}


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
    Refused: no_such_cluster, not_a_witness, not_in_this_state, too_far, too_late_a_witness, said_already,
    own_work, changed."""
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
        allowed(row, MOVES[says], ("citizen",))
        if says == "fixed" and row.fixed_said_at and report.received_at >= row.fixed_said_at:
            raise Refused("too_late_a_witness")
    since = row.fixed_said_at or row.closed_at or row.opened_at
    if Confirmation.objects.filter(cluster=row, report_id=report.pk, says=says, at__gte=since).exists():
        raise Refused("said_already")
    if says == "there" and row.state == "rejected" and not _is_second(row, report):
        raise Refused("needs_second")
    _keep(row, says, metres, photos, report_id=report.pk)
    _follow(row, says, By("citizen"))


def _is_second(row: Cluster, report: Report) -> bool:
    """Whether a report is another person's than the one that opened the work item."""
    first = row.reports.exclude(moderation__in=("spam", "withdrawn")).order_by("received_at", "id").first()
    if first is None or first.pk == report.pk:
        return False
    return (
        not first.sender_key or not report.sender_key or bytes(first.sender_key) != bytes(report.sender_key)
    )


def _by_inspector(
    who: Actor, row: Cluster, says: str, metres: float | None, photos: "Sequence[SafePhoto]"
) -> None:
    own = ClusterStep.objects.filter(cluster=row, by_kind="officer", by_user=who.user_id)
    if who.user_id is not None and own.exists():
        raise Refused("own_work")
    if says != "there":
        allowed(row, MOVES[says], ("inspector",))
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


def _follow(row: Cluster, says: str, by: By) -> None:
    """What a word of independent eyes does to the work item."""
    ledger.record("watch.confirm", kind="cluster", id=row.pk, region_id=row.region_id, note=f"says.{says}")
    tell("watch.confirmed", row, says=says)
    if says != "there":
        step(row, life().move(MOVES[says]), by)
        return
    weigh(row, around(Point(row.lat, row.lon), category(row.category)))
    row.last_seen_at = row.changed_at = timezone.now()
    if row.state == "rejected":
        step(row, life().move("dispute"), by)
    else:
        row.save()
