"""Workbooks that came in: kept whole, checked cell by cell, taken over only as far as the reporter agreed."""

from django.db import models
from django.db.models.functions import Now

from qalqan.kernel.access.regional import RegionRow
from qalqan.kernel.columns import one_of

from .line import Package

UPLOAD_STATES = ("checked", "applied", "refused", "set_aside")


class Upload(RegionRow):
    """A file of a package. `checked`: read, waits for the reporter's word; `applied`: its good lines are
    entries; `refused`: not a workbook of this package. The same bytes twice are one row."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="uploads")
    sha256 = models.CharField(max_length=64)
    name = models.TextField()
    file_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10)
    before_aside = models.CharField(max_length=10, blank=True)  # the state to restore to
    lines_read = models.PositiveIntegerField(default=0)
    lines_good = models.PositiveIntegerField(default=0)
    lines_applied = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(db_default=Now())
    by_name = models.TextField()
    by_user = models.UUIDField(null=True)
    post = models.TextField(blank=True)

    class Meta(RegionRow.Meta):
        db_table = "reporting_upload"
        constraints = (
            one_of("state", UPLOAD_STATES, "reporting_upload_state"),
            models.UniqueConstraint(fields=["region_id", "package", "sha256"], name="reporting_upload_once"),
        )


class UploadFinding(RegionRow):
    """What is wrong with one cell, in words made from `rule` and `params` in the reader's language. `rank`:
    position after sorting by weight, 0 first."""

    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="findings")
    rank = models.PositiveIntegerField()
    severity = models.CharField(max_length=7)  # error, warning, note
    sheet = models.TextField(blank=True)
    cell = models.CharField(max_length=12, blank=True)
    measure_number = models.PositiveIntegerField(null=True)
    rule = models.CharField(max_length=60)
    params = models.JSONField(default=dict)  # values of a sentence, nothing that is asked for by itself

    class Meta(RegionRow.Meta):
        db_table = "reporting_upload_finding"
        constraints = (
            models.UniqueConstraint(fields=["region_id", "upload", "rank"], name="reporting_finding_once"),
        )
