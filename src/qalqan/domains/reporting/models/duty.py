"""Duties to report, compiled from a plan's clauses (`plans/<code>/reporting.toml`). Public reference."""

from django.db import models
from django.db.models.functions import Now
from django.db.models.functions.uuid import UUID7

KINDS = ("report", "adopt")
PERIODS = ("year", "half", "quarter", "month", "once")
TERMS = ("day_of_month", "date", "months_after")
SHIFTS = ("none", "forward", "backward")


class ReportDuty(models.Model):
    """Who reports to whom, on what period, by when.

    `term`: "day_of_month" (`day` of the month `month_offset` months after the period's end; null while the
    text leaves the month open and no decision closes it: `gap_place` names the gap), "date" (`on`), or
    "months_after" (`months` after the act is in force: adopt your own plan). `shift`: where a day off moves
    the day. `reporter`: codes of bodies, ", " between them. `recipient`: empty for a plan to be adopted.
    """

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    plan_code = models.TextField()
    code = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    reporter = models.TextField()
    reporter_function = models.TextField(blank=True)
    recipient = models.TextField(blank=True)
    recipient_function = models.TextField(blank=True)
    period = models.CharField(max_length=10)
    term = models.CharField(max_length=14)
    day = models.PositiveSmallIntegerField(null=True)
    month_offset = models.PositiveSmallIntegerField(null=True)
    on = models.DateField(null=True)
    months = models.PositiveSmallIntegerField(null=True)
    shift = models.CharField(max_length=10, default="none")
    jurisdiction = models.CharField(max_length=8)  # ISO 3166: KZ, RU-SVE
    gap_place = models.TextField(blank=True)
    citation = models.TextField()
    address = models.TextField(blank=True)
    loaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "reporting_duty"
        ordering = ("plan_code", "position")
        constraints = (
            models.UniqueConstraint(fields=["plan_code", "code"], name="reporting_duty_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=KINDS, period__in=PERIODS, term__in=TERMS, shift__in=SHIFTS),
                name="reporting_duty_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_code}/{self.code}"
