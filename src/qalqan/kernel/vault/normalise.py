"""How a value must look before it is searched by its keyed hash: pure functions, no Django, no database.

Equal things written differently must give one text: the same name in Kazakh, in Russian letters, in the Latin
alphabets of 2018 and 2021 or a passport's, with a stray Latin "a" inside a Cyrillic word. A search key finds
candidates; whoever asked compares the opened names afterwards, so folding too much costs a little time, and
folding too little hides a child. docs/algorithms/search-keys.md lists every rule.
"""

import re
import unicodedata
from functools import lru_cache

SEPARATORS = re.compile(r"[\s().\u2010-\u2015\u2212\u00ad\u200b-\u200f\u2060\ufeff-]+")
# Composed Latin letters whose mark carries the sound; every other mark is dropped.
MARKED = str.maketrans({"ş": "sh", "ș": "sh", "š": "sh", "ç": "ch", "č": "ch", "ž": "j", "ý": "u", "ŭ": "u"})
CYRILLIC = dict(zip("абвгғдезиіыкқлмнңоөпрстуұүфхһэәє", "abvggdeziiikklmnnooprstuuufhheae", strict=True)) | {
    "ж": "j",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "sh",
    "ю": "iu",
    "я": "ia",
    "ъ": "",
    "ь": "",
}
LETTERS = str.maketrans(CYRILLIC | {"ı": "i", "y": "i", "w": "u", "q": "k", "x": "ks", "ə": "a", "ß": "ss"})
SOUNDS = (("shch", "sh"), ("zh", "j"), ("kh", "h"), ("gh", "g"), ("ng", "n"), ("ie", "e"))
LONE_C = re.compile(r"c(?!h)")
TWICE = re.compile(r"(.)\1+")
# Latin letters typed for Cyrillic ones; they count only in a word that has Cyrillic letters besides.
LOOKALIKE = dict(zip("aceikmoptxyABCEHIKMOPTXYh", "асеікмортхуАВСЕНІКМОРТХУһ", strict=True))
TO_CYRILLIC = str.maketrans(LOOKALIKE)
HAS_CYRILLIC = re.compile("[\u0400-\u04ff]")
HAS_OWN_LATIN = re.compile(f"[a-zA-Z](?<![{''.join(LOOKALIKE)}])")  # a Latin letter without a Cyrillic twin
WORD = re.compile(r"[^\W\d_]+")
APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u02b9\u02bb\u00b4`\u2032\"\u02ba]")


def normalise_iin(text: str) -> str:
    """The digits of an individual number, without spaces or hyphens, digits of any script as 0-9.
    ValueError when anything else is in it. Says nothing about whether the number is valid."""
    kept = SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if not kept.isdecimal():
        raise ValueError("an individual number has digits only")
    return "".join(str(unicodedata.decimal(digit)) for digit in kept)


def normalise_phone(text: str) -> str:
    """A telephone number as E.164 ("+77011234567"). Without a country it is Kazakhstan's: 8 701 ..., 7 701
    ..., 701 .... ValueError when it cannot be a number (E.164 has at most 15 digits)."""
    kept = SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    foreign = kept.startswith(("+", "00"))
    digits = kept.lstrip("+")
    if not digits.isdecimal():
        raise ValueError("a telephone number has digits only, perhaps a + before them")
    digits = "".join(str(unicodedata.decimal(digit)) for digit in digits)
    if foreign:
        digits = digits[2:] if kept.startswith("00") else digits
    elif len(digits) == 11 and digits[0] in "78":
        digits = "7" + digits[1:]
    elif len(digits) == 10:
        digits = "7" + digits
    else:
        raise ValueError(
            "a number in Kazakhstan has ten digits after +7; write a foreign one with + and its country"
        )
    if not 7 <= len(digits) <= 15 or digits[0] == "0" or (digits[0] == "7" and len(digits) != 11):
        raise ValueError("a telephone number has 7 to 15 digits with its country, after +7 exactly ten")
    return f"+{digits}"


def name_tokens(text: str) -> tuple[str, ...]:
    """The words of a name, each folded to its sound in a-z, in their order: "Әбдіғаппар-Нұр" and
    "Abdigappar Nur" give the same. Digits and signs are no part of a name; an empty tuple when nothing is
    left."""
    plain = APOSTROPHES.sub("", unicodedata.normalize("NFKC", text))
    return tuple(folded for word in WORD.findall(plain) if (folded := fold(word)))


def normalise_name(text: str) -> str:
    """A name as one text: its tokens with single spaces between."""
    return " ".join(name_tokens(text))


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """One word folded to its sound. Remembered: a nation has some tens of thousands of different names."""
    if HAS_CYRILLIC.search(word) and not HAS_OWN_LATIN.search(word):
        word = word.translate(TO_CYRILLIC)
    low = unicodedata.normalize("NFC", word.replace("İ", "i").lower()).translate(MARKED)
    low = "".join(sign for sign in unicodedata.normalize("NFKD", low) if not unicodedata.combining(sign))
    low = low.translate(LETTERS)
    before = ""
    while low != before:  # one rule can make room for another: "kkh" becomes "kh" becomes "h"
        before = low
        for sound, folded in SOUNDS:
            low = low.replace(sound, folded)
        low = TWICE.sub(r"\1", LONE_C.sub("k", low))
    return low
