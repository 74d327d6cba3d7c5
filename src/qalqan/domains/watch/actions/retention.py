"""A year after the end of a work item nothing in it leads to who reported it.

Address, link, sender's key, the text that was not made public and the words about the place go; the point
where the phone stood is told to a hundred metres only, and so is that of an item which was never shown;
sealed originals, and what witnesses photographed for staff, are destroyed. What everybody could read stays,
and so do the counts: how many witnesses is kept on the item.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Floor
from django.utils import timezone

from qalqan.domains.watch.actions.photos import erase, erase_files
from qalqan.domains.watch.actor import PURPOSE
from qalqan.domains.watch.models import Cluster, Confirmation, Report
from qalqan.domains.watch.rules.states import life
from qalqan.kernel import ledger
from qalqan.kernel.access.scope import Service, scope

PROGRAM = Service("watch.retention")
KEPT = timedelta(days=365)
AT_ONCE = 500
COARSE = {name: Floor(F(name) * 1000 + 0.5) / 1000.0 for name in ("lat", "lon")}


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
        looked = Confirmation.objects.filter(report_id__in=ids).values_list("file_ids", flat=True)
        erase_files([UUID(one) for files in looked for one in files])
        Report.objects.filter(pk__in=ids).update(
            contact=None,
            secret_hash=None,
            sender_key=None,
            text=F("public_text"),
            details={},
            accuracy=None,
            place_text="",
            **COARSE,
            anonymised_at=now,
        )
        items = Cluster.objects.filter(reports__in=ids)
        items.filter(is_shown=False).update(**COARSE)
        items.update(place_text="")
        ledger.record("watch.anonymise", kind="report", id=ids[0], note=f"rows.{len(ids)}")
        return len(ids)
