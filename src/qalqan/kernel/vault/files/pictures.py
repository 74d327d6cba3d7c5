"""Pictures are decoded under guard and drawn anew: what is stored was written by us, pixel by pixel. Place,
camera, thumbnails, comments, colour profiles and whatever was appended stay outside."""

import io
import threading
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from qalqan.kernel.vault.files.refusals import FileRefused

MEGAPIXELS = 50  # the header says how many before anything is decoded
LONGEST = 4000  # pixels of the longer side after drawing: a page at 300 dpi
FORMATS = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/png"}
DECODING = threading.BoundedSemaphore(2)  # 50 megapixels are 200 MB: two at a time in a process


def drawn(content: bytes) -> tuple[str, bytes]:
    """A picture drawn anew: its media type and bytes. FileRefused when it cannot or should not be decoded."""
    with DECODING, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's own bomb warning comes later than our limit
        try:
            return _drawn(content)
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, OverflowError) as error:
            raise FileRefused("damaged") from error
        except Image.DecompressionBombError as error:
            raise FileRefused("pixels", size="?", most=MEGAPIXELS) from error


def _drawn(content: bytes) -> tuple[str, bytes]:
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
        size = picture.width * picture.height
        if size > MEGAPIXELS * 1_000_000:
            raise FileRefused("pixels", size=round(size / 1e6), most=MEGAPIXELS)
        if getattr(picture, "is_animated", False) and picture.format != "MPO":  # MPO: a photo and its preview
            raise FileRefused("animated")
        picture.draft("RGB", (LONGEST, LONGEST))  # JPEG decodes at a fraction of the size where that suffices
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        media = FORMATS[picture.format or ""]
    clear = "A" in upright.getbands() or "transparency" in upright.info
    if media == "image/png" and not clear and picture.format == "WEBP":
        media = "image/jpeg"
    fresh = upright.convert("RGBA" if media == "image/png" and clear else "RGB")
    fresh.thumbnail((LONGEST, LONGEST))
    fresh.info = {}  # Pillow writes some of what it read there
    out = io.BytesIO()
    if media == "image/png":
        fresh.save(out, "PNG")
    else:
        fresh.save(out, "JPEG", quality=88)
    return media, out.getvalue()
