#!/usr/bin/env python3
"""Vendor front-end files named in `vendor.toml`: fetch, check, edit, write.

The npm client fetches (it knows which registry this machine uses; no address is written here), and the
archive is hashed by ourselves against the integrity committed in `vendor.toml`, so a registry cannot change
what we ship. Beside each package's files stand its licence and `VENDORED`, the hashes of what was written:
`vendor.py --check` compares them without network, and a test runs it.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "tools" / "vendor.toml"


class VendorError(Exception):
    """A package that is not what the lock says, or an edit that no longer finds its place."""


def packages() -> list[dict[str, Any]]:
    """The entries of `vendor.toml`."""
    found: list[dict[str, Any]] = tomllib.loads(LOCK.read_text("utf-8"))["package"]
    return found


def fetch(package: dict[str, Any], folder: Path) -> Path:
    """Download the archive with npm into `folder`; raise VendorError unless its sha512 is the locked one."""
    npm = shutil.which("npm")
    if npm is None:
        raise VendorError("npm is not installed")
    wanted = f"{package['name']}@{package['version']}"
    done = subprocess.run(
        [npm, "pack", "--json", "--silent", wanted], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise VendorError(f"{wanted}: npm pack failed: {done.stderr.strip()}")
    archive = folder / json.loads(done.stdout)[0]["filename"]
    if not archive.exists():  # npm names a scoped package's file otherwise than it reports
        archive = next(folder.glob("*.tgz"))
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != package["integrity"]:
        raise VendorError(f"{wanted}: integrity differs: sha512-{digest}")
    return archive


def edited(content: bytes, edits: list[list[str]], name: str) -> bytes:
    """`content` after every edit; VendorError when a pattern is not found (the package has changed)."""
    text = content.decode("utf-8")
    for pattern, replacement in edits:
        text, count = re.subn(pattern, replacement, text, flags=re.S)
        if not count:
            raise VendorError(f"{name}: edit finds nothing: {pattern}")
    return text.encode("utf-8")


def sums(folder: Path) -> str:
    """One line `sha256  name` per file of a vendored folder, sorted by name."""
    files = sorted(file for file in folder.iterdir() if file.name != "VENDORED")
    return "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)


def heading(package: dict[str, Any]) -> str:
    return f"{package['name']} {package['version']} ({package['licence']})\n"


def write(package: dict[str, Any]) -> None:
    """Fetch one package and replace its folder."""
    folder = ROOT / package["into"]
    contents: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as temporary:
        archive = fetch(package, Path(temporary))
        with tarfile.open(archive) as bundle:
            for inside, name in package["files"].items():
                member = bundle.extractfile(f"package/{inside}")
                if member is None:
                    raise VendorError(f"{package['name']}: no file {inside}")
                content = member.read()
                if name.endswith((".css", ".js")):
                    content = edited(content, package.get("edits", []), package["name"])
                contents[name] = content
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    if "licence_note" in package:
        (folder / "LICENCE-NOTE").write_text(package["licence_note"] + "\n", "utf-8")
    (folder / "VENDORED").write_text(heading(package) + sums(folder), "utf-8")


def differences() -> list[str]:
    """Packages whose committed files are not those that were vendored."""
    wrong = []
    for package in packages():
        folder = ROOT / package["into"]
        record = folder / "VENDORED"
        if not record.exists() or record.read_text("utf-8") != heading(package) + sums(folder):
            wrong.append(package["name"])
    return wrong


def main() -> int:
    if "--check" in sys.argv:
        wrong = differences()
        for name in wrong:
            sys.stderr.write(f"vendor: {name} differs from its record\n")
        return 1 if wrong else 0
    for package in packages():
        try:
            write(package)
        except VendorError as problem:
            sys.stderr.write(f"vendor: {problem}\n")
            return 1
        sys.stdout.write(f"vendor: {package['name']} {package['version']}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
