"""The children's key store: the only place where a child's key lies, and it is not the database.

A backup of the database keeps what it has seen for ever. So the key of a child's narratives is never in it:
it lies in a small file of slots, of which exactly two copies live and none is archived. Erasing overwrites
the slot in both. Whoever restores a backup made before, with the master key and the store of today, reads
all narratives but the erased ones (docs/adr/0010-child-keys-outside-the-backups.md).

    header 4096 bytes: magic 8 | erasures 8
    slot 96 bytes: check 4 | state 1 | 0 x 3 | unix seconds 8 | tag 16 | nonce 12 | sealed key 48 | crc 4

A key's id is its slot and a random check, so reading is one `pread`, without an index or a lock. Slots are
appended, copy B first; erased in A first. What a crash leaves between the two is settled by one rule:
erased wins, then what is whole wins. The tag finds all slots of a child without naming the child.
`erasures` counts up with each erasure: every process on the machine looks at it before it trusts a key it
has open.
"""

import fcntl
import mmap
import os
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from qalqan.kernel.vault.envelope import NONCE, VaultError

MAGIC = b"QALQANK1"
HEADER, SLOT, SEALED = 4096, 96, 48
COUNT_AT = len(MAGIC)
LAYOUT = struct.Struct(f">IB3xq16s{NONCE}s{SEALED}s")
LIVING, ERASED = 1, 2
NOTHING = bytes(NONCE + SEALED)


class StoreError(VaultError):
    """The store cannot be used; the text says which file and what to do."""


