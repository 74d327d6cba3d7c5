"""The reader: takes keys, entries and seals in the order of the ledger and recomputes all of it."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from uuid import UUID

from .format import FIRST_PREVIOUS, LOCATOR, Anchor, Key, Row, Seal, Tree, key_id, signed
from .report import Finding, Report

BACKDATED = timedelta(hours=1)  # an entry is sealed within minutes; a clock or a hand made this one older
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
