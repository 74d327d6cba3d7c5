"""Names as people of Kazakhstan bear and write them: Kazakh, Russian and Latin; with a patronymic in -ұлы or
-қызы, in -ович or -овна, or none. Pure. docs/algorithms/names.md.

A name is kept as the document has it and never rewritten. What is computed here serves display (full name,
initials, salutation), alphabetical order, and finding: `stem` makes one of a surname's forms for men and
women, `father` one of Серікұлы, Серікқызы, Серикович and Serikuly, with the letters folded to sounds.
"""

import re
from dataclasses import dataclass

LATIN = "abcdefghijklmnopqrstuvwxyz"
KAZAKH = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
PASSED_OVER = "0123456789-‐‑’ʼ`.'"
KEYS = {ord(letter): 0x21 + place for place, letter in enumerate(LATIN + KAZAKH)} | dict.fromkeys(
    map(ord, PASSED_OVER)
)
ONE_SIGN = str.maketrans("‐‑–’ʼ`‘", "---''''")

SONS = ("ұлы", "улы", "uly", "ūly", "ович", "евич", "ич", "ovich", "evich", "оглы")
DAUGHTERS = ("қызы", "кызы", "qyzy", "kyzy", "овна", "евна", "ична", "ovna", "evna", "кизи")
PATRONYMIC = re.compile(
    r"(?<=..)(?:[ұуү]лы|ули|[uū]l[yıi]|[қк]ызы|[қк]изи|[qk][yıi]z[yıi]"
    r"|[оеё]вич|[оеё]вна|инична|ична|ич|[oe]vich|[oe]vna|инич|о[гғ]лы|ogly)$"
)
FOLDED_SURNAMES = (
    (re.compile(r"(?<=.)(ov|ev|in)a$"), r"\1"),
    (re.compile(r"(?<=.)(sk|tsk)aia$"), r"\1i"),
)
DEAR = {
    "kk": {"m": "Құрметті {}", "f": "Құрметті {}", "unknown": "Құрметті {}"},
    "ru": {"m": "Уважаемый {}", "f": "Уважаемая {}", "unknown": "Здравствуйте, {}"},
    "en": {"m": "Dear {}", "f": "Dear {}", "unknown": "Dear {}"},
}
# A reading aid for those who do not read Cyrillic. A passport's own spelling may differ.
SOUNDS = (
    *("a", "a", "b", "v", "g", "g", "d", "e", "yo", "zh", "z", "i", "y", "k", "k", "l", "m", "n", "n", "o"),
    *("o", "p", "r", "s", "t", "u", "u", "u", "f", "kh", "h", "ts", "ch", "sh", "shch", "", "y", "i", ""),
    *("e", "yu", "ya"),
)
READING = dict(zip(KAZAKH, SOUNDS, strict=True))


@dataclass(frozen=True, slots=True)
class Name:
    """The parts of a name, each as the document has it; "" where there is none."""

    surname: str
    given: str = ""
    patronymic: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(part for part in (self.surname, self.given, self.patronymic) if part)


def tidy(text: str) -> str:
    """A typed name without doubled or outer spaces, with one kind of apostrophe and hyphen. Letters stay."""
    return re.sub(r"\s*-\s*", "-", " ".join(text.translate(ONE_SIGN).split()))


def full(name: Name, language: str) -> str:
    """Surname first, as Kazakh and Russian documents write it; given name first in English."""
    if language == "en":
        return " ".join(part for part in (name.given, name.patronymic, name.surname) if part)
    return " ".join(name.parts)


def initials(name: Name) -> str:
    """«Сұлтанов Е. Б.»; hyphenated names keep both letters: «Ким А.-М.»."""
    short = [
        "-".join(f"{part[0].upper()}." for part in written.split("-") if part)
        for written in (name.given, name.patronymic)
        if written
    ]
    return " ".join([name.surname, *short] if name.surname else short)


def salutation(name: Name, sex: str, language: str) -> str:
    """How a letter begins, without the sign that follows. Where sex is unknown, no gender is guessed."""
    called = " ".join(part for part in (name.given, name.patronymic) if part) or name.surname
    if language == "en" and name.given and name.surname:
        called = f"{name.given} {name.surname}"
    return DEAR[language][sex].format(called)


def reading(text: str) -> str:
    """Cyrillic letters by Latin ones, case kept; others as they stand."""

    def letter(one: str) -> str:
        latin = READING.get(one.lower())
        if latin is None:
            return one
        return latin.capitalize() if one.isupper() else latin

    return "".join(map(letter, text))


def sort_key(text: str) -> str:
    """One character a letter, ordered as the Kazakh alphabet, Latin before it, hyphens and apostrophes passed
    over. The database's `people_sort_key()` is its twin."""
    return text.lower().translate(KEYS)


def patronymic_sex(patronymic: str) -> str | None:
    """What a patronymic's ending says: m, f, or None where it says nothing. Evidence, never a check."""
    written = patronymic.lower().replace(" ", "")
    if written.endswith(DAUGHTERS):
        return "f"
    return "m" if written.endswith(SONS) else None


def father(patronymic: str) -> str:
    """What the father's given name left in a patronymic: «серік» of «Серікұлы» and «Серік қызы», «серик» of
    «Серикович». Folded afterwards: folding first would lose a letter of «Серікқызы»."""
    return PATRONYMIC.sub("", re.sub(r"[\s-]", "", patronymic.lower()))


def stem(folded: str) -> str:
    """A folded surname in one form for men and women: Ахметова and Ахметов, Ковальская and Ковальский."""
    for ending, kept in FOLDED_SURNAMES:
        folded = ending.sub(kept, folded)
    return folded
