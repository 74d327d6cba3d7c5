"""What an operator sees of the outbox: counts, ages, names of events and handlers; never whom it is about.
Asked inside a scope for the purpose `operation`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

LAG = """
SELECT count(*), clock_timestamp() - min(outbox_event.at) FROM outbox_event, outbox_position
WHERE (outbox_event.xid, outbox_event.id) > (outbox_position.xid, outbox_position.event_id)
"""
WAITING = """
SELECT count(*) FILTER (WHERE state = 'waiting'),
       clock_timestamp() - min(due_at) FILTER (WHERE state = 'waiting' AND due_at < clock_timestamp()),
       count(*) FILTER (WHERE state = 'parked')
FROM outbox_delivery WHERE state IN ('waiting', 'parked')
"""
PARKED = """
SELECT delivery.event_id, delivery.handler, event.name, event.at, delivery.settled_at, delivery.attempts,
       delivery.error_class, delivery.error_place
FROM outbox_delivery delivery JOIN outbox_event event ON event.id = delivery.event_id
WHERE delivery.state = 'parked' ORDER BY delivery.settled_at DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Outbox:
    """`unread`: events not yet passed on, `lag`: the age of the oldest. `waiting`: deliveries to come,
    `overdue`: how long the oldest due one has waited. `parked`: given up until an operator decides."""

    unread: int
    lag: timedelta
    waiting: int
    overdue: timedelta
    parked: int


@dataclass(frozen=True, slots=True)
class Parked:
    """A delivery that failed at all its attempts."""

    event_id: UUID
    handler: str
    event: str
    at: datetime
    parked_at: datetime
    attempts: int
    error_class: str
    error_place: str


def outbox() -> Outbox:
    """Counts and ages now."""
    with connection.cursor() as cursor:
        cursor.execute(LAG)
        unread, lag = cursor.fetchone()
        cursor.execute(WAITING)
        waiting, overdue, parked = cursor.fetchone()
    return Outbox(unread, lag or timedelta(0), waiting, overdue or timedelta(0), parked)


def parked(limit: int = 50) -> list[Parked]:
    """Parked deliveries, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(PARKED, [limit])
        return [Parked(*row) for row in cursor.fetchall()]
