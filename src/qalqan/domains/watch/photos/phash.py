"""A perceptual hash: 64 bits that stay nearly the same when a picture is saved anew, made smaller, a little
cut or lighter. The signs of the 64 lowest frequencies (without the mean) of a 32 x 32 grey picture, against
their median.
"""

import cv2
import numpy as np
from PIL import Image

SIDE, KEPT = 32, 8


def phash(picture: Image.Image) -> int:
    """64 bits, unsigned. 0 for a picture of one colour: it is like nothing."""
    grey = np.asarray(
        picture.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=2.0), dtype=np.float32
    )
    waves = cv2.dct(grey)[:KEPT, :KEPT].flatten()
    waves[0] = 0
    if np.abs(waves).max() < 1:
        return 0
    bits = waves > np.median(waves[1:])
    return int.from_bytes(np.packbits(bits).tobytes())


def signed(value: int) -> int:
    """The same 64 bits as a signed number, as the database keeps them."""
    return value - (1 << 64) if value >> 63 else value
