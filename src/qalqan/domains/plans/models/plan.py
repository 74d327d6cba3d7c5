"""A plan and what is known of it beside its text: translations and the functions its duties belong to."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import MD5, UUID7

from .base import Row


class Plan(Row):
    """A decree's plan under a short code (`kz-156-2020`). What the act itself says is in `SourceDocument`.
    `revision` is another one after every change of what the register says: a key for what was read.
    `parent`: the country's plan under which a region (`region_code`, KZ-61) adopted this one."""

    code = models.SlugField(max_length=60, unique=True)
    language = models.CharField(max_length=2)
    period = DateRangeField(null=True)
    in_force = models.DateField(null=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    region_code = models.TextField(blank=True)
    is_public = models.BooleanField(default=False)
    revision = models.UUIDField(db_default=UUID7())
    origin_kk = models.TextField(blank=True)
    origin_ru = models.TextField(blank=True)
    origin_en = models.TextField(blank=True)

    class Meta:
        db_table = "plans_plan"


class Section(Row):
    """A section's number in its plan; its title stands in each source document that names it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="sections")
    number = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "plans_section"
        constraints = [models.UniqueConstraint("plan", "number", name="plans_section_number")]


class Translation(Row):
    """A wording of the plan in another language. Keyed by the wording itself: when an amendment changes a
    title, its old translation no longer matches, and nobody is shown a translation of something else."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="translations")
    wording = models.TextField()
    language = models.CharField(max_length=2)
    text = models.TextField()
    status = models.CharField(max_length=10, choices=[("working", "working"), ("official", "official")])

    class Meta:
        db_table = "plans_translation"
        constraints = [
            models.UniqueConstraint("plan", "language", MD5("wording"), name="plans_translation_wording")
        ]


class FunctionOverride(Row):
    """The function with which a body answers, so that succession by function leads to the right heir: a row
    on universities goes to the ministry of higher education. Without a measure it is the plan's default for
    the body. `is_doubtful`: the row does not decide between functions, and a person should confirm it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="overrides")
    measure_number = models.PositiveIntegerField(null=True)
    body_code = models.TextField()
    function = models.CharField(max_length=60)
    is_doubtful = models.BooleanField(default=False)
    reason_kk = models.TextField(blank=True)
    reason_ru = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)

    class Meta:
        db_table = "plans_function_override"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "measure_number", "body_code"],
                nulls_distinct=False,
                name="plans_override_duty",
            )
        ]
