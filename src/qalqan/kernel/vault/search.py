"""Equality search over sealed values: a keyed hash stands in a column beside the envelope and carries the
index.

HMAC-SHA-256 with a secret that seals nothing, one derived key a purpose (an IIN and a phone with the same
digits have different hashes), cut to 16 bytes: 3.9 million children make a false match once in 10**25. The
secret does not change with the master key or the data keys, else every search column of the nation would
have to be remade.
"""

import hmac
from dataclasses import dataclass, field

from qalqan.kernel.vault import keys

BYTES = 16


@dataclass(frozen=True, slots=True)
class Searcher:
    """`search_key` for many values of one purpose: the secret fetched once; goes to other processes by
    pickle."""

    purpose: str
    key: bytes = field(repr=False)

    def __call__(self, value: str) -> bytes:
        return hmac.digest(self.key, value.encode(), "sha256")[:BYTES]


def searcher(purpose: str) -> Searcher:
    """A callable (normalised value) -> 16 bytes. `purpose` names what is searched: "people.iin"."""
    return Searcher(purpose, hmac.digest(keys.search_secret(), purpose.encode(), "sha256"))


def search_key(purpose: str, value: str) -> bytes:
    """16 bytes that are equal when the purpose and the normalised value are. Normalise first
    (`normalise_*`)."""
    return searcher(purpose)(value)
