"""What a client says, as values: a query for requests, a request to be made. Pure.

Optional means that an empty parameter is no parameter (the standard says so). What cannot be meant is refused
with every finding at once and never guessed: a date without a zone, a box that is inside out, 4,001 letters.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from qalqan.domains.watch.rules.words import MAX_TEXT
from qalqan.kernel.geo import BadPoint, Point, point

from .formats import plain

SPAN = timedelta(days=90)
MOST = 1000  # requests of one answer
PAGE = 100  # when pages are asked for without a size
MOST_PAGE = 10_000
MOST_IDS = 200
MOST_METRES = 50_000
STATUSES = ("open", "closed")
ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,80})\](\[\])?")
EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]{1,190}\.[^@\s,;<>.]{2,63}")
# Taken, looked at for length and let go: a report has no person in it.
UNUSED = {"account_id": 200, "device_id": 200, "first_name": 200, "last_name": 200, "phone": 60}
LONGEST = {"address_string": 300, "address_id": 100, "email": 254, "media_url": 500, **UNUSED}


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding: HTTP status, rule (words in `faults.py`), and what was sent or meant."""

    rule: str
    value: str = ""
    status: int = 400


class Refused(Exception):  # noqa: N818 - a finding about input
    """A call that cannot be fulfilled, with every finding."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(fault.rule for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of the list of requests. `ids` overrides all else. Moments are UTC, both ends belong to
    the range; `after_id`: of what changed at `updated_after` itself only ids beyond this one; `box`: south,
    west, north, east; `near`: within so many metres of a point."""

    ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    updated_after: datetime | None = None
    updated_before: datetime | None = None
    after_id: UUID | None = None
    box: tuple[float, float, float, float] | None = None
    near: tuple[Point, float] | None = None
    page: int = 1
    size: int = MOST
    is_extended: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """A request that somebody makes. `point` None: by its address. `mark`: how the sender knows it
    (`client_id`, an extension); `seen_at`: when it was seen (`requested_datetime`, likewise)."""

    service_code: str
    point: Point | None
    address: str
    address_id: str
    description: str
    email: str
    link: str
    sender: str
    mark: UUID | None
    seen_at: datetime | None
    attributes: Mapping[str, object] = field(default_factory=dict)


def moment(text: str) -> datetime | None:
    """A W3C date and time with its zone, in UTC; None for anything else. A "+" that arrived as a blank,
    because somebody did not encode it, is read as what it was."""
    try:
        found = datetime.fromisoformat(text.strip().replace(" ", "+"))
        return found.astimezone(UTC) if found.tzinfo is not None and "T" in text else None
    except (ValueError, OverflowError):
        return None


def w3c(at: datetime | None) -> str | None:
    """A moment as the standard writes it: 2026-11-23T03:30:00Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def exact(at: datetime) -> str:
    """A moment to the microsecond, for reading on from it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def query(given: Mapping[str, str], now: datetime) -> Query:
    """The query in a call's parameters. Refused with every finding."""
    faults: list[Fault] = []
    ids = _words(given, "service_request_id")
    if len(ids) > MOST_IDS:
        faults.append(Fault("too_many_ids", str(MOST_IDS)))
    statuses = _words(given, "status")
    faults += [Fault("status", one) for one in statuses if one not in STATUSES]
    moments = {
        name: _moment(given, name, faults)
        for name in ("start_date", "end_date", "updated_after", "updated_before")
    }
    start, end = moments["start_date"], moments["end_date"]
    is_by_update = moments["updated_after"] is not None or moments["updated_before"] is not None
    if not (is_by_update and start is None and end is None):
        start, end = _span(start, end, now, faults)
    paged = bool(given.get("page", "").strip())
    found = Query(
        ids=ids,
        codes=_words(given, "service_code"),
        statuses=statuses,
        start=start,
        end=end,
        updated_after=moments["updated_after"],
        updated_before=moments["updated_before"],
        after_id=_id(given, "after_id", faults) if moments["updated_after"] else None,
        box=_box(given, faults),
        near=_near(given, faults),
        page=_number(given, "page", 1, MOST_PAGE, faults),
        size=_number(given, "page_size", PAGE if paged else MOST, MOST, faults),
        is_extended=given.get("extensions", "").strip().lower() in ("true", "1", "v1"),
    )
    if faults:
        raise Refused(*faults)
    return found


