"""Sealing: what was written and can no longer be joined is closed by a signed Merkle root, each minute.

Which entries? Those of transactions older than every one still running (`pg_snapshot_xmin`): no commit can
put a row among them any more. Their order is (transaction, id), never a clock's: a clock that jumps back
changes nothing. A seal says how far it reaches, so an entry needs no mark, and is never touched again.

One sealer at a time (an advisory lock); a sealer killed half-way has written nothing, and the next one takes
the same rows.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from qalqan.kernel.ledger import database, keys
from qalqan.kernel.ledger.proof import FIRST_PREVIOUS, LAST_ID, LOCATOR, Seal, Tree

LOCK = 0x6C656467  # "ledg"
MOST = 50_000  # entries under one seal: bounds the sealer's and the reader's memory
BEGINNING = (0, UUID(int=0))


class CounterBehindError(Exception):
    """The server counts transactions below the last seal: restored from a dump into a new cluster."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one run did: how many seals, over how many entries."""

    seals: int = 0
    entries: int = 0
    busy: bool = False


def run(*, even_empty: bool = False) -> Sealed:
    """Seal all that can be sealed. `busy` when another sealer is at work. `even_empty`: write a seal even
    over nothing, as the day's last word."""
    done = Sealed()
    with database.connect("worker") as connection:
        while True:
            with connection.transaction():
                if not lock(connection):
                    return Sealed(done.seals, done.entries, busy=True)
                seal = seal_once(connection, even_empty=even_empty and not done.seals)
            if seal is None:
                return done
            done = Sealed(done.seals + 1, done.entries + seal.size)
            if seal.size < MOST:
                return done


def lock(connection: psycopg.Connection) -> bool:
    """True when no other sealer is at work; held until the transaction ends."""
    found = connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK]).fetchone()
    return bool(found and found[0])


def seal_once(connection: psycopg.Connection, *, even_empty: bool) -> Seal | None:
    """One seal, inside the caller's transaction and under its lock; None when there is nothing to seal."""
    database.see_all(connection)
    last = database.last_seal(connection)
    after = (last.until_xid, last.until_id) if last else BEGINNING
    horizon = oldest_running(connection)
    if horizon < after[0]:
        raise CounterBehindError(
            f"this server's transactions are at {horizon}, the last seal at {after[0]}: a restored dump. "
            "Raise the counter before anything is written: docs/operations/ledger.md"
        )
    until = (horizon - 1, LAST_ID)
    tree, pieces, place = Tree(), bytearray(), after
    if until > after:
        for values in database.entries(connection, after, until, most=MOST):
            row = database.row(values)
            tree.add(row.leaf)
            pieces += row.leaf[:LOCATOR]
            place = (row.xid, row.id)
    if tree.count == 0 and not even_empty:
        return None
    if tree.count < MOST:
        place = max(until, after)
    signer = signing_key(connection)
    unsigned = Seal(
        number=last.number + 1 if last else 1,
        at=datetime.now(UTC),
        until_xid=place[0],
        until_id=place[1],
        size=tree.count,
        total=(last.total if last else 0) + tree.count,
        root=tree.root(),
        previous=last.hash() if last else FIRST_PREVIOUS,
        key_id=signer[0],
    )
    seal = unsigned._replace(signature=signer[1].sign(unsigned.body()), locator=bytes(pieces))
    connection.execute(f"INSERT INTO ledger_seal VALUES ({', '.join(['%s'] * 11)})", seal)  # noqa: S608
    return seal


def oldest_running(connection: psycopg.Connection) -> int:
    """The least transaction number that may still be running: all below have ended, for ever."""
    found = connection.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint").fetchone()
    assert found is not None  # noqa: S101 - a function always gives a row
    return int(found[0])


def signing_key(connection: psycopg.Connection) -> tuple[str, Ed25519PrivateKey]:
    """The key that signs now; its public half, and those before it, are put on record if they are new."""
    chain = keys.chain()
    for key, _ in chain:
        connection.execute(
            "INSERT INTO ledger_key (id, public, by_id, signature) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT DO NOTHING",
            key,
        )
    return chain[-1][0].id, chain[-1][1]


def waiting(connection: psycopg.Connection) -> tuple[int, float]:
    """Entries not yet sealed, and the age in seconds of the oldest: the operator's gauge."""
    database.see_all(connection)
    last = database.last_seal(connection)
    after = (last.until_xid, last.until_id) if last else BEGINNING
    found = connection.execute(
        "SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0)::float8 "
        "FROM ledger_entry WHERE (xid, id) > (%s::text::xid8, %s)",
        [*after],
    ).fetchone()
    assert found is not None  # noqa: S101 - an aggregate always gives a row
    return int(found[0]), max(0.0, float(found[1]))
