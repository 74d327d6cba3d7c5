#!/usr/bin/env python3
"""Prepare `.venv` from the machine's own python3 (3.9 or later) and nothing else.

Order: uv into `.tools/`, a CPython 3.13 (the machine's, pyenv's, else uv downloads one), the hashed
requirements, then this project as an editable package. Running it again is cheap: each step is skipped
when a stamp says that its input has not changed.
"""

import glob
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
BIN = "Scripts" if os.name == "nt" else "bin"
WANTED = "3.13"


def run(*command):
    """Run a command; on failure say which and leave with its exit code."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT)
    if done.returncode:
        sys.exit("install: this command failed (%d): %s" % (done.returncode, " ".join(map(str, command))))


def uv():
    """Path of uv: the machine's own, else one installed by pip into `.tools/uv`."""
    found = shutil.which("uv")
    if found:
        return found
    own = TOOLS / "uv" / BIN / "uv"
    if not own.exists():
        print("install: fetching uv")
        run(sys.executable, "-m", "venv", TOOLS / "uv")
        run(
            TOOLS / "uv" / BIN / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "-r",
            ROOT / "tools" / "uv.txt",
        )
    return str(own)


def python(tool):
    """Path of a CPython 3.13: found by uv, else in pyenv's folders, else its name, for uv to download."""
    found = subprocess.run(
        [tool, "python", "find", "--no-python-downloads", WANTED], capture_output=True, text=True
    )
    if found.returncode == 0:
        return found.stdout.strip()
    homes = [os.environ.get("PYENV_ROOT"), Path.home() / ".pyenv"]
    for home in filter(None, homes):
        versions = sorted(glob.glob(f"{home}/versions/{WANTED}.*/bin/python{WANTED}"))
        if versions:
            return versions[-1]
    return WANTED


def digest(*files):
    """One hash over the contents of files, for the stamps."""
    together = hashlib.sha256()
    for file in files:
        together.update(Path(file).read_bytes())
    return together.hexdigest()


def fresh(name, value):
    """True when the stamp already holds this value; otherwise the caller does the work and calls `stamp`."""
    file = VENV / (".stamp-" + name)
    return file.exists() and file.read_text() == value


def stamp(name, value):
    (VENV / (".stamp-" + name)).write_text(value)


def main():
    requirements = [ROOT / "requirements.txt"]
    if "--dev" in sys.argv:
        requirements.append(ROOT / "requirements-dev.txt")
    models = ROOT / "requirements-models.txt"
    wanted = digest(*requirements, models, ROOT / "pyproject.toml", __file__)
    kind = "dev" if "--dev" in sys.argv else "run"
    if VENV.exists() and (fresh(kind, wanted)):
        return
    tool = uv()
    if not (VENV / BIN / "python").exists():
        run(tool, "venv", "--quiet", "--python", python(tool), VENV)
    print(f"install: packages ({kind})")
    environment = VENV / BIN / "python"
    listed = [part for file in requirements for part in ("-r", file)]
    run(tool, "pip", "install", "--quiet", "--python", environment, "--require-hashes", *listed)
    into = ("pip", "install", "--quiet", "--python", environment, "--no-deps")
    run(tool, *into, "--require-hashes", "-r", models)
    run(tool, *into, "--editable", ROOT)
    stamp(kind, wanted)


if __name__ == "__main__":
    main()
