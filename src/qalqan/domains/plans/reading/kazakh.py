"""Is this run of letters a Kazakh word? Stems of data/kazakh_stems.txt with chains of endings.

Kazakh builds words by endings that follow the stem's vowels (hard or soft) and soften its last consonant.
A word is taken as whole when a stem is followed by endings only and the endings agree in harmony. Unknown
stems are judged by their endings and by whether their letters can stand in one Kazakh word (mixed harmony
within a native word is a sign of two words run together).
"""

import math
from functools import cache

from .grammar import DATA, data

KNOWN, FREQUENT, UNKNOWN, UNKNOWN_CHAR = 9.0, 4.0, 14.0, 1.2
TWO_WORDS, SHORTEST_OF_TWO = 24.0, 3  # what is better told as two known words is hardly one
LONG, LONG_CHAR = 14, 1.0  # few words are longer
SHORTEST_STEM = 4
NATIVE = 4.0  # how much likelier an unknown word of one harmony is to be a word
SHORT = {1: 26.0, 2: 8.0, 3: 3.0}
ENDING = {1: 4.0, 2: 2.0}  # what an ending costs by its length; a chain of single letters fits anything
LONGEST_ENDING = 8  # letters
LONGER_ENDING, FREE_ENDINGS, DEAREST_CHAIN = 1.0, 3.0, 6.0

HARD, SOFT = frozenset("аоұы"), frozenset("әөүіе")
_VOWELS = HARD | SOFT | frozenset("иуюяэёө")
_ARCHIPHONEMES = {
    "A": "ае",
    "Y": "ыі",
    "G": "ғгқк",
    "D": "дтлн",
    "L": "лдт",
    "N": "ндт",
    "B": "бпм",
    "m": "м",
    "e": "е",
    "i": "і",
    "n": "н",
}
INVARIANT = frozenset({"мен", "бен", "пен", "менен", "нікі", "дікі", "тікі"})
# the last letter of a stem before an ending that begins with a vowel
_SOFTENED = {"г": "к", "ғ": "қ", "б": "п"}


@cache
def _stems() -> tuple[frozenset[str], frozenset[str]]:
    """(stems that take endings, frequent small words that stand alone)."""
    stems: set[str] = set()
    alone: set[str] = set()
    for line in (DATA / "kazakh_stems.txt").read_text("utf-8").splitlines():
        body = line.partition("#")[0]
        target = alone if body.startswith("=") else stems
        target.update(body.removeprefix("=").split())
    return frozenset(stems), frozenset(alone)


@cache
def _endings(*lists: str) -> frozenset[str]:
    """Endings of the named lists of data/kazakh.toml as they are written."""
    surface: set[str] = set()
    for pattern in (pattern for name in lists for pattern in data("kazakh")[name]):
        forms = [""]
        for char in pattern:
            forms = [form + letter for form in forms for letter in _ARCHIPHONEMES.get(char, char)]
        surface.update(forms)
    return frozenset(surface)


def _hardness(text: str) -> bool | None:
    for char in reversed(text):
        if char in HARD or char in "я":
            return True
        if char in SOFT or char in "эө":
            return False
    return None


@cache
def _chain_cost(tail: str, hard: bool | None) -> float:
    """The cheapest way to make `tail` of endings that agree with the stem; infinite if there is none."""
    stems, words = _endings("derivation", "verbal"), _endings("inflection")
    made = [0.0] + [math.inf] * len(tail)  # best cost of a prefix that may still take any ending
    inflected = [math.inf] * (len(tail) + 1)  # and of one that takes inflection only
    for end in range(1, len(tail) + 1):
        for start in range(max(0, end - LONGEST_ENDING), end):
            ending = tail[start:end]
            cost = ENDING.get(len(ending), LONGER_ENDING)
            if not _agrees(ending, hard):
                continue
            if ending in stems:
                made[end] = min(made[end], made[start] + cost)
            if ending in words:
                inflected[end] = min(inflected[end], made[start] + cost, inflected[start] + cost)
    return min(made[-1], inflected[-1])


def _agrees(ending: str, hard: bool | None) -> bool:
    """Harmony of one ending; the instrumental and a few others never change."""
    return hard is None or ending in INVARIANT or (SOFT if hard else HARD).isdisjoint(ending)


@cache
def _stem_cost(word: str) -> float:
    """Cost of `word` as a known stem with endings; infinite if no stem fits."""
    stems, _ = _stems()
    best = math.inf
    for size in range(len(word), 1, -1):
        head, tail = word[:size], word[size:]
        bases = {head, head[:-1] + _SOFTENED.get(head[-1], head[-1])} if tail else {head}
        if bases.isdisjoint(stems):
            continue
        # loan words mix hard and soft vowels, and their endings follow the last of them only roughly
        hard = None if any(char in "фвцщчхэё" for char in head) or _is_mixed(head) else _hardness(head)
        best = min(best, max(0.0, _chain_cost(tail, hard) - FREE_ENDINGS))
    return best if best <= DEAREST_CHAIN else math.inf


def is_word(word: str) -> bool:
    """Whether `word` (lower case) is a listed word, or a listed stem with a chain of endings."""
    return word in _stems()[1] or _stem_cost(word) < math.inf


@cache
def cost(word: str) -> float:
    """As `Lexicon.cost`, for one lower-case Kazakh word."""
    if word in _stems()[1]:
        return FREQUENT + (1.0 if len(word) < 3 else 0.0)
    whole = _stem_cost(word)
    known = TWO_WORDS if 0 < whole < math.inf and _are_two(word, whole) else KNOWN + whole
    return min(_guess(word), known) + SHORT.get(len(word), 0.0)


def _are_two(word: str, whole: float) -> bool:
    """Whether two known words explain the letters better than one with its endings ("жылғы" + "тамыз")."""
    return any(
        _stem_cost(word[:at]) + _stem_cost(word[at:]) < whole
        for at in range(SHORTEST_OF_TWO, len(word) - SHORTEST_OF_TWO + 1)
    )


@cache
def is_ending(text: str) -> bool:
    """Whether `text` is a case ending as it is written after the hyphen of an abbreviation ("БҒМ-ге")."""
    return text in _endings("inflection")


def _guess(word: str) -> float:
    """Cost of a word of an unknown stem: the less of it is left unexplained by endings, the better."""
    hard = None if _is_mixed(word) else _hardness(word)
    unexplained = float(len(word))
    for size in range(SHORTEST_STEM, len(word) - 1):
        if _VOWELS.isdisjoint(word[:size]):
            continue
        chain = _chain_cost(word[size:], hard)
        if chain <= DEAREST_CHAIN:
            unexplained = min(unexplained, size + chain / 2)
    guess = UNKNOWN + UNKNOWN_CHAR * unexplained + LONG_CHAR * max(0, len(word) - LONG)
    return guess - (NATIVE if len(word) > 4 and _may_be_native(word) else 0.0)


def _is_mixed(word: str) -> bool:
    return any(char in HARD for char in word) and any(char in SOFT for char in word)


def _may_be_native(word: str) -> bool:
    return any(char in _VOWELS for char in word) and not _is_mixed(word)
