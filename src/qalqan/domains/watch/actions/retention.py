"""A year after the end of a work item nothing in it leads to who reported it.

Address, link, sender's key and the text that was not made public go; sealed originals of pictures are
destroyed. What everybody could read stays, and so do the counts: how many witnesses is kept on the item.
"""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from qalqan.domains.watch.actions.photos import erase
from qalqan.domains.watch.actor import PURPOSE
from qalqan.domains.watch.models import Report
from qalqan.domains.watch.rules.states import life
from qalqan.kernel import ledger
from qalqan.kernel.access.scope import Service, scope

PROGRAM = Service("watch.retention")
KEPT = timedelta(days=365)
AT_ONCE = 500


def anonymise(now: datetime | None = None) -> int:
    """Cut what leads to a person from reports whose work item ended a year ago; how many. Small
    transactions, each with its own scope: a killed run goes on where it stopped."""
    moment, done = now or timezone.now(), 0
    while count := _some(moment):
        done += count
    return done


def _some(now: datetime) -> int:
    with scope(PROGRAM, PURPOSE):
        over = Q(cluster__state__in=(*life().final, "rejected"), cluster__closed_at__lt=now - KEPT)
        rows = Report.objects.filter(over, anonymised_at=None).select_for_update(
            of=("self",), skip_locked=True
        )
        ids = list(rows.order_by("received_at").values_list("pk", flat=True)[:AT_ONCE])
        if not ids:
            return 0
        erase(ids, public_too=False)
        Report.objects.filter(pk__in=ids).update(
            contact=None,
            secret_hash=None,
            sender_key=None,
            text=F("public_text"),
            details={},
            accuracy=None,
            anonymised_at=now,
        )
        ledger.record("watch.anonymise", kind="report", id=ids[0], note=f"rows.{len(ids)}")
        return len(ids)
