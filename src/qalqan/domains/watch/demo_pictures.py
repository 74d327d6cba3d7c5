"""Pictures for the demonstration: simple scenes that are drawn, so that nobody real is on them."""

import io
import random

from PIL import Image, ImageDraw

WIDE, HIGH = 1200, 900
GROUND, SKY, WALL, DARK, IRON, RED = "#b9a98c", "#bcd3de", "#d8c9ad", "#22262b", "#5d666b", "#b23a2e"


def drawn(category: str, seed: int) -> bytes:
    """A JPEG of a thing of a category. The same seed draws the same."""
    chance = random.Random(f"{category} {seed}")  # noqa: S311 - a picture, no secret
    picture = Image.new("RGB", (WIDE, HIGH), SKY)
    pen = ImageDraw.Draw(picture)
    horizon = chance.randint(330, 430)
    pen.rectangle((0, horizon, WIDE, HIGH), fill=GROUND)
    _school(pen, chance, horizon)
    x, y = chance.randint(350, 800), chance.randint(600, 720)
    DRAWERS.get(category, _mound)(pen, x, y)
    for _ in range(900):  # grain of the ground, so that pictures differ
        at = chance.randint(0, WIDE), chance.randint(horizon, HIGH)
        pen.ellipse((*at, at[0] + 4, at[1] + 3), fill=chance.choice(("#a89878", "#c9bb9f", "#9c8d70")))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()


def _school(pen: ImageDraw.ImageDraw, chance: random.Random, horizon: int) -> None:
    left, top = chance.randint(40, 500), horizon - chance.randint(150, 230)
    pen.rectangle((left, top, left + 560, horizon + 20), fill=WALL, outline=IRON, width=4)
    pen.polygon(
        ((left - 20, top), (left + 580, top), (left + 520, top - 60), (left + 40, top - 60)), fill=RED
    )
    for column in range(5):
        pen.rectangle(
            (left + 40 + column * 104, top + 40, left + 100 + column * 104, top + 110), fill="#7fa3b8"
        )


def _manhole(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    pen.ellipse((x - 150, y - 60, x + 150, y + 60), fill=IRON)
    pen.ellipse((x - 120, y - 46, x + 120, y + 46), fill=DARK)


def _toilet(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    pen.rectangle((x - 90, y - 270, x + 90, y + 30), fill="#8a6a48", outline=DARK, width=6)
    pen.rectangle((x - 50, y - 210, x + 50, y + 30), fill="#6d5236", outline=DARK, width=4)
    pen.polygon(((x - 120, y - 270), (x + 120, y - 270), (x + 80, y - 330), (x - 80, y - 330)), fill=IRON)


def _pole(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    pen.rectangle((x - 10, y - 480, x + 10, y + 20), fill=IRON)
    pen.line(((x, y - 480), (x + 110, y - 470)), fill=IRON, width=14)
    pen.ellipse((x + 90, y - 485, x + 150, y - 445), fill=DARK)


def _wires(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    _pole(pen, x, y)
    pen.line(((x, y - 470), (x + 90, y - 200), (x + 60, y), (x + 160, y + 30)), fill=DARK, width=7)


def _crossing(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    pen.polygon(((0, y + 100), (WIDE, y + 20), (WIDE, y - 120), (0, y - 60)), fill="#4b4f52")
    for stripe in range(5):
        left = x - 220 + stripe * 95
        pen.polygon(
            ((left, y + 70), (left + 45, y + 66), (left + 60, y - 80), (left + 15, y - 76)),
            fill="#77797a" if stripe % 2 else "#c9c9c4",
        )


def _swing(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    for side in (-200, 200):
        pen.line(((x + side, y + 20), (x + side * 0.8, y - 330)), fill=RED, width=16)
    pen.line(((x - 165, y - 330), (x + 165, y - 330)), fill=RED, width=16)
    pen.line(((x - 60, y - 330), (x - 60, y - 60)), fill=DARK, width=5)
    pen.line(((x + 60, y - 330), (x + 60, y - 190)), fill=DARK, width=5)
    pen.line(((x - 80, y - 60), (x + 40, y + 10)), fill="#8a6a48", width=18)


def _pit(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    pen.polygon(((x - 300, y - 40), (x + 260, y - 80), (x + 340, y + 90), (x - 240, y + 120)), fill="#57452f")
    pen.polygon(((x - 240, y - 10), (x + 210, y - 40), (x + 270, y + 60), (x - 190, y + 90)), fill=DARK)


def _stop(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    for side in (-190, 190):
        pen.rectangle((x + side - 8, y - 260, x + side + 8, y + 20), fill=IRON)
    pen.polygon(
        ((x - 220, y - 260), (x + 60, y - 265), (x + 130, y - 200), (x - 200, y - 225)), fill="#2f6f86"
    )
    pen.line(((x - 120, y - 40), (x + 90, y + 5)), fill="#8a6a48", width=16)


def _mound(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    pen.polygon(((x - 160, y + 40), (x - 20, y - 110), (x + 180, y + 50)), fill="#8d8f8c")
    pen.polygon(((x - 60, y + 50), (x + 60, y - 50), (x + 240, y + 60)), fill="#a3a5a1")


DRAWERS = {
    "manhole": _manhole,
    "outdoor_toilet": _toilet,
    "dark": _pole,
    "wires": _wires,
    "crossing": _crossing,
    "speeding": _crossing,
    "playground": _swing,
    "construction": _pit,
    "bus_stop": _stop,
}
