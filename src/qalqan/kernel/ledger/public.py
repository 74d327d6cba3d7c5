"""What anyone may know of the ledger: how much was sealed on which day, and the seals themselves. Counts and
hashes; nothing that names anybody."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from qalqan.kernel.ledger import export
from qalqan.kernel.ledger.proof import Key, Seal

SEAL = "number, at, until_xid, until_id, count, total, root, previous, key_id, signature"
# Each day's last seal stands for the whole day, because each seal holds the hash of the one before it.
DAYS = f"""
SELECT day::date, before.number, before.total, {", ".join(f"last.{name}" for name in SEAL.split(", "))}
FROM generate_series(%s::timestamp, %s::timestamp - interval '1 day', interval '1 day') AS day
CROSS JOIN LATERAL (
  SELECT {SEAL} FROM ledger_seal
  WHERE at >= day AT TIME ZONE 'UTC' AND at < (day + interval '1 day') AT TIME ZONE 'UTC'
  ORDER BY at DESC, number DESC LIMIT 1) last
LEFT JOIN LATERAL (
  SELECT number, total FROM ledger_seal WHERE at < day AT TIME ZONE 'UTC'
  ORDER BY at DESC, number DESC LIMIT 1) before ON true
ORDER BY day DESC"""  # noqa: S608 - column names of ours
RANGE = f"SELECT {SEAL} FROM ledger_seal WHERE at >= %s AND at < %s ORDER BY number"  # noqa: S608
BEFORE = f"SELECT {SEAL} FROM ledger_seal WHERE number = %s"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Day:
    """A day (UTC): how many seals and entries, and its last seal's number and hash."""

    day: datetime.date
    seals: int
    entries: int
    number: int
    hash: str
    key_id: str


def days(since: datetime.date, until: datetime.date) -> tuple[Day, ...]:
    """The days from `since` to before `until` on which something was sealed, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(DAYS, [since, until])
        rows = cursor.fetchall()
    found = []
    for day, number, total, *values in rows:
        seal = seal_of(values)
        seals, entries = seal.number - (number or 0), seal.total - (total or 0)
        found.append(Day(day, seals, entries, seal.number, seal.hash().hex(), seal.key_id))
    return tuple(found)


def first_day() -> datetime.date | None:
    """The day (UTC) of the first seal; None before it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (min(at) AT TIME ZONE 'UTC')::date FROM ledger_seal")
        found: datetime.date | None = cursor.fetchone()[0]
    return found


def day_lines(day: datetime.date) -> Iterator[bytes]:
    """A day's seals as a document for `verify`: keys and seals, no entries. Empty if nothing was sealed."""
    start = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    with connection.cursor() as cursor:
        cursor.execute(RANGE, [start, start + datetime.timedelta(days=1)])
        seals = [seal_of(values) for values in cursor.fetchall()]
        if not seals:
            return
        cursor.execute(BEFORE, [seals[0].number - 1])
        row = cursor.fetchone()
        cursor.execute("SELECT id, public, by_id, signature FROM ledger_key ORDER BY since")
        keys = [Key(name, bytes(public), by, bytes(signature)) for name, public, by, signature in cursor]
    yield export.header(seal_of(row) if row else None, to_the_end=False, entries="none")
    yield from map(export.key_line, keys)
    for seal in seals:
        yield export.seal_line(seal, locator=False)
    yield export.dump(t="end", key="", signature="")


def seal_of(values: list[object] | tuple[object, ...]) -> Seal:
    """A row of Django's cursor as a seal; its binary columns come as memoryviews."""
    return Seal(*(bytes(value) if isinstance(value, memoryview) else value for value in values))  # type: ignore[arg-type]
