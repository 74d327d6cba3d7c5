"""PDF and office documents. A PDF is opaque: it is never parsed here and never shown inside a page, only
checked to be one thing and whole. An office document is an archive, so it is looked at as one: counted,
measured, and refused when it is a bomb, carries programs or other files, or loads parts from elsewhere."""

import io
import re
import zipfile
import zlib

from qalqan.kernel.vault.files.kinds import DOCX, PDF, XLSX
from qalqan.kernel.vault.files.refusals import FileRefused

MEMBERS, UNPACKED, RATIO, SMALL = 2000, 200_000_000, 200, 1_000_000
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    EOFError,
)
TAIL = 65_557  # where the end of an archive must lie: 22 bytes and a comment of 65,535
AFTER_EOF = 64  # bytes that writers leave after a PDF's last %%EOF: line ends, a NUL
MAIN = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
PROGRAMS = re.compile(r"vbaproject|macrosheets/|activex/|\.(exe|dll|js|vbs|bat|ps1)$", re.IGNORECASE)
INSIDE = re.compile(
    r"embeddings/|oleobject|\.(zip|rar|7z|gz|tar|bz2|xz|iso|cab|docx?|xlsx?|pdf)$", re.IGNORECASE
)
RELATION = re.compile(rb"<Relationship\b[^>]*>")
LOADED = re.compile(rb"/(attachedTemplate|frame|subDocument|oleObject|externalLinkPath)\"")


def pdf(content: bytes) -> str:
    """The media type of a whole PDF that is nothing else besides. FileRefused otherwise."""
    end = content.rfind(b"%%EOF")
    if end == -1:
        raise FileRefused("damaged")
    after = content[end + 5 :].strip(b"\r\n\t \0")
    if len(after) > AFTER_EOF or b"PK\x05\x06" in content[-TAIL:]:
        raise FileRefused("mixed")
    return PDF


def office(content: bytes) -> str:
    """The media type of a .docx or .xlsx. FileRefused for other archives and for what is dangerous in one."""
    if content[-22:-18] != b"PK\x05\x06":  # the end record, without a comment, is the last thing in the file
        raise FileRefused("mixed" if b"PK\x05\x06" in content[-TAIL:] else "damaged")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            names = [member.filename for member in members]
            media = next((MAIN[name] for name in names if name in MAIN), None)
            if media is None or "[Content_Types].xml" not in names:
                raise FileRefused("archive")
            measure(members, len(content))
            inspect(names)
            for name in names:
                if name.endswith(".rels") and loads_from_elsewhere(bounded(archive, name)):
                    raise FileRefused("outside")
            if b"macroEnabled" in bounded(archive, "[Content_Types].xml"):
                raise FileRefused("macros")
    except FileRefused:
        raise
    except DAMAGE as error:
        raise FileRefused("damaged") from error
    return media


def measure(members: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse what unpacks to too much, declares overlapping parts, is locked or does not begin at the
    start."""
    if any(member.flag_bits & 1 for member in members):
        raise FileRefused("locked")
    if min(member.header_offset for member in members) != 0:
        raise FileRefused("mixed")
    packed, unpacked = (sum(getattr(m, name) for m in members) for name in ("compress_size", "file_size"))
    steep = any(m.file_size > SMALL and m.file_size > RATIO * max(m.compress_size, 1) for m in members)
    if len(members) > MEMBERS or unpacked > UNPACKED or packed > size or steep:
        raise FileRefused("bomb")


def inspect(names: list[str]) -> None:
    """Refuse programs, other files and paths that lead out of the document."""
    if len(names) != len(set(names)) or any(n.startswith("/") or ".." in n or "\\" in n for n in names):
        raise FileRefused("mixed")
    if any(PROGRAMS.search(name) for name in names):
        raise FileRefused("macros")
    if any(INSIDE.search(name) for name in names):
        raise FileRefused("embedded")


def loads_from_elsewhere(relations: bytes) -> bool:
    """Whether a part is fetched from an address when the document is opened (a link to click is not)."""
    return any(
        b'"External"' in relation and LOADED.search(relation) for relation in RELATION.findall(relations)
    )


def bounded(archive: zipfile.ZipFile, name: str) -> bytes:
    """At most a megabyte of a member."""
    with archive.open(name) as member:
        return member.read(SMALL)
