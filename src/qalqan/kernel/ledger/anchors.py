"""Anchors: what the ledger was at a moment, kept where the database's master cannot reach: a file in
`$QALQAN_HOME/anchors` (a folder to mount from elsewhere), a mail each day, a public page.

Whoever holds the database and the signing key can make the whole chain anew. He cannot make anew what others
already hold. So one old mail in somebody's inbox is enough to find it.
"""

import os
from datetime import UTC
from pathlib import Path

from qalqan.kernel.embedded import home
from qalqan.kernel.ledger import database, keys
from qalqan.kernel.ledger.export import anchor_line
from qalqan.kernel.ledger.proof import Anchor, Seal, anchors_of

FILE = "anchors.jsonl"


def folder() -> Path:
    """The folder of anchors, made if absent. Readable by others: nothing in it is secret."""
    place = home.ensure() / "anchors"
    place.mkdir(mode=0o755, exist_ok=True)
    return place


def kept() -> list[Anchor]:
    """The anchors of the file, in order."""
    file = folder() / FILE
    if not file.exists():
        return []
    with file.open(encoding="utf-8") as lines:
        return list(anchors_of(lines))


def line_of(seal: Seal) -> str:
    """A seal's anchor, of the day (UTC) on which it was made."""
    anchor = Anchor(seal.number, seal.hash(), seal.total, f"{seal.at.astimezone(UTC):%Y-%m-%d}")
    return anchor_line(anchor, seal.at, seal.key_id)


def append() -> str | None:
    """Append the newest seal to the file, forced to the disk; its line, or None when it stands there."""
    with database.connect("audit") as connection:
        seal = database.last_seal(connection)
    known = kept()
    if seal is None or (known and known[-1].number >= seal.number):
        return None
    line = line_of(seal)
    place = folder()
    descriptor = os.open(place / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(line + "\n")
        out.flush()
        os.fsync(out.fileno())
    keys.publish(place)
    return line


def is_first_of_day(line: str) -> bool:
    """True when no earlier anchor of the file is of the same day: the one to mail."""
    (anchor,) = anchors_of([line])
    return sum(other.day == anchor.day for other in kept()) == 1


def letter(line: str) -> tuple[str, str]:
    """Subject and text of the mail that carries an anchor, in the three languages."""
    (anchor,) = anchors_of([line])
    subject = f"Qalqan: {anchor.day}, {anchor.number}, {anchor.hash.hex()[:16]}"
    text = (
        "Бұл хатты сақтаңыз: ол журналдың кейін өзгертілмегенін дәлелдейді.\n"
        "Сохраните это письмо: оно доказывает, что журнал не изменён задним числом.\n"
        "Keep this mail: it proves that the ledger was not rewritten later.\n\n"
        f"{line}\n\nqalqan ledger verify DOCUMENT --anchor mails.txt\n"
    )
    return subject, text
