"""Whole words out of shreds: which fragments at a line's end and start are one word?

The typesetter's rules answer nine joints of ten. A column keeps a trailing space where a word ended. A word
is cut inside only when it is wider than the column, so it must have begun its line: a fragment that is not
the first on its line ends a word. Punctuation, hyphens, capitals and digits settle more. What is left is a
chain of fragments without a sign between them, and is scored as a whole (Viterbi over the chain; the cost of
a word from lexicon.py), never pair by pair: "прав"+"оохр"+"анит"+"ельных" has no pair that is a word. The
confidence of a joint is the margin between the best reading with it and the best reading without it.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .document import Span
from .lexicon import Lexicon
from .lines import Token

JOIN, BREAK, FREE = "join", "break", "free"

PRIOR_BREAK = 3.0  # a boundary seldom loses its trailing space
PRIOR_TRIMMED = -3.0  # unless the file lost them all
# A word is cut at the column's edge: where one more letter would not have fitted. Lines cut inside a word are
# with that letter at least 0.84 of the cell's widest line (decree and invented plans, by the widths below).
NARROW, NARROW_COST = 0.8, 8.0
MARGIN_SCALE = 2.5  # cost units for which the odds change by e
LONGEST_CHAIN = 12  # fragments in one word

_BULLET_AFTER = (":", ";", "")
_OPENING, _CLOSING = "(«“[", ",.;:!?)»”]%"
_LETTER = re.compile(r"[^\W\d_]")
_WIDE, _THIN = frozenset("жшщмюыфмДЖМФШЩЫЮ@№—"), frozenset("гтіїl1.,:;!'\"()|-ijrtf ")


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of a cell: its tokens, whether a space ends it, and whether a link begins after it."""

    tokens: tuple[Token, ...]
    ends_word: bool
    before_link: bool = False
    trimmed: bool = False  # the file lost its trailing spaces

    @property
    def width(self) -> float:
        return sum(_advance(char) for token in self.tokens for char in token.text) + 0.6 * (
            len(self.tokens) - 1
        )


class Fragment(NamedTuple):
    """A token of a cell and what stands before the next: JOIN, BREAK (a space) or FREE (undecided)."""

    token: Token
    after: str
    rule: str  # which rule decided
    fill: float  # width of its line and the letter after it, against the widest line of the cell
    boundary: float = PRIOR_BREAK  # what a boundary after it costs, if it is undecided


class Scored(NamedTuple):
    """A joint decided by scoring."""

    left: int  # the fragment before it
    joined: bool
    confidence: float


def _advance(char: str) -> float:
    if char in _WIDE:
        return 1.35
    return 0.6 if char in _THIN else 1.0 if char.islower() else 1.2


def fragments(pieces: Sequence[Piece], words_whole: bool = False, fixed: bool = False) -> list[Fragment]:
    """The fragments of a cell in order, each with the line rules' verdict on the joint after it.

    `words_whole`: a line end is always a boundary (formats that keep their words; prose in wide lines).
    """
    widest = max((piece.width for piece in pieces), default=1.0) or 1.0
    result: list[Fragment] = []
    before = ""
    for at, piece in enumerate(pieces):
        following_letter = _advance(pieces[at + 1].tokens[0].text[0]) if at + 1 < len(pieces) else 0.0
        fill = (piece.width + following_letter) / widest
        prior = PRIOR_TRIMMED if piece.trimmed else PRIOR_BREAK
        for i, token in enumerate(piece.tokens):
            following = piece.tokens[i + 1] if i + 1 < len(piece.tokens) else None
            if following is not None:
                result.append(Fragment(token, BREAK, "space", fill))
            elif at + 1 == len(pieces):
                result.append(Fragment(token, BREAK, "end", fill))
            else:
                right = pieces[at + 1].tokens[0].text
                after, rule = _joint(piece, token.text, right, i == 0, before, words_whole)
                result.append(Fragment(token, after, rule, fill, prior))
            before = token.text
    return result


