"""Sealing and opening values outside a model: whole columns for COPY, and the one door every envelope goes
out by."""

from dataclasses import dataclass
from uuid import UUID

from qalqan.kernel.vault import keys
from qalqan.kernel.vault.envelope import DATA, Key, TamperedError, head_of


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals a column's values of one region and year: `sealer(pk, text)` gives the envelope. The key was
    fetched
    when it was made, and goes along by pickle: give one to each process of a load."""

    prefix: bytes
    key: Key

    def __call__(self, pk: UUID, text: str) -> bytes:
        return self.key.seal(text.encode(), self.prefix + pk.bytes)


def sealer(table: str, column: str, region_id: UUID, year: int) -> Sealer:
    """A callable (pk, text) -> envelope under the key of this region and year."""
    return Sealer(f"{table}.{column}:".encode(), keys.data_key(region_id, year))


def key_of(envelope: bytes) -> Key:
    """The key that opens an envelope. KeyGoneError when it was destroyed, KeyLostError when it is nowhere."""
    version, id = head_of(envelope)
    if version == DATA:
        return keys.by_id(id)
    raise TamperedError(f"a sealed value of unknown version {version}")


def open_sealed(envelope: bytes, table: str, column: str, pk: UUID) -> str:
    """The text in an envelope read by hand (a raw query). Errors as `key_of`, and TamperedError."""
    return key_of(envelope).open(envelope, f"{table}.{column}:".encode() + pk.bytes).decode()
