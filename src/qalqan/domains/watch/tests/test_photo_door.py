"""The door: what is no still photo is refused by its rule, what is one comes in without anything but
pixels.
"""

import io
import struct
import zlib
from datetime import UTC, datetime

import numpy as np
import pillow_heif
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from qalqan.domains.watch import photos
from qalqan.domains.watch.photos import PhotoRefused, containers, picture, words
from qalqan.domains.watch.photos.refusals import RULES

from . import drawn

STREET = drawn.scene(320, 240, 3)
JPEG = drawn.jpeg(STREET)


def saved(form: str, image: Image.Image | None = None, **options: object) -> bytes:
    out = io.BytesIO()
    (image or Image.fromarray(STREET)).save(out, form, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    found = Image.open(io.BytesIO(content))
    found.load()
    return found


def header(width: int, height: int, form: str) -> bytes:
    """A picture that claims a size and has no pixels to it."""
    if form == "PNG":
        head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
        data = b"IDAT" + zlib.compress(b"\0" * 1000)
        end = b"\0\0\0\0IEND\xaeB`\x82"
        return containers.PNG + chunk + struct.pack(">I", len(data) - 4) + data + bytes(4) + end
    at = JPEG.index(b"\xff\xc0")
    return JPEG[: at + 5] + struct.pack(">HH", height, width) + JPEG[at + 9 :]


def with_exif(turn: int, taken: str = "2026:09:01 07:40:00", zone: str = "") -> bytes:
    exif = Image.Exif()
    exif[0x0112] = turn
    exif[0x010F] = "Spy phone"
    inner = exif.get_ifd(0x8769)
    inner[0x9003] = taken
    if zone:
        inner[0x9011] = zone
    exif.get_ifd(0x8825)[2] = (43.0, 17.0, 55.0)
    return saved("JPEG", exif=exif, quality=92)


GIF = saved("GIF", Image.new("P", (100, 100)))
MOVING = [Image.new("RGB", (100, 100), (n * 90, 0, 0)) for n in range(3)]
REFUSED = {
    "nothing": (b"", "empty"),
    "too many bytes": (JPEG + bytes(15_000_001), "size"),
    "text": (b"<svg onload=alert(1)>" * 20, "type"),
    "a program": (b"MZ" + bytes(300), "type"),
    "a PDF": (b"%PDF-1.7\n" + bytes(300), "type"),
    "AVIF": (b"\0\0\0\x1cftypavif" + bytes(300), "type"),
    "MP4": (b"\0\0\0\x18ftypmp42" + bytes(300), "video"),
    "MOV": (b"\0\0\0\x14ftypqt  " + bytes(300), "video"),
    "WebM": (b"\x1aE\xdf\xa3" + bytes(300), "video"),
    "AVI": (b"RIFF\0\0\0\0AVI LIST" + bytes(300), "video"),
    "a burst of HEIC": (b"\0\0\0\x18ftyphevc" + bytes(300), "animated"),
    "GIF": (GIF, "animated"),
    "moving PNG": (saved("PNG", MOVING[0], save_all=True, append_images=MOVING[1:]), "animated"),
    "moving WebP": (saved("WEBP", MOVING[0], save_all=True, append_images=MOVING[1:]), "animated"),
    "200 megapixels": (header(20_000, 10_000, "JPEG"), "pixels"),
    "30 megapixels in several scans": (
        saved("JPEG", Image.new("RGB", (6000, 5000)), progressive=True),
        "pixels",
    ),
    "30 megapixels, one scan a colour": (
        header(6000, 5000, "JPEG").replace(b"\xff\xda\x00\x0c\x03", b"\xff\xda\x00\x0c\x01", 1),
        "pixels",
    ),
    "a PNG bomb": (header(20_000, 20_000, "PNG"), "pixels"),
    "a WebP that claims 16,383 x 16,383": (
        b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xfe\x3f\0" * 2 + bytes(40),
        "pixels",
    ),
    "one pixel": (saved("JPEG", Image.new("RGB", (1, 1))), "small"),
    "a thread": (saved("JPEG", Image.new("RGB", (3000, 2))), "small"),
    "half a JPEG": (JPEG[: len(JPEG) // 2], "damaged"),
    "a JPEG without its end": (JPEG[:-2], "damaged"),
    "half a PNG": (saved("PNG")[:9000], "damaged"),
    "half a HEIC": (b"\0\0\0\x1cftypheic\0\0\0\0mif1heic" + bytes(500), "damaged"),
    "two sizes in one JPEG": (JPEG[:2] + JPEG[JPEG.index(b"\xff\xc0") :][:19] + JPEG[2:], "damaged"),
    "a scan bomb": (
        header(8000, 8000, "JPEG")[:-2] + (b"\xff\xda\0\x08\x01\x01\0\0\x3f\0" * 400) + b"\xff\xd9",
        "scans",
    ),
    "only a head": (b"\xff\xd8\xff\xe0", "damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_photo_is_refused_by_its_rule(name: str) -> None:
    content, rule = REFUSED[name]
    with pytest.raises(PhotoRefused) as refused:
        photos.admit(content, "photo.jpg")
    assert refused.value.rule == rule
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            assert "%(" not in words.said(refused.value)


def test_every_rule_has_words_and_every_word_a_rule() -> None:
    assert set(words.WORDS) == set(RULES)


def test_what_comes_in_is_pixels_and_nothing_else() -> None:
    tail = b"PK\x03\x04 <script>alert(1)</script>" + bytes(5000)
    sent = with_exif(1)
    sent = sent[:2] + b"\xff\xfe\x00\x12" + b"my home address!" + sent[2:] + tail
    for name in (b"Spy phone", b"my home address!", b"<script>"):
        assert name in sent
    original = photos.admit(sent).original
    for name in (b"Spy phone", b"my home address!", b"<script>", b"PK\x03\x04", b"Exif", b"ICC_PROFILE"):
        assert name not in original
    assert not {"exif", "icc_profile", "comment", "xmp"} & set(opened(original).info)


@pytest.mark.parametrize("turn", range(1, 9))
def test_it_stands_upright(turn: int) -> None:
    corner = np.zeros((200, 300, 3), np.uint8)
    corner[:60, :90] = (250, 30, 30)  # the upper left of the scene
    lying = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # what a camera held so would have stored
    image = Image.fromarray(corner)
    if turn > 1:
        image = image.transpose(Image.Transpose(lying[turn]))
    exif = Image.Exif()
    exif[0x0112] = turn
    shown = opened(photos.admit(saved("JPEG", image, exif=exif)).original)
    assert shown.size == (300, 200)
    assert np.asarray(shown)[20, 20, 0] > 200
    assert np.asarray(shown)[180, 280, 0] < 60


@pytest.mark.parametrize(
    ("taken", "zone", "moment"),
    [
        ("2026:09:01 07:40:00", "", datetime(2026, 9, 1, 2, 40, tzinfo=UTC)),
        ("2026:09:01 07:40:00", "+06:00", datetime(2026, 9, 1, 1, 40, tzinfo=UTC)),
        ("0000:00:00 00:00:00", "", None),
        ("yesterday, I think ", "", None),
    ],
)
def test_when_it_was_taken_is_told_or_not(taken: str, zone: str, moment: datetime | None) -> None:
    assert photos.admit(with_exif(1, taken, zone)).taken_at == moment


def test_a_bomb_in_the_metadata_costs_nothing() -> None:
    segment = b"\xff\xe1\xff\xffExif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x01" * (65_533 - 16)
    sent = JPEG[:2] + segment * 200 + JPEG[2:]
    assert len(sent) > 13_000_000
    assert len(photos.admit(sent).original) < 200_000


@pytest.mark.parametrize(
    "form", ["CMYK", "grey", "16 bits", "palette", "clear", "bits", "WebP", "HEIC", "progressive"]
)
def test_odd_forms_look_the_same(form: str) -> None:
    image = Image.fromarray(drawn.scene(320, 240, 5)).convert("L").convert("RGB")
    grey = np.asarray(image.convert("L"))
    heif = pillow_heif.from_pillow(image)
    out = io.BytesIO()
    heif.save(out, quality=90)
    sent = {
        "CMYK": lambda: saved("JPEG", image.convert("CMYK")),
        "grey": lambda: saved("JPEG", image.convert("L")),
        "16 bits": lambda: saved("PNG", Image.fromarray(grey.astype(np.uint16) * 257)),
        "palette": lambda: saved("PNG", image.quantize(64)),
        "clear": lambda: saved("PNG", image.convert("RGBA")),
        "bits": lambda: saved("PNG", image.convert("1")),
        "WebP": lambda: saved("WEBP", image, quality=90),
        "HEIC": out.getvalue,
        "progressive": lambda: saved("JPEG", image, progressive=True),
    }[form]()
    shown = opened(photos.admit(sent).original)
    assert (shown.mode, shown.size) == ("RGB", (320, 240))
    came = np.asarray(shown.convert("L"), np.float64)
    if form == "bits":  # dithered: the same grey from afar
        assert abs(came.mean() - grey.mean()) < 8
    else:
        assert np.abs(came - grey).mean() < 8


def test_what_is_clear_lies_on_white() -> None:
    clear = Image.new("RGBA", (100, 100), (255, 0, 0, 0))
    assert np.asarray(opened(photos.admit(saved("PNG", clear)).original)).min() > 250


def test_large_is_made_smaller() -> None:
    wide = Image.fromarray(drawn.scene(4000, 1000, 1))
    photo = photos.admit(saved("JPEG", wide, quality=60))
    assert opened(photo.original).size == (2000, 500)
    assert (photo.width, photo.height) == (1280, 320)


def test_a_crowd_of_pictures_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "PATIENCE", 0.01)
    with picture.turn_to_decode(), picture.turn_to_decode(), pytest.raises(PhotoRefused) as refused:
        photos.admit(JPEG)
    assert refused.value.rule == "busy"
    assert photos.admit(JPEG).width == 320


SEEDS = [JPEG, saved("PNG"), saved("WEBP", quality=50), with_exif(6), saved("JPEG", progressive=True)]


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(range(len(SEEDS))),
    st.lists(st.tuples(st.integers(0, 40_000), st.binary(min_size=1, max_size=6)), max_size=6),
    st.integers(0, 40_000) | st.none(),
)
def test_whatever_is_sent_is_a_photo_or_refused(
    number: int, blows: list[tuple[int, bytes]], cut: int | None
) -> None:
    seed = SEEDS[number]
    broken = bytearray(seed)
    for at, piece in blows:
        broken[at % len(seed) : at % len(seed) + len(piece)] = piece
    try:
        photo = photos.admit(bytes(broken if cut is None else broken[:cut]))
    except PhotoRefused as found:
        refused = found
    else:
        assert opened(photo.original).mode == "RGB"
        return
    assert refused.rule in RULES
    assert words.said(refused)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"II*\0", b"MM\0*", b""]))
def test_no_exif_breaks_the_reader(body: bytes, order: bytes) -> None:
    turn, taken = containers.from_exif(order + body)
    assert 1 <= turn <= 8
    assert taken is None or taken.tzinfo is not None
