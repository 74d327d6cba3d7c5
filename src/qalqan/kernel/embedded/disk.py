"""Is this a place to keep a database? A full disk stops the server in the middle of a write, and a network
file system may lose what it said was written."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from qalqan.kernel.embedded.binaries import LauncherError

LEAST_FREE = 1 << 30
NETWORK = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "9p",
        "afs",
        "afpfs",
        "ncpfs",
        "webdav",
        "davfs",
        "fuse.sshfs",
        "fuse.s3fs",
        "fuse.gcsfuse",
        "fuse.rclone",
        "fuse.davfs",
        "fuse.glusterfs",
    ]
)


def check(folder: Path) -> None:
    """LauncherError when less than 1 GB is free or the folder lies on a network file system."""
    there = next(part for part in (folder, *folder.parents) if part.exists())
    free = shutil.disk_usage(there).free
    if free < LEAST_FREE:
        raise LauncherError(
            f"{folder}: {free // 2**20} MB free, the database needs at least {LEAST_FREE // 2**20} MB; "
            "make room or set QALQAN_HOME to a folder on another disk"
        )
    kind = file_system(there)
    if kind in NETWORK:
        raise LauncherError(
            f"{folder} lies on a network file system ({kind}), which may lose committed data; "
            "set QALQAN_HOME to a folder on a local disk"
        )


def file_system(folder: Path) -> str:
    """The type of the file system that holds a folder, as the mount table calls it; '' when unknown."""
    if sys.platform == "linux":
        return of_mountinfo(Path("/proc/self/mountinfo").read_text("utf-8"), folder)
    table = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
    found = [
        (line.split(" on ", 1)[1].split(" (", 1)[0], line.rsplit(" (", 1)[1].split(",", 1)[0].strip(")"))
        for line in table.splitlines()
        if " on " in line and " (" in line
    ]
    return deepest(found, folder)


def of_mountinfo(table: str, folder: Path) -> str:
    """The same from the text of Linux's mountinfo: field 5 is the mount point, a blank in it
    written \\040; the type follows ` - `."""
    found = []
    for line in table.splitlines():
        left, _, right = line.partition(" - ")
        point = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), left.split(" ")[4])
        found.append((point, right.split(" ", 1)[0]))
    return deepest(found, folder)


def deepest(mounts: list[tuple[str, str]], folder: Path) -> str:
    """The type of the innermost mount above a folder; of two on one point the later counts."""
    real = Path(os.path.realpath(folder))
    best, kind = "", ""
    for point, name in mounts:
        if real.is_relative_to(point) and len(point) >= len(best):
            best, kind = point, name
    return kind
