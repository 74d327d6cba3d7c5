"""What a file of a picture is and how large, read from its bytes before any decoder sees them.

A decoder is given only what it needs: of a JPEG the tables and scans up to its end, of a PNG the pixels.
Place, camera, comments, profiles, previews and whatever was appended (a phone's moving part, an archive, a
page) are cut off here, so a bomb in the metadata is a few skipped bytes. The one thing read of them is the
EXIF's orientation and time, by a reader that looks at a bounded number of entries.
"""

import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from .refusals import PhotoRefused

MOST_SCANS = 40  # a progressive JPEG has about ten; each costs a walk over all pixels
MOST_CHUNKS = 20_000
MOST_TAGS = 400
MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL)
ONE_SCAN = frozenset({0xC0, 0xC1})  # of these, the sequential forms
SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the markers that tell width and height
PNG = b"\x89PNG\r\n\x1a\n"
PIXELS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
STILL = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
MOVING = frozenset({b"hevc", b"hevx", b"msf1", b"avis"})
CLOCK = timezone(timedelta(hours=5))  # of a phone that tells none: the whole country's since March 2024


@dataclass(frozen=True, slots=True)
class Held:
    """What may be decoded. `turn`: the EXIF orientation, 1 to 8. `taken_at`: by the phone's clock, None when
    it does not say. `is_row_by_row`: a JPEG of one scan, which a decoder reads and shrinks by rows; of any
    other form, and of a JPEG of several scans, it holds every pixel at once."""

    form: str
    width: int
    height: int
    content: bytes
    turn: int = 1
    taken_at: datetime | None = None
    is_row_by_row: bool = False


def held(content: bytes) -> Held:
    """The picture in a file's bytes. PhotoRefused: type, video, animated, damaged, scans."""
    head = content[:16]
    if head.startswith(b"\xff\xd8\xff"):
        return jpeg(content)
    if head.startswith(PNG):
        return png(content)
    if head.startswith(b"RIFF"):
        if head[8:12] == b"WEBP":
            return webp(content)
        raise PhotoRefused("video" if head[8:12] == b"AVI " else "type")
    if head[4:8] == b"ftyp":
        if head[8:12] in STILL:
            return Held("HEIF", 0, 0, content)  # libheif tells the size before it decodes
        raise PhotoRefused(
            "animated" if head[8:12] in MOVING else "type" if head[8:12] == b"avif" else "video"
        )
    if head.startswith(b"\x1aE\xdf\xa3"):
        raise PhotoRefused("video")
    raise PhotoRefused("animated" if head.startswith(b"GIF8") else "type")


def jpeg(content: bytes) -> Held:
    """A JPEG from its start to its own end, without what is no picture."""
    kept, exif = [b"\xff\xd8"], b""
    sizes: list[tuple[int, int]] = []
    position, scans, pieces = 2, 0, 0
    is_row_by_row, colours = False, b""
    while (found := MARKER.search(content, position)) is not None:
        code, pieces = found[1][0], pieces + 1
        if pieces > MOST_CHUNKS:
            raise PhotoRefused("damaged")
        if scans:  # what a scan holds lies between its header and the next marker
            kept.append(content[position : found.start()])
        if code == 0xD9:
            break
        length = int.from_bytes(content[found.end() : found.end() + 2])
        end = found.end() + length
        if length < 2 or end > len(content):
            raise PhotoRefused("damaged")
        body = content[found.end() + 2 : end]
        if code in SIZES:
            sizes.append((int.from_bytes(body[3:5]), int.from_bytes(body[1:3])))
            is_row_by_row, colours = code in ONE_SCAN, body[5:6]
        elif code == 0xE1 and not exif and body.startswith(b"Exif\0\0"):
            exif = body[6:]
        if code == 0xEE or not (0xE0 <= code <= 0xEF or code == 0xFE):  # Adobe's tells the colours
            kept.append(content[found.start() : end])
        position = end
        if code == 0xDA:
            scans += 1
            is_row_by_row = is_row_by_row and scans == 1 and body[:1] == colours  # else one scan a colour
            if scans > MOST_SCANS:
                raise PhotoRefused("scans")
    if found is None or not scans or len(sizes) != 1:
        raise PhotoRefused("damaged")
    turn, taken_at = from_exif(exif)
    kept.append(b"\xff\xd9")
    return Held("JPEG", *sizes[0], b"".join(kept), turn, taken_at, is_row_by_row)


