"""Is this run of letters a Kazakh word? Stems of data/kazakh_stems.txt with chains of endings.

Kazakh builds words by endings that follow the stem's vowels (hard or soft) and soften its last consonant.
A word is taken as whole when a stem is followed by endings only and the endings agree in harmony. Unknown
stems are judged by their endings and by whether their letters can stand in one Kazakh word (mixed harmony
within a native word is a sign of two words run together).
"""

from functools import cache

from .grammar import DATA, data

KNOWN, FREQUENT, GUESSED, UNKNOWN, UNKNOWN_CHAR = 9.0, 4.0, 14.0, 20.0, 0.45
SHORT = {1: 26.0, 2: 8.0, 3: 3.0}
LONGEST_CHAIN = 6

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
def _endings() -> frozenset[str]:
    surface: set[str] = set()
    for pattern in (*data("kazakh")["nominal"], *data("kazakh")["verbal"]):
        forms = [""]
        for char in pattern:
            forms = [form + letter for form in forms for letter in _ARCHIPHONEMES.get(char, char)]
        surface.update(forms)
    return frozenset(surface)


def _harmonic(tail: str, hard: bool | None) -> bool:
    wrong = SOFT if hard else HARD
    return hard is None or wrong.isdisjoint(tail)


def _hardness(text: str) -> bool | None:
    for char in reversed(text):
        if char in HARD or char in "я":
            return True
        if char in SOFT or char in "эө":
            return False
    return None


@cache
def _is_chain(tail: str, left: int = LONGEST_CHAIN) -> bool:
    """Whether `tail` is made of endings only."""
    if not tail:
        return True
    if not left:
        return False
    return any(
        tail.startswith(ending) and _is_chain(tail[len(ending) :], left - 1)
        for ending in (tail[:size] for size in range(1, min(8, len(tail)) + 1))
        if ending in _endings()
    )


def _stem_length(word: str) -> int:
    """The longest known stem that `word` begins with and whose rest is a chain of endings; 0 if none."""
    stems, _ = _stems()
    for size in range(len(word), 1, -1):
        head, tail = word[:size], word[size:]
        bases = {head, head[:-1] + _SOFTENED.get(head[-1], head[-1])}
        if not tail:
            bases = {head}
        if bases.isdisjoint(stems):
            continue
        loose = any(
            char in "фвцщчхэё" for char in head
        )  # loan words take the endings of their last vowel, roughly
        if (loose or _harmonic(tail, _hardness(head))) and _is_chain(tail):
            return size
    return 0


def is_word(word: str) -> bool:
    """Whether `word` (lower case) is a listed word, or a listed stem with a chain of endings."""
    return word in _stems()[1] or bool(_stem_length(word))


@cache
def cost(word: str) -> float:
    """As `Lexicon.cost`, for one lower-case Kazakh word."""
    if word in _stems()[1]:
        return FREQUENT + (1.0 if len(word) < 3 else 0.0)
    if _stem_length(word):
        return KNOWN + SHORT.get(len(word), 0.0)
    guess = UNKNOWN + UNKNOWN_CHAR * len(word) + SHORT.get(len(word), 0.0)
    if len(word) > 4 and _may_be_native(word):
        guess -= UNKNOWN - GUESSED
    return guess


def _may_be_native(word: str) -> bool:
    hard = sum(char in HARD for char in word)
    soft = sum(char in SOFT for char in word)
    return any(char in _VOWELS for char in word) and (not hard or not soft)
