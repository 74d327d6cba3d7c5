"""How large a PDF's packed streams become, found out before pdfminer unpacks them without any limit.

Streams are looked for in the raw bytes, so that a broken or lying cross-reference table hides none. Each is
unpacked in small portions that are thrown away; a stream packed twice is followed once more.
"""

import re
import zlib

from qalqan.domains.plans.reading.problems import PlanUnreadable
from qalqan.domains.plans.reading.sources.limits import MEGABYTE, Limits

_STREAM = re.compile(
    rb"stream\r?\n(?=[\x08\x18\x28\x38\x48\x58\x68\x78])"
)  # the first byte of any zlib stream
_PORTION = 64 * 1024


def check_streams(data: bytes, limits: Limits) -> None:
    """Raises zip.bomb when the streams together unpack to more than `limits.unpacked_bytes`."""
    total = 0
    for found in _STREAM.finditer(data):
        total += _unpacked(memoryview(data)[found.end() :], limits.unpacked_bytes - total)
        if total >= limits.unpacked_bytes:
            limit = str(limits.unpacked_bytes // MEGABYTE)
            raise PlanUnreadable("zip.bomb", "file", {"size": f">{limit}", "limit": limit})


def _unpacked(packed: memoryview, room: int, depth: int = 2) -> int:
    """Bytes that the stream at the start of `packed` unpacks to, over all levels, at most about `room`."""
    outer, inner = zlib.decompressobj(), zlib.decompressobj() if depth > 1 else None
    size = at = 0
    rest = b""
    while size < room and not outer.eof and (rest or at < len(packed)):
        if not rest:
            rest, at = bytes(packed[at : at + _PORTION]), at + _PORTION
        try:
            portion = outer.decompress(rest, _PORTION)
            rest = outer.unconsumed_tail
        except zlib.error:
            break
        size += len(portion)
        while inner is not None and portion and not inner.eof and size < room:
            try:
                size += len(inner.decompress(portion, _PORTION))
                portion = inner.unconsumed_tail
            except zlib.error:
                inner = None
    return size