def png(content: bytes) -> Held:
    """A PNG's pixels and palette."""
    kept, exif, position = [PNG], b"", len(PNG)
    for _ in range(MOST_CHUNKS):
        length, kind = int.from_bytes(content[position : position + 4]), content[position + 4 : position + 8]
        end = position + 12 + length
        if end > len(content):
            raise PhotoRefused("damaged")
        if kind == b"acTL":
            raise PhotoRefused("animated")
        if kind in PIXELS:
            kept.append(content[position:end])
        elif kind == b"eXIf":
            exif = content[position + 8 : end - 4]
        position = end
        if kind == b"IEND":
            break
    else:
        raise PhotoRefused("damaged")
    if len(kept) < 3 or kept[1][4:8] != b"IHDR" or len(kept[1]) != 25:
        raise PhotoRefused("damaged")
    width, height = struct.unpack(">II", kept[1][8:16])
    return Held("PNG", width, height, b"".join(kept), *from_exif(exif))


def webp(content: bytes) -> Held:
    """A WebP by its first chunk; what moves is refused before a canvas is made for it."""
    kind = content[12:16]
    head = content[20:30]
    if len(head) < 10:
        raise PhotoRefused("damaged")
    if kind == b"VP8X":
        if head[0] & 2:
            raise PhotoRefused("animated")
        width, height = (1 + int.from_bytes(head[at : at + 3], "little") for at in (4, 7))
    elif kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif kind == b"VP8 ":
        width, height = (int.from_bytes(head[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    else:
        raise PhotoRefused("damaged")
    return Held("WEBP", width, height, content)


def from_exif(exif: bytes) -> tuple[int, datetime | None]:
    """Orientation and time of an EXIF block; what cannot be read says nothing."""
    if exif[:4] not in (b"II*\0", b"MM\0*"):
        return 1, None
    order = "<" if exif[:2] == b"II" else ">"
    try:
        first = entries(exif, struct.unpack_from(order + "I", exif, 4)[0], order)
        second = entries(exif, first[0x8769], order) if 0x8769 in first else {}
        turn = first.get(0x0112, 1)
        return (
            turn if 1 <= turn <= 8 else 1,
            moment(exif, second.get(0x9003), second.get(0x9011), order),
        )
    except (struct.error, ValueError, OverflowError):
        return 1, None


def entries(exif: bytes, at: int, order: str) -> dict[int, int]:
    """The numbers of a directory by their tags: a short as it is, else the offset it stands at."""
    count = min(struct.unpack_from(order + "H", exif, at)[0], MOST_TAGS)
    found: dict[int, int] = {}
    for index in range(count):
        tag, kind, _, value = struct.unpack_from(order + "HHI4s", exif, at + 2 + 12 * index)
        found.setdefault(tag, struct.unpack(order + ("H2x" if kind == 3 else "I"), value)[0])
    return found


def moment(exif: bytes, at: int | None, zone_at: int | None, order: str) -> datetime | None:
    """When it was taken: "2026:09:01 07:40:00", with the offset the phone tells or the country's."""
    if at is None:
        return None
    local = datetime.strptime(exif[at : at + 19].decode("ascii", "replace"), "%Y:%m:%d %H:%M:%S")
    zone = CLOCK
    if zone_at is not None and (told := re.fullmatch(rb"([+-])(\d\d):(\d\d)", exif[zone_at : zone_at + 6])):
        hours = timedelta(hours=int(told[2]), minutes=int(told[3]))
        zone = timezone(-hours if told[1] == b"-" else hours)
    return local.replace(tzinfo=zone).astimezone(UTC)
