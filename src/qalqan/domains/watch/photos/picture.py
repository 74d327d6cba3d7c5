"""From checked bytes to pixels and back. The size is bounded before anything is decoded; two pictures at a
time are decoded in a process, others wait a moment and are then asked to come again.

Colours are taken as sRGB and profiles are not read: a profile is a program of its own, and a phone's wide
colours shown a little paler cost no report its meaning.
"""

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pillow_heif
from PIL import Image

from .containers import Held
from .refusals import PhotoRefused

pillow_heif.options.DECODE_THREADS = 1
JPEG_MEGAPIXELS = 64  # of one scan: decoded at a fraction of the size where that suffices
MEGAPIXELS = 26  # of what is decoded whole, progressive JPEGs among it: 80 to 260 MB
SHORTEST = 64  # pixels: below that nothing can be seen
SEALED = 2000  # pixels of the longer side of the original
SHOWN = 1280  # of the public copy's: what the detector sees at once, and enough for a screen
QUALITY = 85
DECODING = threading.BoundedSemaphore(2)
PATIENCE = 20.0  # seconds
DAMAGE = (OSError, ValueError, SyntaxError, EOFError, OverflowError, RuntimeError, MemoryError, TypeError)
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@contextmanager
def turn_to_decode() -> Iterator[None]:
    """One of the two places. PhotoRefused("busy") when none came free."""
    if not DECODING.acquire(timeout=PATIENCE):
        raise PhotoRefused("busy")
    try:
        yield
    finally:
        DECODING.release()


def decoded(held: Held) -> Image.Image:
    """The picture upright, in RGB, at most SEALED pixels long. PhotoRefused: pixels, small, damaged."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's own warning of bombs comes later than our limit
        try:
            picture = heif(held.content) if held.form == "HEIF" else plain(held)
            picture = coloured(picture)
            picture.thumbnail((SEALED, SEALED), Image.Resampling.LANCZOS, reducing_gap=2.0)
        except PhotoRefused:
            raise
        except (*DAMAGE, Image.DecompressionBombError) as error:
            raise PhotoRefused("damaged") from error
    turned = picture.transpose(TURNS[held.turn]) if held.turn in TURNS else picture
    bounded(turned.width, turned.height, MEGAPIXELS)
    return turned


def plain(held: Held) -> Image.Image:
    """A JPEG, PNG or WebP as it lies in the file."""
    bounded(held.width, held.height, JPEG_MEGAPIXELS if held.is_row_by_row else MEGAPIXELS)
    picture = Image.open(io.BytesIO(held.content), formats=(held.form,))
    if picture.size != (held.width, held.height):
        raise PhotoRefused("damaged")
    picture.draft("RGB", inside(picture.size, SEALED))  # of both sides: a square asks for too much
    picture.load()
    return picture


def heif(content: bytes) -> Image.Image:
    """The main picture of a HEIC; libheif has turned it already."""
    file = pillow_heif.open_heif(io.BytesIO(content), convert_hdr_to_8bit=True)
    main = file[file.primary_index]
    bounded(*main.size, MEGAPIXELS)
    picture: Image.Image = main.to_pillow()
    return picture


def inside(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """A size of the same shape whose longer side is at most so long."""
    part = min(1.0, longest / max(size))
    return max(1, round(size[0] * part)), max(1, round(size[1] * part))


def bounded(width: int, height: int, most: int) -> None:
    if width * height > most * 1_000_000:
        raise PhotoRefused("pixels", size=round(width * height / 1e6), most=most)
    if min(width, height) < SHORTEST:
        raise PhotoRefused("small", width=width, height=height, least=SHORTEST)


def coloured(picture: Image.Image) -> Image.Image:
    """RGB of any mode: 16 bits cut to 8, what is clear laid on white."""
    if picture.mode.startswith("I") or picture.mode == "F":
        values = np.asarray(picture, dtype=np.float64)
        picture = Image.fromarray((values / (257 if values.max() > 255 else 1)).clip(0, 255).astype(np.uint8))
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGB", picture.size, (255, 255, 255))
        white.paste(picture, mask=picture.getchannel("A"))
        return white
    return picture.convert("RGB")


def jpeg(picture: Image.Image) -> bytes:
    """The picture as a JPEG that holds pixels and nothing else."""
    out = io.BytesIO()
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())  # Pillow writes some of what it read
    bare.save(out, "JPEG", quality=QUALITY, optimize=False)
    return out.getvalue()


def small(content: bytes, longest: int) -> bytes:
    """A thumbnail of a picture of ours: made of the public copy, never of the original."""
    with Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
        picture.draft("RGB", (longest, longest))
        fresh = picture.convert("RGB")
    fresh.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return jpeg(fresh)
