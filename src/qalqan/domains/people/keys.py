"""How a person is found: each searched value brought to one form, then keyed by the vault.

Names are keyed by their first word folded to its sound: the surname in one form for men and women, the
patronymic by the father's name. A key finds candidates and forgives spelling; the list shows the names as
they are written, so a person decides.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from qalqan.domains.people.names import father, stem
from qalqan.kernel import vault

WORDS = re.compile(r"\w+")
REMEMBERED = 65_536  # a nation has some ten thousands of different names


@dataclass(frozen=True, slots=True)
class Keys:
    """The search keys of one purpose each, with their secrets fetched; goes to other processes by pickle."""

    surname_of: vault.Searcher
    given_of: vault.Searcher
    father_of: vault.Searcher
    iin_of: vault.Searcher
    phone_of: vault.Searcher
    address_of: vault.Searcher

    @classmethod
    def fetch(cls) -> "Keys":
        purposes = ("surname", "given", "father", "iin", "phone", "address")
        return cls(*(vault.searcher(f"people.{purpose}") for purpose in purposes))

    def surname(self, text: str) -> bytes | None:
        return _surname(self.surname_of, text)

    def given(self, text: str) -> bytes | None:
        return _given(self.given_of, text)

    def patronymic(self, text: str) -> bytes | None:
        return _father(self.father_of, text)

    def iin(self, number: str) -> bytes:
        return self.iin_of(number)

    def phone(self, text: str) -> bytes:
        """ValueError for what is no telephone number."""
        return self.phone_of(vault.normalise_phone(text))

    def address(self, text: str) -> bytes:
        return self.address_of(" ".join(WORDS.findall(text.casefold())))


def _first(text: str) -> str:
    return next(iter(vault.name_tokens(text)), "")


@lru_cache(REMEMBERED)
def _surname(key: vault.Searcher, text: str) -> bytes | None:
    word = stem(_first(text))
    return key(word) if word else None


@lru_cache(REMEMBERED)
def _given(key: vault.Searcher, text: str) -> bytes | None:
    word = _first(text)
    return key(word) if word else None


@lru_cache(REMEMBERED)
def _father(key: vault.Searcher, text: str) -> bytes | None:
    word = _first(father(text))
    return key(word) if word else None
