"""The map in time. A region is born, renamed and split; what it was called and what belonged to it on a day
must be answerable for every day of every plan.

PostgreSQL 18 keeps the periods (migration 0002): a region has at most one name and a district at most one
region on any day (`WITHOUT OVERLAPS`), and neither outlives the region (`FOREIGN KEY ... PERIOD`). Rows come
from `data/` only, through `actions.load_reference`.
"""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Now
from django.db.models.functions.uuid import UUID7

from qalqan.domains.territory.rules import DISTRICT_KINDS, KIND_ORDER


class Region(models.Model):
    """An oblast, a city of republican significance or the capital. `code` is ISO 3166-2:KZ (KZ-10), `kato`
    the first two digits of the state classifier. `parent` is the region it was taken out of at birth."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    code = models.CharField(max_length=6, unique=True)
    kato = models.CharField(max_length=2, unique=True)
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in KIND_ORDER])
    life = DateRangeField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    source = models.TextField(blank=True)

    class Meta:
        db_table = "territory_region"

    def __str__(self) -> str:
        return self.code


class RegionName(models.Model):
    """What a region is called in a period, and the genitive that titles of its bodies take ("Акимат ...")."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="names")
    valid = DateRangeField()
    kk = models.CharField(max_length=80)
    ru = models.CharField(max_length=80)
    en = models.CharField(max_length=80)
    kk_of = models.CharField(max_length=80)
    ru_of = models.CharField(max_length=80)
    en_of = models.CharField(max_length=80)
    source = models.TextField(blank=True)

    class Meta:
        db_table = "territory_region_name"

    def __str__(self) -> str:
        return self.kk


class District(models.Model):
    """A district, a city of oblast significance, or a district of a republican city. `kato` is null where the
    nine digits are not known for certain. `since_known`: how exactly its first day is known, "" if not at all
    (then `life` has no lower bound); a known month or year counts from its last day, so a district is never
    shown before it existed."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    code = models.CharField(max_length=60, unique=True)
    kato = models.CharField(max_length=9, unique=True, null=True)
    kind = models.CharField(max_length=20, choices=[(kind, kind) for kind in DISTRICT_KINDS])
    kk = models.CharField(max_length=80)
    ru = models.CharField(max_length=80)
    en = models.CharField(max_length=80)
    life = DateRangeField()
    since_known = models.CharField(max_length=5, blank=True)

    class Meta:
        db_table = "territory_district"

    def __str__(self) -> str:
        return self.code


class DistrictPlace(models.Model):
    """Which region a district belongs to, in a period: Semey was East Kazakhstan's until 8 June 2022."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="places")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    valid = DateRangeField()

    class Meta:
        db_table = "territory_district_place"

    def __str__(self) -> str:
        return f"{self.district_id} in {self.region_id}"


class Edition(models.Model):
    """One row per load of `data/`: the newest says which files the tables hold, and keys the cache."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "territory_edition"

    def __str__(self) -> str:
        return self.sha256


class OutlineEdition(models.Model):
    """A file of outlines that was brought in. The newest keys the cache."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    sha256 = models.CharField(max_length=64)
    source = models.TextField()
    licence = models.TextField()
    loaded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "territory_outline_edition"

    def __str__(self) -> str:
        return self.source


class Outline(models.Model):
    """The ground of a region (`district` null), or of a district of it. `shape`: WKB, WGS 84, longitude
    first."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    edition = models.ForeignKey(OutlineEdition, on_delete=models.PROTECT, related_name="outlines")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    district = models.ForeignKey(District, on_delete=models.PROTECT, null=True, related_name="+")
    shape = models.BinaryField()

    class Meta:
        db_table = "territory_outline"
        constraints = (
            models.UniqueConstraint(
                fields=["region", "district"], nulls_distinct=False, name="territory_outline_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.region_id} {self.district_id or ''}".strip()
