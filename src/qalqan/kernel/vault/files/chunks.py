"""A sealed file: chunks of 64 KiB, each sealed for itself, so that a range opens only what it needs.

The file has a key of its own, so the chunk's index is a nonce that never comes twice. The additional data
hold the file's id, the index and whether it is the last: chunks cannot be moved, swapped between files, or
cut off.
"""

import os
from collections.abc import Iterator
from typing import BinaryIO
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from qalqan.kernel.vault.envelope import TAG, TamperedError

MAGIC = b"QALQANF1"
CHUNK = 65_536


def sealed(content: bytes, cipher: AESGCM, file_id: UUID) -> Iterator[bytes]:
    """The file as it lies on the disk, piece by piece."""
    yield MAGIC
    last = (len(content) - 1) // CHUNK
    view = memoryview(content)
    for index in range(last + 1):
        piece = view[index * CHUNK : (index + 1) * CHUNK]
        yield cipher.encrypt(index.to_bytes(12), piece, aad(file_id, index, index == last))


def opened(
    file: BinaryIO, cipher: AESGCM, file_id: UUID, size: int, start: int, stop: int
) -> Iterator[bytes]:
    """Bytes `start` to `stop` (half-open) of the content. TamperedError at the first chunk that is not what
    was sealed there."""
    last = (size - 1) // CHUNK
    for index in range(start // CHUNK, (stop - 1) // CHUNK + 1):
        file.seek(len(MAGIC) + index * (CHUNK + TAG), os.SEEK_SET)
        length = (size - index * CHUNK if index == last else CHUNK) + TAG
        try:
            plain = cipher.decrypt(index.to_bytes(12), file.read(length), aad(file_id, index, index == last))
        except (InvalidTag, ValueError):
            raise TamperedError(f"file {file_id}: chunk {index} is not what was stored") from None
        yield plain[max(start - index * CHUNK, 0) : stop - index * CHUNK]


def aad(file_id: UUID, index: int, is_last: bool) -> bytes:
    return b"vault_file:" + file_id.bytes + index.to_bytes(8) + bytes([is_last])
