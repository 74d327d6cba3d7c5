"""The one door for files: what the bytes are, whether they are safe to open, then the reader for that format.

The format is told by content, never by name: a name can lie. Limits come before parsing, so that a file made
to harm (a zip bomb, an entity bomb, 50 MB of anything) costs nothing. Nothing here touches the network or the
disk beyond the file itself.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from qalqan.domains.plans.reading.document import Source
from qalqan.domains.plans.reading.problems import PlanUnreadable
from qalqan.domains.plans.reading.sources.archive import open_archive
from qalqan.domains.plans.reading.sources.docx import read_docx
from qalqan.domains.plans.reading.sources.html import looks_like_html, read_html
from qalqan.domains.plans.reading.sources.limits import DEFAULT, MEGABYTE, Limits
from qalqan.domains.plans.reading.sources.pdf import read_pdf
from qalqan.domains.plans.reading.sources.text import decode, read_text
from qalqan.domains.plans.reading.sources.xlsx import read_xlsx

FORMATS = ("text", "pdf", "docx", "html", "xlsx")
_ENDINGS = {
    "txt": "text",
    "text": "text",
    "htm": "html",
    "html": "html",
    "pdf": "pdf",
    "docx": "docx",
    "xlsx": "xlsx",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def load(path: Path, limits: Limits = DEFAULT) -> bytes:
    """The bytes of `path`; a file over the limit is refused before it is read."""
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise _too_large(size, limits)
    with path.open("rb") as file:
        return file.read(limits.file_bytes + 1)


def open_source(
    data: bytes, *, format: str | None = None, name: str = "", limits: Limits = DEFAULT
) -> Source:
    """The file's canonical text and tables.

    `format` (one of FORMATS) is what the caller claims: a disagreement is refused. `name` is only a name: a
    disagreement is told in `Source.notes`. Raises PlanUnreadable.
    """
    if len(data) > limits.file_bytes:
        raise _too_large(len(data), limits)
    found = detect(data, limits)
    if format is not None and format != found:
        raise PlanUnreadable("format.disagrees", "file", {"asked": format, "found": found})
    source = _READERS[found](data, limits)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if _ENDINGS.get(ending, found) != found:
        source = replace(source, notes=(*source.notes, "format.name_disagrees"))
    return source


def detect(data: bytes, limits: Limits = DEFAULT) -> str:
    """One of FORMATS, by content. Raises PlanUnreadable for what no reader takes."""
    if not data.strip(b"\x00\t\n\f\r \xef\xbb\xbf"):
        raise PlanUnreadable("file.empty", "file")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_OLE):
        raise PlanUnreadable("format.legacy_office", "file")
    if data.startswith(b"PK"):
        with open_archive(data, limits) as archive:
            return archive.format
    return "html" if looks_like_html(decode(data)) else "text"


def _too_large(size: int, limits: Limits) -> PlanUnreadable:
    shown = {"size": f"{size / MEGABYTE:.1f}", "limit": f"{limits.file_bytes // MEGABYTE}"}
    return PlanUnreadable("file.too_large", "file", shown)


_READERS: dict[str, Callable[[bytes, Limits], Source]] = {
    "text": lambda data, _: read_text(data),
    "pdf": read_pdf,
    "docx": read_docx,
    "html": read_html,
    "xlsx": read_xlsx,
}
