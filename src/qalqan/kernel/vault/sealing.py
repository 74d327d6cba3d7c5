"""Sealing and opening values outside a model: whole columns for COPY, and the one door every envelope goes
out by."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from qalqan.kernel.vault import children, keys
from qalqan.kernel.vault.envelope import CHILD, DATA, Key, TamperedError, head_of


class Erased(str):
    """What stands in place of a text whose key was destroyed. An empty string for a program, a word for a
    reader: pages show it, tests of emptiness see it as missing. Saved again, the envelope stays as it was."""

    envelope: bytes

    def __new__(cls, envelope: bytes) -> "Erased":
        made = super().__new__(cls)
        made.envelope = bytes(envelope)
        return made

    def __str__(self) -> str:
        return gettext("[erased]")

    def __html__(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals a column's values of one region and year: `sealer(pk, text)` gives the envelope. The key was
    fetched when it was made, and goes along by pickle: give one to each process of a load."""

    prefix: bytes
    key: Key

    def __call__(self, pk: UUID, text: str) -> bytes:
        return self.key.seal(text.encode(), self.prefix + pk.bytes)


def sealer(table: str, column: str, region_id: UUID, year: int) -> Sealer:
    """A callable (pk, text) -> envelope under the key of this region and year."""
    return Sealer(f"{table}.{column}:".encode(), keys.data_key(region_id, year))


def child_sealer(table: str, column: str, person_id: UUID) -> Sealer:
    """The same under a child's own key."""
    return Sealer(f"{table}.{column}:".encode(), children.key_for(person_id))


def key_of(envelope: bytes) -> Key:
    """The key that opens an envelope. KeyGoneError when it was destroyed, KeyLostError when it is nowhere."""
    version, id = head_of(envelope)
    if version == DATA:
        return keys.by_id(id)
    if version == CHILD:
        return children.by_id(id)
    raise TamperedError(f"a sealed value of unknown version {version}")


def open_sealed(envelope: bytes, table: str, column: str, pk: UUID) -> str:
    """The text in an envelope read by hand (a raw query). Errors as `key_of`, and TamperedError."""
    return key_of(envelope).open(envelope, f"{table}.{column}:".encode() + pk.bytes).decode()
