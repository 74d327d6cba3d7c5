"""Mails about a report that falls due: one row a reader and a step of the ladder, so that none goes twice."""

from django.db import models
from django.db.models.functions import Now

from qalqan.kernel.access.regional import RegionRow

from .line import Package


class Reminder(RegionRow):
    """`escalation_id`: the rung of the clock that rang. `sent_at` null: not yet; `dropped_at`: the report
    came in before the mail went out, or the reader has no address any more."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="reminders")
    escalation_id = models.UUIDField()
    user_id = models.UUIDField()
    is_breach = models.BooleanField()
    made_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta(RegionRow.Meta):
        db_table = "reporting_reminder"
        constraints = (
            models.UniqueConstraint(
                fields=["region_id", "escalation_id", "user_id"], name="reporting_reminder_once"
            ),
        )
