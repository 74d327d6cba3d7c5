"""From characters to lines and fragments, before anyone knows what a cell is.

A narrow justified column, once extracted, leaves signs that later rules live on: a blank line between
cells, several at a page cut, a trailing space where a word ended, a leading space where a link began, and
letters set apart ("п о  ") where the typesetter had one short word to fill a line with. In a line set apart
a single space stands inside a word and a double space ends it.

Editors, version control and copying strip trailing blanks, and then those signs are gone from the whole file;
so are doubled ones where blanks were halved. `signs` tells which are left, once for a text: where trailing
blanks are lost, no line end says anything about its word, and a line of single letters is one set apart.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from .document import Span

PAGE_CUT = 3  # this many empty lines in a row are a page cut, not a gap between cells
_GOES_ON = "-–/"
_LONGEST_PAGE = 300  # lines: a text with fewer page cuts has lost them
_MANY, _FEW = 60, 0.02  # lines enough to judge a text by; a share of them that a stray blank may reach

_GROUP = re.compile(r"\S+(?: \S+)*")
# Letters set apart among whole words ("ГП (по п е р в о е"): three or more; in a wide line also two of
# which one is no word of a single letter ("н е требуются").
_THREE = r"(?<!\S)(?:[^\W\d_](?: [^\W\d_]){2,}|2 0 \d \d)(?!\S)"
_NO_WORD = r"[^\W\d_авикосуяжбАВИКОСУЯ]"
_TWO = rf"(?<!\S)(?:{_NO_WORD} [^\W\d_]|[^\W\d_] {_NO_WORD})(?!\S)"
_WORD = re.compile(rf"{_THREE}|\S+")
_WORD_WIDE = re.compile(rf"{_THREE}|{_TWO}|\S+")
_STRETCHED = re.compile(r"\S {2,}\S|^[^\W\d_](?: [^\W\d_]){2,}$")

_PAGE_CUT = re.compile(rf"\n{{{PAGE_CUT + 1},}}")


class Signs(NamedTuple):
    """What the blanks of a text still tell: trailing ones where words end, doubled ones what is set apart."""

    ends: bool = True
    widths: bool = True
    cuts: bool = True  # empty lines in a row where a page ended


class Token(NamedTuple):
    """A run of characters without white space, once a line set apart is closed up."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line that is not blank. `blanks` counts the empty lines before it."""

    start: int
    end: int
    text: str
    tokens: tuple[Token, ...]
    blanks: int
    page_cut: bool
    signs: Signs

    @property
    def ends_word(self) -> bool:
        """A trailing space ends the word; where they are lost, what is set apart ends with a whole word."""
        last = self.tokens[-1]
        apart = last.end - last.start > len(last.text) and last.text[-1] not in _GOES_ON
        return self.text[-1:].isspace() or (apart and not self.signs.ends)

    @property
    def indented(self) -> bool:
        return self.text[:1].isspace()

    @property
    def stripped(self) -> str:
        return "".join(self.text.split())

    @property
    def span(self) -> Span:
        return Span(self.tokens[0].start, self.tokens[-1].end)


def split_lines(text: str, start: int = 0, end: int | None = None, pages: tuple[int, ...] = ()) -> list[Line]:
    """Lines of `text[start:end]`; offsets are into `text`. A form feed, a page offset or PAGE_CUT empty lines
    make a page cut."""
    lines: list[Line] = []
    left = signs(text, bool(pages))
    at, blanks, cut = start, 0, False
    page_starts = set(pages)
    end = len(text) if end is None else end
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        raw = text[at:stop].rstrip("\r")
        cut = cut or "\f" in raw or any(at <= page <= stop for page in page_starts if page > start)
        raw_text = raw.replace("\f", " ")
        if raw_text.strip():
            cut = cut or blanks >= PAGE_CUT
            tokens = _tokens(raw_text, at, left)
            lines.append(Line(at, at + len(raw), raw_text, tokens, blanks, cut, left))
            blanks, cut = 0, False
        elif not raw_text:
            blanks += 1
        at = stop + 1
    return lines


def signs(text: str, paged: bool = False) -> Signs:
    """Which signs of the typesetter's blanks `text` as a whole still has; a short text has them all."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < _MANY:
        return Signs()
    ends = sum(line[-1].isspace() for line in lines) > _FEW * len(lines)
    doubled = sum(line.endswith("  ") for line in lines)
    stretched = sum(bool(_STRETCHED.search(line.strip())) for line in lines)
    cuts = paged or "\f" in text or len(_PAGE_CUT.findall(text)) * _LONGEST_PAGE >= len(lines)
    return Signs(ends, doubled > _FEW * stretched or not stretched, cuts)


def _tokens(raw: str, offset: int, left: Signs) -> tuple[Token, ...]:
    groups = [(m.start(), m.group()) for m in _GROUP.finditer(raw)]
    wide = raw.endswith("  ") or len(groups) > 1
    alone = wide or (not left.widths and not _counts(raw))
    tokens: list[Token] = []
    for at, group in groups:
        if group.startswith("( ") and _set_apart(group, alone):
            # the bracket may end one cell and the rest begin another ("Б П  ( 2 0 2 4")
            tokens.append(Token(offset + at, offset + at + 1, "("))
            at, group = at + 2, group[2:]
        if _set_apart(group, alone):
            tokens.append(Token(offset + at, offset + at + len(group), group.replace(" ", "")))
            continue
        for piece in (_WORD_WIDE if wide else _WORD).finditer(group):
            tokens.append(
                Token(offset + at + piece.start(), offset + at + piece.end(), piece[0].replace(" ", ""))
            )
    return tuple(tokens)


def _counts(raw: str) -> bool:
    """Whether a line numbers the columns ("1 2 3 4 5")."""
    parts = raw.split()
    return len(parts) > 2 and parts == [str(number) for number in range(1, len(parts) + 1)]


def _set_apart(group: str, wide: bool) -> bool:
    parts = group.split(" ")
    if len(parts) < 2 or any(len(part) != 1 for part in parts):
        return False
    if all(part in "-–—" for part in parts):
        return False
    if all(part.isdigit() for part in parts):
        return wide  # else "1 2 3 4 5" numbers the columns
    return wide or len(parts) > 2
