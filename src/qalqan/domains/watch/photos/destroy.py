"""What was found is destroyed, not blurred: a blur can be undone, a number that was thrown away cannot.

The region becomes six flat blocks, each the mean of what stood there in steps of 32. Two different faces
with the same six coarse means give the same bytes (a test holds this), so nothing else about them is left
to recover. No noise is added: it would hide nothing more and make the proof impossible.
"""

from itertools import pairwise

import numpy as np

from .faces import Box, Pixels

STEP = 32


def destroyed(picture: Pixels, boxes: list[Box]) -> Pixels:
    """A copy in which every box is six flat blocks."""
    copy = picture.copy()
    for box in boxes:
        across, down = (2, 3) if box.bottom - box.top >= box.right - box.left else (3, 2)
        rows = np.linspace(box.top, box.bottom, down + 1).round().astype(int)
        columns = np.linspace(box.left, box.right, across + 1).round().astype(int)
        for top, bottom in pairwise(rows):
            for left, right in pairwise(columns):
                block = picture[top:bottom, left:right]
                if block.size:
                    mean = block.reshape(-1, 3).mean(axis=0)
                    copy[top:bottom, left:right] = (mean // STEP * STEP + STEP // 2).astype(np.uint8)
    return copy


def flattened(picture: Pixels, boxes: list[Box]) -> Pixels:
    """A copy in which every box has one colour, its own coarse mean: for cells that a person chose."""
    copy = picture.copy()
    for box in boxes:
        block = picture[box.top : box.bottom, box.left : box.right]
        mean = block.reshape(-1, 3).mean(axis=0)
        copy[box.top : box.bottom, box.left : box.right] = (mean // STEP * STEP + STEP // 2).astype(np.uint8)
    return copy
