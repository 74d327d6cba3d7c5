"""Which schools held a drill this year, told to `evidence`.

A drill that was led here leaves its own record: the alarm, the empty building, a head count of each class by
whoever counted, all timed by the server. That is the record and the time that the indicator asks for, so the
source is a registry. A place that has never led a drill here may hold them on paper: it is not counted,
neither as good nor as bad, and `coverage` says how many places that leaves out."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from qalqan.domains.evidence import api as evidence
from qalqan.domains.schools.models import Drill, Site
from qalqan.kernel.access.scope import Service, scope

INDICATOR = "schools.drills.held"
CHILDREN = ("school", "kindergarten", "college")


def feed(region_id: UUID, year: int) -> UUID | None:
    """Tell it of a region and a calendar year, up to today; None while no place there leads its drills
    here."""
    today = timezone.localdate()
    first, last = date(year, 1, 1), date(year, 12, 31)
    places = set(
        Site.objects.filter(
            region_id=region_id, kind__in=CHILDREN, life__contains=min(last, today)
        ).values_list("pk", flat=True)
    )
    drills = Drill.objects.filter(region_id=region_id, started_at__isnull=False, state="closed")
    leading = places & set(drills.values_list("site_id", flat=True).distinct())
    held = places & set(
        drills.filter(started_at__date__range=(first, last)).values_list("site_id", flat=True)
    )
    if not leading:
        return None
    return evidence.observe(
        evidence.NewObservation(
            at=evidence.At(region_id),
            indicator=INDICATOR,
            period_start=first,
            period_end=last,
            source_kind="registry",
            numerator=Decimal(len(held)),
            denominator=Decimal(len(leading)),
            coverage=Decimal(len(leading)) / Decimal(len(places)),
            source_ref="schools:drills",
            source_name="drills led in the register of school safety",
            method="places with a drill timed and closed with a head count, of those that lead drills here",
            observed_on=min(last, today),
        )
    ).id


def feed_all() -> int:
    """This year, and in January the year before, in every region with drills; how many were told."""
    today = timezone.localdate()
    with scope(Service("schools.feeding"), "safety"):
        regions = list(Drill.objects.filter(state="closed").values_list("region_id", flat=True).distinct())
    told = 0
    for region_id in regions:
        for year in (today.year, today.year - 1) if today.month == 1 else (today.year,):
            with scope(Service("schools.feeding"), "safety"):
                told += feed(region_id, year) is not None
    return told
