"""What a file is, decided by its bytes alone: the name's ending and what the browser says count for nothing.

Closed by default: what does not begin as one of the few known forms is refused, SVG, HTML, archives and
programs with it. `puremagic` only helps to say what was sent.
"""

import re
import unicodedata
from dataclasses import dataclass, field

import puremagic

from qalqan.kernel.vault.files import documents, pictures
from qalqan.kernel.vault.files.kinds import ENDINGS, MEGABYTE, FileKind
from qalqan.kernel.vault.files.refusals import FileRefused

HEIC = re.compile(rb"....ftyp(heic|heix|hevc|hevx|heim|heis|mif1|msf1|avif|avis)", re.DOTALL)
ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"MSCF")
UNSAFE_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be stored: content as it will lie there, its type, and the bytes as they came (for the
    scanner)."""

    name: str
    media: str
    content: bytes = field(repr=False)
    original: bytes = field(repr=False)


def checked(name: str, content: bytes, kind: FileKind) -> Checked:
    """The file as it may be stored under this kind. FileRefused, with the rule and the mend."""
    if not content:
        raise FileRefused("empty")
    if len(content) > kind.megabytes * MEGABYTE:
        raise FileRefused("size", size=f"{len(content) / MEGABYTE:.1f}", most=kind.megabytes)
    original, head = content, content[:16]
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (head[:4], head[8:12]) == (
        b"RIFF",
        b"WEBP",
    ):
        media, content = pictures.drawn(content)
    elif HEIC.match(head):
        raise FileRefused("heic")
    elif head.startswith(b"%PDF-"):
        media = documents.pdf(content)
    elif head.startswith(b"PK\x03\x04"):
        media = documents.office(content)
    elif head.startswith(ARCHIVES):
        raise FileRefused("archive")
    else:
        media = ""
    if media not in kind.media:
        raise FileRefused("media", found=described(content), taken=kind.taken())
    return Checked(tidy(name, media), media, content, original)


def described(content: bytes) -> str:
    """What the bytes look like, for the message only."""
    try:
        return str(puremagic.from_string(content[:4096], mime=True)) or "?"
    except (puremagic.PureError, ValueError):
        return "?"


def tidy(name: str, media: str) -> str:
    """A name to show and to save under: no folders, no control or direction signs, the ending of the type."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    plain = "".join(sign for sign in plain if unicodedata.category(sign)[0] != "C")
    stem = UNSAFE_NAME.sub("_", plain).rsplit(".", 1)[0].strip(" .")[:NAME_LENGTH]
    return (stem or "file") + ENDINGS[media]
