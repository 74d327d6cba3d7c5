"""The upload door against files that attackers and unlucky people send: what is refused, with which words,
and what of a good file stays outside."""

import io
from collections.abc import Callable

import pytest
from django.utils.translation import override
from PIL import Image

from qalqan.kernel.vault.files.content import checked, tidy
from qalqan.kernel.vault.files.kinds import DOCX, OFFICE, PDF, XLSX, FileKind
from qalqan.kernel.vault.files.refusals import REFUSALS, FileRefused
from qalqan.kernel.vault.tests import hostile

ANY = FileKind("test.any", act="vault.read_file", purpose="audit", media=OFFICE)


@pytest.mark.parametrize(
    ("build", "code"), [h[1:] for h in hostile.HOSTILE], ids=[h[0] for h in hostile.HOSTILE]
)
def test_a_hostile_file_is_refused_for_its_reason(build: Callable[[], bytes], code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        checked("photo.jpg", build(), ANY)
    assert refused.value.code == code
    for language in ("kk", "ru", "en"):
        with override(language):
            assert "%(" not in str(refused.value)


def test_there_are_many() -> None:
    assert len(hostile.HOSTILE) >= 60


@pytest.mark.parametrize("build", [hostile.with_gps, hostile.png_with_text])
def test_place_camera_comments_and_profile_stay_outside(build: Callable[[], bytes]) -> None:
    content = build()
    assert hostile.MARK in content
    found = checked("IMG.JPG", content, ANY)
    assert hostile.MARK not in found.content
    assert b"Exif" not in found.content
    with Image.open(io.BytesIO(found.content)) as picture:
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_picture_is_turned_upright_before_its_note_of_that_is_dropped() -> None:
    with Image.open(io.BytesIO(checked("a", hostile.with_gps(), ANY).content)) as picture:
        assert picture.size == (48, 64)


@pytest.mark.parametrize(
    "tail",
    [hostile.plain_zip(), b"<script>alert(1)</script>", b"<?php system($_GET[0]); ?>", hostile.PDF],
    ids=["zip", "script", "php", "pdf"],  # a zip holds the second of its making: no name for a test
)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_is_appended_to_a_picture_stays_outside(form: str, tail: bytes) -> None:
    found = checked("a.jpg", hostile.noisy(form) + tail, ANY)
    assert tail[:20] not in found.content
    assert b"PK\x05\x06" not in found.content[-70000:]


@pytest.mark.parametrize(
    ("build", "media", "name"),
    [
        (hostile.noisy, "image/jpeg", "a.jpg"),
        (lambda: hostile.noisy("PNG"), "image/png", "a.png"),
        (lambda: hostile.noisy("WEBP"), "image/jpeg", "a.jpg"),
        (lambda: hostile.picture("WEBP", mode="RGBA"), "image/png", "a.png"),
        (lambda: hostile.picture("PNG", mode="RGBA"), "image/png", "a.png"),
        (lambda: hostile.picture("PNG", mode="P"), "image/png", "a.png"),
        (lambda: hostile.picture("JPEG", mode="CMYK"), "image/jpeg", "a.jpg"),
        (lambda: hostile.picture("JPEG", mode="L"), "image/jpeg", "a.jpg"),
        (lambda: hostile.picture("JPEG", (7000, 5000)), "image/jpeg", "a.jpg"),
        (lambda: hostile.PDF, PDF, "a.pdf"),
        (hostile.office, DOCX, "a.docx"),
        (lambda: hostile.office("xl/workbook.xml"), XLSX, "a.xlsx"),
        (hostile.link_to_click, DOCX, "a.docx"),
    ],
)
def test_good_files_come_in_under_the_type_of_their_content(
    build: Callable[[], bytes], media: str, name: str
) -> None:
    found = checked("a.exe", build(), ANY)
    assert (found.media, found.name) == (media, name)
    if media.startswith("image/"):
        with Image.open(io.BytesIO(found.content)) as picture:
            assert max(picture.size) <= 4000


def test_clear_pixels_stay_clear() -> None:
    with Image.open(io.BytesIO(checked("a", hostile.picture("PNG", mode="RGBA"), ANY).content)) as picture:
        assert picture.getpixel((0, 0)) == (200, 30, 30, 90)


def test_a_document_is_stored_byte_for_byte() -> None:
    assert checked("a.pdf", hostile.PDF, ANY).content == hostile.PDF


def test_a_kind_takes_only_what_it_states() -> None:
    pictures_only = FileKind("t", act="", purpose="audit", media=frozenset({"image/jpeg"}))
    with pytest.raises(FileRefused, match="application/pdf"):
        checked("a.pdf", hostile.PDF, pictures_only)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\a\\scan.PDF", "scan.pdf"),
        ("photo.pdf.exe", "photo.pdf.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "a_bSet-Cookie_ x.pdf"),
        ("Әлия анықтама.pdf", "Әлия анықтама.pdf"),
        ("", "file.pdf"),
        ("....", "file.pdf"),
        ("x" * 500 + ".pdf", "x" * 120 + ".pdf"),
        ("\0\x07", "file.pdf"),
    ],
)
def test_names_are_tidied(name: str, kept: str) -> None:
    assert tidy(name, PDF) == kept


def test_every_refusal_can_happen_or_is_met_elsewhere() -> None:
    """A message without a cause would be dead text: these codes are raised by accept, the rest in the
    table."""
    by_accept = {"virus", "unscanned", "quota_day", "quota_bytes", "quota_target", "disk"}
    assert {code for _, _, code in hostile.HOSTILE} | by_accept == set(REFUSALS)
