"""Changing keys while everything runs.

The master key: a new one goes first into the file, every wrapped key is wrapped anew in one transaction;
the old one stays in the file as long as backups need it. A data key: retired (it opens, seals no more),
then rows are sealed anew in batches. A batch is a transaction and what is still to do is found by the first
nine bytes of the rows themselves, so a killed run loses nothing and the next one goes on.
"""

import os
from collections.abc import Callable, Iterator
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from qalqan.kernel.access.scope import Service, scope
from qalqan.kernel.vault import keys, master, sealing
from qalqan.kernel.vault.envelope import DATA, HEAD, KEY_BYTES, VaultError, place
from qalqan.kernel.vault.field import EncryptedField

BATCH = 500


def rotate_master() -> int:
    """Make a new master key and wrap every data key under it; how many keys. Every server needs the new file
    before it opens what is made afterwards: it reads the file again when it meets an unknown master key."""
    if master.in_environment():
        raise master.MasterKeyError(f"the master key comes from {master.NAME}: rotate it where that is kept")
    master.write([os.urandom(KEY_BYTES), *master.load()])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('vault_master_key'))")
        cursor.execute("INSERT INTO vault_master_key (id) VALUES (%s)", (master.current().id,))
        cursor.execute("SELECT id, wrapped FROM vault_key WHERE destroyed IS NULL FOR UPDATE")
        rows = cursor.fetchall()
        for id, wrapped in rows:
            secret = master.current().unwrap(bytes(wrapped), keys.context(id))
            fresh = master.current().wrap(secret, keys.context(id))
            cursor.execute("UPDATE vault_key SET wrapped = %s WHERE id = %s", (fresh, id))
    return len(rows)


def retire_data_keys(before: int | None = None) -> int:
    """Retire the living data keys (of years before `before`, or all): the next sealing makes new ones. How
    many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vault_key SET retired = now() WHERE purpose = 'data' AND retired IS NULL "
            "AND (%s::int IS NULL OR year < %s)",
            (before, before),
        )
        count: int = cursor.rowcount
    keys.forget()
    return count


def sealed_columns() -> Iterator[tuple[str, str]]:
    """Every column of every table of ours that holds envelopes, and the files' keys."""
    for model in (model for model in apps.get_models() if model._meta.managed):
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedField):
                yield model._meta.db_table, str(field.column)
    yield "vault_file", "key"
    yield "vault_paper", "key"


def reseal(tell: Callable[[str, int], None] = lambda table, count: None) -> int:
    """Seal anew every row that a retired data key sealed, under the living key of its region and the current
    year. How many values; 0 when nothing was left to do. Some tables may only be appended to: `qalqan vault
    rotate` runs as the owner of the tables."""
    done = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM vault_key WHERE purpose = 'data' AND retired IS NOT NULL AND destroyed IS NULL"
        )
        heads = [bytes((DATA,)) + id.to_bytes(8) for (id,) in cursor.fetchall()]
    for table, column in sealed_columns():
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_table_privilege(%s, 'UPDATE')", (table,))
            if not cursor.fetchone()[0]:
                tell(f"{table}.{column}: this role may only append; run as the owner", done)
                continue
        last: UUID | None = None
        found = 1
        while heads and found:
            found, last = batch(table, column, heads, last)
            done += found
            tell(f"{table}.{column}", done)
    return done


def batch(table: str, column: str, heads: list[bytes], last: UUID | None) -> tuple[int, UUID | None]:
    """One transaction: the next rows after `last`. Gives how many and the last key."""
    with scope(Service("vault.reseal"), "operation"), connection.cursor() as cursor:
        cursor.execute(
            f'SELECT id, region_id, "{column}" FROM "{table}" WHERE (%s::uuid IS NULL OR id > %s) '  # noqa: S608
            f'AND substring("{column}" FROM 1 FOR {HEAD}) = ANY (%s) ORDER BY id LIMIT {BATCH} FOR UPDATE',
            (last, last, heads),
        )
        rows = cursor.fetchall()
        year = timezone.now().year
        for pk, region_id, kept in rows:
            envelope, aad = bytes(kept), place(table, column, pk)
            fresh = keys.data_key(region_id, year).seal(sealing.key_of(envelope).open(envelope, aad), aad)
            cursor.execute(f'UPDATE "{table}" SET "{column}" = %s WHERE id = %s', (fresh, pk))  # noqa: S608
    return len(rows), rows[-1][0] if rows else last


def check(tell: Callable[[str], None]) -> int:
    """Open every sealed value there is, under the right place; the number that do not open. Values whose
    key was destroyed on purpose are no fault."""
    wrong = 0
    for table, column in sealed_columns():
        opened = erased = 0
        with scope(Service("vault.check"), "operation"), connection.chunked_cursor() as cursor:
            cursor.execute(f'SELECT id, "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')  # noqa: S608
            while rows := cursor.fetchmany(1000):
                for pk, kept in rows:
                    envelope = bytes(kept)
                    try:
                        sealing.key_of(envelope).open(envelope, place(table, column, pk))
                        opened += 1
                    except keys.KeyGoneError:
                        erased += 1
                    except VaultError as error:
                        wrong += 1
                        tell(f"{table}.{column} {pk}: {error}")
        tell(f"{table}.{column}: {opened} open, {erased} erased")
    return wrong
