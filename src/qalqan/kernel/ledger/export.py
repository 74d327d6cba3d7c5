"""The ledger as a document: JSON lines that prove themselves, read by `proof` without the database.

A document holds whole seals with their entries, the public keys, and ends with a signature over all its
lines. `closed` keeps back who acted and about whom: each entry then holds the hash of that part, and proves.
Exported are digests and ids; what a record said is not in the ledger at all.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg

from qalqan.kernel.ledger import database, keys
from qalqan.kernel.ledger.proof import CLOSED, OPEN, VERSION, Anchor, Key, Seal, closed_hash


class NothingSealedError(Exception):
    """No seal lies in the period asked for."""


def stamp(moment: datetime) -> str:
    """A time as the format writes it: UTC, microseconds always."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    return value


def dump(**line: Any) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def key_line(key: Key) -> bytes:
    """A key's line."""
    return dump(t="key", id=key.id, public=key.public.hex(), by=key.by_id, signature=key.signature.hex())


def entry_line(values: database.Values, closed: bool) -> bytes:
    """An entry's line; with `closed` the hash of its closed part in place of that part."""
    line = dict(zip(OPEN, map(plain, values), strict=False))
    rest = values[len(OPEN) :]
    if closed:
        return dump(t="entry", **line, closed=closed_hash(rest).hex())
    return dump(t="entry", **line, **dict(zip(CLOSED, map(plain, rest), strict=True)))


def seal_line(seal: Seal, *, locator: bool) -> bytes:
    """A seal's line; its locator only where entries stand beside it."""
    line = {
        "number": seal.number,
        "at": stamp(seal.at),
        "until_xid": seal.until_xid,
        "until_id": str(seal.until_id),
        "count": seal.size,
        "total": seal.total,
        "root": seal.root.hex(),
        "previous": seal.previous.hex(),
        "key": seal.key_id,
        "signature": seal.signature.hex(),
    }
    return dump(t="seal", **line, **({"locator": seal.locator.hex()} if locator else {}))


def header(before: Seal | None, *, to_the_end: bool, entries: str) -> bytes:
    """The first line: where the document begins and whether it reaches the last seal."""
    return dump(
        t="ledger",
        version=VERSION,
        made=stamp(datetime.now(UTC)),
        entries=entries,
        to_the_end=to_the_end,
        after_seal=before.number if before else 0,
        after_xid=before.until_xid if before else 0,
        after_id=str(before.until_id if before else UUID(int=0)),
        after_total=before.total if before else 0,
    )


def one(connection: psycopg.Connection, where: str, arguments: database.Values) -> Seal | None:
    found = connection.execute(f"{database.SEALS} {where}", arguments, binary=True).fetchone()
    return Seal(*found) if found else None


def bounds(
    connection: psycopg.Connection, since: datetime | None, until: datetime | None
) -> tuple[Seal | None, Seal, bool]:
    """The seal before the first wanted one, the last wanted one, and whether that is the ledger's last."""
    newest = database.last_seal(connection)
    if newest is None:
        raise NothingSealedError("nothing has been sealed yet: `qalqan ledger seal`")
    before = one(connection, "WHERE at < %s ORDER BY number DESC LIMIT 1", (since,)) if since else None
    last = one(connection, "WHERE at <= %s ORDER BY number DESC LIMIT 1", (until,)) if until else newest
    if last is None or (before is not None and before.number >= last.number):
        raise NothingSealedError("no seal was made in that period")
    return before, last, last.number == newest.number


def lines(
    since: datetime | None = None, until: datetime | None = None, *, closed: bool = False
) -> Iterator[bytes]:
    """The document, streamed: seals made from `since` up to `until`, with their entries. NothingSealedError
    when there is none."""
    signers = {key.id: private for key, private in keys.chain()}
    digest = hashlib.sha256()
    with database.connect("audit") as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        database.see_all(connection)
        before, last, newest = bounds(connection, since, until)
        for line in body(connection, before, last, to_the_end=newest, closed=closed):
            digest.update(line)
            yield line
    signature = signers[last.key_id].sign(b"qalqan ledger document 1" + digest.digest())
    yield dump(t="end", key=last.key_id, signature=signature.hex())


def body(
    connection: psycopg.Connection, before: Seal | None, last: Seal, *, to_the_end: bool, closed: bool
) -> Iterator[bytes]:
    """All lines but the last."""
    yield header(before, to_the_end=to_the_end, entries="closed" if closed else "all")
    for key in database.keys(connection):
        yield key_line(key)
    place = (before.until_xid, before.until_id) if before else None
    wanted = database.seals(
        connection, "WHERE number > %s AND number <= %s", (before.number if before else 0, last.number)
    )
    seal = next(wanted)
    for values in database.entries(connection, place, (last.until_xid, last.until_id)):
        while values[:2] > (seal.until_xid, seal.until_id):
            yield seal_line(seal, locator=True)
            seal = next(wanted)
        yield entry_line(values, closed)
    yield seal_line(seal, locator=True)
    for rest in wanted:
        yield seal_line(rest, locator=True)


def anchor_line(anchor: Anchor, at: datetime, key: str) -> str:
    """An anchor as it goes outside: one line of JSON."""
    line = {"t": "anchor", "day": anchor.day, "at": stamp(at), "number": anchor.number}
    line |= {"seal": anchor.hash.hex(), "total": anchor.total, "key": key}
    return json.dumps(line, separators=(",", ":"))
