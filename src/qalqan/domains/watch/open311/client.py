"""Other centres' servers, asked politely and read with suspicion.

An endpoint's address is typed by a person, so it could point into our own network. Each call resolves the
name once, refuses addresses that are not of the public Internet, and connects to the very address it looked
at; no redirect is followed; only https. A centre inside the state's own network is named by the operator
(`QALQAN_OPEN311_INSIDE`, host names), and may then have a private address and plain http.

Time and size of every answer are bounded: a timer cuts the line after `WHOLE` seconds, since a limit on the
silence between two bytes is none for a server that sends one byte a second. What servers of others get wrong
in practice is read as meant: numbers as text, null, a single member without its array, XML labelled as JSON,
a page of HTML with 200.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Timer
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings

from qalqan import __version__
from qalqan.kernel.geo import BadPoint, Point, point

from .formats import Unreadable, plain, read
from .params import moment

CONNECT, SILENCE, WHOLE = 5.0, 20.0, 40.0  # seconds: to connect, between two bytes, for all of an answer
MOST = 8_000_000  # bytes of an answer
LONGEST_TEXT = 4000
AGENT = f"Qalqan/{__version__} (Open311 GeoReport v2)"


class Trouble(Exception):  # noqa: N818 - a finding about the other side
    """A call that failed. `rule`: address, inside, unreachable, broken, slow, large, unreadable, status.
    `status`: of HTTP, 0 without an answer. `is_unsent`: the other side certainly did not take it. `words`:
    what it said."""

    def __init__(self, rule: str, *, status: int = 0, is_unsent: bool = False, words: str = "") -> None:
        super().__init__(f"{rule} {status or ''} {words}".strip())
        self.rule, self.status, self.is_unsent, self.words = rule, status, is_unsent, words


@dataclass(frozen=True, slots=True)
class Remote:
    """A request as another server tells it. `status`: open, closed, or "" for what is neither. `point` None:
    not told, or not in the country. `origin_id`: our own id of it, if the server says so; `changed`: when it
    was last changed, by that server's clock."""

    id: str
    status: str
    service_code: str
    description: str
    notes: str
    address: str
    point: Point | None
    requested: datetime | None
    changed: datetime | None
    origin_id: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What was answered to a request of ours: its id, or a token to ask for it later."""

    id: str
    token: str


class Client:
    """One endpoint. `jurisdiction` and `api_key` go along with every call that wants them."""

    def __init__(self, url: str, *, jurisdiction: str = "", api_key: str = "", ending: str = "json") -> None:
        self.url, self.jurisdiction, self.api_key, self.ending = (
            url.rstrip("/"),
            jurisdiction,
            api_key,
            ending,
        )
        self.extensions: frozenset[str] = frozenset()

    def services(self) -> list[dict[str, Any]]:
        """What can be reported there, as it says."""
        return [one for one in _rows(self._get("services")) if text(one, "service_code")]

    def definition(self, code: str) -> dict[str, Any]:
        """The questions of one service."""
        found = self._get(f"services/{quote(code, safe='')}")
        return found if isinstance(found, dict) else {}

    def requests(self, **asked: str) -> list[Remote]:
        """Requests there; without those that have no id."""
        return [one for one in map(remote, _rows(self._get("requests", **asked))) if one.id]

    def request(self, key: str) -> Remote | None:
        """One request; None when the server knows none."""
        try:
            rows = _rows(self._get(f"requests/{quote(key, safe='')}"))
        except Trouble as trouble:
            if trouble.status == 404:
                return None
            raise
        return next((one for one in map(remote, rows) if one.id), None)

    def send(self, fields: Mapping[str, str]) -> Sent:
        """Make a request there. Trouble says whether it may have been taken all the same."""
        named = {"api_key": self.api_key, "jurisdiction_id": self.jurisdiction, **fields}
        body = urlencode({name: value for name, value in named.items() if value})
        rows = _rows(self._call("POST", "requests", {}, body.encode()))
        sent = Sent(text(rows[0], "service_request_id"), text(rows[0], "token")) if rows else Sent("", "")
        if not (sent.id or sent.token):
            raise Trouble("unreadable", status=200)
        return sent

    def by_token(self, token: str) -> str:
        """The id that a token became; "" while there is none."""
        try:
            rows = _rows(self._get(f"tokens/{quote(token, safe='')}"))
        except Trouble as trouble:
            if trouble.status in (400, 404):
                return ""
            raise
        return text(rows[0], "service_request_id") if rows else ""

    def _get(self, path: str, **asked: str) -> Any:
        named = {"jurisdiction_id": self.jurisdiction, "api_key": self.api_key, **asked}
        return self._call("GET", path, {name: value for name, value in named.items() if value})

    def _call(self, method: str, path: str, asked: Mapping[str, str], body: bytes | None = None) -> Any:
        status, media_type, content, extensions = exchange(
            method, f"{self.url}/{path}.{self.ending}", asked, body
        )
        self.extensions = extensions
        try:
            found = read(content, media_type)
        except Unreadable:
            if status < 400:
                raise Trouble("unreadable", status=status) from None
            found = None
        if status >= 400 or status < 200:
            words = "; ".join(text(row, "description") for row in _rows(found))
            raise Trouble("status", status=status, is_unsent=400 <= status < 500, words=words[:500])
        if status >= 300:
            raise Trouble("status", status=status, is_unsent=True)
        return found


def exchange(
    method: str, url: str, asked: Mapping[str, str], body: bytes | None
) -> tuple[int, str, bytes, frozenset[str]]:
    """One call: status, media type, content, extensions named. Trouble for what is no answer."""
    parts = urlsplit(url)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    headers = {"Accept": "application/json, text/xml", "User-Agent": AGENT, "Connection": "close"}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    address = parts.path + ("?" + urlencode(asked) if asked else "")
    with _limited(connection) as cut:
        try:
            connection.connect()
        except OSError:
            raise Trouble("unreachable", is_unsent=True) from None
        try:
            connection.request(method, address, body=body, headers=headers)
            response = connection.getresponse()
            content = _content(response)
        except TimeoutError:
            raise Trouble("slow") from None
        except (OSError, http.client.HTTPException, ValueError):
            raise Trouble("slow" if cut.is_set() else "broken") from None
        if cut.is_set():  # what was cut looks like an end
            raise Trouble("slow")
    named = response.getheader("Open311-Extensions") or ""
    extensions = frozenset(word.strip() for word in named.split(",") if word.strip())
    return response.status, response.getheader("Content-Type") or "", content, extensions


@contextmanager
def _limited(connection: "_Plain") -> Iterator[Event]:
    """Cut a connection after `WHOLE` seconds, whatever it is doing; the event says that it was cut."""
    cut = Event()

    def end() -> None:
        cut.set()
        if connection.wire is not None:
            with suppress(OSError):  # it has ended by itself
                socket.socket.shutdown(connection.wire, socket.SHUT_RDWR)

    timer = Timer(WHOLE, end)
    timer.daemon = True
    timer.start()
    try:
        yield cut
    finally:
        timer.cancel()
        connection.close()


def _content(response: http.client.HTTPResponse) -> bytes:
    parts, size = [], 0
    while part := response.read1(65536):
        parts.append(part)
        size += len(part)
        if size > MOST:
            raise Trouble("large", status=response.status)
    return b"".join(parts)


class _Plain(http.client.HTTPConnection):
    """Connects to the address that was looked at, whatever the name means a moment later. `wire`: the socket,
    kept by a name of its own, since the library forgets its own while an answer is still being read."""

    place: tuple[Any, ...] = ()
    wire: socket.socket | None = None

    def connect(self) -> None:
        self.sock = self.wire = socket.create_connection(self.place[:2], CONNECT)
        self.sock.settimeout(SILENCE)


class _Secure(_Plain):
    context: ssl.SSLContext

    def connect(self) -> None:
        super().connect()
        secure = self.context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock = self.wire = secure  # before the handshake, which can be drawn out as well
        secure.do_handshake()


def _connection(scheme: str, host: str, port: int | None) -> _Plain:
    is_inside = host in settings.OPEN311_INSIDE
    if not host or scheme not in ("https", "http") or (scheme == "http" and not is_inside):
        raise Trouble("address", is_unsent=True)
    port = port or (443 if scheme == "https" else 80)
    try:
        places = [found[4] for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise Trouble("unreachable", is_unsent=True) from None
    if not is_inside and not all(_is_public(str(place[0])) for place in places):
        raise Trouble("inside", is_unsent=True)
    made: _Plain
    if scheme == "https":
        made = _Secure(host, port, timeout=SILENCE)
        made.context = ssl.create_default_context()
    else:
        made = _Plain(host, port, timeout=SILENCE)
    made.place = places[0]
    return made


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.split("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast


def _rows(found: Any) -> list[dict[str, Any]]:
    """The members of an answer, however it wrapped them."""
    if isinstance(found, dict):
        found = [found]
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def text(row: Mapping[str, Any], name: str) -> str:
    """A field as text: numbers as written, null and structures as nothing."""
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return plain(str(value)).strip()


def remote(row: Mapping[str, Any]) -> Remote:
    """A request as its row says, in our words."""
    extended = row.get("extended_attributes")
    extended = extended if isinstance(extended, dict) else {}
    status = text(row, "status").lower()
    try:
        place = point(text(row, "lat"), text(row, "long"))
    except BadPoint:
        place = None
    return Remote(
        id=text(row, "service_request_id")[:200],
        status=status if status in ("open", "closed") else "",
        service_code=text(row, "service_code"),
        description=text(row, "description")[:LONGEST_TEXT],
        notes=text(row, "status_notes")[:LONGEST_TEXT],
        address=text(row, "address")[:300],
        point=place,
        requested=moment(text(row, "requested_datetime")),
        changed=moment(text(extended, "changed_datetime")) or moment(text(row, "updated_datetime")),
        origin_id=text(extended, "origin_id"),
    )
