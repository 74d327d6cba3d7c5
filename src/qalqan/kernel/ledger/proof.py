"""The ledger's proof, and its reader. This file alone is what an auditor needs: `python proof.py FILE`. It
imports nothing of Django, of the program or of a database (only `cryptography`, for Ed25519), and it believes
nothing that it has not recomputed. Long because it must be one file that can be handed over and read.

What is proven. Each entry is a leaf of a Merkle tree (as RFC 6962 builds it), each minute's tree has a root,
each root stands in a seal, each seal holds the hash of the seal before it and is signed (Ed25519). A change,
loss, addition or exchange of any entry changes a root; of any seal, a link; and a chain made anew meets the
anchors, which lie outside. Only entries younger than the last seal (a minute) are not yet held by anything.

The format in words, byte by byte: docs/algorithms/ledger.md. Two parts of an entry are hashed apart: the
open one (what kind of act, when) and the closed one (who, about whom), salted. So an export can keep the
closed part back and still prove every row.
"""

import argparse
import hashlib
import json
import struct
import sys
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

VERSION = 1
OPEN = (
    "xid",
    "id",
    "at",
    "role",
    "purpose",
    "act",
    "kind",
    "region_id",
    "sections",
    "outcome",
    "note",
    "server",
)
CLOSED = ("salt", "seat_id", "user_id", "post_id", "person_id", "target_id", "before_digest", "after_digest")
NOTHING = b"\xff\xff\xff\xff"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FIRST_PREVIOUS = bytes(32)
LAST_ID = UUID(int=2**128 - 1)
LOCATOR = 8  # bytes of each leaf's hash kept beside its seal: they prove nothing, they find the row
BACKDATED = timedelta(hours=1)  # an entry is sealed within minutes; a clock or a hand made this one older

LENGTH = struct.Struct(">I").pack
INT64 = struct.Struct(">q").pack


