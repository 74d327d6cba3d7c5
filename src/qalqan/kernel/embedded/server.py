"""The embedded database server: made, started, stopped, asked. One server per data folder.

It listens on a Unix socket in a folder that only its owner may enter, never on the network, and every role
has a generated password besides. `builtin` locale PG_UNICODE_FAST: under locale C `lower`, `ILIKE` and
trigrams fail silently on Cyrillic, and a locale of the operating system changes the order of indexes when it
is upgraded. Checksums find a rotten disk; WAL goes to the archive and is summarised, for backups.
"""

import contextlib
import locale
import os
import shutil
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from qalqan.kernel.embedded import binaries, disk, home, roles, settings
from qalqan.kernel.embedded.binaries import LauncherError

CONFIGURATION = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "60",
    "logging_collector": "on",
    "log_filename": "postgres-%a.log",  # a ring of seven days
    "log_truncate_on_rotation": "on",
    "wal_level": "replica",
    "max_wal_size": "2GB",  # initdb counts in segments: with ours of 4 MB a load would checkpoint each 256 MB
    "checkpoint_timeout": "15min",
    "summarize_wal": "on",
    "wal_summary_keep_time": "30d",
    "archive_mode": "on",
    "archive_library": "basic_archive",  # PostgreSQL's own: copies, fsyncs, renames
    "archive_timeout": "10min",
}
FAST_AND_FORGETFUL = {  # for tests: their data die with them
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "archive_mode": "off",
    "summarize_wal": "off",
    "logging_collector": "off",
}
RECOVERY_SECONDS = 60
TARGET_MISSED = "recovery ended before configured recovery target was reached"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Server:
    """An embedded server. `folder` holds data/ and log/; sockets and archive may lie elsewhere. `extra` adds
    to the configuration."""

    folder: Path
    sockets: Path
    archive: Path
    extra: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def at_home(cls, extra: Mapping[str, str] | None = None) -> "Server":
        """The server of `$QALQAN_HOME`."""
        folder = home.path()
        return cls(folder, settings.socket_folder(), folder / "archive", extra or {})

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def exists(self) -> bool:
        """True when a complete cluster lies there: the marker is written last."""
        return (self.data / "qalqan.ready").exists()

    def pid(self) -> int | None:
        """The running server's process id, or None. pg_ctl tells a stale pid file from a live one."""
        file = self.data / "postmaster.pid"
        if not file.exists() or binaries.run("pg_ctl", "status", "-D", self.data).returncode:
            return None
        return int(file.read_text().split("\n", 1)[0])

    def create(self) -> None:
        """initdb, roles, the database with its extensions and rights. Leaves the server running. A creation
        that was cut short is set aside and done anew."""
        home.ensure(self.folder)
        disk.check(self.folder)
        if self.data.exists():
            self.stop("immediate")
            self.data.rename(self.data.with_name(f"data.broken-{time.time_ns()}"))
        self._initdb()
        hba = "local all all scram-sha-256\nlocal replication qalqan_backup scram-sha-256\n"
        self.give(self.data / "pg_hba.conf", hba)
        with (self.data / "postgresql.conf").open("a") as out:
            out.write("\ninclude = 'qalqan.conf'\n")
        self.start()
        passwords = {role.name: home.secret(f"db-{role.name}") for role in roles.ROLES}
        self.sql([*roles.role_statements(passwords), f"CREATE DATABASE {roles.DATABASE}"])
        self.sql(roles.grant_statements(roles.DATABASE), database=roles.DATABASE)
        self.give(self.data / "qalqan.ready", "")

    def _initdb(self) -> None:
        password = home.secret("db-superuser")
        self.own(self.data)
        self.own(self.sockets)
        pwfile = self.sockets / ".superuser"  # initdb, another user when we are root, must read it
        try:
            self.give(pwfile, password)
            binaries.must_run(
                "initdb",
                *("-D", self.data, "-U", roles.SUPERUSER, f"--pwfile={pwfile}", "--auth=scram-sha-256"),
                *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"),
                *(
                    "--locale=C",
                    f"--lc-ctype={utf8_ctype()}",
                    "--data-checksums",
                    "--wal-segsize=4",
                    "--no-instructions",
                ),
                *(("--no-sync",) if self.extra.get("fsync") == "off" else ()),
            )
        finally:
            pwfile.unlink(missing_ok=True)

    def start(self, say: Say = lambda _: None) -> None:
        """Start and wait until it accepts connections. Right after a kill -9 the old server's children may
        still hold its memory, and replaying the log takes its time: try again, and say so."""
        disk.check(self.folder)
        log = self.folder / "log" / "start.log"
        for folder in (self.sockets, self.archive, log.parent):
            self.own(folder)
        self.configure()
        log.unlink(missing_ok=True)
        if (self.data / "postmaster.pid").exists():
            say("recovering")
        until = time.monotonic() + RECOVERY_SECONDS
        wait = ("-w", "-s", "-t", str(RECOVERY_SECONDS))
        while True:
            # its verdict is not ours: content with a server that replays, and put off by one already there
            binaries.run("pg_ctl", "start", "-D", self.data, "-l", log, *wait)
            if self.answers(say):
                return
            if time.monotonic() > until or self.gives_up_on(log):
                raise LauncherError(f"the database does not start; {log} ends with:\n{tail(log)}")
            say("recovering")
            time.sleep(0.5)

    def answers(self, say: Say) -> bool:
        """A server that lives but does not answer yet replays its log, however long that takes. True once it
        answers, False when it died."""
        while self.pid() is not None:
            if not binaries.run("pg_isready", "-q", "-h", self.sockets, "-p", "5432").returncode:
                return True
            say("recovering")
            time.sleep(1)
        return False

    def gives_up_on(self, log: Path) -> bool:
        """True when the log says that trying again is of no use."""
        return self.extra.get("recovery_target_time") is not None and TARGET_MISSED in tail(log)

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; nothing to do when it does not run. `mode`: fast, smart or immediate."""
        if self.pid() is None:
            return
        done = binaries.run("pg_ctl", "stop", "-D", self.data, "-m", mode, "-w", "-s")
        if done.returncode and self.pid() is not None:  # one that died meanwhile is no failure
            raise LauncherError(f"the database does not stop: {done.stderr.strip()}")

    def sql(self, statements: Iterable[str], database: str = "postgres") -> None:
        """Run statements as the superuser, each in its own transaction."""
        import psycopg  # 100 ms that a warm start saves

        with psycopg.connect(self.address(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def learn_sizes(self) -> None:
        """Let the planner count what a load has brought: until it knows, it may walk millions of rows for
        one person, and the server's own round comes a minute later."""
        self.sql(["ANALYZE"], os.environ.get("QALQAN_DATABASE", roles.DATABASE))

    def address(self, database: str = roles.DATABASE, role: str = roles.SUPERUSER) -> str:
        """A libpq connection string, with the password, for a role; for this process's own use."""
        secret = "db-superuser" if role == roles.SUPERUSER else f"db-{role}"
        host = str(self.sockets).replace("\\", "\\\\").replace("'", "\\'")
        return f"host='{host}' port=5432 dbname={database} user={role} password={home.secret(secret)}"

    def with_extra(self, **more: str) -> "Server":
        """The same server with more settings at its next start."""
        return replace(self, extra={**self.extra, **more})

    def configure(self) -> None:
        """Write the configuration: `CONFIGURATION`, the places, `extra`."""
        values = {
            **CONFIGURATION,
            "unix_socket_directories": str(self.sockets),
            "log_directory": str(self.folder / "log"),
            "basic_archive.archive_directory": str(self.archive),
            **self.extra,
        }
        lines = [f"{key} = '{value.replace("'", "''")}'\n" for key, value in values.items()]
        self.give(self.data / "qalqan.conf", "".join(lines))

    def own(self, folder: Path) -> None:
        """A folder of mode 0700 that belongs to the server's user."""
        who = binaries.account()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = folder.lstat().st_uid
        if owner != (who[0] if who else os.geteuid()):
            if who is None or owner != 0:
                raise LauncherError(f"{folder} belongs to another user")
            shutil.chown(folder, *who)
        folder.chmod(0o700)

    def give(self, file: Path, text: str) -> None:
        """Write a 0600 file for the server's user, whole or not at all."""
        fresh = file.with_name(f".{file.name}.{os.getpid()}")
        with contextlib.suppress(FileNotFoundError):
            fresh.unlink()
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(text)
        if who := binaries.account():
            os.chown(fresh, *who)
        fresh.replace(file)

    def stamped(self, name: str, value: str) -> bool:
        """True when the stamp `name` holds `value`. Stamps lie in the data folder, so that a restored
        database brings the stamps of its own past: a step is at worst repeated, never missed."""
        file = self.data / f"qalqan.{name}"
        return file.exists() and file.read_text("ascii") == value

    def stamp(self, name: str, value: str) -> None:
        """Note that the step `name` was done for this fingerprint."""
        self.give(self.data / f"qalqan.{name}", value)


def utf8_ctype() -> str:
    """A locale of the machine whose character types know Unicode. PostgreSQL folds case by own tables, but
    pg_trgm still asks the C library what a letter is: under C it sees no Cyrillic letter, and no trigram."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "UTF-8"):
            with contextlib.suppress(locale.Error):
                return locale.setlocale(locale.LC_CTYPE, name)
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise LauncherError("this machine has no UTF-8 locale (C.UTF-8 or en_US.UTF-8): install its locales")


def tail(log: Path) -> str:
    """The last lines of a log file, for a message."""
    return log.read_text("utf-8", "replace")[-2000:] if log.exists() else "(no log)"
