"""DOCX and XLSX are zip archives of XML. Everything that could harm is looked for before a library opens
them: unpacked size as declared (zipfile never unpacks more than declared), number of parts, macros,
document types and entities in any XML part, depth of nesting."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from xml.parsers import expat

from qalqan.domains.plans.reading.problems import PlanUnreadable
from qalqan.domains.plans.reading.sources.limits import MEGABYTE, Limits

_MAIN_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}


# How zipfile, and the readers of what it holds, answer to bytes that are not what they should be.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    LookupError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip found harmless: its format by its main part, and the open file."""

    format: str
    file: zipfile.ZipFile


@contextmanager
def open_archive(data: bytes, limits: Limits) -> Iterator[Archive]:
    """Check the archive and open it.

    Raises PlanUnreadable: zip.*, office.macros, xml.*, format.unknown_archive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            names = _check_sizes(file, limits)
            format = next((kind for part, kind in _MAIN_PARTS.items() if part in names), None)
            if format is None:
                raise PlanUnreadable("format.unknown_archive", "file")
            for name in names:
                if "vbaproject" in name.lower() or name.lower().endswith("vbadata.xml"):
                    raise PlanUnreadable("office.macros", f"part {name}", {"part": name})
            for name in names:
                if name.lower().endswith((".xml", ".rels")):
                    _check_xml(file.read(name), name, limits)
            yield Archive(format, file)
    except _DAMAGED as error:
        raise PlanUnreadable("zip.broken", "file", {"format": "DOCX/XLSX"}) from error


def _check_sizes(file: zipfile.ZipFile, limits: Limits) -> list[str]:
    entries = file.infolist()
    if len(entries) > limits.archive_entries:
        counts = {"count": str(len(entries)), "limit": str(limits.archive_entries)}
        raise PlanUnreadable("zip.entries", "file", counts)
    size = sum(entry.file_size for entry in entries)
    if size > limits.unpacked_bytes:
        sizes = {"size": str(size // MEGABYTE), "limit": str(limits.unpacked_bytes // MEGABYTE)}
        raise PlanUnreadable("zip.bomb", "file", sizes)
    return [entry.filename for entry in entries]


def _check_xml(data: bytes, name: str, limits: Limits) -> None:
    """One pass of expat: refuses a document type (entities need one), too deep nesting, and broken XML."""
    place = f"part {name}"
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.xml_depth:
            raise PlanUnreadable("xml.depth", place, {"limit": str(limits.xml_depth)})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1

    def document_type(*_: object) -> None:
        raise PlanUnreadable("xml.entities", place)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = document_type
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise PlanUnreadable("xml.broken", place, {"detail": str(error)}) from error
