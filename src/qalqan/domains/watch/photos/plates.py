"""Where number plates are, by the two cascades that OpenCV ships for Russian plates: Kazakhstan's long
plate has their shape. They find a plate that faces the camera, level or nearly; docs/algorithms/photos.md
says how many they miss. Whoever moderates a picture covers the rest by hand before anybody sees it.
"""

import threading
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from .faces import Box, DetectorMissing, Pixels, together

FILES = ("haarcascade_russian_plate_number.xml", "haarcascade_license_plate_rus_16stages.xml")
LOOKING = threading.Lock()
MARGIN = 0.25
SMALLEST = (30, 10)
STEP, AGREE = 1.2, 2  # from one size looked for to the next; how many looks must agree
TURNS = (-12.0, 12.0)  # degrees, since no phone is held level; looked at in half the size


@cache
def cascade(name: str) -> cv2.CascadeClassifier:
    path = Path(cv2.__file__).parent / "data" / name
    found = cv2.CascadeClassifier(str(path)) if path.is_file() else None
    if found is None or found.empty():
        raise DetectorMissing
    return found


def plates(picture: Pixels) -> list[Box]:
    """Every plate found in an RGB picture, with its margin. DetectorMissing when nobody can look."""
    height, width = picture.shape[:2]
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    half = cv2.resize(grey, (max(width // 2, 1), max(height // 2, 1)), interpolation=cv2.INTER_AREA)
    with LOOKING:
        found = seen(np.asarray(grey, np.uint8))
        for turn in TURNS:
            found += turned(np.asarray(half, np.uint8), turn)
    return together([box.wider(MARGIN, width, height) for box in found])


def seen(grey: Pixels) -> list[Box]:
    even = cv2.equalizeHist(grey)
    return [
        Box(int(x), int(y), int(x + w), int(y + h))
        for name in FILES
        for x, y, w, h in cascade(name).detectMultiScale(
            even, scaleFactor=STEP, minNeighbors=AGREE, minSize=SMALLEST
        )
    ]


def turned(half: Pixels, degrees: float) -> list[Box]:
    """What is seen in the half-sized picture turned by so much, as upright boxes of the whole one."""
    height, width = half.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    back = cv2.invertAffineTransform(turn)
    around = cv2.warpAffine(half, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
    boxes = []
    for box in seen(np.asarray(around, np.uint8)):
        corners = [(x, y, 1.0) for x in (box.left, box.right) for y in (box.top, box.bottom)]
        points = 2 * (np.array(corners) @ back.T)
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        boxes.append(Box(round(float(left)), round(float(top)), round(float(right)), round(float(bottom))))
    return boxes
