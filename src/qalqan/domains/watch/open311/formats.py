"""The two spellings of GeoReport v2: one document in, XML or JSON out, and both read back. Pure.

The standard defines XML and maps it to JSON by the Spark convention: an element whose children are all of one
kind is an array, even of one or of none. So a document here is plain Python (dict, list, str, numbers, bool,
None), and ITEM says what the elements of a list are called in XML. None is an empty element.

Written by hand and not by a library for three reasons: text of citizens holds control characters that XML
forbids in any spelling, so they are dropped; a reader must refuse a document type (entities that explode or
that fetch files) before it is read; and depth and size are bounded on both sides.
"""

import json
import math
import re
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

MIME = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
ITEM = {
    "services": "service",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "photos": "photo",
}
LISTS = frozenset(ITEM)
DEEPEST = 12
# What XML 1.0 cannot hold, in any spelling; noncharacters and halves of pairs too.
UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unreadable(ValueError):  # noqa: N818 - a finding about input
    """A document that is no XML or JSON that we read. `rule`: xml, json, doctype, deep, empty."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


def plain(text: str) -> str:
    """The text without what XML cannot hold; line ends as \\n."""
    return UNSPEAKABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def write(ending: str, root: str, document: Any) -> bytes:
    """The document as bytes. `ending`: xml or json; `root`: the name of the XML root element (JSON has
    none)."""
    if ending == "json":
        return json.dumps(_cleaned(document), ensure_ascii=False, separators=(",", ":")).encode()
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    _element(parts, root, document)
    return "".join(parts).encode()


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {key: _cleaned(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cleaned(inner) for inner in value]
    return value


def _element(parts: list[str], name: str, value: Any) -> None:
    if value is None or value == "" or value == [] or value == ():
        parts.append(f"<{name}/>")
        return
    parts.append(f"<{name}>")
    if isinstance(value, dict):
        for key, inner in value.items():
            _element(parts, key, inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _element(parts, ITEM[name], inner)
    elif isinstance(value, bool):
        parts.append("true" if value else "false")
    else:
        parts.append(escape(plain(str(value))))
    parts.append(f"</{name}>")


def read(content: bytes, media_type: str = "") -> Any:
    """A document of somebody else's, whatever it was sent as: the first character decides, for many servers
    label one as the other. Elements known as lists (ITEM) become lists, in JSON too when a server sent the
    single member bare or wrapped it in its XML name. Unreadable for what is neither."""
    body = content.removeprefix(b"\xef\xbb\xbf").strip()
    if not body:
        raise Unreadable("empty")
    if body[:1] == b"<":
        return _read_xml(body)
    return _read_json(body)


def _read_json(body: bytes) -> Any:
    try:
        found = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Unreadable("json") from None
    return _unwrapped(found, 0)


def _unwrapped(value: Any, depth: int) -> Any:
    """JSON as the standard means it: {"service_requests": {"request": [...]}} is the list itself."""
    if depth > DEEPEST:
        raise Unreadable("deep")
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, list):
        return [_unwrapped(inner, depth + 1) for inner in value]
    if not isinstance(value, dict):
        return value
    if depth == 0 and len(value) == 1:
        [(name, inner)] = value.items()
        if name in LISTS or name in ("service_definition", "discovery"):
            return _member(name, _unwrapped(inner, 1))
    return {str(name): _member(str(name), _unwrapped(inner, depth + 1)) for name, inner in value.items()}


def _member(name: str, value: Any) -> Any:
    if name not in LISTS:
        return value
    if isinstance(value, dict) and set(value) == {ITEM[name]}:
        value = value[ITEM[name]]
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


class _Node:
    __slots__ = ("children", "name", "text")

    def __init__(self, name: str) -> None:
        self.name, self.children, self.text = name, [], []  # type: ignore[var-annotated]

    def value(self) -> Any:
        if self.name in LISTS:
            return [child.value() for child in self.children]
        if self.children:
            return {child.name: child.value() for child in self.children}
        return "".join(self.text).strip() or None


def _read_xml(body: bytes) -> Any:
    top = _Node("")
    path = [top]

    def start(name: str, _attributes: dict[str, str]) -> None:
        if len(path) > DEEPEST:
            raise Unreadable("deep")
        node = _Node(name.rpartition(":")[2])
        path[-1].children.append(node)
        path.append(node)

    def end(_name: str) -> None:
        path.pop()

    def doctype(*_: Any) -> None:
        raise Unreadable("doctype")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: path[-1].text.append(text)
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("xml") from None
    return top.children[0].value()
