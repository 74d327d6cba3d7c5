"""Headings of sections: how one begins, and its number."""

import re

from .grammar import data
from .lines import Line

_START = re.compile(data("sections")["start"], re.IGNORECASE)
_NUMBERED = re.compile(r"\d{1,2}[.)]")
_ROMAN = {"I": 1, "V": 5, "X": 10, "І": 1, "Х": 10}


def is_heading_start(line: Line) -> bool:
    """Whether a section's heading may begin at this line ("I.", "Раздел 2", "2-бөлім")."""
    return bool(_START.match(" ".join(token.text for token in line.tokens)))


def is_numbered(line: Line) -> bool:
    """Whether a line begins as measures and some headings do ("2. МЕРЫ"); which, only the rest tells."""
    first, *rest = (token.text for token in line.tokens)
    return bool(_NUMBERED.fullmatch(first)) and (not rest or rest[0][0].isupper())


def roman(text: str) -> int | None:
    """The value of a Roman numeral ("IV" is 4), Cyrillic look-alikes included; None for another text."""
    values = [_ROMAN.get(char, 0) for char in text.upper()]
    if not values or 0 in values:
        return None
    total = 0
    for i, value in enumerate(values):
        following = values[i + 1] if i + 1 < len(values) else 0
        total += -value if following and value < following else value
    return total
