"""From events to handlers, in every worker process; several may run side by side.

1. Fan out: events behind the position, in the order (xid, id), become one waiting delivery for each handler
   that
   asked for them. Only those below `pg_snapshot_xmin` are taken: a transaction that began earlier and commits
   later
   has a lower xid, so the position never passes it by. The position moves in the same statement.
2. Claim: a few due deliveries are counted as attempted and leased. A worker killed in the middle leaves the
   count
   (a handler that kills its worker ends up parked) and a lease that runs out.
3. Deliver: one transaction marks the delivery done *and* runs the handler. Either both last or neither.
"""

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg
from django.db import Error, connection
from psycopg import sql

from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.outbox import rules
from qalqan.kernel.outbox.emitting import CHANNEL, QUIET
from qalqan.kernel.outbox.registry import Event, Handler, handlers

log = logging.getLogger(__name__)

EVENTS_AT_ONCE = 1000
CLAIMED_AT_ONCE = 10
LEASE = timedelta(seconds=10)  # for what was claimed; longer work is safe, its row is locked meanwhile
LOOK_EVERY = 0.5  # seconds, when nobody taps
SOON = QUIET + 0.01  # after work: a tap may have been withheld just now
AFTER_TROUBLE = 1.0

FAN_OUT = """
WITH here AS (SELECT xid, event_id FROM outbox_position WHERE id = 1 FOR UPDATE SKIP LOCKED),
batch AS (
    SELECT event.id, event.name, event.xid
    FROM here, outbox_event event
    WHERE (event.xid, event.id) > (here.xid, here.event_id)
      AND event.xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY event.xid, event.id LIMIT %(limit)s),
fresh AS (
    INSERT INTO outbox_delivery (event_id, handler)
    SELECT batch.id, listener.handler
    FROM batch JOIN unnest(%(events)s::text[], %(handlers)s::text[]) listener (event, handler)
      ON listener.event = batch.name
    ON CONFLICT DO NOTHING)
UPDATE outbox_position SET xid = last.xid, event_id = last.id, at = clock_timestamp()
FROM (SELECT xid, id FROM batch ORDER BY xid DESC, id DESC LIMIT 1) last
WHERE outbox_position.id = 1
RETURNING (SELECT count(*) FROM batch)
"""
CLAIM = """
WITH due AS (
    SELECT event_id, handler FROM outbox_delivery
    WHERE state = 'waiting' AND due_at <= clock_timestamp() AND handler = ANY(%(known)s)
    ORDER BY due_at, event_id LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
UPDATE outbox_delivery delivery
SET attempts = delivery.attempts + 1, due_at = clock_timestamp() + make_interval(secs => %(lease)s)
FROM due JOIN outbox_event event ON event.id = due.event_id
WHERE delivery.event_id = due.event_id AND delivery.handler = due.handler
RETURNING delivery.handler, delivery.attempts, event.id, event.name, event.region_id, event.at, event.ids
"""
# The commit of a delivery waits for no disk: if the machine dies before it is written, mark and effects are
# lost
# together, and the delivery is done again.
DONE = """
UPDATE outbox_delivery SET state = 'done', settled_at = clock_timestamp(), error_class = '', error_place = ''
WHERE event_id = %s AND handler = %s AND state = 'waiting' AND attempts = %s
RETURNING set_config('synchronous_commit', 'off', true)
"""
FAILED = """
UPDATE outbox_delivery
SET state = CASE WHEN %(last)s THEN 'parked' ELSE 'waiting' END,
    settled_at = CASE WHEN %(last)s THEN clock_timestamp() END,
    due_at = clock_timestamp() + make_interval(secs => %(wait)s),
    error_class = %(kind)s, error_place = %(place)s
WHERE event_id = %(event)s AND handler = %(handler)s AND state = 'waiting' AND attempts = %(attempts)s
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that is ours for the length of a lease."""

    handler: Handler
    attempts: int
    event: Event


def fan_out(limit: int = EVENTS_AT_ONCE) -> int:
    """Write the deliveries of the next events; how many events were passed. 0 as well while another
    dispatcher is at it."""
    pairs = [(event, handler.name) for handler in handlers().values() for event in handler.events]
    with connection.cursor() as cursor:
        cursor.execute(
            FAN_OUT,
            {
                "limit": limit,
                "events": [event for event, _ in pairs],
                "handlers": [name for _, name in pairs],
            },
        )
        row = cursor.fetchone()
    return row[0] if row else 0


