"""The vendored files are those that were vendored, and carry nothing that is not ours to use."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
STATIC = ROOT / "src" / "qalqan" / "web" / "static"
KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"


def test_vendored_files_match_their_record():
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "vendor.py"), "--check"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_crown_crest_and_the_closed_font_are_gone():
    css = (STATIC / "vendor" / "govuk-frontend" / "govuk-frontend.css").read_text("utf-8")
    assert len(css) > 100_000
    assert not re.search(r"GDS Transport|crest|__crown|@font-face|url\(", css, re.I)


def test_nothing_is_fetched_from_elsewhere():
    for file in STATIC.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(https?:)?//", file.read_text("utf-8")), file


def test_the_fonts_cover_every_letter_of_kazakh():
    """By the declared ranges: a letter outside them would fall to another font in the middle of a word."""
    css = (STATIC / "qalqan.css").read_text("utf-8")
    covered: set[int] = set()
    for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", css):
        covered |= set(range(int(first, 16), int(last or first, 16) + 1))
    for letter in KAZAKH + KAZAKH.upper() + "0123456789«»–№QqAZaz":
        assert ord(letter) in covered, letter


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast of two #rrggbb colours."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((light(first), light(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_every_pair_of_brand_colours_can_be_read():
    css = (STATIC / "qalqan.css").read_text("utf-8")
    colours = dict(re.findall(r"--(q-[\w-]+): (#[0-9a-f]{6});", css))
    kinds = [name for name in colours if f"{name}-bg" in colours]
    assert len(kinds) == 5
    for name in kinds:
        assert contrast(colours[name], colours[f"{name}-bg"]) >= 4.5, name
    for ink in ("q-ink", "q-quiet", "q-brand"):
        assert contrast(colours[ink], "#ffffff") >= 4.5, ink
        assert contrast(colours[ink], colours["q-mist"]) >= 4.5, ink
