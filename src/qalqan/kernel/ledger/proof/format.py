"""The format: how an entry, a seal and a key become bytes, what is hashed and what is signed.

In words, byte by byte: docs/algorithms/ledger.md. Two parts of an entry are hashed apart: the open one (what
kind of act, when) and the closed one (who, about whom), salted. So an export can keep the closed part back
and still prove every row.
"""

import hashlib
import struct
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

VERSION = 1
OPEN = (
    "xid",
    "id",
    "at",
    "role",
    "purpose",
    "act",
    "kind",
    "region_id",
    "sections",
    "outcome",
    "note",
    "server",
)
CLOSED = ("salt", "seat_id", "user_id", "post_id", "person_id", "target_id", "before_digest", "after_digest")
NOTHING = b"\xff\xff\xff\xff"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FIRST_PREVIOUS = bytes(32)
LAST_ID = UUID(int=2**128 - 1)
LOCATOR = 8  # bytes of each leaf's hash kept beside its seal: they prove nothing, they find the row

LENGTH = struct.Struct(">I").pack
INT64 = struct.Struct(">q").pack


def encode(values: Iterable[Any]) -> bytes:
    """Canonical bytes: each value as a length of four bytes (ffffffff for none) and its bytes. Numbers are
    eight bytes, times microseconds since 1970 in eight, UUIDs sixteen, text UTF-8."""
    parts = []
    for value in values:
        if value is None:
            parts.append(NOTHING)
            continue
        kind = type(value)
        if kind is str:
            raw = value.encode()
        elif kind is UUID:
            raw = value.bytes
        elif kind is int:
            raw = INT64(value)
        elif kind is datetime:
            raw = INT64((value - EPOCH) // MICROSECOND)
        else:
            raw = bytes(value)
        parts.append(LENGTH(len(raw)))
        parts.append(raw)
    return b"".join(parts)


def leaf(open_part: Iterable[Any], closed_hash: bytes) -> bytes:
    """The leaf of an entry: its open values, and the hash of its closed ones."""
    return hashlib.sha256(b"\x00\x01" + hashlib.sha256(encode(open_part)).digest() + closed_hash).digest()


def closed_hash(closed_part: Iterable[Any]) -> bytes:
    """The hash that stands for an entry's closed values, salt first."""
    return hashlib.sha256(encode(closed_part)).digest()


class Tree:
    """A Merkle tree fed leaf by leaf: keeps one hash for each level, not the leaves."""

    def __init__(self) -> None:
        self.count = 0
        self.stack: list[bytes] = []

    def add(self, leaf_hash: bytes) -> None:
        """Append a leaf."""
        node, size = leaf_hash, self.count
        while size & 1:
            node = hashlib.sha256(b"\x01" + self.stack.pop() + node).digest()
            size >>= 1
        self.stack.append(node)
        self.count += 1

    def root(self) -> bytes:
        """The hash of the whole tree; of nothing, SHA-256 of the empty string."""
        if not self.stack:
            return hashlib.sha256().digest()
        node = self.stack[-1]
        for left in reversed(self.stack[:-1]):
            node = hashlib.sha256(b"\x01" + left + node).digest()
        return node


class Seal(NamedTuple):
    """One sealed stretch of the ledger: the entries after the previous seal's last place, up to and including
    (until_xid, until_id)."""

    number: int
    at: datetime
    until_xid: int
    until_id: UUID
    size: int
    total: int
    root: bytes
    previous: bytes
    key_id: str
    signature: bytes = b""
    locator: bytes = b""

    def body(self) -> bytes:
        """The bytes that are signed."""
        return b"qalqan ledger seal 1" + encode(self[:9])

    def hash(self) -> bytes:
        """What the next seal and the anchors hold of this one."""
        return hashlib.sha256(self.body() + self.signature).digest()


class Key(NamedTuple):
    """A public key, vouched for by the key before it (the first by itself)."""

    id: str
    public: bytes
    by_id: str
    signature: bytes

    def body(self) -> bytes:
        """The bytes that are signed."""
        return b"qalqan ledger key 1" + self.public


def key_id(public: bytes) -> str:
    """A key's short name: the beginning of its hash."""
    return hashlib.sha256(public).hexdigest()[:16]


def signed(public: bytes, signature: bytes, body: bytes) -> bool:
    """Whether the signature is of this key over these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, body)
    except (InvalidSignature, ValueError):
        return False
    return True


class Anchor(NamedTuple):
    """What was known outside about one seal."""

    number: int
    hash: bytes
    total: int
    day: str = ""


class Row(NamedTuple):
    """An entry as the reader needs it: where it stands, when, and its leaf."""

    xid: int
    id: UUID
    at: datetime
    act: str
    leaf: bytes

    def place(self) -> str:
        """The row in words."""
        return f"entry {self.id} ({self.act}, {self.at:%Y-%m-%d %H:%M:%S} UTC, transaction {self.xid})"
