"""Flood and abuse: who sends is a keyed hash, what it costs is work, and what it may never be is unlimited.

Not an account and not a captcha: a child with a cheap phone behind a school's one address must get through,
a script must not. A report passes four gates, each cheaper than the next thing that it guards:

* a *ticket*: signed by us, bound to one draft, short-lived (no row is kept for those that never come back);
* the puzzle of the ticket, or without a script a wait of twenty seconds (microseconds to check);
* the paces: of the address, its network, the place, the country (`rules/flood.py`; one statement each);
* spending: a ticket serves one draft in one region, a few tries, and no other, also after a restart.

Addresses are hashed with the vault's secret and with a salt of the day that is destroyed two days later.
Behind a proxy, `QALQAN_PROXIES` says how many of the addresses in X-Forwarded-For are our own.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone

from qalqan.domains.watch.rules import flood
from qalqan.domains.watch.rules.flood import LIMITS
from qalqan.kernel.vault import search_key

SALT_DAYS = 2
WORK = 24  # of one ticket: a try is one and each picture of it another; four tries of four pictures
SWEPT = 50  # stale rows that each writer takes along, so that no table grows and no job is needed
SIGNER = signing.TimestampSigner(salt="watch.ticket", sep=".")


class Refused(Exception):  # noqa: N818 - a finding about who sends
    """Not now. `rule`: stale, unsolved, early, spent, busy; `seconds` until it may go."""

    def __init__(self, rule: str, seconds: int = 0) -> None:
        super().__init__(rule)
        self.rule, self.seconds = rule, seconds


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, as far as we want to know: hashes that mean nothing after two days."""

    key: bytes
    network: bytes


@dataclass(frozen=True, slots=True)
class Ticket:
    """`text` goes to the phone and comes back with an answer; `bits` is the work it asks for."""

    text: str
    bits: int


def caller(request: HttpRequest) -> str:
    """The address that a request comes from, for this moment only: it is never written down."""
    return flood.networks(
        flood.caller(
            request.META.get("REMOTE_ADDR", ""),
            request.META.get("HTTP_X_FORWARDED_FOR", ""),
            settings.ALLAUTH_TRUSTED_PROXY_COUNT,
        )
    )[0]


def sender(request: HttpRequest, on: date | None = None) -> Sender:
    """The sender of a request, by the salt of the day."""
    near, far = flood.networks(caller(request).split("/")[0])
    salt = _salt(on or timezone.localdate())
    return Sender(_hash("watch.sender", salt + near), _hash("watch.network", salt + far))


def _hash(purpose: str, value: str) -> bytes:
    return search_key(purpose, value)


def _salt(day: date) -> str:
    """The salt of a day, made by whoever needs it first; those of older days are destroyed with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT salt FROM watch_day_salt WHERE day = %s", [day])
        row = cursor.fetchone()
        if row is None:
            cursor.execute(
                "INSERT INTO watch_day_salt (day, salt) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                [day, secrets.token_bytes(32)],
            )
            cursor.execute("DELETE FROM watch_day_salt WHERE day < %s", [day - timedelta(days=SALT_DAYS)])
            cursor.execute("SELECT salt FROM watch_day_salt WHERE day = %s", [day])
            row = cursor.fetchone()
    return bytes(row[0]).hex()


def puzzle(who: Sender, draft: UUID, at: datetime | None = None) -> Ticket:
    """A ticket for a draft, with the work that this sender and the country's load ask for now."""
    moment = at or timezone.now()
    keys = _keys(who)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, full_at FROM watch_pace WHERE key = ANY(%s)", [list(keys.values())])
        kept = {bytes(key): full_at for key, full_at in cursor.fetchall()}
    levels = {name: flood.level(kept.get(key), moment, LIMITS[name]) for name, key in keys.items()}
    asked = flood.bits(levels)
    return Ticket(_signed("p", who, draft, asked), asked)


def form_ticket(who: Sender, draft: UUID) -> str:
    """A ticket for a page that works without a script: it becomes good after twenty seconds."""
    return _signed("f", who, draft, 0)


def _signed(kind: str, who: Sender, draft: UUID, asked: int) -> str:
    """Bound to its sender as well: another site's page cannot make its visitors send what it worked for, and
    be counted as so many witnesses. A phone that changed its network asks for a fresh one."""
    return SIGNER.sign(f"{kind}-{draft.hex}-{asked}-{secrets.token_hex(4)}-{who.key[:4].hex()}")


