"""The sealed form of a secret, and nothing else: no keys are fetched here, no database, no Django.

    version 1 byte | key id 8 bytes | nonce 12 bytes | ciphertext | tag 16 bytes          AES-256-GCM

The additional data (AAD) name the place: `table.column:` and the row's key. A ciphertext moved to another
row, column or table does not open. The version says which ring the key id belongs to, so a reader finds the
key without asking anybody whose the row is. Nonces are random: one key may seal 2**32 times (NIST SP
800-38D, 8.3); a region writes some millions a year.
"""

import os
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# versions: sealed by a region's key, by a child's, by the master key
DATA, CHILD, MASTER = 1, 2, 3
HEAD, NONCE, TAG = 9, 12, 16
OVERHEAD = HEAD + NONCE + TAG
KEY_BYTES = 32


class VaultError(Exception):
    """Something in the vault cannot be opened or made. The text says what and what to do; no secret is in
    it."""


class TamperedError(VaultError):
    """The bytes are not what was sealed here: changed, moved from another row, or sealed by another key."""


def place(table: str, column: str, pk: UUID) -> bytes:
    """The additional data of one value: where it stands."""
    return b"%s.%s:%s" % (table.encode(), column.encode(), pk.bytes)


@dataclass(frozen=True, slots=True)
class Key:
    """A key ready for use. `head` is what every envelope sealed by it begins with. Never printed."""

    version: int
    id: int
    secret: bytes = field(repr=False)
    cipher: AESGCM = field(repr=False, compare=False)
    head: bytes

    @classmethod
    def of(cls, version: int, id: int, secret: bytes) -> Self:
        """A key of 32 bytes; ValueError for any other length."""
        if len(secret) != KEY_BYTES:
            raise ValueError("a key has 32 bytes")
        return cls(version, id, secret, AESGCM(secret), bytes((version,)) + id.to_bytes(8))

    def __reduce__(self) -> tuple[object, ...]:
        return Key.of, (self.version, self.id, self.secret)

    def seal(self, plain: bytes, aad: bytes) -> bytes:
        """The envelope of `plain`."""
        nonce = os.urandom(NONCE)
        return self.head + nonce + self.cipher.encrypt(nonce, plain, aad)

    def open(self, envelope: bytes, aad: bytes) -> bytes:
        """What was sealed; TamperedError if the envelope is not of this key and place."""
        try:
            return self.cipher.decrypt(envelope[HEAD : HEAD + NONCE], envelope[HEAD + NONCE :], aad)
        except (InvalidTag, ValueError):
            raise TamperedError("a sealed value does not open: changed, moved or not of this key") from None


def fresh_id() -> int:
    """A new key's id: 63 random bits, so that no sequence is shared between regions or servers."""
    return int.from_bytes(os.urandom(8)) >> 1


def head_of(envelope: bytes) -> tuple[int, int]:
    """Version and key id of an envelope; TamperedError when it is too short to be one."""
    if len(envelope) < OVERHEAD:
        raise TamperedError("a sealed value is too short to be whole")
    return envelope[0], int.from_bytes(envelope[1:HEAD])
