"""A GeoReport server of somebody else's: a real one on a real port, with the habits that real ones have. It
knows no mark of ours, lists what it likes, and can lose an answer after it took the request."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape


@dataclass
class Centre:
    """What it holds and how it behaves. `loses`: so many answers to POST are lost after the request was
    taken; `refuses`: every POST gets this status; `hides`: so many lists come without the newest requests;
    `answer`: every call gets this body."""

    requests: list[dict[str, Any]] = field(default_factory=list)
    loses: int = 0
    refuses: int = 0
    words: bytes = b'[{"code": 400, "description": "No."}]'
    hides: int = 0
    as_xml: bool = False
    answer: bytes = b""
    posts: list[dict[str, str]] = field(default_factory=list)
    lists: list[dict[str, str]] = field(default_factory=list)
    url: str = ""


class Handler(BaseHTTPRequestHandler):
    """Numbers as text, everything labelled text/html."""

    centre: Centre

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if self.centre.answer:
            return self.say(200, self.centre.answer)
        if "/services." in parts.path:
            return self.tell([{"service_code": 33, "service_name": "Manholes", "metadata": "false"}])
        self.centre.lists.append(asked)
        rows = self.centre.requests
        if self.centre.hides:
            self.centre.hides -= 1
            rows = []
        wanted = asked.get("service_request_id", "").split(",")
        return self.tell([row for row in rows if wanted == [""] or str(row["service_request_id"]) in wanted])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {name: values[-1] for name, values in parse_qs(body).items()}
        self.centre.posts.append(given)
        if self.centre.refuses:
            return self.say(self.centre.refuses, self.centre.words)
        row = {
            "service_request_id": len(self.centre.requests) + 1,
            "status": "OPEN",
            "service_code": given["service_code"],
            "description": given["description"],
            "requested_datetime": "2026-11-23T08:00:00+05:00",
            "lat": given["lat"],
            "long": given["long"],
            "media_url": None,
        }
        self.centre.requests.append(row)
        if self.centre.loses:
            self.centre.loses -= 1
            self.close_connection = True
            return self.connection.close()
        return self.tell([{"service_request_id": row["service_request_id"]}])

    def tell(self, rows: list[dict[str, Any]]) -> None:
        if not self.centre.as_xml:
            return self.say(200, json.dumps({"service_requests": rows}).encode())
        inner = "".join(
            "<request>"
            + "".join(f"<{k}>{escape(str(v if v is not None else ''))}</{k}>" for k, v in row.items())
            + "</request>"
            for row in rows
        )
        return self.say(200, f"<?xml version='1.0'?><service_requests>{inner}</service_requests>".encode())

    def say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """No line."""


@contextmanager
def running() -> Iterator[Centre]:
    """A centre that answers at `url` until the end of the block."""
    centre = Centre()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Handler,), {"centre": centre}))
    centre.url = f"http://127.0.0.1:{server.server_port}/open311/v2"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield centre
    finally:
        server.shutdown()
        server.server_close()
