"""Bringing the database back, to its newest state or to a moment.

The chain of backups is verified and combined (`pg_combinebackup`), then the server replays the archived WAL
up to the moment. WAL that the old data folder holds and the archive does not yet have is saved first, so that
a restoration after a crash loses nothing. The old data folder is renamed, never deleted; a restoration that
fails puts it back.
"""

import shlex
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from qalqan.kernel.embedded import backup, binaries, disk, history, home, roles, session
from qalqan.kernel.embedded.backup import Backup
from qalqan.kernel.embedded.binaries import LauncherError
from qalqan.kernel.embedded.server import TARGET_MISSED, Say, Server, tail


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it. `last_commit`: ISO time of the newest transaction replayed, None when there was none;
    `aside`: where the old data folder lies now."""

    backup: str
    chain: int
    last_commit: str | None
    timeline: int
    seconds: float
    tables: int
    rows: int
    aside: str | None = None


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else uses the database, or LauncherError says who."""
    claims = [session.try_lock(name) for name in ("up.lock", "users.lock")]
    try:
        if None in claims or Server.at_home().pid() is not None:
            raise LauncherError("the database is running: stop it first (`qalqan down`)")
        with session.lock("start.lock"):
            yield
    finally:
        for claim in claims:
            if claim is not None:
                claim.close()


def choose(at: float | None) -> list[Backup]:
    """The chain of backups from which a moment (unix seconds; None: the newest state) can be rebuilt."""
    backups = backup.known()
    fit = history.usable(backups, history.restores(), at)
    if not backups:
        raise LauncherError("there is no backup yet: `qalqan backup` takes one")
    if not fit:
        first = datetime.fromtimestamp(backups[0].finished, UTC).isoformat(timespec="seconds")
        raise LauncherError(f"no backup is old enough for that moment; the first was complete at {first}")
    return backup.chain(fit[-1], backups)


def restore(at: float | None, say: Say) -> Restored:
    """Bring this home's database back. LauncherError, and everything as before, when it cannot be done."""
    began = time.monotonic()
    with alone():
        links = choose(at)
        server = Server.at_home()
        stamp = datetime.now(UTC).strftime(backup.STAMP)
        fresh, old = server.folder / f"data.new-{stamp}", server.folder / f"data.before-{stamp}"
        combine(server, links, fresh, say)
        if server.data.exists():
            save_tail(server)
            server.data.rename(old)
        fresh.rename(server.data)
        try:
            result = recover(server, links, at, say, complete=old.exists())
        except BaseException:
            server.stop("immediate")
            server.data.rename(server.folder / f"data.failed-{stamp}")
            if old.exists():
                old.rename(server.data)
            raise
        history.remember(history.Restore(at, time.time(), result[1]))
        server.configure()  # without the recovery settings
    commit, timeline, tables, rows = result
    seconds = round(time.monotonic() - began, 2)
    aside = str(old) if old.exists() else None
    return Restored(links[-1].name, len(links), commit, timeline, seconds, tables, rows, aside)


def rehearse(say: Say) -> Restored:
    """Restore the newest backup and all WAL after it into a folder of its own, look at every table, take it
    away again. The database may run meanwhile."""
    began = time.monotonic()
    with session.lock(backup.LOCK):
        trial = trial_server()
        links = choose(None)
        try:
            combine(trial, links, trial.data, say)
            commit, timeline, tables, rows = recover(trial, links, None, say, complete=False)
            binaries.must_run("pg_checksums", "--check", "-D", trial.data)
        finally:
            trial.stop("immediate")
            shutil.rmtree(trial.folder)
    seconds = round(time.monotonic() - began, 2)
    return Restored(links[-1].name, len(links), commit, timeline, seconds, tables, rows)


def trial_server() -> Server:
    """A server in a new folder of the home, which reads the archive and adds nothing to it. One that a killed
    rehearsal left is stopped and removed first."""
    place = home.ensure() / "restore-test"
    trial = Server(place, home.short(place / "run"), Server.at_home().archive, {"archive_mode": "off"})
    if place.exists():
        trial.stop("immediate")
        shutil.rmtree(place)
    home.ensure(place)
    return trial


def combine(server: Server, links: list[Backup], target: Path, say: Say) -> None:
    """Verify each backup of the chain against its manifest, then make one data folder of them."""
    need = sum(link.size for link in links)
    if shutil.disk_usage(server.folder).free < need + disk.LEAST_FREE:
        raise LauncherError(f"restoring needs {need >> 20} MB and a gigabyte to spare on the disk")
    for link in links:
        say(f"verifying {link.name}")
        binaries.must_run("pg_verifybackup", "--quiet", link.data)
    say(f"combining {len(links)} backup(s)")
    server.own(target)
    binaries.must_run("pg_combinebackup", "-o", target, *(link.data for link in links))


def save_tail(server: Server) -> None:
    """Keep the WAL files of the old data folder that were not archived yet, the one in use among them. They
    lie apart: the server may never find a half-full file in its archive."""
    apart = tail_folder(server)
    server.own(apart)
    for file in (server.data / "pg_wal").iterdir():
        if file.is_file() and not (server.archive / file.name).exists():
            kept = apart / file.name
            shutil.copyfile(file, kept)
            if who := binaries.account():
                shutil.chown(kept, *who)


def tail_folder(server: Server) -> Path:
    """Where `save_tail` keeps them."""
    return server.archive.with_name(f"{server.archive.name}-tail")


def recover(
    server: Server, links: list[Backup], at: float | None, say: Say, *, complete: bool
) -> tuple[str | None, int, int, int]:
    """Replay the WAL on a combined data folder, look, and stop. Gives the time of the last commit, the
    timeline, the number of tables and of rows. `complete`: all WAL up to now is at hand, so a moment after
    the last commit is that last commit; otherwise a log that ends before the moment is an error."""
    sources = (server.archive, tail_folder(server))
    fetch = " || ".join(f"cp {shlex.quote(str(source)).replace('%', '%%')}/%f %p" for source in sources)
    settings = {"restore_command": fetch, "hot_standby": "off", "logging_collector": "off"}
    if at is not None:
        settings["recovery_target_time"] = datetime.fromtimestamp(at, UTC).isoformat(sep=" ")
        settings["recovery_target_action"] = "promote"
        settings["recovery_target_timeline"] = str(history.timeline(history.restores(), at))
    server.give(server.data / "recovery.signal", "")
    say("replaying the log")
    try:
        server.with_extra(**settings).start(say)
    except LauncherError:
        if TARGET_MISSED not in tail(server.folder / "log" / "start.log"):
            raise
        if not complete:
            raise LauncherError(
                "the archived log ends before that moment; without --at the database is restored as far as "
                "the log goes"
            ) from None
        del settings["recovery_target_time"], settings["recovery_target_action"]
        server.with_extra(**settings).start(say)
    try:
        return look(server)
    finally:
        server.stop()


def look(server: Server) -> tuple[str | None, int, int, int]:
    """Read every row of every table of a restored server, as its superuser."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(server.address(roles.DATABASE)) as connection:
        commit, timeline = connection.execute(
            "SELECT pg_last_xact_replay_timestamp(), timeline_id FROM pg_control_checkpoint()"
        ).fetchone() or (None, 0)
        names = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables "
            "WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        rows = 0
        for schema, table in names:
            query = sql.SQL("SELECT count(t.*) FROM {} t").format(sql.Identifier(schema, table))
            rows += (connection.execute(query).fetchone() or (0,))[0]
    return commit and commit.astimezone(UTC).isoformat(), timeline, len(names), rows
