"""Which schools held a drill this year, told to `evidence` as inspectors saw it.

A school's own log of its own drill is a claim. An inspector asks for the written record on his round, and
sometimes watches a drill. The share is over the places whose record was asked for this year: over those that
he watched it would be 100 % everywhere. `coverage` says how many places that is of all."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from qalqan.domains.evidence import api as evidence
from qalqan.domains.schools.models import Answer, Assessment, Drill, Site
from qalqan.kernel.access.scope import Service, scope

INDICATOR = "schools.drills.held"
QUESTION = "people.drill"
ANSWERED = ("yes", "partly", "no")
CHILDREN = ("school", "kindergarten", "college")


def feed(region_id: UUID, year: int) -> UUID | None:
    """Tell it of a region and a calendar year, up to today; None while no inspector has asked."""
    today = timezone.localdate()
    first, last = date(year, 1, 1), date(year, 12, 31)
    standing = Site.objects.filter(region_id=region_id, kind__in=CHILDREN, life__contains=min(last, today))
    places = set(standing.values_list("pk", flat=True))
    rows = Answer.objects.filter(
        region_id=region_id,
        question=QUESTION,
        answer__in=ANSWERED,
        assessment__state="submitted",
        assessment__is_own=False,
        at__date__range=(first, last),
    )
    asked = dict(rows.order_by("at", "pk").values_list("assessment__site_id", "answer"))
    asked = {site: answer for site, answer in asked.items() if site in places}
    if not asked:
        return None
    watched = set(
        Drill.objects.filter(
            region_id=region_id,
            state="closed",
            started_at__date__range=(first, last),
            witnessed_at__isnull=False,
        ).values_list("site_id", flat=True)
    )
    held = [site for site, answer in asked.items() if answer == "yes" or site in watched]
    return evidence.observe(
        evidence.NewObservation(
            at=evidence.At(region_id),
            indicator=INDICATOR,
            period_start=first,
            period_end=last,
            source_kind="inspection",
            numerator=Decimal(len(held)),
            denominator=Decimal(len(asked)),
            coverage=Decimal(len(asked)) / Decimal(len(places)),
            source_ref="schools:drills",
            source_name="rounds of inspectors",
            method="written record seen, or drill watched, by an inspector, of the places asked for it",
            observed_on=min(last, today),
        )
    ).id


def feed_all() -> int:
    """This year, and in January the year before, in every region with rounds; how many were told."""
    today = timezone.localdate()
    with scope(Service("schools.feeding"), "safety"):
        rows = Assessment.objects.filter(state="submitted", is_own=False)
        regions = list(rows.values_list("region_id", flat=True).distinct())
    told = 0
    for region_id in regions:
        for year in (today.year, today.year - 1) if today.month == 1 else (today.year,):
            with scope(Service("schools.feeding"), "safety"):
                told += feed(region_id, year) is not None
    return told
