"""Where a measure stands in a place for a period, kept by the engine so that a map of the country is one
query.

A row holds from `known_from` to `known_until`: the map "as of" any day is a range query on the same table.
Derived: it can be thrown away and built anew from observations, proofs and contradictions.
"""

from django.db import models

from qalqan.kernel.access.regional import PlacedRow
from qalqan.kernel.columns import one_of

STANDINGS = ("none", "claimed", "partly", "evidenced", "contradicted")


class Standing(PlacedRow):
    """`none`: nothing is known. `claimed`: somebody says so. `partly`: some of what closes it is evidenced.
    `evidenced`: what closes it is there. `contradicted`: a claim about it has an open contradiction. `place`:
    region (place_id = region_id) or nation."""

    place = models.CharField(max_length=12)
    place_id = models.UUIDField()
    plan_code = models.TextField()
    measure_number = models.PositiveIntegerField()
    period_start = models.DateField()
    period_end = models.DateField()
    standing = models.CharField(max_length=14)
    known_from = models.DateTimeField()
    known_until = models.DateTimeField(null=True)

    class Meta(PlacedRow.Meta):
        db_table = "evidence_standing"
        constraints = (
            one_of("standing", STANDINGS, "evidence_standing_word"),
            models.UniqueConstraint(
                fields=[
                    "region_id",
                    "place_id",
                    "place",
                    "plan_code",
                    "measure_number",
                    "period_start",
                    "known_from",
                ],
                name="evidence_one_standing",
            ),
            models.UniqueConstraint(
                fields=["region_id", "place_id", "place", "plan_code", "measure_number", "period_start"],
                condition=models.Q(known_until=None),
                name="evidence_one_standing_now",
            ),
        )
        indexes = (models.Index(fields=["plan_code", "known_from"], name="evidence_map"),)
