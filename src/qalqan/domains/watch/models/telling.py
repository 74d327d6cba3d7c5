"""What people's control told others of a work item: letters to witnesses, and testimony to evidence."""

from django.db import models
from django.db.models.functions import Now

from qalqan.kernel.access.regional import PlacedRow

from .cluster import Cluster
from .report import Report


class Letter(PlacedRow):
    """One letter a report and a step, so that none goes twice. `sent_at` null: not yet; `dropped_at`: there
    was no address any more when its turn came. Address and text are nowhere but in the letter."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="letters")
    step_id = models.UUIDField()
    made_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta(PlacedRow.Meta):
        db_table = "watch_letter"
        constraints = (
            models.UniqueConstraint(fields=["region_id", "report", "step_id"], name="watch_letter_once"),
        )


class Testimony(PlacedRow):
    """What `evidence` was told of a work item: `value` 1, that it is there, or 0, that it is not any more.
    `observed_on`: the day that the value speaks of; the same for both, for the second corrects the first."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="testimonies")
    indicator = models.CharField(max_length=80)
    observed_on = models.DateField()
    value = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField(db_default=Now())

    class Meta(PlacedRow.Meta):
        db_table = "watch_testimony"
        constraints = (
            models.UniqueConstraint(
                fields=["region_id", "cluster", "indicator"], name="watch_testimony_once"
            ),
        )
