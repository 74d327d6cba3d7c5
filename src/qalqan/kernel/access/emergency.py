"""Emergency access: a seat opens one person's records beyond its reach, for at most 24 hours, with a reason.

A child may need help tonight from somebody who is not the one in charge. So this is open to those who act for
children, at once and without asking anybody; and the region's data protection officer is told at once, the
book has it, and it ends by itself. A wall is stronger: it opens for nobody.
"""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from qalqan.kernel import ledger, outbox
from qalqan.kernel.access import policy
from qalqan.kernel.access.actions import AccessError
from qalqan.kernel.access.models import Emergency
from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import Scope, scope

LONGEST = datetime.timedelta(hours=24)
REASON_LETTERS = 20  # less is no reason that anybody could judge
ACT = "access.open_emergency"


@dataclass(frozen=True, slots=True)
class EmergencyView:
    """One emergency access, over or not. Times in UTC."""

    id: UUID
    seat_id: UUID
    user_id: UUID
    person_id: UUID
    region_id: UUID
    purpose: str
    reason: str
    opened_at: datetime.datetime
    until: datetime.datetime
    closed_at: datetime.datetime | None

    def is_open(self, at: datetime.datetime) -> bool:
        """Whether it gives access at a moment."""
        return self.closed_at is None and self.opened_at <= at < self.until


def open_access(
    actor: SeatView, person_id: UUID, *, purpose: str, reason: str, hours: int = 24
) -> EmergencyView:
    """Open a person's records to this seat for this purpose, for at most 24 hours. PermissionDenied if the
    role has no such right; AccessError for a reason that says nothing, or too long a time."""
    policy.demand(actor, ACT)
    if len(reason.strip()) < REASON_LETTERS:
        raise AccessError(_("Say what happened and why it cannot wait: at least twenty letters."))
    length = datetime.timedelta(hours=hours)
    if not datetime.timedelta() < length <= LONGEST:
        raise AccessError(_("Emergency access lasts from one hour to twenty-four."))
    now = timezone.now()
    with scope(actor, purpose, reason=reason):
        found = Emergency.objects.create(
            region_id=actor.region_id,
            seat_id=actor.id,
            user_id=actor.user_id,
            person_id=person_id,
            purpose=purpose,
            reason=reason.strip(),
            opened_at=now,
            until=now + length,
        )
        ledger.record(ACT, kind="emergency", id=found.id, region_id=found.region_id, person_id=person_id)
        outbox.emit(
            "access.emergency_opened",
            region_id=found.region_id,
            emergency_id=found.id,
            seat_id=actor.id,
            person_id=person_id,
        )
    return _view(found)


def close_access(actor: SeatView, emergency_id: UUID, *, purpose: str) -> None:
    """End it before its time: by who opened it, or by the region's data protection officer.
    PermissionDenied if it is not one's to end, or over."""
    policy.demand(actor, "access.close_emergency")
    with scope(actor, purpose):
        found = (
            Emergency.objects.select_for_update()
            .filter(pk=emergency_id, closed_at__isnull=True, until__gt=timezone.now())
            .first()
        )
        if found is None:
            ledger.refused(actor, "access.close_emergency", kind="emergency", id=emergency_id)
            raise PermissionDenied("access.close_emergency")
        found.closed_at = timezone.now()
        found.save(update_fields=["closed_at"])
        ledger.record(
            "access.close_emergency",
            kind="emergency",
            id=found.id,
            region_id=found.region_id,
            person_id=found.person_id,
        )


def opened(s: Scope, *, since: datetime.datetime) -> list[EmergencyView]:
    """Emergency accesses opened since a moment in a scope's region, newest first: the data officer's list."""
    found = s.filter(Emergency.objects.filter(opened_at__gte=since))
    return [_view(one) for one in found.order_by("-opened_at", "id")]


def _view(found: Emergency) -> EmergencyView:
    return EmergencyView(
        found.id,
        found.seat_id,
        found.user_id,
        found.person_id,
        found.region_id,
        found.purpose,
        found.reason,
        found.opened_at,
        found.until,
        found.closed_at,
    )
