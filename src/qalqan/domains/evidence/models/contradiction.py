"""A claim that an independent source does not bear out: an object with an owner, a clock and a history.

It is never deleted. What it was about (claim, observations, rule, the facts of the explanation) is fixed when
it is raised; its state changes by appended steps only.
"""

from django.db import models
from django.db.models.functions import Now

from qalqan.domains.evidence.rules.observing import PLACES
from qalqan.kernel.access.regional import PlacedRow
from qalqan.kernel.columns import one_of

from .observation import Observation

CONTRADICTION_STATES = ("open", "answered", "explained", "claim_corrected", "source_corrected", "overtaken")


class Contradiction(PlacedRow):
    """`known_from`: the moment from which both claim and source were known; `known_until`: when it closed
    (null
    while open). `owner`: code of the body that answers."""

    place = models.CharField(max_length=12)
    place_id = models.UUIDField()
    plan_code = models.TextField()
    measure_number = models.PositiveIntegerField()
    indicator = models.CharField(max_length=80)
    claim = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="contradictions")
    rule = models.CharField(max_length=40)
    owner = models.TextField()
    obligation_id = models.UUIDField(null=True)
    state = models.CharField(max_length=20, default="open")
    known_from = models.DateTimeField()
    known_until = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta(PlacedRow.Meta):
        db_table = "evidence_contradiction"
        constraints = (
            one_of("place", PLACES, "evidence_contradiction_place"),
            one_of("state", CONTRADICTION_STATES, "evidence_contradiction_state"),
            models.UniqueConstraint(fields=["region_id", "claim", "rule"], name="evidence_raised_once"),
        )
        indexes = (
            models.Index(fields=["region_id", "state", "known_from"], name="evidence_contradicted"),
            models.Index(fields=["plan_code", "measure_number", "state"], name="evidence_contradicted_of"),
        )

    def __str__(self) -> str:
        return f"{self.rule} {self.state}"


class Against(PlacedRow):
    """An observation that stands against the claim."""

    contradiction = models.ForeignKey(Contradiction, on_delete=models.PROTECT, related_name="against")
    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="+")

    class Meta(PlacedRow.Meta):
        db_table = "evidence_against"
        constraints = (
            models.UniqueConstraint(
                fields=["region_id", "contradiction", "observation"], name="evidence_against_once"
            ),
        )


class ContradictionFact(PlacedRow):
    """A named value of the rule's explanation, as the rule counted it."""

    contradiction = models.ForeignKey(Contradiction, on_delete=models.PROTECT, related_name="facts")
    name = models.CharField(max_length=40)
    value = models.TextField()

    class Meta(PlacedRow.Meta):
        db_table = "evidence_contradiction_fact"
        constraints = (
            models.UniqueConstraint(fields=["region_id", "contradiction", "name"], name="evidence_fact_once"),
        )


class ContradictionStep(PlacedRow):
    """One line of its history; appended, never changed (a trigger in migration 0001)."""

    contradiction = models.ForeignKey(Contradiction, on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=20)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.TextField()  # post and body, or the engine
    user_id = models.UUIDField(null=True)
    text = models.TextField(blank=True)
    file_id = models.UUIDField(null=True)

    class Meta(PlacedRow.Meta):
        db_table = "evidence_contradiction_step"
        indexes = (models.Index(fields=["region_id", "contradiction", "at"], name="evidence_history"),)
