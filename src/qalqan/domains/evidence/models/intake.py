"""Files of observations that came in: kept as they came, checked, and taken over when a person says so.

National work: rows stand in the region of the capital, as everything of the whole country does, and only who
may import asks for them. The bytes stand in the row: they hold no person, and one transaction keeps both.
"""

from django.db import models
from django.db.models.functions import Now

from qalqan.kernel.access.regional import PlacedRow
from qalqan.kernel.columns import one_of

INTAKE_STATES = ("checked", "confirmed", "refused")


class Intake(PlacedRow):
    """A file. `checked`: waits for a person's word; `confirmed`: its good rows are observations (their
    `upload_id` names it); `refused`: no row of it can be read. The same bytes twice are one row.

    `good` = `fresh` + `held` + `correcting`. `digest`: of what would be written, so that a person confirms
    what was shown. `faults`: what is wrong, the first of them, as (row, column, cell, rule, params)."""

    sha256 = models.CharField(max_length=64)
    name = models.TextField()
    content = models.BinaryField()
    state = models.CharField(max_length=10)
    rows_read = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    fresh = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    correcting = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    faults = models.JSONField(default=list)  # shown as a whole, never asked for by parts
    at = models.DateTimeField(db_default=Now())
    by_user = models.UUIDField(null=True)
    post = models.TextField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_user = models.UUIDField(null=True)
    confirmed_post = models.TextField(blank=True)

    class Meta(PlacedRow.Meta):
        db_table = "evidence_intake"
        constraints = (
            one_of("state", INTAKE_STATES, "evidence_intake_state"),
            models.UniqueConstraint(fields=["region_id", "sha256"], name="evidence_intake_once"),
        )
        indexes = (models.Index(fields=["region_id", "at"], name="evidence_intake_newest"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"
