"""Keeps worker processes alive: under `qalqan up` beside the server, under `qalqan worker` alone.

A worker is a process of its own, because a job that eats all memory or hangs must not take the pages with it.
One that ends is started again, at once the first time, later and later if it keeps ending. Imports no Django:
the
launcher stays small.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from qalqan.kernel import parents
from qalqan.kernel.embedded import home

WATCH_SECONDS = 0.5
PATIENCE = 15.0  # seconds from "stop" to "kill"; a job in hand has eight of them
STEADY = 20.0  # seconds: a worker that lived so long did not fail at starting
LONGEST_PAUSE = 30.0


@dataclass
class Worker:
    """One process and how its last starts went."""

    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_ends: int = 0
    not_before: float = 0.0


@dataclass
class Crew:
    """`count` workers. Use as a context; `start()` inside of it; leaving it stops them all."""

    count: int
    say: Callable[[str], None]
    workers: list[Worker] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    turn: threading.Lock = field(default_factory=threading.Lock)
    thread: threading.Thread | None = None

    def __enter__(self) -> "Crew":
        return self

    def start(self) -> None:
        """Begin; returns at once. Does nothing when the end came first: another thread may call it."""
        with self.turn:
            if self.ended.is_set():
                return
            self.workers = [Worker() for _ in range(self.count)]
            self.thread = threading.Thread(target=self.watch, name="crew", daemon=True)
            self.thread.start()

    def watch(self) -> None:
        """Start what is missing, until told to end."""
        while True:
            missing = [one for one in self.workers if one.process is None or one.process.poll() is not None]
            for worker in missing:
                self.tend(worker)
            if missing:
                self.tell()
            if self.ended.wait(WATCH_SECONDS):
                return

    def tend(self, worker: Worker) -> None:
        """Start a worker that is not running, when it is time."""
        now = time.monotonic()
        if worker.process is not None:
            quick = now - worker.started < STEADY
            worker.quick_ends = worker.quick_ends + 1 if quick else 0
            pause = min(LONGEST_PAUSE, 2.0**worker.quick_ends) if quick else 0.0
            worker.not_before, worker.process = now + pause, None
            self.say("a worker ended by itself; starting it again")
        if now < worker.not_before:
            return
        worker.started = now
        worker.process = subprocess.Popen(
            [sys.executable, "-m", "qalqan.kernel.jobs.worker"],
            env={**os.environ, "QALQAN_ROLE": "worker", parents.VARIABLE: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches us, and we tell it
        )

    def tell(self) -> None:
        """Leave a note of the processes for `qalqan status`."""
        pids = [one.process.pid for one in self.workers if one.process is not None]
        file = note()
        file.parent.mkdir(mode=0o700, exist_ok=True)
        fresh = file.with_suffix(".new")
        fresh.write_text(json.dumps(pids), "ascii")
        fresh.replace(file)

    def __exit__(self, *_: object) -> None:
        with self.turn:
            self.ended.set()
        if self.thread is None:
            return
        self.thread.join()
        running = [one.process for one in self.workers if one.process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + PATIENCE
        for process in running:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say("a worker does not end; killed (its jobs are taken up again)")
                process.kill()
                process.wait()
        note().unlink(missing_ok=True)


def folder() -> Path:
    return home.path() / "workers"


def note() -> Path:
    return folder() / f"{os.getpid()}.json"


def pids() -> list[int]:
    """Worker processes of this home that live, whoever keeps them."""
    found = []
    with contextlib.suppress(PermissionError):
        for file in sorted(folder().glob("*.json")):
            with contextlib.suppress(FileNotFoundError, ValueError):
                found += [pid for pid in json.loads(file.read_text("ascii")) if is_worker(pid)]
    return found


def is_worker(pid: int) -> bool:
    """Whether this process lives; where the system tells, also that it is a worker and no stranger."""
    command = Path(f"/proc/{pid}/cmdline")
    if command.parent.parent.joinpath("self").exists():
        with contextlib.suppress(OSError):
            return b"qalqan.kernel.jobs.worker" in command.read_bytes()
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
