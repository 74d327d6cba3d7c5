"""One key per child, for what is told about the child: destroying it erases the narratives everywhere.

`vault_child_key` is an index: which key in the store is the living one of a tag. The tag is a keyed hash of
the person's id, so neither the table nor the store tells who has a narrative, and neither needs a row
policy. The truth about a key is the store's: where a restored database says "living" and the store says
"erased", it is erased.
"""

import os
from functools import cache
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from qalqan.kernel.embedded import home
from qalqan.kernel.vault import keys
from qalqan.kernel.vault.envelope import CHILD, KEY_BYTES, NONCE, Key
from qalqan.kernel.vault.search import searcher
from qalqan.kernel.vault.store import ERASED, LIVING, Store

opened: keys.Cache[int] = keys.Cache()
seen: list[int] = [0]  # the store's count of erasures when `opened` was last trusted


@cache
def store() -> Store:
    """The store of this installation. `QALQAN_CHILD_KEYS` and `QALQAN_CHILD_KEYS_COPY` name the two files;
    the copy belongs on another disk."""
    folder = home.path() / "keys"
    first = os.environ.get("QALQAN_CHILD_KEYS") or folder / "children"
    second = os.environ.get("QALQAN_CHILD_KEYS_COPY") or folder / "children.copy"
    return Store(Path(first), Path(second))


def tag_of(person_id: UUID) -> bytes:
    """The child's name in the store: 16 bytes that only a holder of the search secret can compute."""
    return searcher("vault.child")(person_id.hex)


def key_for(person_id: UUID) -> Key:
    """The living key of a child, made at the first narrative. After an erasure a new one is made: what is
    told later is a new record."""
    tag = tag_of(person_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM vault_child_key WHERE tag = %s AND destroyed IS NULL", (tag,))
        row = cursor.fetchone()
    if row is not None:
        try:
            return by_id(row[0])
        except keys.KeyGoneError:
            note_destroyed(tag)
    return made(tag)


def by_id(id: int) -> Key:
    """A child's key by its id. KeyGoneError when it was erased, KeyLostError when the store does not know
    it."""
    erasures = store().erasures()
    if erasures != seen[0]:
        opened.kept.clear()
        seen[0] = erasures
    key = opened.get(id)
    if key is None:
        slot = store().get(id >> 32, id & 0xFFFFFFFF)
        if slot is None:
            raise keys.KeyLostError(
                f"child key {id:016x} is not in {store().paths[0]} nor in its copy: run `qalqan vault check`"
            )
        state, sealed = slot
        if state == ERASED:
            raise keys.KeyGoneError(f"child key {id:016x} was erased")
        key = opened.put(id, Key.of(CHILD, id, cover().decrypt(sealed[:NONCE], sealed[NONCE:], aad(id))))
    return key


def cover() -> AESGCM:
    """What seals the keys in the store: a data key of its own, wrapped by the master key in the database.
    Store, database and master key are needed together."""
    return keys.named("children", None, None).cipher


def aad(id: int) -> bytes:
    return b"vault children:%08x" % (id & 0xFFFFFFFF)


def made(tag: bytes) -> Key:
    """A new key: in the store first, on the disk, and only then in the index."""
    secret, check, nonce = os.urandom(KEY_BYTES), int.from_bytes(os.urandom(4)), os.urandom(NONCE)
    number = store().put(tag, nonce + cover().encrypt(nonce, secret, aad(check)), check)
    with keys.apart() as other, other.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault_child_key (id, tag) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            (number << 32 | check, tag),
        )
        cursor.execute("SELECT id FROM vault_child_key WHERE tag = %s AND destroyed IS NULL", (tag,))
        (id,) = cursor.fetchone()  # somebody else's, if that was a moment earlier
    return by_id(id)


def erase_child(person_id: UUID) -> int:
    """Destroy every key of a child: what was sealed under them is gone, here and in every backup. Gives the
    number of keys destroyed; 0 when there was none. Called by `confirm_erasure`, after two people agreed."""
    tag = tag_of(person_id)
    destroyed = store().erase(tag)
    note_destroyed(tag)
    return destroyed


def note_destroyed(tag: bytes) -> None:
    """The index follows the store."""
    with keys.apart() as other, other.cursor() as cursor:
        cursor.execute(
            "UPDATE vault_child_key SET destroyed = now() WHERE tag = %s AND destroyed IS NULL", (tag,)
        )


def agree() -> tuple[int, int]:
    """Carry erasures over in both directions after one of the two was brought back from the past: keys erased
    in the store that the index calls living, and keys that the index calls destroyed but the store has. Gives
    how many of each were set right."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, tag, destroyed IS NOT NULL FROM vault_child_key")
        rows = cursor.fetchall()
    noted = erased = 0
    for id, tag, destroyed in rows:
        slot = store().get(id >> 32, id & 0xFFFFFFFF)
        if slot is None:
            continue
        if slot[0] == ERASED and not destroyed:
            note_destroyed(bytes(tag))
            noted += 1
        elif slot[0] == LIVING and destroyed:
            store().erase_one(id >> 32, id & 0xFFFFFFFF, bytes(tag))
            erased += 1
    return noted, erased
