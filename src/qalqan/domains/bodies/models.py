"""Bodies and who performs which function, in time.

PostgreSQL 18 keeps the promise "for every function and day exactly one living body" (migration 0002):
at most one by `WITHOUT OVERLAPS`, living by `FOREIGN KEY ... PERIOD` into the body's life, at least one by a
deferred constraint trigger that compares the united periods with the life of the function and the region.
Rows come from `data/` through `actions.load_reference`.

Organisations (schools, clinics, police units) are another matter: thousands, made and ended while the program
runs, each in one region. They carry no personal data and everyone may read them; posts, people and cases hang
on their ids.
"""

import uuid

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Coalesce, Now
from django.db.models.functions.uuid import UUID7

from qalqan.domains.bodies.rules import KINDS, NATIONAL, ORGANISATION_KINDS, REGIONAL
from qalqan.kernel.names import LANGUAGES

# NULLs never collide, so a temporal key needs a value for "the whole country"
COUNTRY = uuid.UUID(int=0)


class Body(models.Model):
    """A state body, or a code that stands for many (kind collective). `code` is the decrees' own
    abbreviation; bodies of regions have codes such as akimat-10, and `region`, which national ones lack."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in KINDS])
    region = models.ForeignKey("territory.Region", on_delete=models.PROTECT, null=True, related_name="+")
    superior = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    life = DateRangeField()
    source = models.TextField(blank=True)

    class Meta:
        db_table = "bodies_body"

    def __str__(self) -> str:
        return self.code


class BodyName(models.Model):
    """What a body was called in a period. `is_official` is false for a working title."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="names")
    valid = DateRangeField()
    kk = models.CharField(max_length=250)
    ru = models.CharField(max_length=250)
    en = models.CharField(max_length=250)
    short_kk = models.CharField(max_length=250)
    short_ru = models.CharField(max_length=250)
    short_en = models.CharField(max_length=250)
    is_official = models.BooleanField()

    class Meta:
        db_table = "bodies_body_name"

    def __str__(self) -> str:
        return self.kk


class Function(models.Model):
    """A task of the state. `life` begins where the register does; `scope` says whether one body in the
    country holds it, or one in each region."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    key = models.CharField(max_length=60, unique=True)
    scope = models.CharField(max_length=10, choices=[(NATIONAL, NATIONAL), (REGIONAL, REGIONAL)])
    life = DateRangeField()
    kk = models.CharField(max_length=250)
    ru = models.CharField(max_length=250)
    en = models.CharField(max_length=250)

    class Meta:
        db_table = "bodies_function"

    def __str__(self) -> str:
        return self.key


class Mandate(models.Model):
    """A function that a body's code stands for; position 0 is meant when a text names only the code."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="mandates")
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "bodies_mandate"
        constraints = (
            models.UniqueConstraint(fields=["body", "function"], name="bodies_mandate_once"),
            models.UniqueConstraint(fields=["body", "position"], name="bodies_mandate_order"),
        )

    def __str__(self) -> str:
        return f"{self.body_id}: {self.function_id}"


class Holding(models.Model):
    """A body performs a function in a period: in a region, or in the country (region null)."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    function = models.ForeignKey(Function, on_delete=models.PROTECT, related_name="holdings")
    region = models.ForeignKey("territory.Region", on_delete=models.PROTECT, null=True, related_name="+")
    place = models.GeneratedField(
        expression=Coalesce("region_id", models.Value(COUNTRY)),
        output_field=models.UUIDField(),
        db_persist=True,
    )
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="holdings")
    valid = DateRangeField()
    source = models.TextField(blank=True)

    class Meta:
        db_table = "bodies_holding"

    def __str__(self) -> str:
        return f"{self.function_id}: {self.body_id}"


class Edition(models.Model):
    """One row per load: the newest says which files and which map the tables hold, and keys the cache."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    sha256 = models.CharField(max_length=64)
    checked_until = models.DateField()
    loaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "bodies_edition"

    def __str__(self) -> str:
        return self.sha256


class Organisation(models.Model):
    """A school, a clinic, a police unit: where people work and children are. `code` is the region's own, once
    a region. `body_code`: the state body that runs it, if the register of bodies knows one. `district` is
    null for what serves a whole region. Never deleted: `life` ends."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    region = models.ForeignKey("territory.Region", on_delete=models.PROTECT, related_name="+", db_index=False)
    district = models.ForeignKey("territory.District", on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in ORGANISATION_KINDS])
    code = models.CharField(max_length=40)
    kk = models.CharField(max_length=250)
    ru = models.CharField(max_length=250)
    en = models.CharField(max_length=250)
    body_code = models.CharField(max_length=40, blank=True)
    life = DateRangeField()

    class Meta:
        db_table = "bodies_organisation"
        constraints = (
            models.UniqueConstraint(fields=["region", "code"], name="bodies_organisation_code"),
            models.CheckConstraint(
                condition=models.Q(kind__in=ORGANISATION_KINDS), name="bodies_organisation_kind"
            ),
        )
        # Lists stand in the order of the Kazakh alphabet, by the reader's language, of a region or of all.
        indexes = (
            models.Index(fields=["region", "kind"], name="bodies_organisation_of_kind"),
            *(
                models.Index(
                    models.F("region"),
                    models.Func(models.F(language), function="kk_key"),
                    models.F("id"),
                    name=f"bodies_organisation_here_{language}",
                )
                for language in LANGUAGES
            ),
            *(
                models.Index(
                    models.Func(models.F(language), function="kk_key"),
                    models.F("id"),
                    name=f"bodies_organisation_all_{language}",
                )
                for language in LANGUAGES
            ),
        )

    def __str__(self) -> str:
        return self.kk
