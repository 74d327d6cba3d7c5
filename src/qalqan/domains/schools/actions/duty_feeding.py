"""How duty at crossings was kept, told to `evidence` month by month.

The police report about themselves, so the observation is of kind "police": the indicator shows it, and no
measure is closed by it. A turn about which nobody said anything was not kept."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from qalqan.domains.evidence import api as evidence
from qalqan.domains.schools.models import DutyPlan
from qalqan.domains.schools.queries import duty as queries
from qalqan.kernel.access.scope import Service, scope

INDICATOR = "roads.crossings.guarded"


def last_of(month: date) -> date:
    """The last day of a month given by its first."""
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def feed(region_id: UUID, month: date) -> UUID | None:
    """Tell how the turns of a region's approved plans were kept in a month, up to yesterday; None while no
    turn has passed. Told again, it corrects what was told before."""
    until = min(last_of(month), timezone.localdate() - timedelta(days=1))
    planned = on_post = 0
    for plan_id in queries.standing(region_id, month, until):
        plan = queries.plan(plan_id)
        if plan is None or max(plan.first_day, month) > min(plan.last_day, until):
            continue
        kept = queries.kept(plan_id, max(plan.first_day, month), min(plan.last_day, until))
        planned, on_post = planned + kept.planned, on_post + kept.on_post
    if not planned:
        return None
    return evidence.observe(
        evidence.NewObservation(
            at=evidence.At(region_id),
            indicator=INDICATOR,
            period_start=month,
            period_end=last_of(month),
            source_kind="police",
            numerator=Decimal(on_post),
            denominator=Decimal(planned),
            source_body="МВД",
            source_ref="schools:duty",
            source_name="check-ins of officers on duty",
            method="turns of approved plans; kept: within 75 m and the phone's accuracy, in the turn's hours",
            observed_on=until,
        )
    ).id


def feed_all() -> int:
    """This month and, in its first week, the one before, in every region that has a plan; how many were
    told."""
    today = timezone.localdate()
    months = [today.replace(day=1)]
    if today.day <= 7:
        months.append((months[0] - timedelta(days=1)).replace(day=1))
    with scope(Service("schools.feeding"), "safety"):
        regions = list(DutyPlan.objects.exclude(state="draft").values_list("region_id", flat=True).distinct())
    told = 0
    for region_id in regions:
        for month in months:
            with scope(Service("schools.feeding"), "safety"):
                told += feed(region_id, month) is not None
    return told
