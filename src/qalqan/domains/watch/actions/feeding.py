"""What a work item says of a place is told to the rooms that keep facts: the register of schools (seen,
confirmed, fixed) and `evidence` (an observation by citizens).

Both are worked out of the work item as it stands, after the act that changed it, so that telling again
changes nothing. One pair of eyes is told to the register only; an observation against a claim takes two
whose reports a moderator showed, or an inspector's. When the thing is gone the observation is corrected, not
taken away: what had been held stays in its history, and a contradiction that stood on it ends by a corrected
source.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from qalqan.domains.evidence import api as evidence
from qalqan.domains.schools import api as schools
from qalqan.domains.territory import api as territory
from qalqan.domains.watch.actions.weighing import is_vouched, sender_of, testifying
from qalqan.domains.watch.models import Cluster, Report, Testimony
from qalqan.domains.watch.rules.answered import Answered, Told, answered, months_back, standing
from qalqan.domains.watch.rules.categories import category
from qalqan.domains.watch.rules.states import life
from qalqan.kernel.access.scope import scope
from qalqan.kernel.clock.models import Obligation
from qalqan.kernel.i18n.addresses import plain

SOURCE = "Qalqan: халықтық бақылау · народный контроль · people's control"
OTHER = "other"
ANSWERED, OPEN = "web.control.answered", "web.control.open"
MONTHS = 4  # a month's reports may fall due in the next one or two


def feed(cluster_id: UUID) -> bool:
    """Tell what a work item says now, in the open scope; whether it was held otherwise."""
    row = Cluster.objects.within(scope.current()).select_for_update().filter(pk=cluster_id).first()
    if row is None or row.site_id is None:
        return False
    site = schools.site(row.site_id)
    kind = category(row.category)
    is_news = schools.sight(
        schools.NewSighting(
            site_id=site.id,
            kind=kind.asset_kind or OTHER,
            ref=row.pk,
            state=sighted(row),
            witnesses=row.witnesses,
            seen_on=timezone.localdate(row.last_seen_at),
            page=page(row),
        )
    )
    if kind.indicator and (site.organisation_id or row.testimonies.exists()):
        is_news |= _testify(row, kind.indicator, site)
    return is_news


def sighted(row: Cluster) -> str:
    """A work item in the words of the register of schools."""
    if row.state == "closed":
        return "fixed"
    if row.state not in life().open or not _reported(row):
        return "withdrawn"
    return "confirmed" if row.confirmed_at else "open"


def page(row: Cluster) -> str:
    """The public address of a work item, of no language; "" while nothing of it is shown."""
    return plain(reverse("citizen:item", args=[row.number])) if row.is_shown else ""


def _reported(row: Cluster) -> bool:
    return row.reports.exclude(moderation__in=("spam", "withdrawn")).exists()


def _testify(row: Cluster, indicator: str, site: schools.SiteView) -> bool:
    held = Testimony.objects.filter(cluster=row, indicator=indicator).first()
    heard = testifying(row, was=held is not None and held.value > 0)
    is_there = sighted(row) == "confirmed" and is_vouched(row, heard) and is_used(heard)
    if held is None and not is_there:
        return False
    if held is None:
        held = Testimony(
            region_id=row.region_id,
            district_id=row.district_id,
            organisation_id=row.organisation_id,
            cluster=row,
            indicator=indicator,
            observed_on=timezone.localdate(row.confirmed_at or row.opened_at),
            value=0,
        )
    if held.pk and not held._state.adding and held.value == is_there:
        return False
    held.value, held.changed_at = int(is_there), timezone.now()
    held.save()
    note = "there" if is_there else f"gone {row.state} {_why(row, held, heard)}".rstrip()
    evidence.observe(_observation(row, held, site, note), by="watch.feed")
    return True


def is_used(heard: list[Report]) -> bool:
    """Whether no fewer witnesses leave open or say that children use the thing than say that they do not.
    One vote a sender, the last one; nobody who sends by a key, or whom no moderator read, votes "no"."""
    votes = {
        sender_of(one): one.details.get("used") == "no"
        and one.moderation == "shown"
        and one.channel != "open311"
        for one in heard
    }
    return sum(votes.values()) * 2 <= len(votes)


def _observation(row: Cluster, held: Testimony, site: schools.SiteView, note: str) -> evidence.NewObservation:
    return evidence.NewObservation(
        at=_at(row, site),
        indicator=held.indicator,
        period_start=held.observed_on,
        period_end=held.observed_on,
        source_kind="citizens",
        value=Decimal(held.value),
        source_ref=f"cluster:{row.number}",
        source_name=SOURCE,
        address=settings.ADDRESS + page(row) if row.is_shown else "",
        method="",
        note=note,
    )


def _at(row: Cluster, site: schools.SiteView) -> evidence.At:
    """The organisation of the place; of one that has lost its own, where it was told: a correction stands
    where the value did."""
    told = site.organisation_id or next(
        one.place_id for one in evidence.told(row.region_id, [f"cluster:{row.number}"])
    )
    return evidence.At(site.region_id, site.district_id, told)


def _why(row: Cluster, held: Testimony, heard: list[Report]) -> str:
    """Why a testimony stands no more, as evidence has words for it (`GONE`): who ended the work item, another
    item that speaks for it, or what its witnesses lack; "" for anything else. No page may tell of a look that
    nobody took."""
    if row.state == "merged":
        others = Testimony.objects.filter(cluster=row.merged_into, indicator=held.indicator, value__gt=0)
        return "heard" if others.exists() else ""
    if row.state == "closed":
        return _by(row)
    reports = set(row.reports.values_list("moderation", flat=True))
    if reports in ({"spam"}, {"withdrawn"}):
        return reports.pop()
    if row.state == "rejected":
        return _by(row)
    if not is_vouched(row, heard):
        return "few"
    return "" if is_used(heard) else "unused"


def _by(row: Cluster) -> str:
    """Who took its last step, as a kind: whose word the end of a testimony stands on."""
    return row.steps.order_by("-at", "-pk").values_list("by_kind", flat=True).first() or ""


@dataclass(frozen=True, slots=True)
class _Month:
    """A month of a region's work items."""

    first: date
    last: date
    counts: Answered


