"""What a body owes for a period (a package), measure by measure (lines), what was written (entries, every
revision kept) and what was done with it (steps, appended). A certificate locks lines under a post, a name, a
time and the digest of what was certified."""

from django.db import models
from django.db.models.functions import Now

from qalqan.kernel.access.regional import RegionRow
from qalqan.kernel.columns import one_of

LINE_STATES = ("open", "submitted", "returned", "accepted")
OUTCOMES = ("unknown", "done", "partly", "not_done")
ACTS = ("submit", "return", "accept", "reopen")
ORIGINS = ("web", "workbook", "program")


class Package(RegionRow):
    """One report owed: a duty, a reporter, a period. `due` null: the text leaves the day open.
    `recipient`: the
    body that lives on `due`. `obligation_id`: its clock."""

    plan_code = models.TextField()
    duty_code = models.CharField(max_length=40)
    body_code = models.TextField()
    recipient_code = models.TextField(blank=True)
    period_start = models.DateField()
    period_end = models.DateField()
    due = models.DateField(null=True)
    obligation_id = models.UUIDField(null=True)
    opened_at = models.DateTimeField(db_default=Now())
    met_at = models.DateTimeField(null=True)

    class Meta(RegionRow.Meta):
        db_table = "reporting_package"
        constraints = (
            models.UniqueConstraint(
                fields=["region_id", "plan_code", "duty_code", "body_code", "period_start"],
                name="reporting_package_once",
            ),
        )
        indexes = (models.Index(fields=["plan_code", "period_start"], name="reporting_packages"),)

    def __str__(self) -> str:
        return f"{self.body_code} {self.plan_code}/{self.duty_code} {self.period_start}"


class Line(RegionRow):
    """A measure in a package. `version` rises with every entry and step: who writes over a version he has not
    seen is told. `entry_number`: the entry that holds, 0 for none yet."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="lines")
    plan_code = models.TextField()
    measure_number = models.PositiveIntegerField()
    body_code = models.TextField()
    period_start = models.DateField()
    period_end = models.DateField()
    due = models.DateField(null=True)
    state = models.CharField(max_length=10, default="open")
    version = models.PositiveIntegerField(default=0)
    entry_number = models.PositiveIntegerField(default=0)
    certificate = models.ForeignKey("Certificate", null=True, on_delete=models.PROTECT, related_name="lines")

    class Meta(RegionRow.Meta):
        db_table = "reporting_line"
        constraints = (
            one_of("state", LINE_STATES, "reporting_line_state"),
            models.UniqueConstraint(
                fields=["region_id", "package", "measure_number"], name="reporting_line_once"
            ),
        )
        indexes = (
            models.Index(fields=["plan_code", "period_start", "measure_number"], name="reporting_lines"),
        )

    def __str__(self) -> str:
        return f"{self.body_code} {self.plan_code}/{self.measure_number} {self.period_start}: {self.state}"


class Entry(RegionRow):
    """One revision of what the reporter says. `base`: the revision that its writer saw. `version`: the
    line's, as this revision made it. `is_aside`: kept because nothing written is lost, but it never held:
    somebody else had changed the same fields meanwhile. `spend`: millions of tenge. Null or empty is "not
    said", never zero."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    base = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    is_aside = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, default="unknown")
    text_kk = models.TextField(blank=True)
    text_ru = models.TextField(blank=True)
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    numerator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    spend = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    origin = models.CharField(max_length=10, default="web")
    upload_id = models.UUIDField(null=True)
    at = models.DateTimeField(db_default=Now())
    by_name = models.TextField()
    by_user = models.UUIDField(null=True)
    post = models.TextField(blank=True)

    class Meta(RegionRow.Meta):
        db_table = "reporting_entry"
        constraints = (
            one_of("outcome", OUTCOMES, "reporting_entry_outcome"),
            one_of("origin", ORIGINS, "reporting_entry_origin"),
            models.UniqueConstraint(fields=["region_id", "line", "number"], name="reporting_entry_once"),
        )


class EntryFile(RegionRow):
    """A paper beside a line; taken away by `removed_at`, never erased."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="files")
    file_id = models.UUIDField()
    title = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())
    by_name = models.TextField()
    by_user = models.UUIDField(null=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.TextField(blank=True)

    class Meta(RegionRow.Meta):
        db_table = "reporting_file"


class Certificate(RegionRow):
    """Somebody in a post puts a name under lines. `digest`: SHA-256 of the certified entries in canonical
    JSON, hex. One package may have several: lines returned are certified anew."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="certificates")
    number = models.PositiveIntegerField()
    by_name = models.TextField()
    by_user = models.UUIDField(null=True)
    post = models.TextField()
    at = models.DateTimeField(db_default=Now())
    digest = models.CharField(max_length=64)
    line_count = models.PositiveIntegerField()

    class Meta(RegionRow.Meta):
        db_table = "reporting_certificate"
        constraints = (
            models.UniqueConstraint(
                fields=["region_id", "package", "number"], name="reporting_certificate_once"
            ),
        )


class Step(RegionRow):
    """What was done with a line; appended, never changed (a trigger in migration 0001). `entry_number`: the
    revision it was done with."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=10)
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    entry_number = models.PositiveIntegerField()
    certificate = models.ForeignKey(Certificate, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())
    by_name = models.TextField()
    by_user = models.UUIDField(null=True)
    post = models.TextField(blank=True)

    class Meta(RegionRow.Meta):
        db_table = "reporting_step"
        constraints = (
            one_of("act", ACTS, "reporting_step_act"),
            models.UniqueConstraint(fields=["region_id", "line", "number"], name="reporting_step_once"),
        )