def encode(values: Iterable[Any]) -> bytes:
    """Canonical bytes: each value as a length of four bytes (ffffffff for none) and its bytes. Numbers are
    eight bytes, times microseconds since 1970 in eight, UUIDs sixteen, text UTF-8."""
    parts = []
    for value in values:
        if value is None:
            parts.append(NOTHING)
            continue
        kind = type(value)
        if kind is str:
            raw = value.encode()
        elif kind is UUID:
            raw = value.bytes
        elif kind is int:
            raw = INT64(value)
        elif kind is datetime:
            raw = INT64((value - EPOCH) // MICROSECOND)
        else:
            raw = bytes(value)
        parts.append(LENGTH(len(raw)))
        parts.append(raw)
    return b"".join(parts)


def leaf(open_part: Iterable[Any], closed_hash: bytes) -> bytes:
    """The leaf of an entry: its open values, and the hash of its closed ones."""
    return hashlib.sha256(b"\x00\x01" + hashlib.sha256(encode(open_part)).digest() + closed_hash).digest()


def closed_hash(closed_part: Iterable[Any]) -> bytes:
    """The hash that stands for an entry's closed values, salt first."""
    return hashlib.sha256(encode(closed_part)).digest()


class Tree:
    """A Merkle tree fed leaf by leaf: keeps one hash for each level, not the leaves."""

    def __init__(self) -> None:
        self.count = 0
        self.stack: list[bytes] = []

    def add(self, leaf_hash: bytes) -> None:
        """Append a leaf."""
        node, size = leaf_hash, self.count
        while size & 1:
            node = hashlib.sha256(b"\x01" + self.stack.pop() + node).digest()
            size >>= 1
        self.stack.append(node)
        self.count += 1

    def root(self) -> bytes:
        """The hash of the whole tree; of nothing, SHA-256 of the empty string."""
        if not self.stack:
            return hashlib.sha256().digest()
        node = self.stack[-1]
        for left in reversed(self.stack[:-1]):
            node = hashlib.sha256(b"\x01" + left + node).digest()
        return node


class Seal(NamedTuple):
    """One sealed stretch of the ledger: the entries after the previous seal's last place, up to and including
    (until_xid, until_id)."""

    number: int
    at: datetime
    until_xid: int
    until_id: UUID
    size: int
    total: int
    root: bytes
    previous: bytes
    key_id: str
    signature: bytes = b""
    locator: bytes = b""

    def body(self) -> bytes:
        """The bytes that are signed."""
        return b"qalqan ledger seal 1" + encode(self[:9])

    def hash(self) -> bytes:
        """What the next seal and the anchors hold of this one."""
        return hashlib.sha256(self.body() + self.signature).digest()


class Key(NamedTuple):
    """A public key, vouched for by the key before it (the first by itself)."""

    id: str
    public: bytes
    by_id: str
    signature: bytes

    def body(self) -> bytes:
        """The bytes that are signed."""
        return b"qalqan ledger key 1" + self.public


def key_id(public: bytes) -> str:
    """A key's short name: the beginning of its hash."""
    return hashlib.sha256(public).hexdigest()[:16]


def signed(public: bytes, signature: bytes, body: bytes) -> bool:
    """Whether the signature is of this key over these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, body)
    except (InvalidSignature, ValueError):
        return False
    return True


class Anchor(NamedTuple):
    """What was known outside about one seal."""

    number: int
    hash: bytes
    total: int
    day: str = ""


class Row(NamedTuple):
    """An entry as the reader needs it: where it stands, when, and its leaf."""

    xid: int
    id: UUID
    at: datetime
    act: str
    leaf: bytes

    def place(self) -> str:
        """The row in words."""
        return f"entry {self.id} ({self.act}, {self.at:%Y-%m-%d %H:%M:%S} UTC, transaction {self.xid})"


class Finding(NamedTuple):
    """Something that does not hold, and where. `grave` is false for what only asks for a look."""

    code: str
    place: str
    text: str
    grave: bool = True


@dataclass
class Report:
    """What was read and found."""

    entries: int = 0
    seals: int = 0
    first: int = 0
    last: int = 0
    last_hash: bytes = b""
    total: int = 0
    unsealed: int = 0
    keys: list[str] = field(default_factory=list)
    anchors: int = 0
    trusted: bool = False
    findings: list[Finding] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """True when nothing grave was found."""
        return not any(finding.grave for finding in self.findings)


MOST_NAMED = 20  # rows named for one seal; the count says the rest


def compare(expected: bytes, rows: list[Row]) -> list[tuple[str, str, str]]:
    """Where a sealed stretch differs from its locator: (code, place, text) for each row."""
    wanted = [expected[i : i + LOCATOR] for i in range(0, len(expected), LOCATOR)]
    found = [row.leaf[:LOCATOR] for row in rows]
    kept, present = set(wanted), set(found)
    extra = [i for i, piece in enumerate(found) if piece not in kept]
    gone = [i for i, piece in enumerate(wanted) if piece not in present]
    told: list[tuple[str, str, str]] = []
    if len(rows) == len(wanted) and extra == gone:
        told += [
            ("changed", rows[i].place(), f"row {i + 1} of the seal is not as it was sealed") for i in extra
        ]
    else:
        told += [("added", rows[i].place(), "changed, or not there when it was sealed") for i in extra]
        told += [("missing", *lost(rows, first, last)) for first, last in runs(gone)]
    if not told:
        moved = [i for i, (a, b) in enumerate(zip(wanted, found, strict=False)) if a != b]
        told += [("moved", rows[i].place(), f"stands at row {i + 1}, where another one stood") for i in moved]
    return told


def runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring numbers as (first, last)."""
    for number, _ in enumerate(numbers):
        if number and numbers[number] == numbers[number - 1] + 1:
            continue
        end = number
        while end + 1 < len(numbers) and numbers[end + 1] == numbers[end] + 1:
            end += 1
        yield numbers[number], numbers[end]


def lost(rows: list[Row], first: int, last: int) -> tuple[str, str]:
    """A gap: its neighbours, and what is gone. The one before it stands where the gap begins, if no earlier
    row is gone too."""
    before = f"after {rows[first - 1].place()}" if 0 < first <= len(rows) else "at the seal's beginning"
    if first == last:
        return before, f"row {first + 1} of the seal is gone or changed"
    return before, f"rows {first + 1} to {last + 1} of the seal are gone or changed"


class Reader:
    """Takes keys, entries and seals in the order of the ledger, one by one; keeps one seal's rows at most."""

    def __init__(self, *, anchors: Iterable[Anchor] = (), trusted: Iterable[bytes] = ()) -> None:
        self.report = Report()
        self.anchors = {anchor.number: anchor for anchor in anchors}
        self.trusted = {key_id(public) for public in trusted}
        self.keys: dict[str, bytes] = {}
        self.previous: Seal | None = None
        self.start = (-1, UUID(int=0))
        self.has_entries = True
        self.from_middle = False
        self.newest_key = 0
        self.begin()

    def begin(self) -> None:
        self.rows: list[Row] = []
        self.tree = Tree()

    def tell(self, code: str, place: str, text: str, grave: bool = True) -> None:
        self.report.findings.append(Finding(code, place, text, grave))

    def middle(self, number: int, after: tuple[int, UUID], total: int) -> None:
        """Reading begins after seal `number`: what lies before is not judged."""
        self.from_middle = True
        self.report.first = number + 1
        self.report.total = total
        self.start = after

    def key(self, key: Key) -> None:
        """A public key. The first must be trusted, or is taken at its word; the next ones are vouched for."""
        self.report.keys.append(key.id)
        place = f"key {key.id}"
        if key.id != key_id(key.public):
            self.tell("key", place, "the name is not this key's")
            return
        voucher = key.public if key.by_id == key.id else self.keys.get(key.by_id)
        if voucher is None or not signed(voucher, key.signature, key.body()):
            self.tell("key", place, f"not vouched for by key {key.by_id}")
            return
        if key.by_id == key.id and self.keys and key.id not in self.trusted:
            self.tell("key", place, "a second key that vouches for itself: the chain of keys is broken")
            return
        if self.trusted and key.by_id == key.id and key.id not in self.trusted:
            self.tell("key", place, "not one of the keys you trust")
        self.report.trusted = bool(self.trusted)
        self.keys[key.id] = key.public

    def entry(self, row: Row) -> None:
        """An entry; before its seal."""
        self.report.entries += 1
        if (row.xid, row.id) <= self.start:
            last = self.rows[-1].place() if self.rows else "the seal before"
            self.tell("order", row.place(), f"stands after {last}: rows were moved or doubled")
        else:
            self.start = (row.xid, row.id)
        self.rows.append(row)
        self.tree.add(row.leaf)

    def seal(self, seal: Seal) -> None:
        """A seal; after its entries."""
        place = f"seal {seal.number} ({seal.at:%Y-%m-%d %H:%M:%S} UTC)"
        self.report.seals += 1
        self.check_signature(seal, place)
        self.check_link(seal, place)
        if self.has_entries:
            self.check_entries(seal, place)
        self.check_anchor(seal, place)
        self.report.first = self.report.first or seal.number
        self.report.last, self.report.last_hash = seal.number, seal.hash()
        self.report.total = seal.total
        self.start = max(self.start, (seal.until_xid, seal.until_id))
        self.previous = seal._replace(locator=b"")
        self.begin()

    def check_signature(self, seal: Seal, place: str) -> None:
        public = self.keys.get(seal.key_id)
        order = list(self.keys)
        if public is None:
            self.tell("signature", place, f"signed with key {seal.key_id}, which nobody vouched for")
        elif order.index(seal.key_id) < self.newest_key:
            self.tell("signature", place, f"signed with key {seal.key_id} after a newer one had replaced it")
        elif not signed(public, seal.signature, seal.body()):
            self.tell("signature", place, "the signature is not of this seal: it was changed after signing")
        if public is not None:
            self.newest_key = max(self.newest_key, order.index(seal.key_id))

    def check_link(self, seal: Seal, place: str) -> None:
        before = self.previous
        if before is None:
            if self.from_middle and seal.number == self.report.first:
                return
            if seal.number != 1 or seal.previous != FIRST_PREVIOUS:
                self.tell("missing", f"before {place}", f"seals 1 to {seal.number - 1} are gone")
            elif seal.total != seal.size:
                self.tell("link", place, f"the total {seal.total} should be {seal.size}")
            return
        if seal.number != before.number + 1:
            self.tell(
                "missing", f"between seals {before.number} and {seal.number}", "seals are gone or moved"
            )
        elif seal.previous != before.hash():
            self.tell(
                "link", place, "does not hold the hash of the seal before it: one of the two was changed"
            )
        if (seal.until_xid, seal.until_id) <= (before.until_xid, before.until_id):
            self.tell("link", place, "does not reach further than the seal before it")
        if seal.total != before.total + seal.size:
            self.tell("link", place, f"the total {seal.total} should be {before.total + seal.size}")

    def check_entries(self, seal: Seal, place: str) -> None:
        until = (seal.until_xid, seal.until_id)
        for row in self.rows:
            if (row.xid, row.id) > until:
                self.tell("order", row.place(), f"lies beyond {place}")
            if seal.at - row.at > BACKDATED:
                text = f"sealed {seal.at - row.at} later: a clock was wrong, or it was written back"
                self.tell("backdated", row.place(), text, grave=False)
        if self.tree.root() == seal.root and self.tree.count == seal.size:
            return
        self.tell("root", place, f"sealed over {seal.size} entries; {self.tree.count} found, or other ones")
        rows = compare(seal.locator, self.rows) if seal.locator else []
        for code, where, text in rows[:MOST_NAMED]:
            self.tell(code, f"{place}, {where}", text)
        if len(rows) > MOST_NAMED:
            self.tell("more", place, f"and {len(rows) - MOST_NAMED} more rows")

    def check_anchor(self, seal: Seal, place: str) -> None:
        anchor = self.anchors.pop(seal.number, None)
        if anchor is None:
            return
        self.report.anchors += 1
        if anchor.hash != seal.hash():
            self.tell("anchor", place, "is not the seal that was anchored outside: the chain was made anew")

    def close(self, *, to_the_end: bool = True) -> Report:
        """No more comes. With `to_the_end` the document claims to reach the ledger's last seal."""
        beyond = [a for a in self.anchors.values() if a.number > self.report.last]
        if to_the_end and beyond:
            furthest = max(beyond)
            text = f"the anchor of {furthest.day} knows seal {furthest.number}: the end was cut off"
            self.tell("truncated", f"after seal {self.report.last}", text)
        return self.report


def moment(text: str) -> datetime:
    """A time as the format writes it."""
    return datetime.fromisoformat(text)


def optional(make: Any, value: str | None) -> Any:
    return None if value is None else make(value)


OPEN_KINDS: dict[str, Any] = {"id": UUID, "region_id": UUID, "at": moment}
CLOSED_KINDS: dict[str, Any] = {
    "target_id": str,
    "before_digest": bytes.fromhex,
    "after_digest": bytes.fromhex,
}


def row_of(line: dict[str, Any]) -> Row:
    """An entry's line, as a leaf. KeyError, ValueError when it is none."""
    values = [optional(OPEN_KINDS[name], line[name]) if name in OPEN_KINDS else line[name] for name in OPEN]
    if "closed" in line:
        rest = bytes.fromhex(line["closed"])
    else:
        rest = closed_hash(optional(CLOSED_KINDS.get(name, UUID), line[name]) for name in CLOSED)
    return Row(values[0], values[1], values[2], line["act"], leaf(values, rest))


def seal_of(line: dict[str, Any]) -> Seal:
    """A seal's line. KeyError, ValueError when it is none."""
    return Seal(
        number=line["number"],
        at=moment(line["at"]),
        until_xid=line["until_xid"],
        until_id=UUID(line["until_id"]),
        size=line["count"],
        total=line["total"],
        root=bytes.fromhex(line["root"]),
        previous=bytes.fromhex(line["previous"]),
        key_id=line["key"],
        signature=bytes.fromhex(line["signature"]),
        locator=bytes.fromhex(line.get("locator", "")),
    )


def key_of(line: dict[str, Any]) -> Key:
    """A key's line."""
    return Key(line["id"], bytes.fromhex(line["public"]), line["by"], bytes.fromhex(line["signature"]))


class UnreadableError(Exception):
    """Not a ledger's document, or one of a version this reader does not know."""


def header_of(raw: bytes, reader: Reader) -> bool:
    """Take the first line; whether the document reaches to the ledger's end."""
    try:
        line = json.loads(raw)
        if line["t"] != "ledger" or line["version"] != VERSION:
            raise UnreadableError("not a ledger document of version 1")
        reader.has_entries = line["entries"] != "none"
        if line["after_seal"]:
            reader.middle(
                line["after_seal"], (line["after_xid"], UUID(line["after_id"])), line["after_total"]
            )
        return bool(line["to_the_end"])
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableError(f"line 1 is no ledger header: {error}") from None


def verify_lines(lines: Iterator[bytes], reader: Reader) -> Report:
    """Read a document line by line; what is found. UnreadableError when it is no such document at all."""
    digest = hashlib.sha256()
    first = next(lines, b"")
    to_the_end = header_of(first, reader)
    digest.update(first)
    takers = {
        "key": lambda line: reader.key(key_of(line)),
        "entry": lambda line: reader.entry(row_of(line)),
        "seal": lambda line: reader.seal(seal_of(line)),
    }
    end = None
    for number, raw in enumerate(lines, 2):
        if end is not None:
            reader.tell("end", f"line {number}", "lines follow the end of the document")
            break
        try:
            line = json.loads(raw)
            if line["t"] == "end":
                end = (line["key"], bytes.fromhex(line["signature"]), digest.digest())
                continue
            takers[line["t"]](line)
        except (ValueError, KeyError, TypeError, struct.error, OverflowError) as error:
            reader.tell("line", f"line {number}", f"cannot be read: {type(error).__name__}: {error}")
        digest.update(raw)
    check_end(end, reader)
    if reader.rows:
        reader.tell(
            "truncated", f"after seal {reader.report.last}", f"{len(reader.rows)} entries without a seal"
        )
    return reader.close(to_the_end=to_the_end)


def check_end(end: tuple[str, bytes, bytes] | None, reader: Reader) -> None:
    """The last line signs all lines before it."""
    if end is None:
        reader.tell(
            "truncated", f"after seal {reader.report.last}", "the document has no end: lines were cut off"
        )
        return
    name, signature, digest = end
    if not reader.has_entries:
        return  # seals alone prove themselves; a page serves them, and no page signs at a visitor's wish
    public = reader.keys.get(name)
    if public is None or not signed(public, signature, b"qalqan ledger document 1" + digest):
        reader.tell(
            "document", "the whole document", "its signature does not hold: a line was changed after export"
        )


def anchors_of(lines: Iterable[str]) -> Iterator[Anchor]:
    """The anchors of a file kept outside: JSON lines, whatever else stands between them (a mail's text)."""
    for text in lines:
        start = text.find('{"t":"anchor"')
        if start < 0:
            continue
        line = json.loads(text[start:])
        yield Anchor(line["number"], bytes.fromhex(line["seal"]), line["total"], line["day"])


@contextmanager
def opened(place: str) -> Iterator[Iterator[bytes]]:
    """The lines of a file, of standard input (-) or of an http(s) address, as they come."""
    if place == "-":
        yield iter(sys.stdin.buffer)
    elif place.startswith(("https://", "http://")):
        with urllib.request.urlopen(place, timeout=60) as answer:  # noqa: S310 - the scheme is checked above
            yield iter(answer)
    else:
        with open(place, "rb") as file:
            yield iter(file)


def trusted_keys(path: str) -> list[bytes]:
    """The public keys of a file: one a line, 64 hex digits."""
    with open(path, encoding="ascii") as file:
        return [bytes.fromhex(line.strip()) for line in file if line.strip()]


def reader_for(anchor: str | None, key: str | None) -> Reader:
    """A reader that knows what was kept outside: anchors, public keys. UnreadableError for a bad file."""
    try:
        trusted = trusted_keys(key) if key else []
        if anchor is None:
            return Reader(trusted=trusted)
        with open(anchor, encoding="utf-8") as file:
            return Reader(anchors=anchors_of(file), trusted=trusted)
    except (OSError, ValueError, KeyError) as error:
        raise UnreadableError(f"{anchor or key}: {error}") from None


def words(report: Report) -> Iterator[str]:
    """What was found, line by line."""
    for finding in report.findings:
        yield f"{'BROKEN' if finding.grave else 'notice'} [{finding.code}] {finding.place}: {finding.text}"
    if report.seals:
        yield f"seals {report.first} to {report.last}, entries {report.entries}, up to {report.total} in all"
    else:
        yield "no seal yet: nothing is proven"
    if report.unsealed:
        yield f"{report.unsealed} entries are younger than the last seal and not yet held by one"
    if not report.trusted:
        yield "the keys were taken at their word: give --key with public keys that you keep yourself"
    if not report.anchors:
        yield "not compared with an anchor: give --anchor with what was kept outside (a file, the mails)"
    else:
        yield f"{report.anchors} anchors agree or are named above"
    yield f"last seal {report.last}: {report.last_hash.hex()}"
    yield "WHOLE" if report.whole else f"BROKEN in {sum(f.grave for f in report.findings)} places"


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0: whole; 1: broken, places named; 2: could not be read."""
    parser = argparse.ArgumentParser(description="Check a ledger's document, trusting nothing.")
    parser.add_argument("document", help="a file, - for standard input, or an https address")
    parser.add_argument("--anchor", help="anchors kept outside (anchors.jsonl, or the mails as text)")
    parser.add_argument("--key", help="public keys you trust, one a line in hex (keys.txt)")
    given = parser.parse_args(arguments)
    try:
        reader = reader_for(given.anchor, given.key)
        with opened(given.document) as lines:
            report = verify_lines(lines, reader)
    except (OSError, UnreadableError) as error:
        sys.stderr.write(f"cannot be read: {error}\n")
        return 2
    sys.stdout.write("".join(f"{line}\n" for line in words(report)))
    return 0 if report.whole else 1


if __name__ == "__main__":
    sys.exit(main())
