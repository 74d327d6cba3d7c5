"""Migrations, run as the owner only when a migration file changed. Django needs most of a second of CPU to
find out that there is nothing to do; hashing the files needs a few milliseconds."""

import hashlib
import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

from qalqan.kernel.embedded.binaries import LauncherError

PACKAGE = Path(__file__).resolve().parents[2]
OUTSIDE = ("django", "django-allauth", "procrastinate")  # packages that bring migrations of their own
STAMP = "migrations"


def fingerprint() -> str:
    """SHA-256 over our migration files, the list of apps, and the versions of packages that bring theirs."""
    digest = hashlib.sha256()
    files = [
        *PACKAGE.glob("**/migrations/*.py"),
        *PACKAGE.glob("**/migrations/*.sql"),
        *PACKAGE.glob("domains/*/data/**/*.*"),  # post_migrate loads it
        PACKAGE / "settings.py",
    ]
    for file in sorted(files):
        digest.update(str(file.relative_to(PACKAGE)).encode() + b"\0" + file.read_bytes() + b"\0")
    for name in OUTSIDE:
        digest.update(f"{name}={importlib.metadata.version(name)}\0".encode())
    return digest.hexdigest()


def migrate(database: str | None = None) -> None:
    """Bring the schema up to date as qalqan_owner; LauncherError with Django's words when that fails."""
    chosen = {} if database is None else {"QALQAN_DATABASE": database}
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--no-input", "--verbosity=1"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "qalqan.settings", "QALQAN_ROLE": "owner", **chosen},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LauncherError(f"the migrations failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
