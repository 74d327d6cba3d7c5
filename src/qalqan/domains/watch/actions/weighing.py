"""Risk, witnesses and what is shown of a work item, counted anew from its reports whenever one of them
changes: so that no way of joining, hiding or taking apart leaves a number behind."""

from datetime import datetime

from django.utils import timezone

from qalqan.domains.territory import api as territory
from qalqan.domains.watch.models import Cluster, Confirmation, Report
from qalqan.domains.watch.queries.around import Around
from qalqan.domains.watch.rules.categories import category
from qalqan.domains.watch.rules.triage import Risk, Scene, risk
from qalqan.kernel import clock
from qalqan.kernel.clock import reading

TEXTS = 50  # of one work item that are read for words of injury
CONFIRMED_BY = 2


def weigh(row: Cluster, around: Around) -> None:
    """Count a locked work item anew; the caller saves it."""
    reports = list(row.reports.exclude(moderation__in=("spam", "withdrawn")).order_by("received_at", "id"))
    row.witnesses = max(1, witnesses(reports))
    row.is_shown = any(one.moderation == "shown" for one in reports) and not category(row.category).is_guarded
    if reports:
        row.last_seen_at = max(one.seen_at for one in reports)
    looked = Confirmation.objects.filter(cluster=row, says="there", by_user__isnull=False)
    moments = [*second(reports), *looked.order_by("at").values_list("at", flat=True)[:1]]
    if moments:
        row.confirmed_at = row.confirmed_at or min(moments)
    elif row.confirmed_at is not None and row.state not in ("closed", "merged"):
        row.confirmed_at = None  # the second witness was spam
    if not reports:
        row.risk, row.risk_why = 0, {}
        return
    found = scene_risk(row, reports, around)
    row.risk = found.score
    row.risk_why = {
        "terms": [[term.code, term.points, term.note] for term in found.terms],
        "is_hurt": found.is_hurt,
    }


def witnesses(reports: list[Report]) -> int:
    """How many different people reported it, as far as that can be told."""
    return len({sender_of(one) for one in reports})


def second(reports: list[Report]) -> list[datetime]:
    """When the second of different people reported it, if one did."""
    first = {sender_of(one): one.received_at for one in reversed(reports)}
    return sorted(first.values())[CONFIRMED_BY - 1 : CONFIRMED_BY]


def sender_of(report: Report) -> bytes:
    """Whose report it is: reports under one sender's key are one person's, another centre's are that
    centre's, and all that have no key (staff, or anonymised since) are one's together."""
    return bytes(report.sender_key or b"")


def testifying(row: Cluster, *, was: bool) -> list[Report]:
    """The reports that may speak against somebody's claim: those that a moderator read and showed. `was`:
    they did speak; then one that waits again, since its reporter added a picture, goes on to."""
    states = ("shown", "waiting") if was else ("shown",)
    return list(row.reports.filter(moderation__in=states).order_by("received_at", "id"))


def is_vouched(row: Cluster, reports: list[Report]) -> bool:
    """Whether an inspector saw it, or two different people whose reports a moderator read."""
    looked = Confirmation.objects.filter(cluster=row, says="there", by_user__isnull=False)
    return witnesses(reports) >= CONFIRMED_BY or looked.exists()


def scene_risk(row: Cluster, reports: list[Report], around: Around) -> Risk:
    """The risk of a work item: of its most telling hour, and of all its texts."""
    region = territory.atlas().region(row.region_id, timezone.localdate())
    zone = reading.zones()[clock.zone_of(region.code)]
    near = around.near
    found = [
        risk(
            Scene(
                category=category(row.category),
                at=zone.local(one.seen_at),
                metres=near.metres if near else None,
                site_kind=near.site.kind if near else "",
                bells=(near.site.bell_first, near.site.bell_last) if near else (None, None),
                witnesses=row.witnesses,
                texts=tuple(other.text for other in reports[:TEXTS]),
            )
        )
        for one in reports[:TEXTS]
    ]
    return max(found, key=lambda one: one.score)
