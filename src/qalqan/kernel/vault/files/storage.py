"""Where sealed files lie: `$QALQAN_HOME/files` or `QALQAN_FILES`, two levels of folders by the end of the id.

A file is written under another name, flushed, renamed and its folder flushed before its row is inserted: a
row never stands without its bytes. Bytes without a row (a transaction that failed, a process that died) are
swept away after a day.
"""

import contextlib
import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from qalqan.kernel.embedded import home
from qalqan.kernel.vault.files.refusals import FileRefused

SWEEP_SECONDS = 86_400


def root() -> Path:
    return Path(os.environ.get("QALQAN_FILES") or home.path() / "files")


def path_of(file_id: UUID) -> Path:
    """Where the bytes of a file lie."""
    name = file_id.hex
    return root() / name[-2:] / name[-4:-2] / name


def write(file_id: UUID, pieces: Iterable[bytes]) -> None:
    """Put a file on the disk: whole and flushed, or not at all. FileRefused("disk") when there is no room."""
    path = path_of(file_id)
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            for piece in pieces:
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
        for folder in (
            path.parent,
            path.parent.parent,
            root(),
        ):  # a new folder's name is flushed by its parent
            flush(folder)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise FileRefused("disk") from error


def flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def stale(now: float | None = None) -> Iterator[tuple[UUID | None, Path]]:
    """Files older than a day: their id (None for a half-written one) and path."""
    limit = (now or time.time()) - SWEEP_SECONDS
    for path in root().glob("*/*/*"):
        if path.is_file() and path.stat().st_mtime < limit:
            with contextlib.suppress(ValueError):
                yield (None if path.suffix == ".part" else UUID(hex=path.name)), path
