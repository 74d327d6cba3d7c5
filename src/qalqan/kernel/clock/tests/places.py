"""Seats and obligations for tests: two regions, a district, a school; nothing of it in any table but ours."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from qalqan.kernel.access.policy import SeatView
from qalqan.kernel.access.scope import scope
from qalqan.kernel.clock import actions
from qalqan.kernel.clock.models import Obligation
from qalqan.kernel.clock.waking import SERVICE

REGION, OTHER = uuid4(), uuid4()
DISTRICT, SCHOOL = uuid4(), uuid4()


def seat(role: str = "akimat_officer", region: UUID | None = REGION, **more: Any) -> SeatView:
    values = {"district_id": None, "organisation_id": None, "body_code": ""} | more
    return SeatView(id=uuid4(), user_id=uuid4(), post_id=uuid4(), role=role, region_id=region, **values)


OFFICER, COLLEAGUE = seat(), seat()
STRANGER = seat(region=OTHER)
SECRETARY = seat("commission_secretary", district_id=DISTRICT)
HEAD = seat("school_head", organisation_id=SCHOOL)


def start(code: str = "case.high", at: str | None = None, **more: Any) -> Obligation:
    """A running clock, started by the program at an instant (UTC) or now."""
    values = {"target_kind": "case", "target_id": uuid4(), "region_id": REGION, "owes": "post"} | more
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None
    with scope(SERVICE, "operation"):
        return actions.start(code, at=moment, **values)


def fresh(row: Obligation) -> Obligation:
    with scope(SERVICE, "operation"):
        return Obligation.objects.get(id=row.id)
