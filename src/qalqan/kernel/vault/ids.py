"""uuidv7 made here, for a row whose key must be known before it is sealed. Same layout as the database's
`uuidv7()` (RFC 9562, 5.7): milliseconds, then random bits."""

import os
import time
from uuid import UUID


def new_id() -> UUID:
    """A new key, sorted by time."""
    moment = time.time_ns() // 1_000_000
    bits = int.from_bytes(os.urandom(10))
    return UUID(int=moment << 80 | 0x7 << 76 | (bits >> 68) << 64 | 0b10 << 62 | bits & ((1 << 62) - 1))
