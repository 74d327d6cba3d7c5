"""The compiled report to the Government. National: no row of it belongs to a region; the acts guard it."""

from django.db import models
from django.db.models.functions import Now
from django.db.models.functions.uuid import UUID7

from qalqan.kernel.columns import one_of

REPORT_STATES = ("ordered", "compiled", "refused", "published")


class Report(models.Model):
    """One compilation. `digest`: SHA-256 of the content all files were made from. `refused`: the number
    linter
    found outputs that disagree. A published one is never changed; a new compilation is a new row."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    plan_code = models.TextField()
    duty_code = models.CharField(max_length=40)
    period_start = models.DateField()
    period_end = models.DateField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="ordered")
    as_of = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)
    ordered_at = models.DateTimeField(db_default=Now())
    ordered_by = models.TextField()
    ordered_user = models.UUIDField(null=True)
    compiled_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.TextField(blank=True)
    published_user = models.UUIDField(null=True)

    class Meta:
        db_table = "reporting_report"
        constraints = (
            models.UniqueConstraint(
                fields=["plan_code", "duty_code", "period_start", "number"], name="reporting_report_once"
            ),
            one_of("state", REPORT_STATES, "reporting_report_state"),
        )

    def __str__(self) -> str:
        return f"{self.plan_code}/{self.duty_code} {self.period_start}, {self.number}"


class ReportFile(models.Model):
    """One output: docx, pdf, xlsx or json; kk or ru ("" for both). Public content, so it lies here
    unsealed."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=4)
    language = models.CharField(max_length=2, blank=True)
    name = models.TextField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        db_table = "reporting_report_file"
        constraints = (
            models.UniqueConstraint(fields=["report", "format", "language"], name="reporting_file_once"),
        )

    def __str__(self) -> str:
        return self.name


class ReportNumber(models.Model):
    """A number of the report and what it stands on. `address`: a path of this site that shows the
    evidence."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="numbers")
    key = models.TextField()
    value = models.DecimalField(max_digits=24, decimal_places=6)
    shown = models.TextField()
    unit = models.CharField(max_length=20, blank=True)
    address = models.TextField()

    class Meta:
        db_table = "reporting_report_number"
        constraints = (models.UniqueConstraint(fields=["report", "key"], name="reporting_number_once"),)

    def __str__(self) -> str:
        return f"{self.key}: {self.shown}"


class ReportFinding(models.Model):
    """What the number linter said against an output."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="findings")
    position = models.PositiveIntegerField()
    output = models.CharField(max_length=10)
    rule = models.CharField(max_length=60)
    params = models.JSONField(default=dict)

    class Meta:
        db_table = "reporting_report_finding"
        constraints = (
            models.UniqueConstraint(fields=["report", "position"], name="reporting_report_finding_once"),
        )

    def __str__(self) -> str:
        return f"{self.output}: {self.rule}"
