"""CPU time of everything, from `qalqan up --demo` to the first page: on a home that exists (warm) and on an
empty one (cold: database made, migrated, static files collected, the decree imported)."""

import http.client
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benches._measure import row
from qalqan.kernel.embedded.server import Server

WARM_RUNS = 5
BARE_DJANGO = """
import django
from django.conf import settings
settings.configure(INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"])
django.setup()
import django.core.handlers.wsgi, django.urls, django.forms, django.template, django.contrib.auth.views
"""
QALQAN = [sys.executable, "-m", "qalqan.cli"]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="qalqan-bench-") as name:
        os.chmod(name, 0o711)  # noqa: S103  as root the server is another user and must pass through
        home = Path(name) / "home"
        os.environ["QALQAN_HOME"] = str(home)
        cold_cpu, cold_wall = first_page(home)
        warm = [first_page(home) for _ in range(WARM_RUNS)]
        baseline = statistics.median(bare() for _ in range(WARM_RUNS))
    cpu, wall = (statistics.median(figures) for figures in zip(*warm, strict=True))
    named = "bare PostgreSQL and bare Django"
    row(f"warm start to first page, CPU (wall {wall:.1f} s)", f"{cpu:.2f} s", named, cpu / baseline)
    row(
        f"cold start to first page, CPU (wall {cold_wall:.1f} s)",
        f"{cold_cpu:.2f} s",
        named,
        cold_cpu / baseline,
    )


def first_page(home: Path) -> tuple[float, float]:
    """Start, get the first page, stop. CPU and wall seconds up to the page."""
    began, reaped = time.monotonic(), children()
    process = subprocess.Popen(
        [*QALQAN, "up", "--demo"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    with process:
        assert process.stdout  # noqa: S101  for the type checker
        port = int(process.stdout.readline().split("http://localhost:")[1].split()[0])
        connection = http.client.HTTPConnection("localhost", port, timeout=30)
        connection.request("GET", "/kk/")
        if connection.getresponse().status != 200:
            raise RuntimeError("the first page does not answer 200")
        wall = time.monotonic() - began
        database = int((home / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        cpu = tree(process.pid) + tree(database) + children() - reaped
        process.terminate()
    return cpu, wall


def tree(pid: int) -> float:
    """CPU seconds of a process and its descendants, the ended ones included."""
    root = psutil.Process(pid)
    return sum(sum(process.cpu_times()[:4]) for process in (root, *root.children(recursive=True)))


def children() -> float:
    """CPU seconds of our own ended children."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def bare() -> float:
    """CPU seconds of what nobody can save: the server started, Django set up with its own users alone."""
    server, before = Server.at_home(), children()
    server.start()
    try:
        subprocess.run([sys.executable, "-c", BARE_DJANGO], check=True)
        pid = server.pid()
        return children() - before + (tree(pid) if pid else 0)
    finally:
        server.stop()
