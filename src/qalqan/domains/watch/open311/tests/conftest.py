"""Qalqans in processes of their own, for tests that kill them and for clients of others."""

import multiprocessing
import os
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest

from qalqan.domains.watch.open311 import views
from qalqan.kernel.embedded.server import Server
from qalqan.kernel.embedded.testing import cloning, locked

RUNS = {"b": 9}  # seconds of one run, else 60: one side posts, the other reads as much as it posts
TWIN = "qalqan.domains.watch.open311.tests.twin"


@dataclass
class Twin:
    """One side: its database, its port, its running processes by what they do."""

    server: Server
    name: str
    context: Any
    port: int = 0
    running: dict[str, Any] = field(default_factory=dict)
    asking: Any = None

    def __post_init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}/open311/v2"

    def _process(self, what: str, told: dict[str, Any]) -> Any:
        from . import twin_jobs

        process = self.context.Process(target=twin_jobs.run, args=(what, {"name": self.name, **told}))
        process.start()
        return process

    def run(self, what: str, **told: Any) -> None:
        process = self._process(what, told)
        process.join(60)
        assert process.exitcode == 0

    def start(self, what: str) -> None:
        self.running[what] = self._process(what, {"port": self.port, "run": RUNS.get(self.name[0], 60)})

    def kill(self, what: str) -> None:
        """SIGKILL: nothing is said, nothing is tidied."""
        process = self.running.pop(what)
        process.kill()
        process.join()

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """A question to its database, past all policies, over one connection: asked often."""
        if self.asking is None:
            address = self.server.address(database=f"twin_{self.name}")
            self.asking = psycopg.connect(address, autocommit=True)
        return self.asking.execute(query).fetchall()  # type: ignore[no-any-return]

    def texts(self) -> Counter[str]:
        """How often each report stands there, by its own words."""
        return Counter(text.split("\n")[0] for (text,) in self.ask("SELECT text FROM watch_report"))

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture(autouse=True)
def fresh_pace() -> None:
    """All tests read from one address: what one has read slows no other."""
    views.READING.buckets.clear()


@pytest.fixture(scope="session")
def nursery() -> Any:
    """Where processes are forked: Django is set up in it once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([TWIN])
    return context


@contextmanager
def twins_of(server: Server, nursery: Any, *names: str) -> Iterator[list[Twin]]:
    """So many sides with empty databases; killed and dropped afterwards."""
    name = os.environ.get("PYTEST_XDIST_WORKER", "")
    found = [Twin(server, f"{one}{name}", nursery) for one in names]
    with locked(server.folder):
        for twin in found:
            server.sql(
                [f"DROP DATABASE IF EXISTS twin_{twin.name} WITH (FORCE)", *cloning(f"twin_{twin.name}")]
            )
    try:
        yield found
    finally:
        for twin in found:
            for what in list(twin.running):
                twin.kill(what)
            if twin.asking is not None:
                twin.asking.close()
            server.sql([f"DROP DATABASE twin_{twin.name} WITH (FORCE)"])


def until(happens: Callable[[], bool], seconds: float, explain: Callable[[], object] = str) -> None:
    """Wait for something to be true."""
    deadline = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > deadline:
            pytest.fail(f"it never happened: {explain()}")
        time.sleep(0.2)