def feed_answers(region_id: UUID, today: date | None = None) -> int:
    """The region's shares of reports answered in time, for the last months, and whether people's control
    takes reports there; in the open scope. How many observations are new or corrected."""
    day = today or timezone.localdate()
    months = [_counted(region_id, *span) for span in months_back(day, MONTHS)]
    news = [_answers(region_id, month) for month in months if month.counts.owed]
    if (works := _works(region_id)) is not None:
        news.append(works)
    return sum(kept.is_new for kept in evidence.observe_many(news, by="watch.feed"))


def _counted(region_id: UUID, first: date, last: date) -> _Month:
    rows = Cluster.objects.within(scope.current()).filter(
        region_id=region_id, opened_at__date__gte=first, opened_at__date__lte=last, merged_into=None
    )
    dues = dict(Obligation.objects.filter(pk__in=rows.values("obligation_id")).values_list("pk", "due"))
    told = []
    for row in rows.prefetch_related("steps"):
        steps = sorted(row.steps.all(), key=lambda step: (step.at, step.pk))
        due = dues.get(row.obligation_id)
        if due is not None and row.risk_why:  # nothing is owed to spam
            told.append(Told(due, standing((step.at, step.after) for step in steps)))
    return _Month(first, last, answered(told, timezone.now()))


def _answers(region_id: UUID, month: _Month) -> evidence.NewObservation:
    return evidence.NewObservation(
        at=evidence.At(region_id),
        indicator=ANSWERED,
        period_start=month.first,
        period_end=month.last,
        source_kind="registry",
        numerator=Decimal(month.counts.in_time),
        denominator=Decimal(month.counts.owed),
        source_name=SOURCE,
        source_ref="watch",
    )


def _works(region_id: UUID) -> evidence.NewObservation | None:
    """That reports are taken is seen by one that was registered, with a picture, and whose answer is public;
    None until there is one: nothing is said of a service that nobody has tried."""
    rows = Cluster.objects.within(scope.current()).filter(
        region_id=region_id, is_shown=True, reports__photos__state="ready", steps__public_note__gt=""
    )
    row = rows.order_by("opened_at").first()
    if row is None:
        return None
    day = timezone.localdate(row.opened_at)
    return evidence.NewObservation(
        at=evidence.At(region_id),
        indicator=OPEN,
        period_start=day,
        period_end=day,
        source_kind="registry",
        value=Decimal(1),
        source_name=SOURCE,
        source_ref="watch",
        address=settings.ADDRESS + page(row),
    )


def feed_all_answers() -> int:
    """`feed_answers` of every region that stands, in the open scope."""
    return sum(feed_answers(one.id) for one in territory.regions_on(timezone.localdate()))
