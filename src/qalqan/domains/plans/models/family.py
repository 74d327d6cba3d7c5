"""A region's own plan under a national one: which of its rows carry out which rows of the parent."""

from django.db import models

from .base import Row
from .plan import Plan


class MeasureLink(Row):
    """A row of a child plan (`plan`) that carries out a row of its parent, and why it is thought so."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="links")
    measure_number = models.PositiveIntegerField()
    parent_number = models.PositiveIntegerField()
    reason_kk = models.TextField(blank=True)
    reason_ru = models.TextField(blank=True)
    reason_en = models.TextField(blank=True)

    class Meta:
        db_table = "plans_measure_link"
        ordering = ["measure_number", "parent_number"]
        constraints = [
            models.UniqueConstraint("plan", "measure_number", "parent_number", name="plans_link_once")
        ]
