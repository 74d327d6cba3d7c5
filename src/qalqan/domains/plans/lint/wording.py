"""Rules on wording: spelling, punctuation, names, and the shape of a title.

Russian spelling rests on a dictionary (see `language.py`). Kazakh rests on the reader's stems and endings
where they know the plan well, and on the plan itself: letters of another alphabet, Kazakh letters replaced by
their Russian neighbours, a rare word one letter away from a frequent one.
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator

from qalqan.domains.plans.lint.draft import Draft, Field, Place
from qalqan.domains.plans.lint.engine import Hit, rule
from qalqan.domains.plans.lint.language import (
    SHORTEST_CHECKED,
    Kazakh,
    distance_at_most_one,
    fold,
    vocabulary,
)

LIST_NUMBER = re.compile(r"(?:^|[;:]\s*)\w{1,2}$|(?:^|\s)\d{1,2}$")  # the "1" of "1)", the "а" of "; а)"
TERM_AFTER = 3  # an unknown word that stands in so many fields is a term and no slip
LATIN_WORD = re.compile(r"[A-Za-z]+(?:[- ][A-Za-z]+)?")
MIXED = re.compile(r"(?<![^\W_])(?=\w*[A-Za-z])(?=\w*[А-Яа-яЁёӘәІіҢңҒғҮүҰұҚқӨөҺһ])[^\W\d_]+(?![^\W_])")
SPACE_BEFORE = re.compile(r"(?<=\w)\s+[,;:.!?)](?!\.)")
DOUBLED_MARK = re.compile(r"[,;:]\s*[,;:.]|\.\s*[,;:](?=\s)|(?<!\.)\.\.(?!\.)")
DOUBLED_WORD = re.compile(r"\b(\w{1,})\s+\1\b", re.IGNORECASE)


@rule("wording.misspelt", "error")
def misspelt(draft: Draft) -> Iterator[Hit]:
    """No dictionary has the word, and one edit leads to a word that the plan itself uses elsewhere."""
    yield from (hit for hit, is_certain in _unknown_words(draft) if is_certain)


@rule("wording.unknown-word", "warning")
def unknown_word(draft: Draft) -> Iterator[Hit]:
    """No dictionary has the word, and one edit leads to one that it has: a slip, or a new term."""
    yield from (hit for hit, is_certain in _unknown_words(draft) if not is_certain)


def _unknown_words(draft: Draft) -> Iterator[tuple[Hit, bool]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for field in draft.prose:
        for at, word in enumerate(draft.words(field.text)):
            proper = word.text[0].isupper() and at > 0 and not field.text.isupper()
            if not proper and draft.correction(word.text.lower()):
                found[word.text.lower()].append(draft.mark(field, word.start, word.end))
    for lower, places in found.items():
        meant = draft.correction(lower)
        if meant and len(places) < TERM_AFTER:
            yield Hit(tuple(places), {"meant": meant}), draft.language.lemma(meant) in draft.lemmas


@rule("wording.rare-spelling", "warning")
def rare_spelling(draft: Draft) -> Iterator[Hit]:
    """Kazakh: a word that the list of stems does not know, one letter inside it away from a word of the plan
    that it knows or that stands there often. Never certain, so a warning."""
    if not isinstance(draft.language, Kazakh):
        return
    where: dict[str, list[tuple[Field, int, int]]] = defaultdict(list)
    for field in draft.prose:
        for word in draft.words(field.text):
            if len(word.text) > SHORTEST_CHECKED and not word.text.isupper() and "-" not in word.text:
                where[word.text.lower()].append((field, word.start, word.end))
    unknown = {word for word, at in where.items() if len(at) < TERM_AFTER and not draft.language.known(word)}
    trusted = sorted(set(where) - unknown)
    for doubted in (each for each in where if each in unknown):
        meant = next((each for each in trusted if may_be_slip(doubted, each)), None)
        if meant:
            yield Hit(tuple(draft.mark(*place) for place in where[doubted]), {"meant": meant})


def may_be_slip(word: str, other: str) -> bool:
    """One letter apart, inside: endings and beginnings that differ make other words."""
    edges = word[:2] == other[:2] and word[-2:] == other[-2:]
    return edges and len(word) > SHORTEST_CHECKED + 1 and distance_at_most_one(word, other)


@rule("wording.spelling-varies", "warning")
def spelling_varies(draft: Draft) -> Iterator[Hit]:
    """One name is written with Kazakh letters here and with Russian ones there."""
    forms: dict[str, dict[str, list[Place]]] = defaultdict(lambda: defaultdict(list))
    for field in draft.prose:
        for word in draft.words(field.text):
            # only names: ordinary Kazakh words that differ in these letters are different words (болу, бөлу)
            if len(word.text) > 3 and word.start > 0 and word.text[0].isupper() and not field.text.isupper():
                lower = word.text.lower().replace("ё", "е")
                forms[fold(word.text)][lower].append(draft.mark(field, word.start, word.end))
    for variants in forms.values():
        if len(variants) > 1:
            places = tuple(places[0] for places in variants.values())
            yield Hit(places, {"variants": " / ".join(place.quote for place in places)})


@rule("wording.service-name", "error")
def service_name(draft: Draft) -> Iterator[Hit]:
    """The name of a known service is misspelt or split: "Facebooke", "You tube"."""
    names = {re.sub(r"[- ]", "", name).lower(): name for name in vocabulary("latin")["names"]}
    for field in draft.prose:
        for found in LATIN_WORD.finditer(field.text):
            solid = re.sub(r"[- ]", "", found[0]).lower()
            name = names.get(solid) or next(
                (name for key, name in names.items() if len(key) > 5 and distance_at_most_one(key, solid)),
                None,
            )
            if name and found[0].lower() != name.lower() and found[0].lower() not in names:
                yield Hit((draft.mark(field, *found.span()),), {"meant": name})


@rule("wording.mixed-alphabet", "error")
def mixed_alphabet(draft: Draft) -> Iterator[Hit]:
    """One word holds Latin and Cyrillic letters that look alike: search and sorting will miss it."""
    for field in draft.prose:
        for found in MIXED.finditer(field.text):
            latin = "".join(dict.fromkeys(re.findall("[A-Za-z]", found[0])))
            yield Hit((draft.mark(field, *found.span()),), {"latin": latin})


def unbalanced(text: str) -> int | None:
    """Index of the first bracket without its partner; None when all agree. "1)" of a list is no bracket."""
    pairs = {")": "(", "]": "["}
    stack: list[int] = []
    for at, char in enumerate(text):
        if char in "([":
            stack.append(at)
        elif char in pairs:
            if stack and text[stack[-1]] == pairs[char]:
                stack.pop()
            elif not LIST_NUMBER.search(text[:at]):
                return at
    return stack[0] if stack else None


def odd_quote(text: str) -> int | None:
    """Index of a quotation mark without its partner; None when all agree.

    Where a quotation inside a quotation ends together with it, one closing mark serves both, as print has it.
    """
    depth: list[int] = []
    deepest_close = 0
    for at, char in enumerate(text):
        if char not in '"«»„“”':
            continue
        opens = char in "«„" or (char in '"“' and opens_quote(text, at))
        if opens:
            depth.append(at)
        elif not depth:
            return at
        else:
            deepest_close = max(deepest_close, len(depth))
            depth.pop()
    return depth[-1] if depth and deepest_close <= len(depth) else None


def opens_quote(text: str, at: int) -> bool:
    """A mark that may open or close ("straight" or “curly”) opens before a letter, not after one."""
    before, after = text[at - 1 : at] or " ", text[at + 1 : at + 2] or " "
    return not (before.isalnum() or before in ".!?…)%" or after.isspace())


@rule("wording.bracket", "error")
def bracket(draft: Draft) -> Iterator[Hit]:
    for field in draft.prose:
        at = unbalanced(field.text)
        if at is not None:
            yield Hit((draft.mark(field, at, at + 1),), {"context": context(field.text, at)})


@rule("wording.quote", "error")
def quote(draft: Draft) -> Iterator[Hit]:
    for field in draft.prose:
        at = odd_quote(field.text)
        if at is not None:
            yield Hit((draft.mark(field, at, at + 1),), {"context": context(field.text, at)})


def context(text: str, at: int) -> str:
    return text[max(0, at - 25) : at + 10].strip()


@rule("wording.space-before-mark", "note")
def space_before_mark(draft: Draft) -> Iterator[Hit]:
    yield from _each(draft, SPACE_BEFORE)


@rule("wording.double-space", "note")
def double_space(draft: Draft) -> Iterator[Hit]:
    yield from _each(draft, re.compile(r"\S {2,}\S"))


@rule("wording.doubled-mark", "warning")
def doubled_mark(draft: Draft) -> Iterator[Hit]:
    """Two marks in a row: ",,", ";.", ".."; an abbreviation before a comma ("др.,") is none."""
    yield from _each(draft, DOUBLED_MARK, unless=re.compile(r"\b\w{1,3}\.\s*[,;:]$"))


@rule("wording.doubled-word", "error")
def doubled_word(draft: Draft) -> Iterator[Hit]:
    yield from _each(draft, DOUBLED_WORD)


def _each(draft: Draft, pattern: re.Pattern[str], unless: re.Pattern[str] | None = None) -> Iterator[Hit]:
    for field in draft.prose:
        for found in pattern.finditer(field.text):
            if unless is None or not unless.search(field.text[: found.end()]):
                yield Hit((draft.mark(field, *found.span()),))


@rule("wording.full-stop", "note")
def full_stop(draft: Draft) -> Iterator[Hit]:
    """A title in a table is no sentence: no full stop at its end ("и др." keeps its own)."""
    for field in draft.titles:
        text = field.text.rstrip()
        if text.endswith(".") and not re.search(r"\b(?:др|пр|т\.\s?[дп]|гг|г|т\.\s?б|с\.\s?с)\.$", text):
            yield Hit(
                (draft.mark(field, len(text) - 1, len(text)),), {"context": context(text, len(text) - 1)}
            )


@rule("wording.lower-case-title", "warning")
def lower_case_title(draft: Draft) -> Iterator[Hit]:
    for field in draft.titles:
        if field.text[:1].islower():
            word = draft.words(field.text)[0]
            yield Hit((draft.mark(field, word.start, word.end),))


@rule("wording.capitals", "note")
def capitals(draft: Draft) -> Iterator[Hit]:
    """An ordinary word in capitals ("СИМ-КАРТ"); abbreviations and headings are left alone."""
    for field in draft.titles:
        if field.text.isupper():
            continue
        for word in draft.words(field.text):
            tail = word.text.rpartition("-")[2]
            if (
                len(tail) > 3
                and tail.isupper()
                and tail not in draft.codes
                and draft.language.known(tail.lower())
            ):
                yield Hit((draft.mark(field, word.start, word.end),))


@rule("wording.case", "warning")
def case(draft: Draft) -> Iterator[Hit]:
    """Russian: a word after a preposition stands in a case that the preposition never takes."""
    for field in draft.prose:
        cut = draft.words(field.text)
        for before, after in itertools.pairwise(cut):
            gap = field.text[before.end : after.start]
            if gap == " " and draft.language.breaks_case(before.text.lower(), after.text):
                yield Hit((draft.mark(field, before.start, after.end),), {"word": after.text})


@rule("wording.years-short", "note")
def years_short(draft: Draft) -> Iterator[Hit]:
    """ "г.г." is no abbreviation: "гг." or "годы"."""
    yield from _each(draft, re.compile(r"\bг\.\s?г\."))


@rule("wording.compound", "note")
def compound(draft: Draft) -> Iterator[Hit]:
    """A first part of a compound stands alone or is hyphenated ("видео фиксаций", "анти-буллингу")."""
    first = "|".join(draft.language["combining"])
    apart = re.compile(
        rf"(?<![\w-])(?:{first})\s(?!и\s|и$|және\s|в\s|о\s)[а-яёәіңғүұқөһ]{{5,}}", re.IGNORECASE
    )
    hyphen = re.compile(
        r"(?<![\w-])(?:анти|кибер|авто|фото|видео|аудио|теле|радио)-[а-яёәіңғүұқөһ]{4,}", re.IGNORECASE
    )
    for field in draft.titles:
        for found in (*apart.finditer(field.text), *hyphen.finditer(field.text)):
            yield Hit((draft.mark(field, *found.span()),))


@rule("wording.list-mark", "warning")
def list_mark(draft: Draft) -> Iterator[Hit]:
    """An item of a list ("- ...") begins after neither ":" nor ";"."""
    for field in draft.titles:
        items = list(re.finditer(r"(?<=\s)- ?(?=[а-яёәіңғүұқөһ])", field.text))
        if not re.search(r":\s*-", field.text):
            continue
        for found in items:
            before = field.text[: found.start()].rstrip()
            if before and before[-1] not in ":;":
                yield Hit(
                    (draft.mark(field, found.start(), found.end()),),
                    {"context": context(field.text, found.start())},
                )
