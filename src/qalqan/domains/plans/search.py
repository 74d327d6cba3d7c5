"""Word forms made equal, so that a search finds "туалетов" by "туалет" and "мектептерде" by "мектеп".

Russian words become their dictionary form (pymorphy3), Kazakh ones their stem by stripping endings, English
ones their stem by a few suffixes. What is stored and what is asked go through the same functions, so a stem
need not be a word, only the same for all forms of one. See docs/algorithms/search.md. Pure, no Django.
"""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pymorphy3

WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
KAZAKH_LETTERS = re.compile(r"[әғқңөұүһі]")
CYRILLIC = re.compile(r"[а-яё]|[әғқңөұүһі]")
VOWELS = "аәеёиоөуұүыіэюя"
SHORTEST_STEM = 2
SHORTEST_PREFIX = 4

# Kazakh endings, taken off from the last to the first until none is left: stem + plural + possessive + case.
# Only the third person's possessive: official texts have no other, and -ім off "білім" would lose the word.
CASES = re.findall(
    r"\w+",
    "дағы дегі тағы тегі ның нің дың дің тың тің нда нде дан ден тан тен нан нен мен бен пен"
    " ға ге қа ке на не ны ні ды ді ты ті да де та те",
)
PLURALS = re.findall(r"\w+", "лар лер дар дер тар тер")
OPEN_VOWELS = "аәеоөуүиюя"  # after these the possessive is -сы; after ы, і the с is the stem's (жұмыс-ы)
AFTER_VOWEL = {"ны", "ні", "на", "не", "нда", "нде", "нан", "нен"}  # "орны" is орн-ы, not ор-ны
VOICED = str.maketrans({"б": "п", "ғ": "қ", "г": "к"})


def words(text: str) -> list[str]:
    """Lower-case words and numbers of a text; a hyphenated word also gives its parts."""
    found: list[str] = []
    for word in WORD.findall(text.lower().replace("ё", "е")):
        found.append(word)
        if "-" in word:
            found.extend(word.split("-"))
    return found


@cache
def _russian() -> "pymorphy3.MorphAnalyzer":
    import pymorphy3  # 0.1 s and 15 MB that a process which never searches should not pay

    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=50_000)
def russian(word: str) -> frozenset[str]:
    """Dictionary forms of a Russian word: the likely ones, so that a homonym is found by either reading."""
    parses = _russian().parse(word)
    likely = [p for p in parses if p.score >= 0.2] or parses[:1]
    return frozenset(p.normal_form.replace("ё", "е") for p in likely)


def _without_ending(word: str) -> str:
    """The word less its last ending; itself when it has none that can come off."""
    for ending in (*CASES, *PLURALS):
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < SHORTEST_STEM or not any(letter in VOWELS for letter in stem):
            continue
        if ending not in AFTER_VOWEL or stem[-1] in VOWELS:
            return stem
    if len(word) >= 5 and word.endswith(("ын", "ін")):
        return word[:-1]
    if len(word) >= 5 and word.endswith(("сы", "сі")) and word[-3] in OPEN_VOWELS:
        return word[:-2]
    if len(word) > SHORTEST_STEM and word[-1] in "ыі" and word[-2] not in VOWELS:
        return word[:-1]
    return word


@lru_cache(maxsize=50_000)
def kazakh(word: str) -> str:
    """The stem of a Kazakh word: endings off until none is left, then the two changes of sound that endings
    bring undone: a voiced last consonant (мектеп, мектебі) and a dropped vowel (халық, халқы)."""
    stem = word
    while (shorter := _without_ending(stem)) != stem:
        stem = shorter
    stem = stem[:-1] + stem[-1:].translate(VOICED)
    if len(stem) >= 4 and stem[-2] in "ыі" and stem[-1] not in VOWELS:
        stem = stem[:-2] + stem[-1]
    return stem


@lru_cache(maxsize=10_000)
def english(word: str) -> str:
    """A light stem of an English word: plural, -ing, -ed, and a final e off."""
    for suffix, put in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x")):
        if word.endswith(suffix) and len(word) > len(suffix) + 2:
            return word.removesuffix(suffix) + put
    stem = (
        word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word
    )
    for suffix in ("ing", "ed"):
        cut = stem.removesuffix(suffix)
        if cut != stem and len(cut) >= 3 and any(letter in "aeiouy" for letter in cut):
            stem = cut[:-1] if cut[-1] == cut[-2] and cut[-1] not in "ls" else cut
    return stem.rstrip("e") if len(stem) > 3 else stem


def forms(word: str) -> frozenset[str]:
    """Everything a word of unknown language is looked up by."""
    if not CYRILLIC.search(word):
        return frozenset({word, english(word)})
    if KAZAKH_LETTERS.search(word):
        return frozenset({word, kazakh(word)})
    return russian(word) | {word, kazakh(word)}


def tokens(text: str, language: str) -> frozenset[str]:
    """The index entries of a text: each word as written, and its form made equal by its language's rules.
    A word in Kazakh letters inside a Russian text, or Latin inside either, follows its own letters."""
    found: set[str] = set()
    for word in words(text):
        found.add(word)
        if not CYRILLIC.search(word):
            found.add(english(word))
        elif language == "kk" or KAZAKH_LETTERS.search(word):
            found.add(kazakh(word))
        else:
            found |= russian(word)
    return frozenset(found)


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "").replace("'", "''") + "'"


def query(text: str) -> str:
    """A PostgreSQL `tsquery` for what a person typed: every word must be there, in any of its forms; a word
    of four letters and more also counts as the beginning of one. Empty when nothing can be searched."""
    parts = []
    for word in (w for w in words(text) if "-" not in w):
        alternatives = [_quoted(form) for form in sorted(forms(word))]
        if len(word) >= SHORTEST_PREFIX:
            alternatives.append(f"{_quoted(word)}:*")
        parts.append(f"({' | '.join(alternatives)})")
    return " & ".join(parts)
