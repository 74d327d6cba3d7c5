"""What an operator or the broom does to deliveries."""

from datetime import timedelta
from uuid import UUID

from django.db import connection

KEPT = timedelta(days=30)
AT_ONCE = 5000

# An event goes when it is behind the position, old, and nobody waits for it any more.
PRUNE = """
WITH old AS (
    SELECT event.id FROM outbox_event event, outbox_position position
    WHERE event.at < clock_timestamp() - make_interval(secs => %(kept)s)
      AND (event.xid, event.id) <= (position.xid, position.event_id)
      AND NOT EXISTS (SELECT FROM outbox_delivery waiting
                      WHERE waiting.event_id = event.id AND waiting.state IN ('waiting', 'parked'))
    LIMIT %(limit)s),
told AS (DELETE FROM outbox_delivery USING old WHERE outbox_delivery.event_id = old.id)
DELETE FROM outbox_event USING old WHERE outbox_event.id = old.id
"""


def prune(kept: timedelta = KEPT) -> int:
    """Delete events older than `kept` that nobody waits for; how many. In small transactions."""
    gone = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(PRUNE, {"kept": kept.total_seconds(), "limit": AT_ONCE})
            gone += cursor.rowcount
            if cursor.rowcount < AT_ONCE:
                return gone


def retry(event_id: UUID, handler: str) -> bool:
    """Try a parked delivery again, with all its attempts. False when it is not parked."""
    return settle(event_id, handler, "waiting")


def discard(event_id: UUID, handler: str) -> bool:
    """Give a parked delivery up. False when it is not parked."""
    return settle(event_id, handler, "discarded")


def settle(event_id: UUID, handler: str, state: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outbox_delivery SET state = %s, attempts = 0, due_at = clock_timestamp(), "
            "settled_at = CASE WHEN %s = 'waiting' THEN NULL ELSE clock_timestamp() END "
            "WHERE event_id = %s AND handler = %s AND state = 'parked'",
            [state, state, event_id, handler],
        )
        return cursor.rowcount == 1
