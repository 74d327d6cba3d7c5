"""Backups by the server's own means: `pg_basebackup`, incremental where it can be, beside the WAL archive
that the server fills by itself.

A backup is a folder of `$QALQAN_HOME/backups`: `data/` as pg_basebackup wrote it, and `backup.json`, written
last: without it the backup is no backup. An incremental one needs those before it, back to the full one: its
chain.
"""

import contextlib
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from qalqan.kernel.embedded import binaries, history, home, roles, session
from qalqan.kernel.embedded.binaries import LauncherError
from qalqan.kernel.embedded.server import Server

Tell = Callable[[int], None]
LOCK = "backup.lock"  # held while backups are made, removed or read
STAMP = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup. Times are unix seconds; `previous` names the backup an incremental one builds on;
    `first_wal` is the oldest WAL file its restoration needs."""

    name: str
    previous: str | None
    started: float
    finished: float
    size: int
    first_wal: str

    @property
    def data(self) -> Path:
        return folder() / self.name / "data"


def folder() -> Path:
    """Where the backups of this home lie."""
    return home.path() / "backups"


def known() -> list[Backup]:
    """All complete backups, oldest first."""
    found = []
    for file in sorted(folder().glob("*/backup.json")):
        found.append(Backup(**json.loads(file.read_text("utf-8"))))
    return found


def chain(newest: Backup, backups: list[Backup]) -> list[Backup]:
    """The full backup and the incremental ones up to `newest`; LauncherError when one is missing."""
    by_name = {backup.name: backup for backup in backups}
    links = [newest]
    while links[0].previous is not None:
        if links[0].previous not in by_name:
            raise LauncherError(f"backup {links[0].name} needs {links[0].previous}, which is missing")
        links.insert(0, by_name[links[0].previous])
    return links


def take(server: Server, *, full: bool, tell: Tell) -> Backup:
    """Back up a running server: incrementally on the newest backup of its own past, unless there is none,
    `full` asks otherwise, or the server no longer has the summaries an incremental one needs."""
    with session.lock(LOCK):
        for place in folder().glob("*Z-*"):
            if not (place / "backup.json").exists():  # a backup that was killed
                shutil.rmtree(place)
        past = [] if full else history.usable(known(), history.restores(), None)
        if past:
            with contextlib.suppress(LauncherError):
                return copy(server, past[-1], tell)
        return copy(server, None, tell)


def copy(server: Server, previous: Backup | None, tell: Tell) -> Backup:
    """Run pg_basebackup into a new folder; what a failed one leaves is removed."""
    started = datetime.now(UTC)
    name = f"{started.strftime(STAMP)}-{'incremental' if previous else 'full'}"
    home.ensure(folder())
    place = folder() / name
    home.ensure(place)
    server.own(place / "data")
    incremental = [f"--incremental={previous.data / 'backup_manifest'}"] if previous else []
    try:
        binaries.run_telling(
            "pg_basebackup",
            *("-D", place / "data", "-h", server.sockets, "-p", "5432", "-U", roles.BACKUP.name),
            *("--checkpoint=fast", "--wal-method=stream", "--no-password", *incremental),
            tell=tell,
            env={"PGPASSWORD": home.secret(f"db-{roles.BACKUP.name}")},
        )
    except BaseException:
        shutil.rmtree(place)
        raise
    backup = Backup(
        name=name,
        previous=previous.name if previous else None,
        started=started.timestamp(),
        finished=datetime.now(UTC).timestamp(),
        size=sum(file.stat().st_size for file in (place / "data").rglob("*") if file.is_file()),
        first_wal=first_wal(place / "data"),
    )
    fresh = place / ".backup.json"
    with fresh.open("w", encoding="utf-8") as out:
        out.write(json.dumps(asdict(backup), indent=1))
        out.flush()
        os.fsync(out.fileno())
    fresh.rename(place / "backup.json")
    return backup


def first_wal(data: Path) -> str:
    """The WAL file in which the backup began; its label says `START WAL LOCATION: 0/2000028 (file 00...)`."""
    first_line = (data / "backup_label").read_text("utf-8").split("\n", 1)[0]
    return first_line.rsplit("file ", 1)[1].rstrip(")")


def prune(server: Server, keep: int) -> list[str]:
    """Remove all but the newest `keep` chains, and the archived WAL that none of the rest needs. Gives the
    names of the removed backups."""
    with session.lock(LOCK):
        backups = known()
        starts = [place for place, backup in enumerate(backups) if backup.previous is None]
        if len(starts) <= keep:
            return []
        gone, kept = backups[: starts[-keep]], backups[starts[-keep] :]
        for backup in reversed(gone):  # newest first: what remains of an interrupted pruning is a whole chain
            (folder() / backup.name / "backup.json").unlink()
            shutil.rmtree(folder() / backup.name)
        binaries.must_run("pg_archivecleanup", server.archive, kept[0].first_wal)
        return [backup.name for backup in gone]
