"""The gap ledger: what the text leaves open, and who decided what about it. Decisions are appended and
signed; a trigger refuses to change or remove one, and each signature covers the one before it."""

from django.db import models

from .base import Row
from .plan import Plan


class Gap(Row):
    """An open question of a plan. Its words come from the catalogue of `rule`, unless whoever opened it (an
    amendment's patch) wrote them. `withdrawn_at`: a later text no longer leaves it open."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="gaps")
    rule = models.CharField(max_length=80)
    place = models.TextField()
    quote = models.TextField(blank=True)
    words_kk = models.TextField(blank=True)
    words_ru = models.TextField(blank=True)
    words_en = models.TextField(blank=True)
    measure_number = models.PositiveIntegerField(null=True)
    position = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "plans_gap"
        ordering = ["position"]
        constraints = [models.UniqueConstraint("plan", "rule", "place", name="plans_gap_once")]


class GapParam(Row):
    """A named value for the words of a gap."""

    gap = models.ForeignKey(Gap, on_delete=models.PROTECT, related_name="params")
    name = models.CharField(max_length=40)
    value = models.TextField()

    class Meta:
        db_table = "plans_gap_param"


class GapDecision(Row):
    """What was decided, by whom in which post, and why. The newest decision of a gap holds."""

    gap = models.ForeignKey(Gap, on_delete=models.PROTECT, related_name="decisions")
    sequence = models.PositiveIntegerField()
    value = models.TextField()
    reason = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=200)
    decided_by_user = models.UUIDField(null=True)
    post = models.CharField(max_length=200, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    key_id = models.CharField(max_length=16)
    signature = models.BinaryField()

    class Meta:
        db_table = "plans_gap_decision"
        ordering = ["sequence"]
        constraints = [models.UniqueConstraint("gap", "sequence", name="plans_gap_decision_sequence")]
