"""What everybody may read of a report: a moderator decides, the original stays as it was written.

Spam is no witness: it is taken out of the count, and a work item of which nothing else is left is rejected.
"""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from qalqan.domains.watch.actions.moving import by_of
from qalqan.domains.watch.actions.stepping import locked, step, tell
from qalqan.domains.watch.actions.weighing import weigh
from qalqan.domains.watch.actor import Actor, frame
from qalqan.domains.watch.models import Report
from qalqan.domains.watch.queries.around import around
from qalqan.domains.watch.refusals import Refused
from qalqan.domains.watch.rules import sense
from qalqan.domains.watch.rules.categories import category
from qalqan.domains.watch.rules.states import life
from qalqan.domains.watch.rules.words import MAX_TEXT, MODERATION
from qalqan.kernel import ledger
from qalqan.kernel.geo import Point


def moderate(
    actor: Actor, report_id: UUID, to: str, public_text: str = "", *, seen: datetime | None = None
) -> None:
    """Show a report (with the text that everybody may read, which may be none), hide it, or set it aside as
    spam. Refused: no_such_decision, no_such_report, guarded, too_long, changed (the work item, since
    `seen`)."""
    if to not in MODERATION or to in ("waiting", "withdrawn"):
        raise Refused("no_such_decision")
    text = sense.plain(public_text)
    if sense.is_too_long(text):
        raise Refused("too_long", length=len(text), most=MAX_TEXT)
    with frame(actor, "watch.moderate") as s:
        found = Report.objects.within(s).filter(pk=report_id).values_list("cluster_id", flat=True).first()
        if found is None:
            raise Refused("no_such_report")
        row = locked(found, seen)
        report = Report.objects.within(s).select_for_update().get(pk=report_id)
        if report.moderation == "withdrawn":  # its reporter took it back
            raise Refused("no_such_report")
        if to == "shown" and category(report.category).is_guarded:
            raise Refused("guarded")
        before = report.moderation
        report.moderation = to
        report.public_text = text if to == "shown" else ""
        report.save(update_fields=["moderation", "public_text"])
        weigh(row, around(Point(row.lat, row.lon), category(row.category)))
        row.changed_at = timezone.now()
        row.save()
        ledger.record(
            "watch.moderate",
            kind="report",
            id=report.pk,
            region_id=report.region_id,
            before={"moderation": before},
            after={"moderation": to, "text": report.public_text},
        )
        tell("watch.moderated", row, report=report.pk)
        is_empty = not row.reports.exclude(moderation__in=("spam", "withdrawn")).exists()
        if to == "spam" and is_empty and row.state in life().move("reject").before:
            made = life().move("reject")
            step(row, made, by_of(actor, made), reason="spam")