class Store:
    """Two files with the same slots. Every method may be called from any process and thread."""

    def __init__(self, first: Path, second: Path) -> None:
        self.paths = (first, second)
        self.reading: int | None = None

    def put(self, tag: bytes, nonce_and_sealed: bytes, check: int, moment: float | None = None) -> int:
        """Append a slot to both copies, flushed to the disk when this returns. Gives the slot's number."""
        with self.writing() as files:
            number = max((os.fstat(file).st_size - HEADER) // SLOT for file in files)
            slot = packed(check, LIVING, int(moment or time.time()), tag, nonce_and_sealed)
            for file in reversed(files):
                written(file, slot, HEADER + number * SLOT)
        return number

    def get(self, number: int, check: int) -> tuple[int, bytes] | None:
        """State and sealed key of a slot, or None when there is no such slot. The second copy answers when
        the first is damaged there."""
        for path in self.paths:
            slot = self.read(path, number)
            if slot is not None and slot[0] == check:
                return slot[1], slot[4]
        return None

    def erase(self, tag: bytes) -> int:
        """Overwrite every slot with this tag in both copies; the number of keys that were living. Again:
        0."""
        with self.writing() as files:
            found = {
                (number, slot[0])
                for file in files
                for number, slot in slots_with(file, tag)
                if slot[1] == LIVING
            }
            self.overwrite(files, found, tag)
        return len(found)

    def erase_one(self, number: int, check: int, tag: bytes) -> None:
        """Overwrite one slot in both copies."""
        with self.writing() as files:
            self.overwrite(files, {(number, check)}, tag)

    def overwrite(self, files: tuple[int, int], slots: set[tuple[int, int]], tag: bytes) -> None:
        for file in files:
            for number, check in slots:
                gone = packed(check, ERASED, int(time.time()), tag, NOTHING)
                written(file, gone, HEADER + number * SLOT)
        if slots:
            count = (int.from_bytes(os.pread(files[0], 8, COUNT_AT)) + 1).to_bytes(8)
            for file in files:
                written(file, count, COUNT_AT)

    def erasures(self) -> int:
        """How many times something was erased: what other processes compare before they use an open key."""
        if self.reading is None:
            try:
                self.reading = os.open(self.paths[0], os.O_RDONLY)
            except FileNotFoundError:
                return 0
        return int.from_bytes(os.pread(self.reading, 8, COUNT_AT))

    def heal(self) -> tuple[int, int, int]:
        """Make the copies equal: erased wins, whole wins. Gives slots in all, slots mended, slots that are
        damaged in both."""
        mended = broken = 0
        with self.writing() as files:
            sizes = [(os.fstat(file).st_size - HEADER) // SLOT for file in files]
            for number in range(max(sizes)):
                place = HEADER + number * SLOT
                raw = [os.pread(file, SLOT, place) for file in files]
                if raw[0] == raw[1] and unpacked(raw[0]):
                    continue
                whole = [slot for slot in raw if unpacked(slot)]
                if not whole:
                    broken += 1
                    continue
                best = max(whole, key=lambda slot: slot[4])  # the state: erased is the higher
                for file, slot in zip(files, raw, strict=True):
                    if slot != best:
                        written(file, best, place)
                mended += 1
        return max(sizes), mended, broken

    def exists(self) -> bool:
        """Whether either copy is there."""
        return any(path.exists() for path in self.paths)

    def read(self, path: Path, number: int) -> tuple[int, int, int, bytes, bytes] | None:
        if path == self.paths[0] and self.reading is not None:
            return unpacked(os.pread(self.reading, SLOT, HEADER + number * SLOT))
        with suppress(FileNotFoundError), path.open("rb", buffering=0) as file:
            if path == self.paths[0]:
                self.reading = os.dup(file.fileno())
            return unpacked(os.pread(file.fileno(), SLOT, HEADER + number * SLOT))
        return None

    @contextmanager
    def writing(self) -> Iterator[tuple[int, int]]:
        """Both copies open for writing, made if they are not there, closed to all other writers."""
        self.paths[0].parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self.paths[0].with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.complete()
            files = [os.open(path, os.O_RDWR) for path in self.paths]
            try:
                yield files[0], files[1]
            finally:
                for file in files:
                    os.close(file)
        finally:
            os.close(lock)

    def complete(self) -> None:
        """Make what is missing: both copies on the first day, later one from the other."""
        for path, other in (self.paths, self.paths[::-1]):
            if path.exists():
                with path.open("rb") as file:
                    if file.read(len(MAGIC)) != MAGIC:
                        raise StoreError(f"{path} is no store of children's keys; put the right file there")
                continue
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            content = other.read_bytes() if other.exists() else MAGIC + bytes(HEADER - len(MAGIC))
            fresh = path.with_suffix(".new")
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                written(descriptor, content, 0)
            finally:
                os.close(descriptor)
            fresh.replace(path)
            folder = os.open(path.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)


def packed(check: int, state: int, moment: int, tag: bytes, sealed: bytes) -> bytes:
    body = LAYOUT.pack(check, state, moment, tag, sealed[:NONCE], sealed[NONCE:])
    return body + zlib.crc32(body).to_bytes(4)


def unpacked(slot: bytes) -> tuple[int, int, int, bytes, bytes] | None:
    """Check, state, moment, tag, sealed key; None for a slot that is not whole."""
    if len(slot) != SLOT or zlib.crc32(slot[:-4]) != int.from_bytes(slot[-4:]):
        return None
    check, state, moment, tag, nonce, sealed = LAYOUT.unpack(slot[:-4])
    return check, state, moment, tag, nonce + sealed


def written(file: int, content: bytes, place: int) -> None:
    """Write all of it and flush it to the disk."""
    while content:
        done = os.pwrite(file, content, place)
        content, place = content[done:], place + done
    os.fsync(file)


def slots_with(file: int, tag: bytes) -> Iterator[tuple[int, tuple[int, int, int, bytes, bytes]]]:
    """Whole slots with this tag. The tag is searched in the mapped file: a nation's store is 400 MB at most,
    some tenths of a second."""
    if os.fstat(file).st_size <= HEADER:
        return
    with mmap.mmap(file, 0, access=mmap.ACCESS_READ) as everything:
        found = everything.find(tag, HEADER)
        while found != -1:
            number = (found - HEADER) // SLOT
            slot = unpacked(everything[HEADER + number * SLOT : HEADER + (number + 1) * SLOT])
            if slot is not None and slot[3] == tag:
                yield number, slot
            found = everything.find(tag, found + 1)