def admit(
    who: Sender,
    draft: UUID,
    subject: str,
    lat: float,
    lon: float,
    *,
    ticket: str,
    answer: str,
    pictures: int = 0,
) -> None:
    """Let one draft in, or raise Refused. `subject`: what the ticket may be used for, the region of a report;
    `pictures`: how many would be decoded. A ticket that serves again for the same (the answer was lost on the
    way, a picture was refused and replaced) costs nothing more, up to `WORK`."""
    _check(ticket, answer, who, draft)
    moment = timezone.now()
    keys = _keys(who) | {"place": _hash("watch.place", flood.cell(lat, lon))}
    if ticket.startswith("f-"):
        keys |= {
            "slow": _hash("watch.slow", who.key.hex()),
            "slow_nation": _hash("watch.slow", "nation"),
        }
    _sweep(moment)
    with transaction.atomic():  # whom one pace refuses has used no ticket and pays at no other
        if _spend(ticket, f"{draft.hex}:{subject}", moment, 1 + pictures):
            return
        for name, key in keys.items():  # the same order for all: two senders never wait for each other
            take(name, key, moment)


def _keys(who: Sender) -> dict[str, bytes]:
    return {"sender": who.key, "network": who.network, "nation": _hash("watch.nation", "all")}


def _check(ticket: str, answer: str, who: Sender, draft: UUID) -> None:
    try:
        text = SIGNER.unsign(ticket, max_age=flood.LIFE)
        kind, owner, asked, _, sent_by = text.split("-")
    except (signing.BadSignature, ValueError):
        raise Refused("stale") from None
    if owner != draft.hex or sent_by != who.key[:4].hex():
        raise Refused("stale")
    if kind == "p" and not flood.solves(ticket, answer, int(asked)):
        raise Refused("unsolved")
    if kind == "f":
        left = flood.WAIT.total_seconds() - _age(ticket)
        if left > 0:
            raise Refused("early", int(left) + 1)


def _age(ticket: str) -> float:
    """Seconds since a ticket that was found good was signed."""
    signed = signing.b62_decode(ticket.rsplit(".", 2)[1])
    return timezone.now().timestamp() - signed


def _sweep(moment: datetime) -> None:
    """Take some rows along that mean nothing any more: an empty bucket, a ticket that is stale anyway."""
    with connection.cursor() as cursor:
        for table, key, column, old in (
            ("watch_spent_token", "token", "until", moment),
            ("watch_pace", "key", "full_at", moment - timedelta(minutes=10)),
        ):
            cursor.execute(
                f"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table}"  # noqa: S608 - names above
                f" WHERE {column} < %s LIMIT {SWEPT} FOR UPDATE SKIP LOCKED)",
                [old],
            )


def _spend(ticket: str, subject: str, moment: datetime, work: int) -> bool:
    """Mark a ticket as used for so much. True when it was already, for the same; Refused when for another."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO watch_spent_token (token, subject, tries, until) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (token) DO UPDATE SET tries = watch_spent_token.tries + excluded.tries"
            " RETURNING subject, tries",
            [_hash("watch.ticket", ticket), subject, work, moment + flood.LIFE + timedelta(hours=1)],
        )
        held, tries = cursor.fetchone()
    if held != subject or tries > WORK:
        raise Refused("spent")
    return bool(tries > work)


def link(report_id: UUID) -> bytes:
    """The bucket of a reporter's own link."""
    return _hash("watch.link", report_id.hex)


def take_all(keys: Mapping[str, bytes]) -> None:
    """One more into each of these buckets, or into none: Refused("busy")."""
    moment = timezone.now()
    with transaction.atomic():
        for name, key in keys.items():
            take(name, key, moment)


def take(name: str, key: bytes, moment: datetime | None = None) -> None:
    """One more into a bucket of `LIMITS`; Refused("busy") with the seconds to wait when it is full. The
    algorithm of `flood.after` as one statement, so that two at once cannot both take the last place."""
    moment, limit = moment or timezone.now(), LIMITS[name]
    period = limit.period.total_seconds()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO watch_pace AS p (key, full_at)"
            " VALUES (%(key)s, %(at)s::timestamptz + make_interval(secs => %(period)s))"
            " ON CONFLICT (key) DO UPDATE"
            " SET full_at = greatest(p.full_at, %(at)s) + make_interval(secs => %(period)s)"
            " WHERE greatest(p.full_at, %(at)s) <= %(at)s::timestamptz + make_interval(secs => %(room)s)"
            " RETURNING full_at",
            {"key": key, "at": moment, "period": period, "room": period * (limit.most - 1)},
        )
        if cursor.fetchone() is None:
            cursor.execute("SELECT full_at FROM watch_pace WHERE key = %s", [key])
            row = cursor.fetchone()
            left = flood.wait(row[0], moment, limit) if row else limit.period
            raise Refused("busy", int(left.total_seconds()) + 1)
