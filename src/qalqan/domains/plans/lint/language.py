"""Russian and Kazakh for the rules: words, lemmas, spelling, and phrase lists kept as data.

Phrases in `vocabulary.toml` are patterns word by word ("штатн.* единиц.*"): they serve an inflected and an
agglutinative language alike. Spelling needs certainty more than reach: a Russian word is called misspelt only
if the dictionary of pymorphy3 lacks it, no productive prefix explains it, and exactly one edit leads to a
word that the dictionary has. Kazakh has the reader's list of stems with chains of endings: good enough to
doubt a word, not to call it wrong (see `wording.rare_spelling`).
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pymorphy3

from qalqan.domains.plans.reading import kazakh

WORD = re.compile(r"[^\W\d_]+(?:[-‑][^\W\d_]+)*")
RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
SHORTEST_CHECKED = 6  # below this, one edit leads from almost any word to another
FOLD = str.maketrans("әғқңөұүһіё", "агкноуухие")


class Word(NamedTuple):
    """A word and its bounds in the text it was cut from."""

    text: str
    start: int
    end: int


def words(text: str) -> tuple[Word, ...]:
    """Words of letters; hyphenated words are one word."""
    return tuple(Word(found[0], found.start(), found.end()) for found in WORD.finditer(text))


def fold(word: str) -> str:
    """Lower case, Kazakh letters by their Russian neighbours: spellings that differ only so are one name."""
    return word.lower().translate(FOLD)


def edits(word: str, alphabet: str = RUSSIAN) -> Iterator[str]:
    """All strings one deletion, swap of neighbours, replacement or insertion away; never the word itself."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
            for letter in alphabet:
                if letter != tail[0]:
                    yield head + letter + tail[1:]
        if len(tail) > 1 and tail[0] != tail[1]:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in alphabet:
            yield head + letter + tail


@cache
def vocabulary(code: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text("utf-8"))[code]


@cache
def _patterns(code: str, name: str) -> tuple[tuple[re.Pattern[str], ...], ...]:
    phrases: list[str] = vocabulary(code)[name]
    return tuple(tuple(re.compile(part, re.IGNORECASE) for part in phrase.split()) for phrase in phrases)


@cache
def _analyzer() -> Any:
    return pymorphy3.MorphAnalyzer(lang="ru")


class Language:
    """Common to all: phrase lists. A language adds lemmas, spelling and where a sentence's head is."""

    code = ""

    def __getitem__(self, name: str) -> Any:
        return vocabulary(self.code)[name]

    def phrases(self, name: str, text: Sequence[Word]) -> Iterator[tuple[int, int]]:
        for phrase in _patterns(self.code, name):
            for at in range(len(text) - len(phrase) + 1):
                window = text[at : at + len(phrase)]
                if all(part.fullmatch(word.text) for part, word in zip(phrase, window, strict=True)):
                    yield window[0].start, window[-1].end

    def head(self, name: str, text: Sequence[Word]) -> tuple[int, int] | None:
        raise NotImplementedError

    def lemma(self, word: str) -> str:
        raise NotImplementedError

    def headword(self, word: str) -> str:
        """The word as a reader is shown it."""
        return word

    def known(self, word: str) -> bool:
        """The word (lower case) is an ordinary word of the language."""
        raise NotImplementedError

    def corrections(self, word: str) -> tuple[str, ...]:
        """What may have been meant, likeliest first, when `word` (lower case) is surely misspelt; else ()."""
        raise NotImplementedError

    def breaks_case(self, before: str, word: str) -> bool:
        """`before` (lower case; a preposition or a noun) cannot govern `word` in any of its readings."""
        raise NotImplementedError


