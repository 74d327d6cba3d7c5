"""What was planned to be bought for so much money. Of a region, for those who plan its money: a school's or a
district's seat reaches none of it."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from qalqan.kernel.access.regional import RegionRow
from qalqan.kernel.access.rules import Reach
from qalqan.kernel.columns import one_of

from .site import Site

SCENARIO_STATES = ("ordered", "solved", "refused")
PROOFS = ("", "optimal", "bounded")


class BudgetScenario(RegionRow):
    """One question and its answer. `money`: tenge. `share`: percent of the region's money that no district
    with needs is left under, by its share of children. `norms`: the version of the requirements. `value` is
    what was reached, `bound` what nothing can exceed: equal when `proof` is "optimal". Never changed once
    solved."""

    REACH: ClassVar[Reach] = Reach()

    name = models.CharField(max_length=120)
    money = models.PositiveBigIntegerField()
    share = models.PositiveSmallIntegerField()
    keys = models.JSONField(default=list)  # the requirements that are asked for
    norms = models.CharField(max_length=20)
    state = models.CharField(max_length=8, default="ordered")
    ordered_at = models.DateTimeField(db_default=Now())
    ordered_by = models.TextField()
    ordered_user = models.UUIDField(null=True)
    solved_at = models.DateTimeField(null=True)
    proof = models.CharField(max_length=8, blank=True)
    value = models.PositiveBigIntegerField(null=True)
    bound = models.PositiveBigIntegerField(null=True)
    seconds = models.FloatField(null=True)

    class Meta(RegionRow.Meta):
        db_table = "schools_budget"
        constraints = (
            one_of("state", SCENARIO_STATES, "schools_budget_state"),
            one_of("proof", PROOFS, "schools_budget_proof"),
        )
        indexes = (models.Index(fields=["region_id", "-ordered_at"], name="schools_budget_of"),)

    def __str__(self) -> str:
        return self.name


class BudgetLine(RegionRow):
    """One need of a scenario, bought or not. `children`: who go there, null where nobody knows. `benefit`: as
    `rules/needs.py` says."""

    REACH: ClassVar[Reach] = Reach()

    scenario = models.ForeignKey(BudgetScenario, on_delete=models.PROTECT, related_name="lines")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    district_id = models.UUIDField(null=True)
    requirement = models.CharField(max_length=40)
    low = models.PositiveBigIntegerField()
    high = models.PositiveBigIntegerField()
    children = models.PositiveIntegerField(null=True)
    benefit = models.PositiveBigIntegerField()
    is_bought = models.BooleanField()

    class Meta(RegionRow.Meta):
        db_table = "schools_budget_line"
        constraints = (
            models.UniqueConstraint(
                fields=["region_id", "scenario", "site", "requirement"], name="schools_budget_line_once"
            ),
            models.CheckConstraint(
                condition=models.Q(low__lte=models.F("high")), name="schools_budget_line_cost"
            ),
        )
