"""One granian server in this process, its workers beside it, until a signal or `qalqan down` ends it.

`up.lock` is held while we run and freed by the kernel however we end; `up.json` says what the holder does. A
file whose lock is free is stale and means nothing.
"""

import contextlib
import http.client
import json
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from types import FrameType

from qalqan.kernel import parents
from qalqan.kernel.embedded import home, session
from qalqan.kernel.embedded.binaries import LauncherError

LOCK = "up.lock"
FIRST_PORT = 8000
PORTS_TRIED = 20
PATIENCE = 15  # seconds: a worker whose parent was killed leaves within four on a quiet machine
THREADS = 8  # as many as the pool has connections
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class State:
    """What a running `qalqan up` says of itself. `address` is empty until it answers; `started` in unix
    seconds."""

    pid: int
    address: str
    demo: bool
    started: float


def write_state(state: State) -> None:
    """Whole or not at all."""
    file = home.ensure() / "up.json"
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(state)), "utf-8")
    fresh.replace(file)


def read_state() -> State | None:
    """What the running `qalqan up` says; None when none runs."""
    if session.is_free(LOCK):
        return None
    return last_state() or State(0, "", False, 0)


def last_state() -> State | None:
    """What was last said, running or not."""
    with contextlib.suppress(FileNotFoundError, ValueError, TypeError):
        return State(**json.loads((home.path() / "up.json").read_text("utf-8")))
    return None


def claim_port(host: str, wanted: int | None, last: State | None) -> tuple[int, socket.socket]:
    """The wanted port, or the first free one from 8000 on, and the socket that holds it for us: granian
    shares ports, so two servers that start together would both take the first free one. After a kill -9 the
    last workers need a moment to leave: the port of the `last` run is waited for."""
    patience = time.monotonic() + PATIENCE
    while True:
        tries = [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)
        for port in tries:
            if claim := claimed(host, port):
                return port, claim
            if last and last.address.endswith(f":{port}") and time.monotonic() < patience:
                break
        else:
            if wanted:
                raise LauncherError(f"port {wanted} on {host} is taken; choose another with --port")
            raise LauncherError(f"no free port from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} on {host}")
        time.sleep(0.2)


def claimed(host: str, port: int) -> socket.socket | None:
    """A socket that holds the port without listening, so that only we may listen there; None when somebody
    has it. First alone (a shared port would let us in beside another), then shared, as granian needs it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return None
    holder = socket.socket(family, socket.SOCK_STREAM)  # no SO_REUSEADDR: with it on both sides, both bind
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        holder.bind((host, port))
    except OSError:
        holder.close()
        return None
    return holder


def address(host: str, port: int) -> str:
    """What a person types into the browser."""
    shown = {"0.0.0.0": "localhost", "::": "localhost", "127.0.0.1": "localhost"}.get(host, host)  # noqa: S104
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def answers(port: int, host: str = "127.0.0.1") -> bool:
    """True when `/health` answers 200."""
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/health", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def signals_as_interrupt() -> Iterator[None]:
    """SIGTERM and a closed terminal end us as Ctrl-C does, so that every `finally` runs."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def heard_at_once(stop: Callable[[], object]) -> None:
    """Call `stop` from a thread when a signal to stop arrives. Python runs a handler when the main thread
    next wakes; a signal that comes just as that thread falls asleep on a lock would wait with it for ever."""
    reader, writer = socket.socketpair()
    writer.setblocking(False)
    signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)

    def listen(_: socket.socket) -> None:
        while True:  # to our end: both sockets must stay ours for as long as signals come
            if {signal.SIGTERM, signal.SIGINT, signal.SIGHUP} & set(reader.recv(64)):
                stop()

    threading.Thread(target=listen, args=(writer,), name="signals", daemon=True).start()


def serve(host: str, port: int, *, workers: int, demo: bool, ready: Callable[[str], None]) -> None:
    """Serve until told to stop. `ready` is called with the address once the first answer came."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ[parents.VARIABLE] = str(os.getpid())
    # a fork would copy locks held by our threads; and macOS spawns anyway
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "qalqan.web.wsgi:application",
        address="127.0.0.1" if host == "localhost" else host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.error,
        workers_kill_timeout=10,
        respawn_failed_workers=False,  # one that cannot even begin will not begin at the next try
    )
    stopped = threading.Event()
    where = address(host, port)

    def watch() -> None:
        while not stopped.wait(0.05):
            if answers(port, "127.0.0.1" if host in {"0.0.0.0", "localhost"} else host):  # noqa: S104
                server.respawn_failed_workers = True
                write_state(State(os.getpid(), where, demo, time.time()))
                ready(where)
                return

    def started() -> None:
        signal.signal(signal.SIGHUP, server.signal_handler_interrupt)
        heard_at_once(server.signal_handler_interrupt)
        threading.Thread(target=watch, daemon=True).start()

    server.on_startup(started)
    server.on_shutdown(stopped.set)
    server.serve()
