"""Fragments into a line of text as a careful typist would write it. Only white space is ever changed.

No space before closing punctuation nor just inside quotes and brackets; one outside them; a list item keeps
its dash between spaces; a dash between words keeps the spaces of its source; "100 %" has a space.

The straight quote does not say which side it is on, and parity fails on nested names. Its neighbours do: a
letter at its right without a space opens, a letter at its left closes; a quote alone at a line's end follows
the spaces of the source, and parity only when those are silent.
"""

import re
from collections.abc import Sequence

from .words import Fragment

_OPEN, _CLOSE = "(«“[", ",.;:!?)»”]"
_PERCENT = re.compile(r"(?<=\d)%")
_SPACED = ("space", "trailing-space", "prose", "bullet", "end")


def compose(parts: Sequence[Fragment], joined: Sequence[bool]) -> str:
    """The text of a cell: fragments, with a space where they are not joined and typography allows one."""
    out, depth = "", 0
    opened = False  # whether the last character of `out` is a quote that opens
    for at, part in enumerate(parts):
        text = part.token.text
        sides = _quote_sides(parts, at, depth)
        glue = bool(at) and joined[at - 1] and not _opens_quote(text, sides)
        tight = glue or not out or text[0] in _CLOSE or out[-1] in _OPEN or opened
        if text[0] == '"' and sides and not sides[0]:
            tight = True
        out += text if tight else " " + text
        depth = max(0, depth + sum(1 if side else -1 for side in sides))
        opened = text[-1] == '"' and sides[-1]
    return _PERCENT.sub(" %", out)


def _opens_quote(text: str, sides: list[bool]) -> bool:
    return text[0] == '"' and bool(sides) and sides[0] and len(text) > 1


def _quote_sides(parts: Sequence[Fragment], at: int, depth: int) -> list[bool]:
    """For each straight quote of a fragment, whether it opens."""
    text = parts[at].token.text
    sides: list[bool] = []
    for i, char in enumerate(text):
        if char != '"':
            continue
        before, after = text[i - 1 : i], text[i + 1 : i + 2]
        if before and before not in _OPEN and before != '"':
            sides.append(False)
        elif after and (after.isalnum() or after in _OPEN):
            sides.append(True)
        elif after or before:
            sides.append(not after)
        else:
            spaced_before = at == 0 or parts[at - 1].rule in _SPACED
            spaced_after = parts[at].rule in _SPACED
            sides.append(depth == 0 if spaced_before == spaced_after else spaced_before)
    return sides
