"""Places where children are."""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Now

from qalqan.domains.schools.rules.words import SITE_KINDS
from qalqan.kernel.access.regional import PlacedRow
from qalqan.kernel.columns import one_of


class Site(PlacedRow):
    """A school, a kindergarten, a clinic, a playground. `organisation_id`: the organisation of `bodies`, null
    for a place that is none (a sports ground); then `owner_body` says who keeps it. `code` is the region's
    own.

    `lat`, `lon` null: nobody has said where it is, and everything about distance is unknown. `pupils`,
    `shifts`, `bell_first`, `bell_last` null: not known.
    """

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    kk = models.CharField(max_length=250)
    ru = models.CharField(max_length=250)
    en = models.CharField(max_length=250)
    owner_body = models.CharField(max_length=40, blank=True)
    address = models.TextField(blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    placed_by = models.CharField(max_length=12, blank=True)  # source kind of the coordinates
    placed_on = models.DateField(null=True)
    pupils = models.PositiveIntegerField(null=True)
    shifts = models.PositiveSmallIntegerField(null=True)
    bell_first = models.TimeField(null=True)
    bell_last = models.TimeField(null=True)
    life = DateRangeField()
    recorded_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    class Meta(PlacedRow.Meta):
        db_table = "schools_site"
        constraints = (
            one_of("kind", SITE_KINDS, "schools_site_kind"),
            models.UniqueConstraint(fields=["region_id", "code"], name="schools_site_code"),
            models.UniqueConstraint(
                fields=["region_id", "organisation_id"],
                condition=models.Q(organisation_id__isnull=False),
                name="schools_site_of_organisation",
            ),
            models.CheckConstraint(
                condition=models.Q(lat=None, lon=None) | models.Q(lat__isnull=False, lon__isnull=False),
                name="schools_site_point",
            ),
        )
        indexes = (
            models.Index(fields=["lat", "lon"], name="schools_site_where"),
            models.Index(fields=["region_id", "district_id", "kind"], name="schools_site_of"),
        )

    def __str__(self) -> str:
        return self.kk