def _words(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    parts = plain(given.get(name, "")).replace("\n", ",").split(",")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _id(given: Mapping[str, str], name: str, faults: list[Fault]) -> UUID | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        faults.append(Fault("id", name))
        return None


def _moment(given: Mapping[str, str], name: str, faults: list[Fault]) -> datetime | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    found = moment(text)
    if found is None:
        faults.append(Fault("moment", name))
    return found


def _span(
    start: datetime | None, end: datetime | None, now: datetime, faults: list[Fault]
) -> tuple[datetime, datetime]:
    """The range asked for, at most 90 days; the last 90 days when nothing is asked."""
    try:
        if end is None:
            end = now if start is None else min(max(now, start), start + SPAN)
        if start is None:
            start = end - SPAN
    except OverflowError:
        faults.append(Fault("span_order"))
        return now, now
    if start > end:
        faults.append(Fault("span_order"))
    elif end - start > SPAN:
        faults.append(Fault("span", "90"))
    return start, end


def _number(given: Mapping[str, str], name: str, usual: int, most: int, faults: list[Fault]) -> int:
    text = given.get(name, "").strip()
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < 8 and 1 <= int(text) <= most):
        faults.append(Fault("number", f"{name}: 1..{most}"))
        return usual
    return int(text)


def _floats(text: str) -> list[float]:
    found = [float(part) for part in text.split(",")]
    if not all(math.isfinite(one) for one in found):
        raise ValueError
    return found


def _box(given: Mapping[str, str], faults: list[Fault]) -> tuple[float, float, float, float] | None:
    """`bbox=west,south,east,north`, the order of GeoJSON."""
    text = given.get("bbox", "").strip()
    if not text:
        return None
    try:
        west, south, east, north = _floats(text)
    except ValueError:
        faults.append(Fault("bbox"))
        return None
    if not (-90 <= south <= north <= 90 and -180 <= west <= east <= 180):
        faults.append(Fault("bbox"))
    return south, west, north, east


def _near(given: Mapping[str, str], faults: list[Fault]) -> tuple[Point, float] | None:
    texts = [given.get(name, "").strip() for name in ("lat", "long", "radius")]
    if not any(texts):
        return None
    try:
        lat, lon, metres = (_floats(text)[0] for text in (texts[0], texts[1], texts[2] or "100"))
    except ValueError:
        faults.append(Fault("near"))
        return None
    if not (abs(lat) <= 90 and abs(lon) <= 180 and 0 < metres <= MOST_METRES):
        faults.append(Fault("near"))
        return None
    return Point(lat, lon), metres


def posted(given: Mapping[str, Sequence[str]], now: datetime) -> Posted:
    """The request in a form's fields (name to its values). Refused with every finding."""
    one = {name: plain(values[-1]).strip() for name, values in given.items() if values}
    faults: list[Fault] = []
    if not one.get("service_code"):
        faults.append(Fault("no_service_code"))
    description = one.get("description", "")
    if len(description) > MAX_TEXT:
        faults.append(Fault("text_long", str(len(description))))
    faults += [Fault("long", name) for name, most in LONGEST.items() if len(one.get(name, "")) > most]
    if one.get("email") and not EMAIL.fullmatch(one["email"]):
        faults.append(Fault("email"))
    if one.get("media_url") and not re.fullmatch(r"https?://[^\s<>\"]+", one["media_url"]):
        faults.append(Fault("media_url"))
    seen = _moment(one, "requested_datetime", faults)
    if seen and seen > now + timedelta(minutes=10):
        faults.append(Fault("future"))
    found = Posted(
        service_code=one.get("service_code", ""),
        point=_point(one, faults),
        address=one.get("address_string", ""),
        address_id=one.get("address_id", ""),
        description=description,
        email=one.get("email", ""),
        link=one.get("media_url", ""),
        sender=next(
            (one[name] for name in ("device_id", "account_id", "email", "phone") if one.get(name)), ""
        ),
        mark=_mark(one, faults),
        seen_at=min(seen, now) if seen else None,
        attributes=_attributes(given, faults),
    )
    if faults:
        raise Refused(*faults)
    return found


def _point(one: Mapping[str, str], faults: list[Fault]) -> Point | None:
    lat, lon = one.get("lat", ""), one.get("long", "")
    if not lat and not lon:
        if not (one.get("address_string") or one.get("address_id")):
            faults.append(Fault("no_place"))
        return None
    if not (lat and lon):
        faults.append(Fault("half_point"))
        return None
    try:
        return point(lat, lon)
    except BadPoint as bad:
        faults.append(Fault(f"point_{bad.rule}"))
        return None


def _mark(one: Mapping[str, str], faults: list[Fault]) -> UUID | None:
    text = one.get("client_id", "")
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        faults.append(Fault("client_id"))
        return None


def _attributes(given: Mapping[str, Sequence[str]], faults: list[Fault]) -> dict[str, object]:
    """attribute[code]=value, and attribute[code][]=value for each of several."""
    found: dict[str, object] = {}
    for name, values in given.items():
        match = ATTRIBUTE.fullmatch(name)
        if match is None:
            if name.startswith("attribute"):
                faults.append(Fault("attribute", plain(name)[:80]))
            continue
        texts = [text for text in (plain(value).strip() for value in values) if text]
        if any(len(text) > MAX_TEXT for text in texts) or len(texts) > 100:
            faults.append(Fault("long", name))
        elif match[2] or len(texts) > 1:
            found[match[1]] = texts
        elif texts:
            found[match[1]] = texts[0]
    return found