def listeners() -> dict[str, Any]:
    """Who listens to what, as two arrays."""
    pairs = [(event, handler.name) for handler in handlers().values() for event in handler.events]
    return {"events": [event for event, _ in pairs], "handlers": [name for _, name in pairs]}


def claim(limit: int = CLAIMED_AT_ONCE) -> list[Claim]:
    """Take due deliveries, oldest first."""
    known = handlers()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"known": list(known), "limit": limit, "lease": LEASE.total_seconds()})
        rows = cursor.fetchall()
    claims = [
        Claim(known[handler], attempts, Event(event, name, region, at, json.loads(ids)))
        for handler, attempts, event, name, region, at, ids in rows
    ]
    return sorted(claims, key=lambda one: one.event.id)


def deliver(one: Claim) -> bool:
    """Run a handler with its mark in one transaction. False when it failed, which is noted; also when
    somebody else has settled it."""
    event, handler = one.event, one.handler
    regions = (event.region_id,) if event.region_id else ()
    service = Service(handler.name) if handler.everywhere else Service(handler.name, regions)
    try:
        with scope(service, handler.purpose):
            with connection.cursor() as cursor:
                cursor.execute(DONE, [event.id, handler.name, one.attempts])
                if cursor.rowcount == 0:
                    return False
            handler.function(event)
    except Exception as error:
        kind, place = rules.described(error)
        log.error("%s failed on %s (%s): %s at %s", handler.name, event.name, event.id, kind, place)
        note_failure(one, kind, place)
        return False
    return True


def note_failure(one: Claim, kind: str, place: str) -> None:
    """Wait and try again, or park after the last attempt. Raises when the database is away; the lease then
    does the same."""
    with connection.cursor() as cursor:
        cursor.execute(
            FAILED,
            {
                "last": rules.is_last(one.attempts),
                "wait": rules.backoff(one.attempts).total_seconds(),
                "kind": kind,
                "place": place,
                "event": one.event.id,
                "handler": one.handler.name,
                "attempts": one.attempts,
            },
        )


def work() -> int:
    """One round: what was passed and tried. 0 means that nothing is due."""
    passed = fan_out()
    claimed = claim()
    for one in claimed:
        deliver(one)
    return passed + len(claimed)


class Dispatcher(threading.Thread):
    """The loop, in a thread of a worker process. Survives the loss of the database."""

    def __init__(self) -> None:
        super().__init__(name="outbox", daemon=True)
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.is_set():
            try:
                with listening() as wait:
                    pause = LOOK_EVERY
                    while not self.stopping.is_set():
                        if work():
                            pause = SOON
                        else:
                            wait(pause)
                            pause = LOOK_EVERY
            except (Error, psycopg.Error) as error:
                log.warning("the outbox waits for the database: %s", rules.described(error)[0])
                self.stopping.wait(AFTER_TROUBLE)
            finally:
                connection.close()

    def stop(self) -> None:
        """End after the delivery in hand."""
        self.stopping.set()


class listening:  # noqa: N801 - reads as a verb: `with listening() as wait`
    """A connection of its own that hears the taps; gives a function that waits for one."""

    def __enter__(self) -> Callable[[float], None]:
        options = connection.get_connection_params()
        self.connection = psycopg.connect(
            **{key: options[key] for key in options if key not in {"context", "cursor_factory"}},
            autocommit=True,
        )
        self.connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
        return self.wait

    def wait(self, seconds: float) -> None:
        for _ in self.connection.notifies(timeout=seconds, stop_after=1):
            pass

    def __exit__(self, *_: object) -> None:
        self.connection.close()


FAN_OUT_ALL = """
INSERT INTO outbox_delivery (event_id, handler)
SELECT event.id, listener.handler
FROM outbox_event event JOIN unnest(%(events)s::text[], %(handlers)s::text[]) listener (event, handler)
  ON listener.event = event.name
ON CONFLICT DO NOTHING
"""


def settle(rounds: int = 1000) -> int:
    """For tests: hand over every event there is, also those of the open transaction, until none is left; how
    many deliveries were tried. In place of fanning out by xid it takes what has no delivery yet."""
    tried = 0
    for _ in range(rounds):
        with scope(Service("outbox.settle"), "operation"):
            with connection.cursor() as cursor:
                cursor.execute(FAN_OUT_ALL, listeners())
            claimed = claim(1000)
        if not claimed:
            return tried
        for one in claimed:
            deliver(one)
        tried += len(claimed)
    return tried
