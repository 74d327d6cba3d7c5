"""Printed lines of a PDF: characters with places -> text, and where a line's end is the end of a word.

Blanks are the file's own space characters; only a file without any is read by distances. Many writers leave
out the space at a line's end, and with it the sign that a word ended. The page still tells: in a narrow
column a word is cut only when the line is full. If the next line's first letter would have fitted, the line
ended with a word.
"""

from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

Char = dict[str, Any]  # as pdfplumber gives it
_SLACK = 0.15  # of the font size: room that measuring and kerning may feign


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line's text; where its ink starts and ends, its base, its natural width and its first letter's
    width.
    """

    text: str
    start: float
    end: float
    bottom: float
    size: float
    natural: float
    first: float


def printed_lines(chars: list[Char], by_distance: bool) -> list[PrintedLine]:
    """Lines that are not blank, top to bottom, each left to right;

    text turned by 90 degrees bottom to top.
    """
    if not chars:
        return []
    turned = sum(not char["upright"] for char in chars) * 2 > len(chars)
    across, along = ("x0", "bottom") if turned else ("bottom", "x0")
    groups: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: char[across]):
        if groups and char[across] - groups[-1][0][across] <= 0.5 * char["size"]:
            groups[-1].append(char)
        else:
            groups.append([char])
    lines = (_once(sorted(group, key=lambda char: char[along], reverse=turned)) for group in groups)
    return [_line(line, by_distance) for line in lines if any(not char["text"].isspace() for char in line)]


def _once(line: list[Char]) -> list[Char]:
    """Without letters printed twice at one place, which some writers do for bold."""
    return [line[0]] + [
        char
        for before, char in pairwise(line)
        if char["text"] != before["text"] or _apart(before, char) > 0.1 * char["size"]
    ]


def _apart(before: Char, char: Char) -> float:
    return abs(char["x0"] - before["x0"]) + abs(char["top"] - before["top"])


def _line(line: list[Char], by_distance: bool) -> PrintedLine:
    ink = [char for char in line if not char["text"].isspace()]
    shown = line[: line.index(ink[-1]) + 1]
    natural = sum(char["width"] for char in shown[line.index(ink[0]) :])
    size = median(char["size"] for char in ink)
    return PrintedLine(
        _text(line, size, by_distance),
        ink[0]["x0"],
        ink[-1]["x1"],
        ink[0]["bottom"],
        size,
        natural if ink[0]["upright"] else float("inf"),
        ink[0]["width"],
    )


def _text(line: list[Char], size: float, by_distance: bool) -> str:
    """The line's characters. A gap wider than a letter is a blank even where the file wrote none."""
    gaps = [right["x0"] - left["x1"] for left, right in pairwise(line)]
    usual = median(gaps) if gaps else 0.0
    wide = max(usual, 0.0) + (0.18 if by_distance else 1.5) * size
    text: str = line[0]["text"]
    for gap, char in zip(gaps, line[1:], strict=True):
        blank = gap > wide and char["upright"] and not (text.endswith(" ") or char["text"].isspace())
        text += " " + char["text"] if blank else char["text"]
    return text


def cell_lines(lines: list[PrintedLine], room: float) -> list[str]:
    """The lines' texts; one that ended with a word ends with a space, printed or not. `room`: the widest
    line of the column."""
    texts = [line.text for line in lines]
    for at, (line, below) in enumerate(pairwise(lines)):
        letters = line.text[-1:].isalnum() and below.text[:1].isalnum()
        if letters and room - line.natural > below.first + _SLACK * line.size:
            texts[at] += " "
    return texts
