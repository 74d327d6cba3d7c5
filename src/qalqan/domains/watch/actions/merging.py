"""Two work items that are one thing, and a report that is about another: a moderator mends what the rule of
likeness got wrong. Nobody's deadline gets longer by it: a joined item counts from the earliest report, one
taken apart from its own."""

from uuid import UUID

from django.utils import timezone

from qalqan.domains.territory import api as territory
from qalqan.domains.watch.actions.moving import by_of, is_enough
from qalqan.domains.watch.actions.opening import opened
from qalqan.domains.watch.actions.stepping import PROGRAM, allowed, belong, locked, run, step, tell
from qalqan.domains.watch.actions.weighing import weigh
from qalqan.domains.watch.actor import Actor, frame
from qalqan.domains.watch.models import Cluster, Report
from qalqan.domains.watch.queries.around import around
from qalqan.domains.watch.queries.clusters import ClusterView, whole
from qalqan.domains.watch.refusals import Refused
from qalqan.domains.watch.rules.categories import category
from qalqan.domains.watch.rules.states import life
from qalqan.kernel import clock, ledger
from qalqan.kernel.clock.models import Obligation
from qalqan.kernel.clock.rules import OPEN as RUNNING
from qalqan.kernel.geo import Point

ACT = "watch.moderate"


def merge(actor: Actor, into: UUID, other: UUID, reason: str) -> ClusterView:
    """Make `other` part of `into`: its reports and witnesses move, its number leads there. Refused:
    same_cluster, other_region, no_such_cluster, not_in_this_state, reason_missing."""
    if into == other:
        raise Refused("same_cluster")
    if not is_enough(reason.strip()):
        raise Refused("reason_missing")
    with frame(actor, ACT):
        rows = {key: locked(key) for key in sorted((into, other))}
        row, gone = rows[into], rows[other]
        if row.region_id != gone.region_id:
            raise Refused("other_region")
        made = allowed(gone, "merge", ("moderator",))
        allowed(row, "merge", ("moderator",))  # what it is joined with must not be over either
        gone.reports.update(score=1.0, score_why={"by_hand": True, "merged": str(gone.pk)})
        belong(row, gone.reports.all())
        gone.merged_into = row.pk
        if gone.opened_at < row.opened_at:
            _older(row, gone)
        _weigh_again(row)
        tell("watch.joined", row, merged=gone.pk)  # before the other's end: no moment knows of neither
        step(gone, made, by_of(actor, made), reason=reason.strip())
        return whole(row)


def _older(row: Cluster, gone: Cluster) -> None:
    """It was reported earlier than was known: the deadline counts from then."""
    row.opened_at = gone.opened_at
    if row.obligation_id and Obligation.objects.filter(pk=row.obligation_id, state__in=RUNNING).exists():
        clock.correct_start(
            row.obligation_id, new_start=gone.opened_at, reason="reports joined: an earlier one"
        )


def split(actor: Actor, report_id: UUID, reason: str) -> ClusterView:
    """Take a report out of its work item and open one for it. Refused: no_such_report, only_report,
    reason_missing, not_in_this_state (merged)."""
    if not is_enough(reason.strip()):
        raise Refused("reason_missing")
    with frame(actor, ACT) as s:
        home = Report.objects.within(s).filter(pk=report_id).values_list("cluster_id", flat=True).first()
        if home is None:
            raise Refused("no_such_report")
        old = locked(home)
        if old.reports.count() < 2:
            raise Refused("only_report")
        report = Report.objects.within(s).select_for_update().get(pk=report_id)
        region = territory.atlas().region(old.region_id, timezone.localdate()).code
        kind, at = category(report.category), Point(report.lat, report.lon)
        found = around(at, kind)
        row = opened(
            (old.region_id, region, old.district_id),
            kind,
            at,
            found,
            place_text=report.place_text,
            opened_at=report.received_at,
            seen_at=report.seen_at,
        )
        report.cluster, report.score, report.score_why = row, None, {}
        report.save(update_fields=["cluster", "score", "score_why"])
        belong(row, Report.objects.filter(pk=report.pk))
        weigh(row, found)
        run(row)
        step(row, life().move("receive"), PROGRAM, reason="split")
        _weigh_again(old)
        ledger.record(ACT, kind="report", id=report.pk, region_id=report.region_id, note="split")
        tell("watch.joined", old, split=row.pk)
        return whole(row)


def _weigh_again(row: Cluster) -> None:
    weigh(row, around(Point(row.lat, row.lon), category(row.category)))
    row.changed_at = timezone.now()
    row.save()
