"""Where number plates are, by the two cascades that OpenCV ships for Russian plates: Kazakhstan's long
plate has their shape. They find a plate that stands upright and faces the camera; docs/algorithms/photos.md
says how many they miss. Whoever moderates a picture covers the rest by hand before anybody sees it.
"""

import threading
from functools import cache
from pathlib import Path

import cv2

from .faces import Box, DetectorMissing, Pixels, together

FILES = ("haarcascade_russian_plate_number.xml", "haarcascade_license_plate_rus_16stages.xml")
LOOKING = threading.Lock()
MARGIN = 0.25
SMALLEST = (30, 10)


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
    grey = cv2.equalizeHist(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY))
    found = []
    with LOOKING:
        for name in FILES:
            seen = cascade(name).detectMultiScale(grey, scaleFactor=1.1, minNeighbors=3, minSize=SMALLEST)
            found += [Box(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h in seen]
    return together([box.wider(MARGIN, width, height) for box in found])
