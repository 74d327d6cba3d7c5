"""Proofs: papers that a form of completion asks for, offered by one person and verified by another."""

from django.db import models
from django.db.models.functions import Now

from qalqan.domains.evidence.rules.observing import PLACES
from qalqan.kernel.access.regional import PlacedRow
from qalqan.kernel.columns import one_of

PROOF_STATES = ("offered", "verified", "refused", "withdrawn")


class Proof(PlacedRow):
    """What is offered under one kind of contract for a measure in a place for a period. The database itself
    refuses a verification by the one who offered."""

    place = models.CharField(max_length=12)
    place_id = models.UUIDField()
    plan_code = models.TextField()
    measure_number = models.PositiveIntegerField()
    contract = models.CharField(max_length=40)
    body_code = models.TextField()  # the author's body
    period_start = models.DateField()
    period_end = models.DateField()
    state = models.CharField(max_length=10, default="offered")
    offered_at = models.DateTimeField(db_default=Now())
    offered_user = models.UUIDField(null=True)
    offered_by = models.TextField()
    decided_at = models.DateTimeField(null=True)
    decided_user = models.UUIDField(null=True)
    decided_by = models.TextField(blank=True)
    reason = models.TextField(blank=True)

    class Meta(PlacedRow.Meta):
        db_table = "evidence_proof"
        constraints = (
            one_of("place", PLACES, "evidence_proof_place"),
            one_of("state", PROOF_STATES, "evidence_proof_state"),
            models.CheckConstraint(
                condition=models.Q(decided_user=None)
                | ~models.Q(state="verified")
                | ~models.Q(decided_user=models.F("offered_user")),
                name="evidence_author_is_not_verifier",
            ),
        )
        indexes = (
            models.Index(
                fields=["region_id", "plan_code", "measure_number", "period_start"], name="evidence_proof_of"
            ),
        )

    def __str__(self) -> str:
        return f"{self.contract} for {self.plan_code}/{self.measure_number}: {self.state}"


class ProofItem(PlacedRow):
    """One thing the contract asks for: a number, a day, words, or a file."""

    proof = models.ForeignKey(Proof, on_delete=models.PROTECT, related_name="items")
    key = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    day = models.DateField(null=True)
    file_id = models.UUIDField(null=True)

    class Meta(PlacedRow.Meta):
        db_table = "evidence_proof_item"
        constraints = (
            models.UniqueConstraint(fields=["region_id", "proof", "key"], name="evidence_one_item_a_key"),
        )
