"""Registers that came in as files: kept as they came, checked, and taken over when a person says so."""

from django.db import models
from django.db.models.functions import Now

from qalqan.kernel.access.regional import PlacedRow
from qalqan.kernel.columns import one_of

INTAKE_KINDS = ("sites", "assets")
INTAKE_STATES = ("checked", "confirmed", "refused", "aside")


class RegisterIntake(PlacedRow):
    """A file of places or of things. `checked`: waits for a person's word; `confirmed`: its good rows are in
    the register; `refused`: no row of it can be read; `aside`: a person put it aside. The same bytes twice
    for one place are one row.

    `fresh`, `held`, `changed`: rows that are new, known and the same, known and different; `conflicts`: which
    one is meant is not clear, or what an inspector saw speaks against it; `bad`: refused. They add up to
    `rows_read`. `digest`: of what would be written, so that a person confirms what was shown. `shown`: the
    first rows with what would become of them; `faults`: what is wrong, the first of them."""

    kind = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64)
    name = models.TextField()
    content = models.BinaryField()
    state = models.CharField(max_length=10)
    rows_read = models.PositiveIntegerField(default=0)
    fresh = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    conflicts = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    shown = models.JSONField(default=list)  # shown as a whole, never asked for by parts
    faults = models.JSONField(default=list)
    at = models.DateTimeField(db_default=Now())
    by_user = models.UUIDField(null=True)
    post = models.TextField()
    decided_at = models.DateTimeField(null=True)
    decided_user = models.UUIDField(null=True)
    decided_post = models.TextField(blank=True)

    class Meta(PlacedRow.Meta):
        db_table = "schools_register_intake"
        constraints = (
            one_of("kind", INTAKE_KINDS, "schools_register_intake_kind"),
            one_of("state", INTAKE_STATES, "schools_register_intake_state"),
            models.UniqueConstraint(
                fields=["region_id", "district_id", "kind", "sha256"],
                name="schools_register_intake_once",
                nulls_distinct=False,
            ),
        )
        indexes = (models.Index(fields=["region_id", "at"], name="schools_register_intake_new"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"
