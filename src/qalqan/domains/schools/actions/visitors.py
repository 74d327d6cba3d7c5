"""Outsiders in a school: a pass at the door, and nobody forgotten inside (measure 7).

The name is sealed under the region's key and cut after 90 days; whom somebody visits is a post, never a
child."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from qalqan.domains.schools.actor import Actor, frame
from qalqan.domains.schools.models import Site, Visitor
from qalqan.domains.schools.rules.problem import Refused
from qalqan.kernel import ledger
from qalqan.kernel.access import policy
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Service, scope

KEPT = timedelta(days=90)
BATCH = 500


def let_in(
    actor: Actor,
    site_id: UUID,
    *,
    name: str,
    entry: str,
    visits: str,
    reason: str,
    badge: str,
    until: datetime,
) -> UUID:
    """Give a pass. `until`: today, at the latest. Refused for a badge that somebody inside still wears."""
    now = timezone.now()
    if not now < until <= now + timedelta(days=1):
        raise Refused.of("visitor-until", "until")
    with frame(actor, "schools.visitors") as s:
        site = Site.objects.within(s).filter(pk=site_id).first()
        if site is None or (isinstance(actor.seat, SeatView) and not policy.holds(actor.seat, site)):
            raise Refused.of("site-none")
        row = Visitor(
            region_id=site.region_id,
            district_id=site.district_id,
            organisation_id=site.organisation_id,
            site=site,
            name=name,
            entry=entry,
            visits=visits,
            reason=reason,
            badge=badge,
            until=until,
            by_user=actor.user_id,
            post=actor.post,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise Refused.of("visitor-badge", "badge", badge=badge) from None
        ledger.record("schools.visitors", kind="visitor", id=row.pk, region_id=row.region_id, note="in")
        return row.pk


def let_out(actor: Actor, visitor_id: UUID) -> None:
    """The visitor left and the badge is back. Refused if that was noted before."""
    with frame(actor, "schools.visitors") as s:
        left = Visitor.objects.within(s).filter(pk=visitor_id, left_at=None).update(left_at=timezone.now())
        if not left:
            raise Refused.of("visitor-gone")
        ledger.record("schools.visitors", kind="visitor", id=visitor_id, note="out")


def forget(before: datetime) -> int:
    """Cut the names of those who came before a moment; how many were cut."""
    with scope(Service("schools.retention"), "operation"):
        ids = list(
            Visitor.objects.filter(came_at__lt=before, anonymised_at=None).values_list("pk", flat=True)[
                :BATCH
            ]
        )
        for row in Visitor.objects.filter(pk__in=ids):
            row.name, row.anonymised_at, row.reason, row.visits = None, timezone.now(), "", ""
            row.save(update_fields=["name", "anonymised_at", "reason", "visits"])
        if ids:
            ledger.record("schools.forget_visitors", kind="visitor", id=ids[0], note=f"rows.{len(ids)}")
    return len(ids)
