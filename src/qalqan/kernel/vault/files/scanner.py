"""ClamAV, if a daemon answers at QALQAN_CLAMD (a socket's path or host:port; else Debian's usual socket).

Its own protocol (INSTREAM), so nothing is written to a disk for it. Three answers: clean, unknown, or the
name of what was found. No answer is `unknown` and shown as that, never as clean; with
QALQAN_CLAMD_REQUIRED=1 an unknown file is refused.
"""

import os
import socket
import struct
from pathlib import Path

from qalqan.kernel.vault.files.refusals import FileRefused

USUAL = "/run/clamav/clamd.ctl"
SECONDS, PIECE = 30, 1 << 16
CLEAN, UNKNOWN = "clean", "unknown"


def address() -> str:
    """Where the daemon should answer; empty when there is none."""
    return os.environ.get("QALQAN_CLAMD") or (USUAL if Path(USUAL).exists() else "")


def scan(content: bytes) -> str:
    """`clean` or `unknown`. FileRefused("virus") when something was found, FileRefused("unscanned") when a
    scan is required and none could be had."""
    answer = ""
    if where := address():
        try:
            answer = ask(where, content)
        except OSError:
            answer = ""
    if answer.endswith(" FOUND"):
        raise FileRefused("virus", found=answer.removeprefix("stream: ").removesuffix(" FOUND"))
    if answer == "stream: OK":
        return CLEAN
    if os.environ.get("QALQAN_CLAMD_REQUIRED") == "1":
        raise FileRefused("unscanned")
    return UNKNOWN


def ask(where: str, content: bytes) -> str:
    """The daemon's answer to a stream. OSError when it does not answer in time."""
    host, _, port = where.rpartition(":")
    family = socket.AF_INET if host and "/" not in where else socket.AF_UNIX
    with socket.socket(family, socket.SOCK_STREAM) as daemon:
        daemon.settimeout(SECONDS)
        daemon.connect((host, int(port)) if family == socket.AF_INET else where)
        daemon.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            daemon.sendall(struct.pack(">I", len(piece)) + piece)
        daemon.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := daemon.recv(4096)):
            answer += more
    return answer.rstrip(b"\0").decode("utf-8", "replace")
