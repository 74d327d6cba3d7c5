"""A measure, its wordings through time, and the parts of each wording.

The exclusion constraint is `WITHOUT OVERLAPS` on two axes: for one measure no two wordings may hold for the
same legal day at the same moment of record time. PostgreSQL's own `WITHOUT OVERLAPS` knows one axis only.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from .amendment import Amendment
from .base import Row
from .plan import Plan, Section


class Measure(Row):
    """The identity of a row: its plan and its number. Its section may differ between wordings."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="measures")
    number = models.PositiveIntegerField()

    class Meta:
        db_table = "plans_measure"
        constraints = [models.UniqueConstraint("plan", "number", name="plans_measure_number")]


class MeasureVersion(Row):
    """A wording of a measure that binds for `legal` and was held true for `recorded`.

    `amendment` is empty for the wording of the source text, else the amendment that this wording is known
    from. `uncited` names its fields that do not stand in the source text. `tokens` is the word index.
    """

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="versions")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    amendment = models.ForeignKey(Amendment, null=True, on_delete=models.PROTECT, related_name="+")
    legal = DateRangeField()
    recorded = DateTimeRangeField()
    title = models.TextField()
    form = models.TextField(blank=True)
    deadline_text = models.TextField(blank=True)
    deadline_start = models.DateField(null=True)
    deadline_end = models.DateField(null=True)
    finance_text = models.TextField(null=True)
    finance_total = models.DecimalField(null=True)
    uncited = ArrayField(models.TextField(), default=list)
    tokens = SearchVectorField(null=True)

    class Meta:
        db_table = "plans_measure_version"
        indexes = [GinIndex(fields=["tokens"], name="plans_version_tokens")]
        constraints = [
            ExclusionConstraint(
                name="plans_version_no_overlap",
                expressions=[
                    ("measure", RangeOperators.EQUAL),
                    ("legal", RangeOperators.OVERLAPS),
                    ("recorded", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="plans_version_deadline_order",
                condition=Q(deadline_start=None)
                | Q(deadline_end=None)
                | Q(deadline_start__lte=models.F("deadline_end")),
            ),
            models.CheckConstraint(
                name="plans_version_money_not_negative",
                condition=Q(finance_total=None) | Q(finance_total__gte=0),
            ),
        ]


class Part(Row):
    """A part of a wording; it lives and is superseded with it."""

    version = models.ForeignKey(MeasureVersion, on_delete=models.PROTECT, related_name="%(class)s_set")

    class Meta:
        abstract = True


class YearAmount(Part):
    """Planned money of one year, millions of tenge, as written."""

    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField()

    class Meta:
        db_table = "plans_year_amount"
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint("version", "year", name="plans_year_once"),
            models.CheckConstraint(name="plans_year_not_negative", condition=Q(amount__gte=0)),
        ]


class FundingSource(Part):
    """A budget that pays, by the plan's own code (РБ, МБ, ВБ)."""

    position = models.PositiveSmallIntegerField()
    code = models.TextField()

    class Meta:
        db_table = "plans_funding_source"
        ordering = ["position"]


class Programme(Part):
    """A budget programme number as written (001, 104)."""

    position = models.PositiveSmallIntegerField()
    code = models.TextField()

    class Meta:
        db_table = "plans_programme"
        ordering = ["position"]


class Deliverable(Part):
    """What ends the measure: one thing of the form of completion, its kind, and the bodies it names: to whom
    it goes, or who issues it."""

    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40)
    text = models.TextField()
    bodies = ArrayField(models.TextField(), default=list)

    class Meta:
        db_table = "plans_deliverable"
        ordering = ["position"]


class Duty(Part):
    """A body that answers for the measure. The first one named leads."""

    position = models.PositiveSmallIntegerField()
    body_code = models.TextField()
    role = models.CharField(max_length=4, choices=[("lead", "lead"), ("co", "co")])
    is_by_agreement = models.BooleanField(default=False)
    written = models.TextField(blank=True)

    class Meta:
        db_table = "plans_duty"
        ordering = ["position"]
        indexes = [models.Index(fields=["body_code"], name="plans_duty_body")]


class ExtraColumn(Part):
    """A column of the file that the register has no name for, kept as it is."""

    header = models.TextField()
    text = models.TextField()

    class Meta:
        db_table = "plans_extra_column"
        ordering = ["header"]
