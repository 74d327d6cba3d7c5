"""What somebody said or saw of an indicator, on two clocks.

The period is what the value speaks of. `known_from` to `known_until` is when this installation held it (for a
published figure: from the day of publication), so "what did we know on day D" is a range query. Nothing is
overwritten: a correction ends `known_until` and adds a row that names it in `replaces`. `recorded_at` is when
the row was written and never lies, also where `known_from` was stated for an older source.

A claim is an observation whose source is the body that is to be controlled (`source_kind` "claim"): there is
one table, so that a claim and what stands beside it are compared in the same words and units.
"""

from django.db import models
from django.db.models.functions import Now

from qalqan.domains.evidence.rules.observing import PLACES
from qalqan.kernel.access.regional import PlacedRow
from qalqan.kernel.columns import one_of

SOURCES = ("claim", "inspection", "police", "citizens", "sensor", "registry", "media")


class Observation(PlacedRow):
    """A value of an indicator in a place for a period, by a source. A stock speaks of `period_end`.

    `numerator`, `denominator`: given for shares wherever the source gives them; a share without them has no
    weight and is not rolled up. `coverage`: the part (0 to 1) of the units that the source looked at; null is
    unknown. `dims`: "name=value;name=value", sorted, empty for the whole. `source_body`: code of the body
    that
    speaks; `source_ref`: what tells two sources of one body apart (number of an act, of a cluster, an
    address).
    """

    place = models.CharField(max_length=12)
    place_id = models.UUIDField()
    indicator = models.CharField(max_length=80)
    dims = models.TextField(blank=True)
    period_start = models.DateField()
    period_end = models.DateField()
    value = models.DecimalField(max_digits=24, decimal_places=6)
    numerator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    coverage = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    source_kind = models.CharField(max_length=12)
    source_body = models.TextField(blank=True)
    source_ref = models.TextField(blank=True)
    source_name = models.TextField(blank=True)
    address = models.TextField(blank=True)
    method = models.TextField(blank=True)
    note = models.TextField(blank=True)
    observed_on = models.DateField()
    known_from = models.DateTimeField()
    known_until = models.DateTimeField(null=True)
    replaces = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.TextField()  # post or program, never a person's name
    recorded_user = models.UUIDField(null=True)
    upload_id = models.UUIDField(null=True)
    # of a claim: which row of which plan it was made for, and by which line of a report
    plan_code = models.TextField(blank=True)
    measure_number = models.PositiveIntegerField(null=True)
    line_id = models.UUIDField(null=True)

    class Meta(PlacedRow.Meta):
        db_table = "evidence_observation"
        constraints = (
            one_of("place", PLACES, "evidence_observation_place"),
            one_of("source_kind", SOURCES, "evidence_observation_source"),
            models.CheckConstraint(
                condition=models.Q(period_start__lte=models.F("period_end")),
                name="evidence_observation_period",
            ),
            models.CheckConstraint(
                condition=models.Q(known_until=None) | models.Q(known_until__gte=models.F("known_from")),
                name="evidence_observation_known",
            ),
            models.CheckConstraint(
                condition=models.Q(denominator=None) | models.Q(denominator__gt=0),
                name="evidence_observation_denominator",
            ),
            models.CheckConstraint(
                condition=models.Q(coverage=None) | models.Q(coverage__gte=0, coverage__lte=1),
                name="evidence_observation_coverage",
            ),
            models.UniqueConstraint(
                fields=[
                    "region_id",
                    "place_id",
                    "place",
                    "indicator",
                    "dims",
                    "period_start",
                    "period_end",
                    "source_kind",
                    "source_body",
                    "source_ref",
                    "plan_code",
                    "measure_number",
                ],
                condition=models.Q(known_until=None),
                nulls_distinct=False,
                name="evidence_one_held_a_source",
            ),
        )
        indexes = (
            models.Index(
                fields=["region_id", "indicator", "place", "place_id", "period_end"], name="evidence_of_place"
            ),
            models.Index(fields=["indicator", "place", "known_from"], name="evidence_of_nation"),
            models.Index(fields=["-period_end", "-known_from", "-id"], name="evidence_newest"),
            models.Index(
                fields=["region_id", "line_id"],
                condition=models.Q(line_id__isnull=False),
                name="evidence_of_line",
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.value} ({self.source_kind})"


class ObservationFile(PlacedRow):
    """A paper beside an observation: a protocol, a photograph, a letter."""

    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="files")
    file_id = models.UUIDField()
    title = models.TextField(blank=True)

    class Meta(PlacedRow.Meta):
        db_table = "evidence_observation_file"
