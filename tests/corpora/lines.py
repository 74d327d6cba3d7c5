"""Breaking a cell's text into printed lines the way the legal database's PDF writer does.

What was measured on the real decree: a word that does not fit the rest of a line begins a new one; a word
longer than a whole line is cut anywhere, without a hyphen; a line may also break after "(", an opening
quote, a slash, and before punctuation; the space at a line's end is printed only if it fits; a justified
line is stretched between all its characters, so that a short word in a wide gap falls apart.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

_AFTER = re.compile(r"[ (/]|(?:^|(?<=[ (]))[\"«]")
_BEFORE = re.compile(r"(?<=\w)(?=[,.;:)\"»])")
_HYPHEN = re.compile(r"(?<=\w)-")


@dataclass(frozen=True)
class Line:
    """One printed line; `spread` is the extra distance after each character, in points.

    `link` is the range of characters that a hyperlink covers.
    """

    text: str
    spread: float = 0.0
    link: tuple[int, int] | None = None


def break_lines(
    text: str,
    width: float,
    measure: Callable[[str], float],
    *,
    justify: bool = False,
    break_hyphens: bool = True,
    link: tuple[int, int] | None = None,
) -> list[Line]:
    """Lines of one paragraph. Joining their texts gives `text` but for spaces that did not fit."""
    breaks = {found.end() for found in _AFTER.finditer(text)} | {
        found.start() for found in _BEFORE.finditer(text)
    }
    if break_hyphens:
        breaks |= {found.end() for found in _HYPHEN.finditer(text)}
    ends = sorted(breaks | {len(text)})
    lines: list[Line] = []
    at = 0
    while at < len(text):
        fitting = [end for end in ends if end > at and measure(text[at:end].rstrip(" ")) <= width]
        end = fitting[-1] if fitting else at + _longest(text[at:], width, measure)
        printed = text[at:end]
        if printed.endswith(" ") and measure(printed) > width:
            printed = printed.rstrip(" ")
        spread = (width - measure(printed)) / len(printed) if justify and end < len(text) else 0.0
        lines.append(Line(printed, max(spread, 0.0), _overlap(link, at, at + len(printed))))
        at = end
    return lines


def _longest(text: str, width: float, measure: Callable[[str], float]) -> int:
    count = 1
    while count < len(text) and measure(text[: count + 1]) <= width:
        count += 1
    return count


def _overlap(link: tuple[int, int] | None, start: int, end: int) -> tuple[int, int] | None:
    if link is None or link[1] <= start or link[0] >= end:
        return None
    return max(link[0], start) - start, min(link[1], end) - start
