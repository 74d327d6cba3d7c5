"""Amendments of a plan: an act, and the typed changes it makes to rows and columns."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from .base import Row
from .plan import Plan


class Amendment(Row):
    """An amending act. `is_consolidated` says that the imported text already holds its changes: then the
    wording before it is what the amendment adds to the register."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="amendments")
    act_number = models.TextField()
    act_date = models.DateField()
    title_kk = models.TextField(blank=True)
    title_ru = models.TextField(blank=True)
    title_en = models.TextField(blank=True)
    in_force = models.DateField()
    in_force_basis = models.CharField(max_length=10, choices=[("text", "text"), ("inference", "inference")])
    is_consolidated = models.BooleanField()
    reason_kk = models.TextField(blank=True)
    reason_ru = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    recorded = DateTimeRangeField()
    recorded_by = models.CharField(max_length=200)
    recorded_by_user = models.UUIDField(null=True)

    class Meta:
        db_table = "plans_amendment"
        ordering = ["in_force"]
        constraints = [
            ExclusionConstraint(
                name="plans_amendment_once",
                expressions=[
                    ("plan", RangeOperators.EQUAL),
                    ("act_number", RangeOperators.EQUAL),
                    ("act_date", RangeOperators.EQUAL),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            )
        ]


class AmendmentChange(Row):
    """One cell that an amendment changes. Adding or deleting a row is one line for each of its columns."""

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="changes")
    position = models.PositiveIntegerField()
    kind = models.CharField(
        max_length=7, choices=[("replace", "replace"), ("add", "add"), ("delete", "delete")]
    )
    measure_number = models.PositiveIntegerField()
    column = models.TextField()
    before = models.TextField(null=True)
    after = models.TextField(null=True)
    basis = models.CharField(max_length=10, choices=[("text", "text"), ("inference", "inference")])
    reason_kk = models.TextField(blank=True)
    reason_ru = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)

    class Meta:
        db_table = "plans_amendment_change"
        ordering = ["position"]
