"""Words of a link that the extraction moved to the end of their line, put back where they were written.

A link in justified prose is laid out as a box of its own; extraction leaves two spaces where it stood and
prints its words at the line's end: "В соответствии с  Главы государства ... от 2 сентября Посланием". How
many words belong in the hole is decided by grammar: prepositions govern cases, attributes agree, numbers
follow the sign №. The order with the best sum over neighbouring words wins; if no order is clearly better
than the one at hand, the line stays and is reported.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from .lexicon import GOVERNS, cases, morphology
from .lines import Line, Token

MOST_WORDS = 5
CLEAR = 1.0

_MONTHS = re.compile("января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря")


class Mended(NamedTuple):
    """Tokens of a line in reading order, and how many were moved; a hole that no move mends clearly stays."""

    tokens: tuple[Token, ...]
    moved: int


def mend(line: Line, following: str) -> Mended:
    """`line` with displaced words put back; `following` is the first word of the next line."""
    hole = _hole(line)
    if hole is None:
        return Mended(line.tokens, 0)
    tokens = line.tokens
    best, best_score, kept = 0, _flow([*tokens], following), 0.0
    kept = best_score
    for count in range(1, min(MOST_WORDS, len(tokens) - hole - 1) + 1):
        score = _flow(_moved(tokens, hole, count), following)
        if score > best_score:
            best, best_score = count, score
    if not best or best_score < kept + CLEAR:
        return Mended(tokens, 0)
    return Mended(tuple(_moved(tokens, hole, best)), best)


def _hole(line: Line) -> int | None:
    """Index of the token after the line's only interior double space; None if there is no hole to fill."""
    if line.ends_word:
        return None
    holes = [i for i in range(1, len(line.tokens)) if line.tokens[i].start - line.tokens[i - 1].end > 1]
    return holes[0] if len(holes) == 1 else None


def _moved(tokens: Sequence[Token], hole: int, count: int) -> list[Token]:
    return [*tokens[:hole], *tokens[-count:], *tokens[hole:-count]]


def _flow(tokens: Sequence[Token], following: str) -> float:
    words = [token.text for token in tokens] + ([following] if following else [])
    return sum(_fit(left, right) for left, right in pairwise(words))


@cache
def _fit(left: str, right: str) -> float:
    """How well `right` follows `left`: above zero well, below zero badly."""
    if left[-1] in ",;:(" or right[0] in "(":
        return 0.0
    first, second = left.strip('"«»().,').lower(), right.strip('"«»().,').lower()
    if left == "№":
        return 2.0 if second[:1].isdigit() else -3.0
    if right == "№":
        return 1.0 if first[-1:].isdigit() or first in ("год", "года") else -1.0
    if first[-1:].isdigit() and second[:1].isdigit():
        return -2.0
    if _MONTHS.fullmatch(first) and re.fullmatch(r"\d{4}", second):
        return 2.0
    if re.fullmatch(r"\d\d?", first) and _MONTHS.fullmatch(second):
        return 2.0
    if first in GOVERNS:
        return _governed(first, second)
    return _agreement(first, second)


def _governed(preposition: str, word: str) -> float:
    if word[:1].isdigit():
        return 0.5
    found = cases(word)
    if not found:
        return -1.0
    return 1.0 if found & GOVERNS[preposition] else -3.0


def _agreement(first: str, second: str) -> float:
    best = None
    for left in morphology().parse(first):
        for right in morphology().parse(second):
            score = _pair(left.tag, right.tag)
            best = score if best is None or score > best else best
    return best or 0.0


def _pair(left: object, right: object) -> float:
    pos, after = getattr(left, "POS", None), getattr(right, "POS", None)
    case, after_case = getattr(left, "case", None), getattr(right, "case", None)
    if pos in ("ADJF", "PRTF", "NUMR") and after in ("NOUN", "ADJF", "PRTF"):
        same = case == after_case and getattr(left, "number", None) in (None, getattr(right, "number", None))
        if same and getattr(left, "gender", None) in (None, getattr(right, "gender", None)):
            return 2.0
        return 1.0 if pos == "PRTF" and after_case == "ablt" else -1.0
    if pos == "NOUN" and after == "NOUN":
        return {"gent": 1.0, "ablt": 0.3}.get(after_case or "", -0.5)
    return 0.0
