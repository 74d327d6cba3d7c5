"""What can close a measure of a plan: indicators with a target, and its evidence contract. Public
reference, as the plan itself is; loaded from `plans/<code>/bindings.toml`."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.db.models.functions.uuid import UUID7

from qalqan.kernel.columns import one_of


class Binding(models.Model):
    """An indicator bound to a measure. `target`: the value that fulfils it, null where the measure names none
    (then the indicator shows progress and closes nothing). `closes`: reaching it evidences the measure.
    `by`: the day of the target, null for the measure's own term."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    plan_code = models.TextField()
    measure_number = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()
    indicator = models.CharField(max_length=80)
    target = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    by = models.DateField(null=True)
    closes = models.BooleanField(default=False)
    reason_kk = models.TextField()
    reason_ru = models.TextField()
    reason_en = models.TextField()

    class Meta:
        db_table = "evidence_binding"
        ordering = ("plan_code", "measure_number", "position")
        constraints = (
            models.UniqueConstraint(
                fields=["plan_code", "measure_number", "indicator"], name="evidence_bound_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_code}/{self.measure_number}: {self.indicator}"


class Closing(models.Model):
    """How a measure is closed. `mode`: "indicators" (all that close), "contract" (verified proofs), "both".
    `contracts`: kinds of proof, all of which are needed. `each`: "region" when every region must, else
    "nation". `papers`: who offers them; one paper of the nation counts in every region."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    plan_code = models.TextField()
    measure_number = models.PositiveIntegerField()
    mode = models.CharField(max_length=10)
    contracts = ArrayField(models.CharField(max_length=40), default=list)
    each = models.CharField(max_length=6)
    papers = models.CharField(max_length=6, default="region")
    recurs = models.CharField(max_length=6, default="year")  # year: anew in each period; once: stays closed
    reason_kk = models.TextField()
    reason_ru = models.TextField()
    reason_en = models.TextField()

    class Meta:
        db_table = "evidence_closing"
        ordering = ("plan_code", "measure_number")
        constraints = (
            models.UniqueConstraint(fields=["plan_code", "measure_number"], name="evidence_one_closing"),
            models.CheckConstraint(
                condition=models.Q(
                    mode__in=("indicators", "contract", "both"), each__in=("region", "nation")
                ),
                name="evidence_closing_words",
            ),
            one_of("papers", ("region", "nation"), "evidence_closing_papers"),
        )

    def __str__(self) -> str:
        return f"{self.plan_code}/{self.measure_number}: {self.mode}"


class Edition(models.Model):
    """One row per load of a plan's bindings; the newest says which file the tables hold."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    plan_code = models.TextField()
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "evidence_edition"

    def __str__(self) -> str:
        return f"{self.plan_code} {self.sha256[:12]}"
