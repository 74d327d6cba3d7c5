"""The ledger as a document of lines: read, and what is kept outside (anchors, public keys) read beside it."""

import hashlib
import json
import struct
import sys
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from .format import CLOSED, OPEN, VERSION, Anchor, Key, Row, Seal, closed_hash, leaf, signed
from .reader import Reader
from .report import Report


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
