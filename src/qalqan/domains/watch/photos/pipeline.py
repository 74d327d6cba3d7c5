"""A citizen's picture made safe: an original to be sealed and a copy for everybody.

`admit` is the door and costs little: what it gives may be stored at once. `finish` looks for faces and
plates in the copy and destroys them. Where a detector is missing there is no public copy: nobody having
looked never passes for nobody being there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from PIL import Image

from . import containers, picture
from .destroy import destroyed, flattened
from .faces import Box, DetectorMissing, faces
from .phash import phash
from .plates import plates
from .refusals import PhotoRefused

MEGABYTE = 1_000_000
MOST = 15  # megabytes


@dataclass(frozen=True, slots=True)
class SafePhoto:
    """`original`: a JPEG of at most 2,000 pixels without metadata, with whoever is on it: only to be sealed.
    `public`: a JPEG of at most 1,280 pixels, faces and plates destroyed; None: not made yet, or a detector
    is missing. `width`, `height`: of the public copy. `faces`, `plates`: how many were destroyed. `phash`: 64
    bits, unsigned. `taken_at`: by the phone's clock, UTC; None when the picture does not say."""

    original: bytes = field(repr=False)
    public: bytes | None = field(repr=False)
    width: int
    height: int
    faces: int
    plates: int
    phash: int
    taken_at: datetime | None


def admit(content: bytes, name: str = "") -> SafePhoto:
    """The picture checked and drawn anew, its public copy still to be made. PhotoRefused with the rule."""
    if not content:
        raise PhotoRefused("empty")
    if len(content) > MOST * MEGABYTE:
        raise PhotoRefused("size", size=f"{len(content) / MEGABYTE:.1f}", most=MOST)
    held = containers.held(content)
    with picture.turn_to_decode():
        upright = picture.decoded(held)
        width, height = picture.inside(upright.size, picture.SHOWN)
        return SafePhoto(picture.jpeg(upright), None, width, height, 0, 0, phash(upright), held.taken_at)


def finish(photo: SafePhoto) -> SafePhoto:
    """The photo with its public copy; with None in its place where a detector is missing."""
    with picture.turn_to_decode():
        pixels = np.asarray(to_show(picture.decoded(containers.held(photo.original))))
        try:
            people, cars = faces(pixels), plates(pixels)
        except DetectorMissing:
            return photo
        shown = Image.fromarray(destroyed(pixels, [*people, *cars]))
        return replace(
            photo,
            public=picture.jpeg(shown),
            width=shown.width,
            height=shown.height,
            faces=len(people),
            plates=len(cars),
        )


def safe(content: bytes, name: str = "") -> SafePhoto:
    """`admit` and `finish` at once."""
    return finish(admit(content, name))


def to_show(upright: Image.Image) -> Image.Image:
    """The picture at the size of the public copy."""
    shown = upright.copy()
    shown.thumbnail((picture.SHOWN, picture.SHOWN), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return shown


def cover(public: bytes, cells: Iterable[int], grid: tuple[int, int]) -> bytes:
    """A public copy in which the cells of a grid (across, down), counted by rows, are destroyed by hand."""
    across, down = grid
    with picture.turn_to_decode():
        pixels = np.asarray(picture.decoded(containers.held(public)))
        height, width = pixels.shape[:2]
        boxes = [
            Box(
                cell % across * width // across,
                cell // across * height // down,
                (cell % across + 1) * width // across,
                (cell // across + 1) * height // down,
            )
            for cell in cells
        ]
        return picture.jpeg(Image.fromarray(flattened(pixels, boxes)))


def thumbnail(public: bytes) -> bytes:
    """A small copy for lists, 360 pixels, made of the public one."""
    with picture.turn_to_decode():
        return picture.small(public, 360)