class Russian(Language):
    code = "ru"

    def head(self, name: str, text: Sequence[Word]) -> tuple[int, int] | None:
        """A phrase that opens the sentence."""
        return next((found for found in self.phrases(name, text) if text and found[0] == text[0].start), None)

    @lru_cache(maxsize=50_000)  # noqa: B019 - one instance lives as long as the process
    def lemma(self, word: str) -> str:
        """Dictionary form by pymorphy3, the likeliest reading."""
        return str(_analyzer().parse(word)[0].normal_form)

    def headword(self, word: str) -> str:
        return self.lemma(word)

    @lru_cache(maxsize=50_000)  # noqa: B019
    def known(self, word: str) -> bool:
        """In the dictionary, an accepted term of the field, or a productive prefix before a known word."""
        if _analyzer().word_is_known(word):
            return True
        if any(re.fullmatch(stem, word) for stem in self["terms"]):
            return True
        return any(
            word.startswith(prefix)
            and len(word) > len(prefix) + 2
            and self.known(word[len(prefix) :].lstrip("-"))
            for prefix in self["prefixes"]
        )

    @lru_cache(maxsize=50_000)  # noqa: B019
    def corrections(self, word: str) -> tuple[str, ...]:
        parts = re.split("[-‑]", word)
        if len(parts) == 1:
            return self._mends(word)
        if self.known(word):
            return ()
        for at, part in enumerate(parts):
            # a first part that ends in a linking vowel ("психолого-") is no word of its own
            linking = part[-1:] in "ое" and at < len(parts) - 1
            if not linking and (mends := self._mends(part)):
                return tuple("-".join([*parts[:at], mend, *parts[at + 1 :]]) for mend in mends)
        return ()

    def _mends(self, word: str) -> tuple[str, ...]:
        if len(word) < SHORTEST_CHECKED or not set(word) <= set(RUSSIAN + "ё") or self.known(word):
            return ()
        analyzer = _analyzer()
        candidates = sorted({each for each in edits(word) if analyzer.word_is_known(each)})
        # the same ending first: a slip seldom changes the case; then the reading that the corpus prefers
        return tuple(
            sorted(candidates, key=lambda each: (each[-3:] != word[-3:], -analyzer.parse(each)[0].score))
        )

    def breaks_case(self, before: str, word: str) -> bool:
        """Also a country or a town left in the nominative after a noun: "на территории Казахстан"."""
        if word[0].isupper():
            return self._place_undeclined(before, word)
        cases = self["governs"].get(before)
        if not cases or not word.islower() or not self.known(word):
            return False
        readings = [each.tag for each in _analyzer().parse(word)]
        nominal = [tag for tag in readings if tag.POS in ("NOUN", "ADJF", "PRTF")]
        if len(nominal) < len(readings):  # an adverb, a verb, a particle: not governed
            return False
        return not any(tag.case in cases or "Fixd" in tag for tag in nominal)

    def _place_undeclined(self, before: str, word: str) -> bool:
        if any(re.fullmatch(pattern, before) for pattern in self["apposition"]) or not self.known(
            word.lower()
        ):
            return False
        tags = [each.tag for each in _analyzer().parse(word)]
        named = all("Geox" in tag and tag.case in ("nomn", "accs") and "Fixd" not in tag for tag in tags)
        return named and all(each.tag.POS == "NOUN" for each in _analyzer().parse(before))


class Kazakh(Language):
    code = "kk"

    def head(self, name: str, text: Sequence[Word]) -> tuple[int, int] | None:
        """A phrase that closes the sentence: the Kazakh verb stands last."""
        return next((found for found in self.phrases(name, text) if text and found[1] == text[-1].end), None)

    def lemma(self, word: str) -> str:
        """Suffixes pile up at the end, so the first six letters stand for the stem."""
        return fold(word)[:6]

    @lru_cache(maxsize=50_000)  # noqa: B019
    def known(self, word: str) -> bool:
        """A stem of the reader's list with endings in harmony."""
        return kazakh.is_word(word)

    def corrections(self, word: str) -> tuple[str, ...]:
        return ()

    def breaks_case(self, before: str, word: str) -> bool:
        """Kazakh governs by postpositions and endings; not checked."""
        return False


_LANGUAGES: dict[str, Language] = {"ru": Russian(), "kk": Kazakh()}


def language_of(code: str) -> Language:
    """The language's tools; a plan in any other language is read by the Russian rules' vocabulary."""
    return _LANGUAGES.get(code, _LANGUAGES["ru"])


def distance_at_most_one(left: str, right: str) -> bool:
    """True when no edit or one (deletion, insertion, replacement, swap of neighbours) leads to the other."""
    if left == right:
        return True
    if abs(len(left) - len(right)) > 1:
        return False
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    a, b = left[start:], right[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and len(b) > 1 and a[2:] == b[2:])


def unique(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))
