"""What must be done before the first page, each step only when its fingerprint changed: static files are
collected, demo data loaded. A warm start finds nothing to do and never imports Django for it. The steps run
in a process of their own, so that the launcher stays small."""

import hashlib
import importlib
import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from qalqan.kernel.embedded import home, settings
from qalqan.kernel.embedded.binaries import LauncherError
from qalqan.kernel.embedded.server import Say, Server
from qalqan.kernel.shipped import plans_folder
from qalqan.web import demo

PACKAGE = Path(__file__).resolve().parents[1]


def digest(files: Iterable[Path], *more: str) -> str:
    """SHA-256 over the paths and contents of files, and more text."""
    together = hashlib.sha256("\0".join(more).encode())
    for file in sorted(files):
        together.update(f"{file}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return together.hexdigest()


def versions(*names: str) -> list[str]:
    """`name=version` of installed packages."""
    return [f"{name}={importlib.metadata.version(name)}" for name in names]


def static_fingerprint() -> str:
    """Over our static files and the packages that bring theirs."""
    files = [file for folder in PACKAGE.glob("**/static") for file in folder.rglob("*") if file.is_file()]
    return digest(files, *versions("django", "django-allauth"))


def demo_fingerprint() -> str:
    """Over the plans and the code that reads them: a better reader must read them anew."""
    suffixes = {".py", ".toml", ".json", ".txt", ".sql"}
    folders = [PACKAGE / "domains", PACKAGE / "kernel", plans_folder()]
    files = [file for folder in folders for file in folder.rglob("*") if file.suffix in suffixes]
    return digest([file for file in files if "tests" not in file.parts], *demo.LOADERS)


def prepare(server: Server | None, with_demo: bool, say: Say) -> None:
    """Do what is due. `server` None means an outside server, whose data folder holds no stamps of ours."""
    static, loaded = static_fingerprint(), demo_fingerprint() if with_demo else ""
    stamp = home.path() / "static" / ".stamp"
    steps = []
    if not stamp.exists() or stamp.read_text("ascii") != static:
        steps.append("static")
    if with_demo and not (server and server.stamped("demo", loaded)):
        steps.append("demo")
    if not steps:
        return
    say("preparing: " + ", ".join(steps))
    done = subprocess.run([sys.executable, "-m", "qalqan.web.prepare", *steps], check=False)  # noqa: S603
    if done.returncode:
        raise LauncherError(f"preparing {', '.join(steps)} failed; the reason stands above")
    if "static" in steps:
        stamp.write_text(static, "ascii")
    if "demo" in steps and server:
        server.learn_sizes()
        server.stamp("demo", loaded)


def migrate_outside(say: Say) -> None:
    """With DATABASE_URL: migrate if the owner's address is known too, else say who has to."""
    from qalqan.kernel.embedded import migrating

    if settings.url("owner"):
        say("migrating")
        migrating.migrate()
    else:
        say("DATABASE_URL_OWNER is not set: migrations are left to you (`qalqan manage migrate`)")


def main(steps: list[str]) -> None:
    """The process that does the steps."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "qalqan.settings"
    import django
    from django.core.management import call_command

    django.setup()
    if "static" in steps:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    if "demo" in steps:
        demo.load()


if __name__ == "__main__":
    main(sys.argv[1:])
