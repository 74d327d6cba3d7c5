"""What a word costs: the lower, the likelier it is that these letters are one whole word.

Russian: a table of short and frequent words, then the dictionary of pymorphy3 (known or not, kind of
reading), then compounds of a listed first part and a known rest. A long known word costs little more than
a short one, so "безопасности" beats "без" + "опасности"; two- and three-letter dictionary rarities
("ст", "ди", "ас") cost more than most joins. Kazakh: stems with harmonic suffix chains (kazakh.py).
"""

import re
from collections.abc import Iterable
from functools import cache

import pymorphy3

from . import kazakh
from .grammar import data

KNOWN, UNKNOWN, UNKNOWN_CHAR = 9.0, 14.0, 1.2
LONG, LONG_CHAR = 14, 1.0  # few words are longer
COMPOUND, LATIN, CODE, ABBREVIATION, ENDING = 11.0, 10.0, 2.0, 12.0, 2.0
SHORT = {1: 22.0, 2: 9.0, 3: 4.0, 4: 1.0}  # surcharge by length on dictionary words outside the table
RARE = 6.0  # surcharge on readings that lower-case prose seldom means: names, places, slang, archaisms

# prepositions and the cases they govern
GOVERNS = {
    "от": {"gent"},
    "из": {"gent"},
    "до": {"gent"},
    "для": {"gent"},
    "без": {"gent"},
    "у": {"gent"},
    "с": {"gent", "ablt"},
    "к": {"datv"},
    "по": {"datv", "loct", "accs"},
    "в": {"accs", "loct"},
    "на": {"accs", "loct"},
    "о": {"loct", "accs"},
    "об": {"loct"},
    "за": {"accs", "ablt"},
    "при": {"loct"},
    "под": {"accs", "ablt"},
}
_SHORTEST_STEM = 3
DISAGREES = 7.0  # a preposition before a word that has none of its cases
_CASES = {
    "nomn": "nomn",
    "gent": "gent",
    "gen2": "gent",
    "datv": "datv",
    "accs": "accs",
    "ablt": "ablt",
    "loct": "loct",
    "loc2": "loct",
}
_RARE_TAGS = frozenset(
    {"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Arch", "Slng", "Erro", "Dist", "Infr"}
)
_EDGES = "\"'«»“”().,;:!?%№-–—*"
_LATIN = re.compile(r"[a-z]+", re.IGNORECASE)
_KAZAKH_LETTERS = frozenset("әғқңөұүһі")


@cache
def morphology() -> pymorphy3.MorphAnalyzer:
    """The Russian dictionary; loading it is most of the start-up time."""
    return pymorphy3.MorphAnalyzer(lang="ru")


@cache
def _frequent() -> dict[str, float]:
    return {word: float(cost) for cost, words in data("words_ru")["costs"].items() for word in words.split()}


@cache
def _compound_parts() -> tuple[tuple[str, ...], frozenset[str]]:
    spec = data("words_ru")["compound"]
    return tuple(spec["first"]), frozenset(spec["known"])


class Lexicon:
    """Word costs for one document: its language and its own abbreviations."""

    def __init__(self, language: str, codes: Iterable[str] = ()) -> None:
        self.language = language
        self.codes = frozenset(part for code in codes for part in code.split())
        self._costs: dict[str, float] = {}

    def cost(self, text: str) -> float:
        """Cost of `text` (a fragment or a join of fragments, punctuation at its ends allowed) as words."""
        known = self._costs.get(text)
        if known is None:
            *firsts, last = re.split(r"[-–/]", text)
            known = sum(map(self._first_part, firsts))
            known += ENDING if firsts and self._is_ending(firsts[-1], last) else self._part(last)
            self._costs[text] = known
        return known

    def friction(self, left: str, right: str) -> float:
        """What two neighbouring Russian words cost together: DISAGREES where grammar forbids them, else 0."""
        if self.language != "ru" or not left[-1:].isalpha() or not right[:1].isalpha():
            return 0.0
        first, second = _core(left), _core(right)
        found = cases(second) if morphology().word_is_known(second) else frozenset()
        if first in GOVERNS:
            return DISAGREES if found and not found & GOVERNS[first] else 0.0
        # a noun in the prepositional case stands after a preposition or a word that agrees with it
        alone = found == {"loct"} and morphology().word_is_known(first) and "loct" not in cases(first)
        return DISAGREES if alone and first not in _frequent() else 0.0

    def _is_ending(self, code: str, text: str) -> bool:
        """Whether `text` is the ending of a Kazakh abbreviation before it."""
        return self.language == "kk" and _core(code).upper() in self.codes and kazakh.is_ending(_core(text))

    def _first_part(self, text: str) -> float:
        """The part before a hyphen may be an adjective cut to its stem: "детско-" of "детский"."""
        cost = self._part(text)
        stem = _core(text)[:-1]
        cut = self.language == "ru" and len(stem) > _SHORTEST_STEM and text[-1:] in "ое"
        if cut and any(morphology().word_is_known(stem + ending) for ending in ("ий", "ый", "ой")):
            return min(cost, KNOWN)
        return cost

    def _part(self, text: str) -> float:
        core = text.strip(_EDGES)
        if not core or not any(char.isalpha() for char in core):
            return 0.0
        if core in self.codes:
            return CODE
        if _LATIN.fullmatch(core):
            return LATIN
        word = core.lower().replace("ё", "е")
        cost = self._word(word)
        if core[1:].lower() != core[1:]:  # capitals inside: an abbreviation, or a heading in capitals
            if not core.isupper():
                return cost + RARE
            if len(core) <= 6:
                cost = min(cost + 1.0, ABBREVIATION + len(core))
        return cost

    def _word(self, word: str) -> float:
        if self.language == "kk" or not _KAZAKH_LETTERS.isdisjoint(word):
            cost = kazakh.cost(word)
            return min(cost, _russian(word) + 4.0) if _KAZAKH_LETTERS.isdisjoint(word) else cost
        return _russian(word)


@cache
def _russian(word: str) -> float:
    frequent = _frequent().get(word)
    if frequent is not None:
        return frequent
    first, known = _compound_parts()
    if word in known:
        return KNOWN
    morph = morphology()
    if morph.word_is_known(word):
        readings = morph.parse(word)
        rare = all(not _RARE_TAGS.isdisjoint(reading.tag.grammemes) for reading in readings)
        return KNOWN + SHORT.get(len(word), 0.0) + (RARE if rare else 0.0)
    for part in first:
        rest = word.removeprefix(part)
        if rest != word and len(rest) > 3 and (rest in known or morph.word_is_known(rest)):
            return COMPOUND
    length = UNKNOWN_CHAR * len(word) + LONG_CHAR * max(0, len(word) - LONG)
    return UNKNOWN + length + SHORT.get(len(word), 0.0)


def _core(text: str) -> str:
    return text.strip(_EDGES).lower().replace("ё", "е")


@cache
def cases(word: str) -> frozenset[str]:
    """Cases that a Russian word may stand in; empty if it has none (a verb, an adverb)."""
    readings = morphology().parse(word)
    if any(reading.tag.case is None for reading in readings):
        return frozenset()
    return frozenset(_CASES[reading.tag.case] for reading in readings if reading.tag.case in _CASES)
