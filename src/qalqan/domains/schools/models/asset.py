"""Things that keep children safe, or endanger them, on two clocks.

`Asset` is the thing; `AssetState` is what was said of it. `valid` is when it was so in the world,
`known_from` to `known_until` when this register held that: "what did we know on day D of day E" is a range
query, and a correction never overwrites. At most one state of a thing is held for any day of the world;
PostgreSQL keeps that (migration 0001: an exclusion of overlapping `valid` among rows with no `known_until`).
"""

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models.functions import Now

from qalqan.domains.schools.rules.whereabouts import PLACES
from qalqan.domains.schools.rules.words import ASSET_KINDS, ASSET_STATES, SOURCE_KINDS
from qalqan.kernel.access.regional import PlacedRow
from qalqan.kernel.columns import one_of

from .site import Site


class Asset(PlacedRow):
    """A crossing, a toilet, a camera. `site` null: it stands by the road and belongs to no one place. `code`:
    the owner's own number, "" if none; unique in its region and kind where given."""

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=80, blank=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="assets")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta(PlacedRow.Meta):
        db_table = "schools_asset"
        constraints = (
            one_of("kind", ASSET_KINDS, "schools_asset_kind"),
            models.UniqueConstraint(
                fields=["region_id", "kind", "code"],
                condition=~models.Q(code=""),
                name="schools_asset_code",
            ),
        )
        indexes = (models.Index(fields=["region_id", "site", "kind"], name="schools_asset_of_site"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.code}".strip()


class AssetState(PlacedRow):
    """What is said of a thing for a time. `line`: [[lat, lon], ...] of a footway or a fence, null for a
    point. `details`: what the kind asks for (a camera's `resolution`, `days_kept`, `covers_entrances`), as
    `rules/details.py` says. `verified_at`: the day somebody independent looked; null: nobody has.
    `seen_from`: where that one stood, as `rules/whereabouts.py` says. `confidence` 0 to 1, worked out by
    `rules/confidence.py` when the row is written, never typed in."""

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="states")
    state = models.CharField(max_length=8)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    line = models.JSONField(null=True)
    owner_body = models.CharField(max_length=40, blank=True)
    installed_on = models.DateField(null=True)
    details = models.JSONField(default=dict)
    valid = DateRangeField()
    known_from = models.DateTimeField(db_default=Now())
    known_until = models.DateTimeField(null=True)
    replaces = models.UUIDField(null=True)
    source_kind = models.CharField(max_length=12)
    source_ref = models.TextField(blank=True)
    verified_at = models.DateField(null=True)
    seen_from = models.CharField(max_length=8, blank=True, default="")
    confidence = models.FloatField()
    file_ids = models.JSONField(default=list)
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.TextField()  # post or program, never a person's name
    recorded_user = models.UUIDField(null=True)

    class Meta(PlacedRow.Meta):
        db_table = "schools_asset_state"
        constraints = (
            one_of("state", ASSET_STATES, "schools_asset_state_word"),
            one_of("source_kind", SOURCE_KINDS, "schools_asset_state_source"),
            one_of("seen_from", ("", *PLACES), "schools_asset_state_from"),
            models.CheckConstraint(
                condition=models.Q(lat=None, lon=None) | models.Q(lat__isnull=False, lon__isnull=False),
                name="schools_asset_state_point",
            ),
            models.CheckConstraint(
                condition=models.Q(confidence__gte=0, confidence__lte=1), name="schools_asset_confidence"
            ),
            models.CheckConstraint(
                condition=models.Q(known_until=None) | models.Q(known_until__gte=models.F("known_from")),
                name="schools_asset_known",
            ),
        )
        indexes = (
            models.Index(
                fields=["lat", "lon"],
                condition=models.Q(known_until=None, valid__endswith=None),
                name="schools_asset_where",
            ),
            models.Index(
                fields=["lat", "lon"], condition=models.Q(known_until=None), name="schools_asset_around"
            ),
            models.Index(
                fields=["lat", "lon"],
                condition=models.Q(known_until=None, valid__endswith=None, line__isnull=False),
                name="schools_asset_lines",
            ),
            models.Index(fields=["region_id", "asset", "known_from"], name="schools_asset_history"),
        )

    def __str__(self) -> str:
        return f"{self.asset_id}: {self.state}"
