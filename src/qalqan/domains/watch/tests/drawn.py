"""Pictures for tests and benches, drawn and never photographed: no real person is in the repository. The
face is an ellipse with shade, eyes, nose and mouth, as much as the detector needs to take it for one; the
plate is Kazakhstan's long one.
"""

import io
import math

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from qalqan.domains.watch.photos.faces import Pixels

SKIN = (225, 180, 150)


def scene(width: int, height: int, seed: int = 0) -> Pixels:
    """A blurred street: ground, sky, walls, with grain."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(90, 150, (max(height // 160, 3), max(width // 160, 3), 1), dtype=np.uint8)
    tint = rng.integers(-12, 13, (*coarse.shape[:2], 3))
    coloured = (coarse + tint).clip(0, 255).astype(np.uint8)
    picture = cv2.resize(coloured, (width, height), interpolation=cv2.INTER_CUBIC).astype(np.int16)
    picture[: height // 3] += np.array((30, 45, 70), np.int16)
    grain = rng.integers(-8, 9, (256, 256, 1), dtype=np.int16)
    picture += np.tile(grain, (height // 256 + 1, width // 256 + 1, 1))[:height, :width]
    return picture.clip(0, 255).astype(np.uint8)


def face(side: int, skin: tuple[int, int, int] = SKIN, turn: float = 0.0) -> Pixels:
    """A head with shoulders on a square of this many pixels, turned by degrees."""
    half = 100
    picture = np.full((2 * half, 2 * half, 3), (170, 190, 200), np.uint8)

    def ellipse(x: float, y: float, a: float, b: float, colour: tuple[int, ...]) -> None:
        cv2.ellipse(picture, (round(x), round(y)), (round(a), round(b)), 0, 0, 360, colour, -1, cv2.LINE_AA)

    def darker(part: float) -> tuple[int, ...]:
        return tuple(int(v * part) for v in skin)

    cv2.rectangle(picture, (82, 140), (118, 180), darker(0.8), -1)
    ellipse(100, 210, 80, 45, (40, 60, 90))
    ellipse(100, 88, 48, 58, (45, 35, 30))
    ellipse(100, 100, 42, 56, skin)
    for side_of in (-1, 1):
        ellipse(100 + side_of * 43, 102, 6, 12, darker(0.9))
        ellipse(100 + side_of * 17, 92, 9, 4.5, (245, 245, 245))
        ellipse(100 + side_of * 17, 92, 4, 4.2, (50, 40, 30))
        ellipse(100 + side_of * 17, 80, 11, 2.5, (55, 45, 40))
    cv2.line(picture, (100, 92), (103, 114), darker(0.75), 2, cv2.LINE_AA)
    ellipse(100, 115, 8, 3, darker(0.7))
    ellipse(100, 132, 15, 5, (180, 80, 80))
    cv2.line(picture, (85, 132), (115, 132), (110, 50, 50), 2, cv2.LINE_AA)
    y, x = np.mgrid[0 : 2 * half, 0 : 2 * half]
    shade = 1.1 - 0.35 * ((x - half * 0.8) / half) ** 2 - 0.25 * ((y - half * 0.9) / half) ** 2
    shaded = np.clip(picture * shade[..., None], 0, 255).astype(np.uint8)
    soft = cv2.GaussianBlur(shaded, (0, 0), 1.2)
    around = cv2.getRotationMatrix2D((half, half), turn, 1)
    turned = cv2.warpAffine(soft, around, (2 * half, 2 * half), borderMode=cv2.BORDER_REPLICATE)
    return cv2.resize(turned, (side, side), interpolation=cv2.INTER_AREA).astype(np.uint8)


def plate(width: int, text: str = "123 ABC 02") -> Pixels:
    """A long plate of Kazakhstan: white, framed, the flag at the left, the region at the right."""
    picture = Image.new("RGB", (520, 112), (235, 235, 235))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((3, 3, 516, 108), outline=(20, 20, 20), width=4)
    draw.rectangle((14, 22, 56, 50), fill=(0, 160, 190))
    font = ImageFont.load_default(size=84)
    *main, region = text.split()
    draw.text((70, 8), " ".join(main), fill=(15, 15, 15), font=font, features=None)
    draw.line((420, 6, 420, 106), fill=(20, 20, 20), width=3)
    draw.text((428, 18), region, fill=(15, 15, 15), font=ImageFont.load_default(size=70))
    sized = picture.resize((width, max(round(width * 112 / 520), 3)), Image.Resampling.LANCZOS)
    return np.asarray(sized)


def laid(picture: Pixels, piece: Pixels, left: int, top: int) -> Pixels:
    """The picture with a piece laid on it, in place."""
    picture[top : top + piece.shape[0], left : left + piece.shape[1]] = piece
    return picture


def car(picture: Pixels, left: int, top: int, width: int) -> Pixels:
    """The back of a car with its plate, in place; the plate takes 0.4 of the width."""
    height = round(width * 0.7)
    cv2.rectangle(picture, (left, top), (left + width, top + height), (60, 20, 25), -1)
    cv2.rectangle(
        picture,
        (left + width // 8, top + height // 10),
        (left + width * 7 // 8, top + height // 2),
        (30, 35, 40),
        -1,
    )
    return laid(picture, plate(round(width * 0.4)), left + round(width * 0.3), top + round(height * 0.66))


def photograph(width: int = 4000, height: int = 3000, seed: int = 0) -> Pixels:
    """What a citizen sends: a street, a car with its plate, somebody standing by."""
    picture = scene(width, height, seed)
    unit = min(width, height)
    laid(picture, face(unit // 5), unit // 10 + seed * 37 % (unit // 4), unit // 8)
    return car(picture, width - unit // 2 - unit // 20, height - unit // 2, unit // 2)


def jpeg(picture: Pixels, quality: int = 90, **options: object) -> bytes:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=quality, **options)
    return out.getvalue()


def manhole(width: int, height: int, seed: int = 0) -> Pixels:
    """An open manhole on a street."""
    picture = scene(width, height, seed)
    centre, radius = (width // 2 + seed * 13 % 60, round(height * 0.6)), round(min(width, height) * 0.2)
    cv2.ellipse(picture, centre, (radius, round(radius * 0.6)), 0, 0, 360, (25, 22, 20), -1, cv2.LINE_AA)
    cv2.ellipse(
        picture, centre, (radius, round(radius * 0.6)), 0, 0, 360, (120, 118, 110), radius // 12, cv2.LINE_AA
    )
    for spoke in range(6):
        angle = spoke * math.pi / 3
        end = (
            centre[0] + round(radius * 1.3 * math.cos(angle)),
            centre[1] + round(radius * 0.8 * math.sin(angle)),
        )
        cv2.line(picture, centre, end, (90, 85, 80), max(radius // 40, 1), cv2.LINE_AA)
    return picture
