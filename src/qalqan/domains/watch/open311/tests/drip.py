"""A server that never ends: it answers, byte by byte, for ever."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def dripping(head: bytes) -> Iterator[int]:
    """The port of a server that says `head` to every call and then one letter after the other."""
    ended = threading.Event()

    def serve(door: socket.socket) -> None:
        with suppress(OSError):
            while not ended.is_set():
                line, _ = door.accept()
                threading.Thread(target=drip, args=(line,), daemon=True).start()

    def drip(line: socket.socket) -> None:
        with line, suppress(OSError):
            line.recv(9999)
            line.sendall(head)
            while not ended.is_set():
                line.sendall(b"a")
                time.sleep(0.05)

    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        threading.Thread(target=serve, args=(door,), daemon=True).start()
        try:
            yield door.getsockname()[1]
        finally:
            ended.set()
            with suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)
