"""Where keys come from: made once, wrapped in the database, kept open in this process for a while.

A key is made in a transaction of its own, committed before anybody seals with it: were it made in the
caller's, a rolled-back savepoint would take the key away from rows that a later statement sealed. Open keys
stay for five minutes, at most some thousands; Python cannot wipe memory, so the bound is what limits a
stolen core dump.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from qalqan.kernel.vault import master
from qalqan.kernel.vault.envelope import DATA, KEY_BYTES, Key, VaultError, fresh_id

SECONDS, MOST = 300, 4096
SELECT = (
    "SELECT id, wrapped FROM vault_key WHERE purpose = %s AND region IS NOT DISTINCT FROM %s "
    "AND year IS NOT DISTINCT FROM %s AND retired IS NULL"
)
INSERT = (
    "INSERT INTO vault_key (id, purpose, region, year, wrapped) VALUES (%s, %s, %s, %s, %s) "
    "ON CONFLICT DO NOTHING"
)


class KeyGoneError(VaultError):
    """The key of a value was destroyed on purpose: the value is gone for good."""


class KeyLostError(VaultError):
    """The key of a value is nowhere, and nobody destroyed it: a backup of the wrong place, or damage."""


class Cache[Name]:
    """Open keys by name, for `SECONDS`, at most `MOST`. Safe between threads: each step is one dict call."""

    def __init__(self) -> None:
        self.kept: dict[Name, tuple[float, Key]] = {}

    def get(self, name: Name) -> Key | None:
        found = self.kept.get(name)
        if found is None or found[0] < time.monotonic():
            return None
        return found[1]

    def put(self, name: Name, key: Key) -> Key:
        if len(self.kept) >= MOST:
            for old in list(self.kept)[: MOST // 4]:  # the oldest: a dict keeps the order of arrival
                self.kept.pop(old, None)
        self.kept.pop(name, None)
        self.kept[name] = (time.monotonic() + SECONDS, key)
        return key


living: Cache[tuple[str, UUID | None, int | None]] = Cache()
opened: Cache[int] = Cache()


def forget() -> None:
    """Drop every open key of this process."""
    living.kept.clear()
    opened.kept.clear()
    master.current.cache_clear()


def data_key(region_id: UUID, year: int) -> Key:
    """The living key of a region and a year, made if there is none yet."""
    return named("data", region_id, year)


def search_secret() -> bytes:
    """The secret behind `search_key`, the same for the whole nation."""
    return named("search", None, None).secret


def named(purpose: str, region: UUID | None, year: int | None) -> Key:
    """A living key by what it is for."""
    name = (purpose, region, year)
    key = living.get(name)
    if key is None:
        with connection.cursor() as cursor:
            cursor.execute(SELECT, name)
            row = cursor.fetchone()
        key = living.put(name, unwrapped(*(row or made(name))))
    return key


def by_id(id: int) -> Key:
    """The key that sealed something, by the id in the envelope. KeyGoneError, KeyLostError."""
    key = opened.get(id)
    if key is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, wrapped FROM vault_key WHERE id = %s", (id,))
            row = cursor.fetchone()
        if row is None:
            raise KeyLostError(f"key {id:016x} is not in this database: run `qalqan vault check`")
        key = opened.put(id, unwrapped(*row))
    return key


def unwrapped(id: int, wrapped: bytes | memoryview) -> Key:
    if not wrapped:
        raise KeyGoneError(f"key {id:016x} was destroyed")
    return Key.of(DATA, id, master.current().unwrap(bytes(wrapped), context(id)))


def context(id: int) -> bytes:
    """What a wrapped key is bound to: its own row."""
    return b"vault_key.wrapped:%016x" % id


def made(name: tuple[str, UUID | None, int | None]) -> tuple[int, bytes]:
    """A new key, or the one that somebody else made a moment earlier."""
    with apart() as other, other.cursor() as cursor:
        ready(cursor)
        id = fresh_id()
        wrapped = master.current().wrap(os.urandom(KEY_BYTES), context(id))
        cursor.execute(INSERT, (id, *name, wrapped))
        cursor.execute(SELECT, name)
        row: tuple[int, bytes] = cursor.fetchone()
        return row


def ready(cursor: Any) -> None:
    """A master key that this database knows: made and entered for an empty database, else compared.
    MasterKeyError when the database was sealed under another one."""
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext('vault_master_key'))")
    cursor.execute("SELECT id FROM vault_master_key")
    known = {id for (id,) in cursor.fetchall()}
    if not known and not master.exists():
        master.write([os.urandom(KEY_BYTES)])
    own = master.current().id
    if known and own not in known:
        raise master.MasterKeyError(
            f"this database was sealed under master key {', '.join(f'{id:016x}' for id in sorted(known))}; "
            f"the one in {master.where()} is {own:016x}. Put the kept copy of the right key there"
        )
    if not known:
        cursor.execute("INSERT INTO vault_master_key (id) VALUES (%s)", (own,))


@contextmanager
def apart() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own, committed when the block ends well. Not from the pool: a thread that holds one
    of its connections and waits for a second can wait for ever."""
    chosen = {**connection.settings_dict}
    chosen["OPTIONS"] = {key: value for key, value in chosen["OPTIONS"].items() if key != "pool"}
    other = type(connections[DEFAULT_DB_ALIAS])(chosen, DEFAULT_DB_ALIAS)
    try:
        other.set_autocommit(False)
        yield other
        other.commit()
    finally:
        other.close()
