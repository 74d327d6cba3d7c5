"""The ledger's own way to the database: as worker to seal, as auditor to verify and to export. Without
Django, so that a check does not stand on the program it checks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg

from qalqan.kernel.embedded import roles, settings
from qalqan.kernel.ledger.proof import CLOSED, OPEN, Key, Row, Seal, closed_hash, leaf

Values = tuple[Any, ...]
Place = tuple[int, UUID]  # (transaction, id): the order of the ledger

FIELDS = ", ".join("xid::text::bigint AS xid" if name == "xid" else name for name in (*OPEN, *CLOSED))
ENTRIES = f"SELECT {FIELDS} FROM ledger_entry"  # noqa: S608
SEALS = (
    "SELECT number, at, until_xid, until_id, count, total, root, previous, key_id, signature, locator "
    "FROM ledger_seal"
)
ACT = OPEN.index("act")


@contextmanager
def connect(key: str) -> Iterator[psycopg.Connection]:
    """A connection as a role key (worker, audit), to the same database as the program's."""
    role = roles.BY_KEY[key]
    entry = settings.from_url(settings.url(key)) if settings.url("app") else settings.embedded(role)
    words = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    given = {word: entry[name] for word, name in words.items() if entry[name]}
    with psycopg.connect(**given, **entry["OPTIONS"], application_name=f"qalqan ledger {key}") as connection:
        yield connection


def see_all(connection: psycopg.Connection) -> None:
    """For this transaction: read every region's entries. The row policy grants it to the worker and the
    auditor only."""
    connection.execute(
        "SELECT set_config('app.purpose', 'sealing', true), set_config('timezone', 'UTC', true)"
    )


def row(values: Values) -> Row:
    """An entry's values, as the reader takes them."""
    open_part = values[: len(OPEN)]
    return Row(
        open_part[0],
        open_part[1],
        open_part[2],
        open_part[ACT],
        leaf(open_part, closed_hash(values[len(OPEN) :])),
    )


def entries(
    connection: psycopg.Connection, after: Place | None = None, until: Place | None = None, *, most: int = 0
) -> Iterator[Values]:
    """Entries after a place, in order, streamed: memory does not grow with the ledger."""
    arguments: list[Any] = []
    query = f"{ENTRIES} WHERE true"
    if after is not None:
        query += " AND (xid, id) > (%s::text::xid8, %s)"
        arguments += after
    if until is not None:
        query += " AND (xid, id) <= (%s::text::xid8, %s)"
        arguments += until
    query += " ORDER BY ledger_entry.xid, ledger_entry.id"
    query += f" LIMIT {most:d}" if most else ""
    with connection.cursor("ledger_entries", binary=True) as cursor:
        cursor.itersize = 5000
        yield from cursor.execute(query, arguments)


def seals(connection: psycopg.Connection, where: str = "", arguments: Values = ()) -> Iterator[Seal]:
    """Seals in order, streamed."""
    with connection.cursor("ledger_seals", binary=True) as cursor:
        cursor.itersize = 500
        for found in cursor.execute(f"{SEALS} {where} ORDER BY number", arguments):
            yield Seal(*found)


def last_seal(connection: psycopg.Connection) -> Seal | None:
    """The newest seal."""
    found = connection.execute(f"{SEALS} ORDER BY number DESC LIMIT 1", binary=True).fetchone()
    return Seal(*found) if found else None


def keys(connection: psycopg.Connection) -> list[Key]:
    """The public keys, each after the one that vouches for it."""
    found = connection.execute("SELECT id, public, by_id, signature FROM ledger_key", binary=True).fetchall()
    waiting = {key.id: key for key in (Key(*values) for values in found)}
    ordered: list[Key] = []
    known: set[str] = set()
    while waiting:
        ready = [key for key in waiting.values() if key.by_id in known or key.by_id == key.id]
        if not ready:
            ready = list(waiting.values())
        for key in ready:
            ordered.append(waiting.pop(key.id))
            known.add(key.id)
    return ordered
