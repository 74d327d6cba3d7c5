"""How much one sender, one place and the whole country may send, and what it costs. Pure.

The limit is the generic cell rate algorithm: of each key one moment is kept, when its bucket will be empty
again. How far that moment lies ahead is the *level*: how many reports are in the bucket now. The level buys
work before it buys a refusal: a puzzle of `bits` leading zero bits, one bit more for each `STEP` reports.
Thirty pupils behind one school's address pay seconds of a phone; a thousand reports from one address cannot
be paid at all. docs/algorithms/limits.md.
"""

import hashlib
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

ZERO = timedelta()


@dataclass(frozen=True, slots=True)
class Limit:
    """One report drains each `period`; `most` fit at once. `step`: so many in the bucket cost one bit."""

    period: timedelta
    most: int
    step: int


LIMITS: Mapping[str, Limit] = {
    # an address: 300 at once and 300 a day after that, since a mobile operator puts a town behind one
    "sender": Limit(timedelta(seconds=288), 300, 20),
    "network": Limit(timedelta(seconds=10), 6000, 400),  # a provider's block
    # half a kilometre around a point: more than seven addresses can send, so that nobody silences a school
    "place": Limit(timedelta(seconds=20), 2000, 200),
    "nation": Limit(timedelta(milliseconds=100), 20_000, 1000),
    "link": Limit(timedelta(minutes=5), 12, 12),  # forms of a reporter's own page: each may bring pictures
    "key": Limit(timedelta(seconds=2), 3000, 3000),  # a centre that posts by Open311: no work is asked of it
    "letter": Limit(timedelta(hours=2), 12, 12),  # letters of ours to one address, which nobody proved his
    # without a script there is no work to ask for: only time
    "slow": Limit(timedelta(minutes=2), 12, 12),
    "slow_nation": Limit(timedelta(seconds=1), 600, 600),
}
BASE_BITS = 16  # 65 thousand hashes: a third of a second on a cheap phone
MOST_BITS = 28  # 268 million: minutes of a good machine, a quarter of an hour of a phone
WAIT = timedelta(seconds=20)  # between opening the form and sending it, without a script
LIFE = timedelta(hours=2)  # of a puzzle or of a form


def after(full_at: datetime | None, at: datetime, limit: Limit) -> datetime | None:
    """The moment to keep once one more report is taken at `at`; None when the bucket is full."""
    fresh = max(full_at or at, at) + limit.period
    return fresh if fresh - at <= limit.period * limit.most else None


def level(full_at: datetime | None, at: datetime, limit: Limit) -> float:
    """How many reports are in the bucket at `at`."""
    return max((full_at or at) - at, ZERO) / limit.period


def wait(full_at: datetime, at: datetime, limit: Limit) -> timedelta:
    """How long until one more fits."""
    return max(full_at + limit.period - at - limit.period * limit.most, ZERO)


def bits(levels: Mapping[str, float]) -> int:
    """The work a report costs, by the levels of its keys. Never less where more has been sent."""
    steps = sum(int(found // LIMITS[name].step) for name, found in levels.items())
    return min(BASE_BITS + steps, MOST_BITS)


def solves(token: str, answer: str, asked: int) -> bool:
    """Whether SHA-256 of `token:answer` begins with `asked` zero bits. Two microseconds."""
    if len(answer) > 20 or not answer.isascii():
        return False
    digest = hashlib.sha256(f"{token}:{answer}".encode("ascii")).digest()
    return int.from_bytes(digest, "big") >> (256 - asked) == 0


def solve(token: str, asked: int) -> str:
    """An answer by trying. For programs of ours that send reports, and for tests."""
    number = 0
    while not solves(token, str(number), asked):
        number += 1
    return str(number)


def networks(address: str) -> tuple[str, str]:
    """The sender and the network of an address: an IPv4 address and its /16; of IPv6 the /64, which is one
    household, and the /40. What is no address is one sender: being unreadable gains nothing."""
    try:
        found = ipaddress.ip_address(address.strip().split("%")[0])
    except ValueError:
        return "unreadable", "unreadable"
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    found = mapped or found
    near, far = (32, 16) if found.version == 4 else (64, 40)
    return tuple(str(ipaddress.ip_network((found, part), strict=False)) for part in (near, far))  # type: ignore[return-value]


def caller(direct: str, forwarded: str, proxies: int) -> str:
    """Whose request it is: the address that the outermost of our own `proxies` saw. What a caller wrote into
    the header himself stands further left and is never read; without proxies none of the header is."""
    if proxies <= 0:
        return direct
    seen = [part.strip() for part in forwarded.split(",") if part.strip()]
    return seen[-proxies] if len(seen) >= proxies else direct


def cell(lat: float, lon: float) -> str:
    """The half kilometre around a point, as a word."""
    return f"{round(lat / 0.005)}:{round(lon / 0.0075)}"
