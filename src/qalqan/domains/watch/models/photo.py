"""Who opened a sealed original, and why."""

from django.db import models
from django.db.models.functions import Now

from qalqan.domains.watch.rules.pictures import OPENING_REASONS
from qalqan.kernel.access.regional import PlacedRow
from qalqan.kernel.columns import one_of


class Opening(PlacedRow):
    """A sealed original was opened: by whom, for which of the reasons, and in which matter (`note`: the
    number of a paper, never a text about a person). Appended only, and kept when the picture is gone; so
    `photo_id` is a plain id."""

    photo_id = models.UUIDField()
    report_id = models.UUIDField()
    at = models.DateTimeField(db_default=Now())
    by_user = models.UUIDField()
    post = models.TextField()
    reason = models.CharField(max_length=10)
    note = models.CharField(max_length=500)

    class Meta(PlacedRow.Meta):
        db_table = "watch_opening"
        constraints = (one_of("reason", OPENING_REASONS, "watch_opening_reason"),)
        indexes = (
            models.Index(fields=["region_id", "photo_id", "at"], name="watch_opening_of"),
            models.Index(fields=["region_id", "-at"], name="watch_opening_newest"),
        )

    def __str__(self) -> str:
        return f"{self.reason} {self.at}"
