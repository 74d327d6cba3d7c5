"""Who uses the embedded server, and when it may be started and stopped.

Two locks in the home folder, both let go by the kernel when a process dies, however it dies:
`start.lock` is held while a server is made, started or stopped; `users.lock` is shared by all who use it. Who
leaves last, and only that one, stops the server: `qalqan plan import` beside a running `qalqan up` leaves it
alone, and alone it cleans up after itself. A server orphaned by a kill -9 is simply found and used.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from qalqan.kernel.embedded import home, migrating, settings
from qalqan.kernel.embedded.binaries import LauncherError
from qalqan.kernel.embedded.server import Say, Server

WATCH_SECONDS = 2


@contextmanager
def lock(name: str) -> Iterator[IO[str]]:
    """Hold a lock file of the home alone, waiting for it."""
    with (home.ensure() / name).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def try_lock(name: str) -> IO[str] | None:
    """Take a lock file of the home alone, or None when another process holds it. Closing it lets go."""
    file = (home.ensure() / name).open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def is_free(name: str) -> bool:
    """True when no process holds this lock file."""
    if not (home.path() / name).exists():
        return True
    file = try_lock(name)
    if file is not None:
        file.close()
    return file is not None


@contextmanager
def running(say: Say = lambda _: None) -> Iterator[Server | None]:
    """The database, up to date, for as long as the block lasts. With DATABASE_URL nothing is done and None
    is given: that server is not ours."""
    if settings.url():
        yield None
        return
    server = Server.at_home()
    with (home.ensure() / "users.lock").open("a") as users:
        with lock("start.lock"):
            fcntl.flock(users, fcntl.LOCK_SH)
            begin(server, say)
        try:
            yield server
        finally:
            with lock("start.lock"):
                if last_user(users):
                    say("stopping the database")
                    server.stop()


def begin(server: Server, say: Say) -> None:
    """Make or start the server if need be, and migrate if a migration file changed."""
    if not server.exists():
        say("making the database")
        server.create()
    elif not server.answers(say):  # one just killed may still look alive
        server.start(say)
    wanted = migrating.fingerprint()
    if not server.stamped(migrating.STAMP, wanted):
        say("migrating")
        migrating.migrate()
        server.stamp(migrating.STAMP, wanted)


@contextmanager
def kept_alive(server: Server, say: Say) -> Iterator[None]:
    """Start the server again whenever it ends while the block lasts: killed for want of memory, for example.
    What it had acknowledged is there again."""
    ended = threading.Event()

    def watch() -> None:
        pid = server.pid()
        while not ended.wait(WATCH_SECONDS):
            if pid is not None and is_alive(pid):
                continue
            with lock("start.lock"):
                if ended.is_set():
                    return
                say("the database ended by itself; starting it again")
                try:
                    if not server.answers(say):
                        server.start(say)
                except LauncherError as error:
                    say(str(error))
                pid = server.pid()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def is_alive(pid: int) -> bool:
    """True when a process of this number exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def last_user(users: IO[str]) -> bool:
    """Turn a shared hold into one's own: fails while another process shares it."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def free_megabytes(folder: Path) -> int:
    """Room left on the disk that holds a folder."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize >> 20