def _joint(piece: Piece, left: str, right: str, first: bool, before: str, whole: bool) -> tuple[str, str]:
    """The line rules, in order of strength."""
    spaced = piece.trimmed and not first  # a dash with a space on its left has one on its right
    bullet = left in "-–—" and (piece.ends_word or spaced or before[-1:] in _BULLET_AFTER)
    if bullet:
        return BREAK, "bullet"
    if piece.ends_word:
        return BREAK, "trailing-space"
    if right[0] in _CLOSING or left[-1] in _OPENING:
        return JOIN, "punctuation"
    if left[-1] in "-/" or (right[0] in "-/" and left[-1] not in ",.;:"):
        bullet_next = right in "-–—" and len(right) == 1 and left[-1] in ";:"
        return (BREAK, "bullet") if bullet_next else (JOIN, "hyphen")
    if not _LETTER.match(left[-1]) or not _LETTER.match(right[0]):
        digits = left[-1].isdigit() and right[0].isdigit()
        return (FREE, "digits") if digits and first and not whole else (BREAK, "punctuation")
    if whole:
        return BREAK, "whole-words"
    if piece.before_link and len(left) == 1:
        return FREE, "link"
    if not first:
        return BREAK, "not-first"
    if left[-1].islower() and right[0].isupper():
        return BREAK, "capital"
    if left[-1].isascii() != right[0].isascii():
        return BREAK, "script"
    return FREE, "context"


def settle(parts: Sequence[Fragment], lexicon: Lexicon) -> tuple[list[bool], list[Scored]]:
    """Whether each fragment is joined to the next, and the joints that scoring decided."""
    joined = [part.after == JOIN for part in parts]
    scored: list[Scored] = []
    at = 0
    while at < len(parts):
        end = at
        while end < len(parts) - 1 and parts[end].after == FREE:
            end += 1
        if end > at:
            for index, verdict, confidence in _chain(parts, at, end, lexicon):
                joined[index] = verdict
                scored.append(Scored(index, verdict, confidence))
        at = end + 1
    return joined, scored


def _chain(
    parts: Sequence[Fragment], first: int, last: int, lexicon: Lexicon
) -> list[tuple[int, bool, float]]:
    """Viterbi over fragments first..last, every joint between them FREE."""
    count = last - first + 1
    texts = [part.token.text for part in parts[first : last + 1]]
    fills = [part.fill for part in parts[first : last + 1]]
    head = _glued_before(parts, first)
    tail = _glued_after(parts, last)
    before = parts[first - 1].token.text if first and parts[first - 1].after == BREAK and not head else ""
    after = parts[last + 1].token.text if last + 1 < len(parts) and not tail else ""
    infinite = math.inf
    ahead = [0.0] + [infinite] * count  # best cost of the first k fragments
    behind = [infinite] * count + [0.0]
    costs: dict[tuple[int, int], float] = {}
    for start in range(count):
        for end in range(start + 1, min(count, start + LONGEST_CHAIN) + 1):
            text = "".join(texts[start:end])
            text = (head + text) if start == 0 else text
            text = (text + tail) if end == count else text
            narrow = sum(NARROW_COST for fill in fills[start : end - 1] if fill < NARROW)
            boundary = parts[first + end - 1].boundary if end < count else 0.0
            context = lexicon.friction(before, text) if start == 0 else 0.0
            context += lexicon.friction(text, after) if end == count else 0.0
            costs[start, end] = lexicon.cost(text) + narrow + boundary + context
    for end in range(1, count + 1):
        ahead[end] = min(ahead[start] + c for (start, stop), c in costs.items() if stop == end)
    for start in range(count - 1, -1, -1):
        behind[start] = min(c + behind[stop] for (begin, stop), c in costs.items() if begin == start)
    verdicts = []
    for joint in range(1, count):
        apart = ahead[joint] + behind[joint]
        together = min(
            (ahead[a] + c + behind[b] for (a, b), c in costs.items() if a < joint < b), default=infinite
        )
        margin = abs(apart - together)
        verdicts.append((first + joint - 1, together <= apart, 1 / (1 + math.exp(-margin / MARGIN_SCALE))))
    return verdicts


def _glued_before(parts: Sequence[Fragment], first: int) -> str:
    """Letters joined on the left of the chain by a rule: context for the first word."""
    text, at = "", first - 1
    while at >= 0 and parts[at].after == JOIN:
        text = parts[at].token.text + text
        at -= 1
    return text


def _glued_after(parts: Sequence[Fragment], last: int) -> str:
    text, at = "", last
    while at + 1 < len(parts) and parts[at].after == JOIN:
        text += parts[at + 1].token.text
        at += 1
    return text


def joint_span(left: Token, right: Token) -> Span:
    """The characters between two fragments, white space and a letter on each side included."""
    return Span(left.end - 1, right.start + 1)
