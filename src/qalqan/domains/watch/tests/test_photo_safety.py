"""Faces and plates leave the public copy for good, and nobody having looked never passes for nobody being
there. The people are drawn."""

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from qalqan.domains.watch import photos
from qalqan.domains.watch.photos import containers, destroy, faces, picture
from qalqan.domains.watch.photos.faces import Box, Pixels
from qalqan.domains.watch.photos.phash import phash, signed
from qalqan.domains.watch.photos.plates import plates

from . import drawn


def pixels(content: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def covers(boxes: list[Box], x: int, y: int) -> bool:
    return any(box.left <= x < box.right and box.top <= y < box.bottom for box in boxes)


@pytest.fixture(scope="module")
def photo() -> photos.SafePhoto:
    """A street with somebody standing and a car, as a phone sends it."""
    return photos.safe(drawn.jpeg(drawn.photograph(2000, 1500, 2)))


def fine(region: Pixels) -> np.ndarray:
    """What a region has of lines, as one row of numbers."""
    grey = cv2.cvtColor(region, cv2.COLOR_RGB2GRAY).astype(np.float64)
    return (grey - cv2.GaussianBlur(grey, (0, 0), 3)).ravel()


def test_it_works(photo: photos.SafePhoto) -> None:
    assert photo.public is not None
    assert (photo.faces, photo.plates) == (1, 1)
    assert (photo.width, photo.height) == (1280, 960)
    before = pixels(photos.admit(photo.original).original)
    after = pixels(photo.public)
    original = np.asarray(cv2.resize(before, (1280, 960), interpolation=cv2.INTER_AREA), np.uint8)
    head = (slice(190, 260), slice(180, 250))  # where the face and the plate were drawn
    plate = (slice(703, 738), slice(910, 1080))
    for where in (head, plate):
        assert np.abs(original[where].astype(int) - after[where]).mean() > 12
        assert abs(np.corrcoef(fine(original[where]), fine(after[where]))[0, 1]) < 0.3
    rest = (slice(500, 900), slice(20, 500))
    assert np.abs(original[rest].astype(int) - after[rest]).mean() < 4


def test_nobody_is_found_in_what_was_made_public(photo: photos.SafePhoto) -> None:
    assert photo.public is not None
    shown = pixels(photo.public)
    assert not covers(faces.faces(shown), 210, 220)
    assert not covers(plates(shown), 1000, 720)


def test_no_more_of_a_large_jpeg_is_decoded_than_is_kept() -> None:
    for shape in ((4000, 3000), (3000, 4000)):
        file = drawn.jpeg(np.zeros((shape[1], shape[0], 3), np.uint8))
        assert picture.plain(containers.held(file)).size == (shape[0] // 2, shape[1] // 2)


def test_a_sideways_face_is_found_too() -> None:
    street = drawn.laid(drawn.scene(900, 700, 4), drawn.face(300), 100, 150)
    assert covers(faces.faces(np.rot90(street).copy()), 300, 900 - 250)


def test_the_network_does_not_remember_sizes() -> None:
    """OpenCV's own fault: one network given several sizes sees faces everywhere."""
    empty = drawn.scene(640, 480, 8)
    frames = {faces.WIDE, faces.TALL, *faces.SMALL}
    assert {faces.net(size).size for size in frames} == frames
    taken = set()
    for shape in ((640, 480), (480, 640), (300, 300), (2000, 900), (1000, 751)):
        street = drawn.scene(*shape, 8)
        taken.add(faces.small(street))
        assert faces.net(faces.small(street)).boxes(street) == []
    assert taken == set(faces.SMALL)
    assert faces.faces(empty) == []


def test_without_a_detector_there_is_no_public_copy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, photo: photos.SafePhoto
) -> None:
    admitted = photos.admit(photo.original)
    for content in (b"another model", None):
        faces.model.cache_clear()
        faces.net.cache_clear()
        path = tmp_path / "model.onnx"
        if content:
            path.write_bytes(content)
        else:
            path.unlink()

        class Package:
            def locate_file(self, _name: str, path: Path = path) -> Path:
                return path

        monkeypatch.setattr("importlib.metadata.distribution", lambda _name: Package())
        assert photos.finish(admitted).public is None
    monkeypatch.undo()
    faces.model.cache_clear()


def with_means(means: list[tuple[int, int, int]], noise: Pixels) -> Pixels:
    """A face of 60 x 90 whose six blocks have these means, otherwise as the noise has it."""
    made = np.zeros((90, 60, 3), np.uint8)
    for index, mean in enumerate(means):
        top, left = index // 2 * 30, index % 2 * 30
        block = noise[top : top + 30, left : left + 30].astype(int)
        block -= block[::-1, ::-1]  # its mean is nothing
        made[top : top + 30, left : left + 30] = (np.array(mean) + block // 2).clip(0, 255)
    return made


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_two_faces_with_the_same_coarse_means_become_the_same_bytes(one: int, other: int) -> None:
    means = [(48 + 32 * (n % 5), 80, 112) for n in range(6)]
    boxes = [Box(0, 0, 60, 90)]
    made = [
        with_means(means, np.random.default_rng(seed).integers(100, 130, (90, 60, 3), dtype=np.uint8))
        for seed in (one, other)
    ]
    gone = [destroy.destroyed(face, boxes).tobytes() for face in made]
    assert gone[0] == gone[1]
    assert len({gone[0][at : at + 3] for at in range(0, len(gone[0]), 3)}) <= 6


def test_a_person_covers_what_the_detectors_missed(photo: photos.SafePhoto) -> None:
    assert photo.public is not None
    covered = pixels(photos.cover(photo.public, [0, 13], (12, 9)))
    assert np.ptp(covered[8:98, 8:98].reshape(-1, 3), axis=0).max() < 12
    assert np.abs(covered[400:700, 300:600].astype(int) - pixels(photo.public)[400:700, 300:600]).mean() < 3


def test_a_thumbnail_is_small(photo: photos.SafePhoto) -> None:
    assert photo.public is not None
    small = photos.thumbnail(photo.public)
    assert len(small) < 40_000
    assert pixels(small).shape == (270, 360, 3)


def differing(one: Image.Image, other: Image.Image) -> int:
    return (phash(one) ^ phash(other)).bit_count()


@pytest.mark.parametrize("seed", range(4))
def test_a_picture_is_known_again(seed: int) -> None:
    image = Image.fromarray(drawn.manhole(640, 480, seed))
    brighter = Image.fromarray((np.asarray(image, np.float64) * 1.15 + 6).clip(0, 255).astype(np.uint8))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=30)
    assert differing(image, Image.open(out)) <= 6
    assert differing(image, image.resize((211, 158))) <= 6
    assert differing(image, brighter) <= 8
    assert differing(image, image.crop((12, 9, 628, 471))) <= 14
    others = [Image.fromarray(drawn.scene(640, 480, 50 + n)) for n in range(6)]
    assert min(differing(image, other) for other in others) > 12


def test_one_colour_is_like_nothing_and_the_sign_keeps_the_bits() -> None:
    assert phash(Image.new("RGB", (100, 100), (90, 90, 90))) == 0
    for value in (0, 1, 2**63 - 1, 2**63, 2**64 - 1):
        assert signed(value) & 0xFFFF_FFFF_FFFF_FFFF == value
        assert -(2**63) <= signed(value) < 2**63
