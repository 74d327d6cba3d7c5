"""`emit()`: one INSERT, and a tap on the dispatcher's shoulder after the commit.

The tap is not `NOTIFY` inside the transaction: PostgreSQL holds one lock of the whole cluster from there to
the
end of a commit that notifies, so all such commits would stand in one line. It is sent after the commit, by
itself
(nothing to flush), and not more often than each `QUIET` seconds a process; the dispatcher looks by itself,
too.
"""

import json
import re
import time
from uuid import UUID

from django.db import connection, transaction

from qalqan.kernel import ids as plain_ids

CHANNEL = "qalqan_outbox"
QUIET = 0.05
NAME = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")
INSERT = "INSERT INTO outbox_event (name, region_id, ids) VALUES (%s, %s, %s)"

_tapped = 0.0


def emit(name: str, *, region_id: UUID | None = None, **ids: plain_ids.Id) -> None:
    """Tell that something happened: `emit("people.merged", region_id=..., kept=a.id, gone=b.id)`.

    Belongs into the transaction of the act (RuntimeError outside of one). `name` is `<room>.<past tense>`;
    everything else must be an id (NotAnIdError). `region_id` decides which region's rows the handlers may
    reach; without one they reach no personal row.
    """
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no event's name: write <room>.<what happened>")
    if not connection.in_atomic_block:
        raise RuntimeError(f"{name} is told outside of a transaction: it could be true and never heard of")
    values = json.dumps(plain_ids.mapping(ids))
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [name, region_id, values])
    transaction.on_commit(tap, robust=True)


def tap() -> None:
    """Wake the dispatchers, unless this process has just done so."""
    global _tapped
    now = time.monotonic()
    if now - _tapped < QUIET:
        return
    _tapped = now
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
