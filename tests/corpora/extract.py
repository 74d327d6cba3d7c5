"""The text stream that a PDF-to-text conversion gives of a printed plan: its damage, rule by rule.

Studied on the real decree's text (plans/kz-156-2020/source.ru.txt) and written from what is printed, so the
same damage comes from any layout. Cells come one after another; a page ends with three empty lines; a row's
number comes where its row's middle is. The letters of a widely stretched line come apart by single spaces,
its spaces come double. A hyperlink begins a block of its own, one letter late. Cells whose lines share a
baseline run together on one line ("- - - -", "36. льной").
"""

from itertools import groupby, pairwise

from tests.corpora.typeset import Ink, Printed

# In parts of the font size, as measured on the decree's short lines in columns of known width.
_LETTERS_APART = 0.36
_SPACE_DOUBLE = 0.28


def text_stream(printed: Printed) -> str:
    """The whole document as one text, with the damage."""
    pages = []
    for _, page in groupby(printed.ink, key=lambda ink: ink.page):
        blocks = [_band(list(band), printed.size) for _, band in groupby(page, key=lambda ink: ink.band)]
        pages.append("\n\n".join(blocks))
    return "\n\n\n\n".join(pages) + "\n"


def _band(band: list[Ink], size: float) -> str:
    """A row's part on one page, or a run of prose: cells in order of columns."""
    if band[0].band < 0:
        gaps = ["", *("\n" if low.y - high.y > 2 * size else "" for high, low in pairwise(band))]
        return "\n".join(gap + _stretched(ink, size) for gap, ink in zip(gaps, band, strict=True))
    cells = [list(cell) for _, cell in groupby(band, key=lambda ink: (ink.column, ink.x))]
    texts = [_cell(cell, size) for cell in cells]
    out = texts[0]
    for (above, below), text in zip(pairwise(cells), texts[1:], strict=True):
        out += _between(above, below, size) + text
    return out


def _between(above: list[Ink], below: list[Ink], size: float) -> str:
    """What separates two neighbouring cells:

    a space on one baseline, one line end beside, else an empty line.
    """
    last, column = above[-1], below[0].column
    near = 0.2 * size
    open_text = above[0].column == 1 and not last.line.text.isdigit()
    if abs(last.y - below[0].y) < near and column == last.column + 1 and not open_text:
        return "" if last.line.text.endswith(" ") else " "
    beside = any(abs(last.y - ink.y) < near for ink in below)
    return "\n" if len(above) == 1 and beside and column > 2 else "\n\n"


def _cell(cell: list[Ink], size: float) -> str:
    lines: list[str] = []
    for ink in cell:
        text = _stretched(ink, size)
        link = ink.line.link
        if link and ink.line.text[link[0] : link[0] + 1].isalpha() and not _link_began(cell, ink):
            before, first, rest = text[: link[0]], text[link[0] : link[0] + 1], text[link[0] + 1 :]
            if link[0] == 0 and lines:
                lines[-1] += first
            else:
                lines.append(before + first)
            lines += ["", " " + rest.lstrip(" ")]
        else:
            lines.append(text)
    return "\n".join(lines)


def _link_began(cell: list[Ink], ink: Ink) -> bool:
    return any(other.line.link for other in cell[: cell.index(ink)])


def _stretched(ink: Ink, size: float) -> str:
    """The line as its distances are read: wide ones between letters are taken for spaces."""
    text, spread = ink.line.text, ink.line.spread / size
    apart, double = spread > _LETTERS_APART, spread > _SPACE_DOUBLE
    out = ""
    for at, char in enumerate(text):
        out += char
        if char == " ":
            out += " " if double else ""
        elif apart and at + 1 < len(text) and text[at + 1] != " ":
            out += " "
    return out
