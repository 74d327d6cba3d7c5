"""What falls due, rings: once, soon, whatever is killed and whatever the clocks of machines do.

* A rung rings when its row says so: `done_at` is set by the same transaction that writes the events, so a
  worker killed before the commit has told nothing, and one killed after it cannot tell again.
* Rows are taken with FOR UPDATE SKIP LOCKED together with their obligation: workers share the work, none
  waits for another, and none rings what is being met this very moment.
* Only the database's clock is asked. Put forward, it rings what it has passed; put back, what has rung has
  rung. `now` may be given by tests.
* Nobody polls by the second. Once a minute `look_ahead` asks for the moments of the coming minute and leaves
  a job for each; `plan` does so for a rung that is closer than that. What was missed rings at the next look.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection

from qalqan.kernel import outbox
from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.clock.models import Entry

SERVICE = Service("clock.waking")
BATCH = 500
HORIZON = timedelta(seconds=75)  # a look each minute, and a little more than a minute far

TAKE = """
WITH due AS (
    SELECT e.id FROM clock_escalation e
    JOIN clock_obligation o ON o.id = e.obligation_id AND o.region_id = e.region_id
    WHERE e.done_at IS NULL AND e.dropped_at IS NULL AND e.rings_at <= coalesce(%(now)s, now())
      AND o.state IN ('running', 'breached')
    ORDER BY e.rings_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
UPDATE clock_escalation e SET done_at = coalesce(%(now)s, now())
FROM due, clock_obligation o
WHERE e.id = due.id AND o.id = e.obligation_id AND o.region_id = e.region_id
RETURNING e.id, e.region_id, e.district_id, e.organisation_id, e.obligation_id, e.number, e.is_deadline, e.to,
          o.target_kind, o.target_id, o.due
"""
BREACH = """
UPDATE clock_obligation SET state = 'breached', breached_at = due
WHERE state = 'running' AND region_id = ANY(%s) AND id = ANY(%s)
"""
AHEAD = """
SELECT DISTINCT date_trunc('second', rings_at + interval '999999 microseconds') FROM clock_escalation
WHERE done_at IS NULL AND dropped_at IS NULL
  AND rings_at > now() AND rings_at <= now() + %s * interval '1 second'
"""


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung that has just rung."""

    id: UUID
    region_id: UUID
    district_id: UUID | None
    organisation_id: UUID | None
    obligation_id: UUID
    number: int
    is_deadline: bool
    to: str
    target_kind: str
    target_id: UUID
    due: datetime


def ring(now: datetime | None = None, *, batch: int = BATCH) -> int:
    """Ring what is due, one transaction a batch; how many rungs rang. Safe to run anywhere, any number of
    times at once."""
    rung = 0
    while found := _batch(now, batch):
        rung += found
    return rung


def _batch(now: datetime | None, batch: int) -> int:
    with scope(SERVICE, "operation"):
        with connection.cursor() as cursor:
            cursor.execute(TAKE, {"now": now, "batch": batch})
            rungs = [Rung(*row) for row in cursor.fetchall()]
            late = [rung for rung in rungs if rung.is_deadline]
            if late:
                regions = list({rung.region_id for rung in late})
                cursor.execute(BREACH, [regions, [rung.obligation_id for rung in late]])
        for rung in rungs:
            _tell(rung)
        Entry.objects.bulk_create(
            Entry(
                region_id=rung.region_id,
                district_id=rung.district_id,
                organisation_id=rung.organisation_id,
                obligation_id=rung.obligation_id,
                act="breach" if rung.is_deadline else "escalate",
                actor=rung.to,
                due=rung.due,
            )
            for rung in rungs
        )
    return len(rungs)


def _tell(rung: Rung) -> None:
    values: dict[str, UUID | int | str] = {
        "obligation": rung.obligation_id,
        "escalation": rung.id,
        "rung": rung.number,
        "to": rung.to,
        "target_kind": rung.target_kind,
        "target": rung.target_id,
    }
    outbox.emit("clock.escalated", region_id=rung.region_id, **values)
    if rung.is_deadline:
        outbox.emit("clock.breached", region_id=rung.region_id, **values)


def plan(first: datetime, now: datetime) -> None:
    """Leave a job for a rung that comes before the next look. In the act's transaction."""
    if first <= now + HORIZON:
        _leave(max(first, now))


def look_ahead() -> int:
    """Ring what is due, and leave a job for each moment of the coming minute; how many moments."""
    ring()
    with scope(SERVICE, "operation"), connection.cursor() as cursor:
        cursor.execute(AHEAD, [HORIZON.total_seconds()])
        moments = [row[0] for row in cursor.fetchall()]
    for moment in moments:
        _leave(moment)
    return len(moments)


def _leave(moment: datetime) -> None:
    from qalqan.kernel.clock.jobs import wake  # the jobs call this module

    second = int(moment.timestamp()) + (moment.microsecond > 0)
    at = datetime.fromtimestamp(second, tz=UTC)
    wake.using(run_after=at).enqueue(second)
