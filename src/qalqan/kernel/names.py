"""A name in the country's three languages, and Kazakh alphabetical order. Pure."""

from dataclasses import dataclass

from qalqan.kernel.embedded.roles import ALPHABET, KEY_FIRST

LANGUAGES = ("kk", "ru", "en")
LETTER_KEYS = {ord(letter): KEY_FIRST + place for place, letter in enumerate(ALPHABET)}


@dataclass(frozen=True, slots=True)
class Names:
    """One thing's name in the three languages. `names["kk"]`; KeyError for another language."""

    kk: str
    ru: str
    en: str

    def __getitem__(self, language: str) -> str:
        if language not in LANGUAGES:
            raise KeyError(language)
        text: str = getattr(self, language)
        return text


def sort_key(text: str) -> str:
    """A key that sorts by the 42 letters of the Kazakh alphabet, as the database's `kk_key()` does. Russian
    words sort right by it too: the 33 Russian letters keep their own order inside it."""
    return text.lower().translate(LETTER_KEYS)
