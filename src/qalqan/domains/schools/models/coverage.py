"""What a place has of what it must have, as computed; and its history."""

from django.db import models
from django.db.models.functions import Now

from qalqan.domains.schools.rules.words import COVERAGE, SIGHTING_STATES
from qalqan.kernel.access.regional import PlacedRow
from qalqan.kernel.columns import one_of

from .site import Site


class Coverage(PlacedRow):
    """One requirement at one place, as it stands. `requirement`: its key in `data/requirements.toml`.
    `reason`: a code of `rules/coverage.py` that says why. `asset_id`: the thing that decided, the nearest
    one; `metres`: how far. `since`: the day from which the answer has been this one."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="coverage")
    requirement = models.CharField(max_length=40)
    status = models.CharField(max_length=8)
    reason = models.CharField(max_length=40)
    asset_id = models.UUIDField(null=True)
    metres = models.FloatField(null=True)
    since = models.DateField()
    computed_at = models.DateTimeField(db_default=Now())

    class Meta(PlacedRow.Meta):
        db_table = "schools_coverage"
        constraints = (
            one_of("status", COVERAGE, "schools_coverage_status"),
            models.UniqueConstraint(
                fields=["region_id", "site", "requirement"], name="schools_coverage_once"
            ),
        )
        indexes = (
            models.Index(fields=["requirement", "status", "region_id"], name="schools_coverage_gaps"),
            models.Index(
                fields=["region_id", "district_id", "requirement", "status"], name="schools_coverage_of"
            ),
        )

    def __str__(self) -> str:
        return f"{self.requirement}: {self.status}"


class CoverageStep(PlacedRow):
    """A change of the answer. Appended only."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="steps")
    requirement = models.CharField(max_length=40)
    before = models.CharField(max_length=8, blank=True)
    after = models.CharField(max_length=8)
    reason = models.CharField(max_length=40)
    asset_id = models.UUIDField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta(PlacedRow.Meta):
        db_table = "schools_coverage_step"
        indexes = (models.Index(fields=["region_id", "site", "requirement", "at"], name="schools_step_of"),)


class Sighting(PlacedRow):
    """What independent eyes saw at a place: one row a cluster of citizens' reports and kind of thing. Written
    by the rooms above through `api.sight`; `page` is the public address of what is told there."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="sightings")
    kind = models.CharField(max_length=20)  # the thing seen: a word of ASSET_KINDS or "other"
    ref = models.UUIDField()
    state = models.CharField(max_length=10)
    witnesses = models.PositiveIntegerField()
    seen_on = models.DateField()
    page = models.TextField(blank=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta(PlacedRow.Meta):
        db_table = "schools_sighting"
        constraints = (
            one_of("state", SIGHTING_STATES, "schools_sighting_state"),
            models.UniqueConstraint(
                fields=["region_id", "site", "kind", "ref"], name="schools_sighting_once"
            ),
        )
