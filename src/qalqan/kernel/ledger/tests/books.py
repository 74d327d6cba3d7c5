"""A small ledger made without a database, to be damaged in every way: rows as the database holds them, sealed
by a key of its own."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from qalqan.kernel.ledger.proof import (
    FIRST_PREVIOUS,
    LAST_ID,
    LOCATOR,
    OPEN,
    Anchor,
    Key,
    Reader,
    Report,
    Row,
    Seal,
    Tree,
    closed_hash,
    key_id,
    leaf,
)

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def row_of(values: tuple[Any, ...]) -> Row:
    open_part = values[: len(OPEN)]
    return Row(values[0], values[1], values[2], values[5], leaf(open_part, closed_hash(values[len(OPEN) :])))


@dataclass
class Book:
    """Rows by seal, and the seals. `tail` rows are not sealed."""

    key: Ed25519PrivateKey
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)

    def public_key(self) -> Key:
        public = self.key.public_key().public_bytes_raw()
        unsigned = Key(key_id(public), public, key_id(public), b"")
        return unsigned._replace(signature=self.key.sign(unsigned.body()))

    def seal(self, until_xid: int) -> None:
        last = self.seals[-1] if self.seals else None
        after = (last.until_xid, last.until_id) if last else (0, UUID(int=0))
        tree, pieces = Tree(), b""
        for values in sorted(self.rows):
            if after < values[:2] <= (until_xid, LAST_ID):
                one = row_of(values).leaf
                tree.add(one)
                pieces += one[:LOCATOR]
        seal = Seal(
            number=last.number + 1 if last else 1,
            at=START + timedelta(minutes=len(self.seals) + 1),
            until_xid=until_xid,
            until_id=LAST_ID,
            size=tree.count,
            total=(last.total if last else 0) + tree.count,
            root=tree.root(),
            previous=last.hash() if last else FIRST_PREVIOUS,
            key_id=self.public_key().id,
            locator=pieces,
        )
        self.seals.append(seal._replace(signature=self.key.sign(seal.body())))

    def anchors(self) -> list[Anchor]:
        return [Anchor(seal.number, seal.hash(), seal.total, "2026-03-01") for seal in self.seals]


def make(seed: int = 1, seals: int = 12, each: int = 17) -> Book:
    """A ledger of `seals` seals over `each` rows."""
    chance = random.Random(seed)  # noqa: S311 - the same book each time
    book = Book(Ed25519PrivateKey.from_private_bytes(chance.randbytes(32)))
    for minute in range(seals):
        for number in range(each):
            uuid = [UUID(bytes=chance.randbytes(16)) for _ in range(6)]
            at = START + timedelta(minutes=minute, seconds=number)
            open_part = (100 + minute * 10 + number // 3, uuid[0], at, "class_teacher", "education")
            open_part += ("people.read", "person", uuid[1], "identity", "done", "", "host")
            closed = (uuid[2], uuid[3], uuid[4], None, uuid[5], str(uuid[5]), None, chance.randbytes(32))
            book.rows.append(open_part + closed)
        book.seal(109 + minute * 10)
    book.rows.sort(key=lambda values: values[:2])
    return book


def check(book: Book, **kept: Any) -> Report:
    """Read a book as the live reader reads a database: rows in order of their key, merged with the seals."""
    reader = Reader(**kept)
    reader.key(book.public_key())
    rows = iter(sorted(book.rows, key=lambda values: values[:2]))
    values = next(rows, None)
    for seal in book.seals:
        while values is not None and values[:2] <= (seal.until_xid, seal.until_id):
            reader.entry(row_of(values))
            values = next(rows, None)
        reader.seal(seal)
    return reader.close()
