"""Files refused before or while they are opened: each by its own rule, in three languages, exit code 2."""

import io
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from qalqan.domains.plans.reading.problems import PlanUnreadable
from qalqan.domains.plans.reading.sources.door import load, open_source
from qalqan.domains.plans.reading.sources.limits import MEGABYTE, Limits
from tests.corpora.extract import text_stream
from tests.corpora.layouts import LAYOUTS
from tests.corpora.office import to_html, to_xlsx
from tests.corpora.refusing import assert_refused
from tests.corpora.small import add_part, part, small_docx, small_plan
from tests.corpora.typeset import typeset

_BOMB = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><w>&c;</w>"""
_OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]><w>&a;</w>"""
_DOCUMENT = "word/document.xml"
_PROSE = "Решение о награждении победителей шахматного турнира.\n" * 40


def stream() -> str:
    return text_stream(typeset(LAYOUTS[0]))


def pdf(
    draw: Callable[[Canvas], object], encryption: StandardEncryption | None = None, pages: int = 1
) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=encryption)
    for _ in range(pages):
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def archive(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts:
            file.writestr(name, content)
    return out.getvalue()


def packed_pdf(content: bytes, filters: bytes) -> bytes:
    """The smallest PDF with one page whose content is `content`."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        b"<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream" % (len(content), filters, content),
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (at, each) for at, each in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def deep_docx() -> bytes:
    inner = b"<w:p>" * 300 + b"</w:p>" * 300
    head = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    return add_part(small_docx(), _DOCUMENT, head + inner + b"</w:body></w:document>")


def wide_html() -> bytes:
    row = "<tr>" + "<td colspan=1000>x</td>" * 10 + "</tr>"
    return ("<html><body><table>" + row * 10 + "</table></body></html>").encode()


CASES: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "empty": (lambda: b"", "file.empty", "file"),
    "blank": (lambda: b" \r\n\t\n", "file.empty", "file"),
    "binary": (lambda: bytes(range(256)) * 64, "file.binary", "file"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(200)) * 9, "file.binary", "file"),
    "cp1251": (lambda: stream().encode("cp1251", "replace"), "encoding.single_byte", "line 1"),
    "koi8": (lambda: stream().encode("koi8_r", "replace"), "encoding.single_byte", "line 1"),
    "cp866": (lambda: stream().encode("cp866", "replace"), "encoding.single_byte", "line 1"),
    "utf16": (lambda: stream().encode("utf-16"), "encoding.utf16", "file"),
    "utf16 without mark": (lambda: stream().encode("utf-16-be"), "encoding.utf16", "file"),
    "utf32": (lambda: stream().encode("utf-32"), "encoding.utf16", "file"),
    "broken utf8": (
        lambda: b"\xd0\x9f\xd0\xbb\n" * 50 + b"\xd0\n" + b"\xd0\xb0\n" * 9,
        "encoding.broken",
        "line 51",
    ),
    "old word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "format.legacy_office", "file"),
    "archive of something": (lambda: archive(("plan.txt", b"1. plan")), "format.unknown_archive", "file"),
    "cut archive": (lambda: small_docx()[:-3000], "zip.broken", "file"),
    "damaged archive": (lambda: small_docx()[:900] + bytes(200) + small_docx()[1100:], "zip.broken", "file"),
    "bomb": (lambda: add_part(small_docx(), "word/media/a.bin", bytes(120 * MEGABYTE)), "zip.bomb", "file"),
    "many parts": (lambda: archive(*((f"p{at}", b"") for at in range(2100))), "zip.entries", "file"),
    "macros": (
        lambda: add_part(small_docx(), "word/vbaProject.bin", b"\xd0\xcf"),
        "office.macros",
        "part word/vbaProject.bin",
    ),
    "workbook macros": (
        lambda: add_part(to_xlsx(small_plan()), "xl/vbaProject.bin", b"\xd0\xcf"),
        "office.macros",
        "part xl/vbaProject.bin",
    ),
    "entity bomb": (lambda: add_part(small_docx(), _DOCUMENT, _BOMB), "xml.entities", f"part {_DOCUMENT}"),
    "outside entity": (
        lambda: add_part(small_docx(), _DOCUMENT, _OUTSIDE),
        "xml.entities",
        f"part {_DOCUMENT}",
    ),
    "outside entity in utf-16": (
        lambda: add_part(small_docx(), _DOCUMENT, _OUTSIDE.decode().encode("utf-16")),
        "xml.entities",
        f"part {_DOCUMENT}",
    ),
    "entity in a style": (
        lambda: add_part(small_docx(), "word/styles.xml", _BOMB),
        "xml.entities",
        "part word/styles.xml",
    ),
    "broken xml": (
        lambda: add_part(small_docx(), _DOCUMENT, part(small_docx(), _DOCUMENT)[:-40]),
        "xml.broken",
        f"part {_DOCUMENT}",
    ),
    "deep xml": (deep_docx, "xml.depth", f"part {_DOCUMENT}"),
    "entities in html": (
        lambda: b'<!DOCTYPE html [<!ENTITY x "y">]><html><body><p>&x;</p></body></html>',
        "xml.entities",
        "file",
    ),
    "deep html": (lambda: b"<html><body>" + b"<div>" * 240 + b"x", "xml.depth", "file"),
    "wide html": (wide_html, "table.too_many_cells", "row 6"),
    "cut pdf": (lambda: typeset(LAYOUTS[0]).pdf[:9000], "pdf.broken", "file"),
    "pdf in name only": (lambda: b"%PDF-1.7\n" + bytes(range(128)) * 30, "pdf.broken", "file"),
    "scanned pdf": (lambda: pdf(lambda canvas: canvas.rect(50, 50, 400, 600)), "pdf.no_text", "file"),
    "protected pdf": (
        lambda: pdf(lambda canvas: canvas.drawString(9, 9, "plan"), StandardEncryption("open", canPrint=0)),
        "pdf.encrypted",
        "file",
    ),
    "pdf protected against copying": (
        lambda: pdf(
            lambda canvas: canvas.drawString(9, 9, "plan"), StandardEncryption("", "owner", canCopy=0)
        ),
        "pdf.encrypted",
        "file",
    ),
    "long pdf": (lambda: pdf(lambda canvas: canvas.drawString(9, 9, "p"), pages=501), "pdf.pages", "file"),
    "pdf bomb": (
        lambda: packed_pdf(zlib.compress(bytes(120 * MEGABYTE)), b"/FlateDecode"),
        "zip.bomb",
        "file",
    ),
    "pdf bomb packed twice": (
        lambda: packed_pdf(zlib.compress(zlib.compress(bytes(120 * MEGABYTE))), b"/FlateDecode /FlateDecode"),
        "zip.bomb",
        "file",
    ),
    "html that is not a plan": (
        lambda: b"<html><body><h1>News</h1><table><tr><td>1</td><td>2</td></tr></table></body></html>",
        "plan.not_found",
        "file",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_refused(name: str, tmp_path: Path) -> None:
    make, rule, place = CASES[name]
    path = tmp_path / "plan"
    path.write_bytes(make())
    assert_refused(path, rule, place)


def test_prose_is_not_a_plan(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(_PROSE, "utf-8")
    assert_refused(tmp_path / "plan.txt", "plan.not_found")


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    with path.open("wb") as file:
        file.truncate(50 * MEGABYTE)
    tracemalloc.start()
    with pytest.raises(PlanUnreadable, match=r"file\.too_large"):
        load(path)
    assert tracemalloc.get_traced_memory()[1] < MEGABYTE
    tracemalloc.stop()
    assert_refused(path, "file.too_large", "file")


def test_data_over_the_limit_is_refused_whatever_it_holds() -> None:
    with pytest.raises(PlanUnreadable, match=r"file\.too_large"):
        open_source(b"x" * 11, limits=Limits(file_bytes=10))


def test_a_format_that_disagrees_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.docx").write_bytes(small_docx())
    assert_refused(tmp_path / "plan.docx", "format.disagrees", "file", ("--format", "xlsx"))


def test_a_name_that_disagrees_is_told_and_read() -> None:
    source = open_source(to_html(small_plan()), name="plan.xlsx")
    assert source.format == "html"
    assert source.notes == ("format.name_disagrees",)
    assert open_source(to_html(small_plan()), name="plan.html").notes == ()


def test_utf8_with_a_byte_order_mark_is_read() -> None:
    assert open_source(b"\xef\xbb\xbf" + "План".encode()).text == "План"
