"""Where the program keeps what is its own: the database, its secrets, collected static files, backups.

Never the repository. `$QALQAN_HOME` decides; else the platform's folder for user data. Root is the exception:
root's own folder is closed to others, and the database server refuses to run as root, so it runs as an
unprivileged user who could not reach its files there. Root's data lie in /var/lib/qalqan.
"""

import hashlib
import os
import secrets
from pathlib import Path

SYSTEM_HOME = Path("/var/lib/qalqan")


def path() -> Path:
    """The data folder, whether it exists or not."""
    chosen = os.environ.get("QALQAN_HOME")
    if chosen:
        return Path(chosen).expanduser().absolute()
    if is_root():
        return SYSTEM_HOME
    import platformdirs  # 15 ms that a set QALQAN_HOME saves

    return Path(platformdirs.user_data_dir("qalqan", appauthor=False))


def is_root() -> bool:
    """True for the superuser of a Unix machine."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def ensure(folder: Path | None = None) -> Path:
    """The data folder, made if absent. Closed to others; as root others may pass through, not look."""
    folder = folder or path()
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711 if is_root() else 0o700)
    return folder


def secret(name: str) -> str:
    """A random secret of 256 bits, the same at every call: made at the first one, kept in
    `secrets/<name>` with mode 0600. Two processes that ask at once get the same one."""
    file = path() / "secrets" / name
    try:
        return file.read_text("ascii")
    except FileNotFoundError:
        pass
    ensure()
    file.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = file.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(secrets.token_urlsafe(32))
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(fresh, file)  # fails if another process was faster: its secret counts
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return file.read_text("ascii")


def short(folder: Path) -> Path:
    """A folder for a socket, in place of `folder` when that is too deep: a socket's path may hold 103 bytes
    (macOS; Linux 107). The stand-in is named by the hash; whoever uses it must own it. Not `$TMPDIR`, which
    differs between shells: every process of this user must find the same one."""
    if len(os.fsencode(folder / ".s.PGSQL.5432")) <= 103:
        return folder
    writable = [place for place in ("/tmp", "/var/tmp") if os.access(place, os.W_OK)]  # noqa: S108
    name = f"qalqan-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"
    return Path(writable[0]) / name if writable else folder
