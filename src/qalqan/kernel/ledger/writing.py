"""Appending to the ledger. One statement an act, in the caller's transaction: what was done and its row stand
or fall together. Who acts and for what purpose is never an argument: it comes from the open scope, so no
caller can write under another's name.

Raw SQL, for two reasons: a row must cost next to nothing (six writers, at most 10 % of their time), and the
rooms that call this load before Django's models do.
"""

import hashlib
import hmac
import json
import re
import socket
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from qalqan.kernel.embedded import home

CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")  # acts, kinds and notes are codes, never prose
OUTCOMES = frozenset({"done", "refused"})

COLUMNS = (
    "seat_id, user_id, post_id, role, purpose, act, kind, target_id, region_id, person_id, sections, "
    "before_digest, after_digest, outcome, note, server"
)
INSERT = f"INSERT INTO ledger_entry ({COLUMNS}) VALUES ({', '.join(['%s'] * 16)})"  # noqa: S608
INSERT_READS = f"""INSERT INTO ledger_entry ({COLUMNS})
SELECT %s::uuid, %s::uuid, %s::uuid, %s, %s, %s, %s, person::text, region, person, %s,
       NULL, NULL, 'done', %s, %s
FROM unnest(%s::uuid[], %s::uuid[]) AS seen (person, region)"""  # noqa: S608


class Who(NamedTuple):
    """Under what an act is done: a seat, a service of the program, or a person in their own affairs."""

    seat_id: UUID | None
    user_id: UUID | None
    post_id: UUID | None
    role: str
    purpose: str


def record(
    act: str,
    *,
    kind: str,
    id: UUID | str,
    region_id: UUID | None = None,
    person_id: UUID | None = None,
    before: Any = None,
    after: Any = None,
    outcome: str = "done",
    note: str = "",
) -> None:
    """Append one act, in the current transaction, under the seat and purpose of the open scope.

    `before` and `after` (anything JSON can hold, dates and UUIDs too) are kept as digests only. `note` is a
    code such as "second_person", never a text about somebody. Raises NoScope outside a scope, ValueError for
    an act, kind, note or outcome that is no code.
    """
    check(act, kind, note, outcome)
    digests = (digest(kind, id, before), digest(kind, id, after))
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            [*who_acts(), act, kind, str(id), region_id, person_id, "", *digests, outcome, note, server()],
        )


def read(
    act: str,
    *,
    kind: str,
    persons: Iterable[tuple[UUID, UUID]],
    sections: Iterable[str],
    note: str = "",
) -> None:
    """Append one row for each person whose record is about to be shown: (person_id, region_id) pairs, and the
    sections shown. One statement, however many persons; nothing at all for none. Raises as `record`."""
    check(act, kind, note, "done")
    seen = list(dict.fromkeys(persons))
    if not seen:
        return
    shown = ",".join(sorted(sections))
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT_READS,
            [*who_acts(), act, kind, shown, note, server(), [p for p, _ in seen], [r for _, r in seen]],
        )


def refused(
    request_or_actor: Any,
    act: str,
    *,
    kind: str = "address",
    id: UUID | str = "",
    region_id: UUID | None = None,
    person_id: UUID | None = None,
    note: str = "",
) -> None:
    """Append an act that was refused: of a request, a user, a SeatView, a Service or an Own.

    Commits by itself: inside a transaction, which the refusal is about to roll back, it goes through a
    connection of its own. The target is what was asked for, so it may be a thing that does not exist.
    """
    check(act, kind, note, "refused")
    actor = getattr(request_or_actor, "user", request_or_actor)
    values = [*described(actor, ""), act, kind, str(id)[:200], region_id, person_id, ""]
    values += [None, None, "refused", note, server()]
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, values)
        return
    apart = connection.copy()
    try:
        with apart.cursor() as cursor:
            cursor.execute(INSERT, values)
    finally:
        apart.close()


def who_acts() -> Who:
    """The actor and purpose of the open scope."""
    from qalqan.kernel.access import scope  # the door writes its refusals here: at import time, a circle

    current = scope.current()
    return described(current.actor, current.purpose)


def described(actor: Any, purpose: str) -> Who:
    """An actor as the ledger writes it. A seat has a post; a service has a name; else it is a user."""
    if hasattr(actor, "post_id"):
        return Who(actor.id, actor.user_id, actor.post_id, actor.role, purpose)
    if hasattr(actor, "user_id"):
        return Who(None, actor.user_id, None, "own", purpose)
    if hasattr(actor, "name") and not hasattr(actor, "is_authenticated"):
        return Who(None, None, None, actor.name, purpose)
    return Who(None, getattr(actor, "pk", None), None, "", purpose)


def check(act: str, kind: str, note: str, outcome: str) -> None:
    """ValueError unless all four are codes: prose in the ledger could name somebody for ever."""
    for name, value in (("act", act), ("kind", kind), ("note", note or "none")):
        if not CODE.fullmatch(value) or len(value) > 80:
            raise ValueError(f"ledger: {name} must be a code such as people.read, not {value!r}")
    if outcome not in OUTCOMES:
        raise ValueError(f"ledger: outcome must be done or refused, not {outcome!r}")


def digest(kind: str, target: UUID | str, value: Any) -> bytes | None:
    """HMAC-SHA-256 of the value's canonical JSON, bound to its target; None for None. Keyed, because
    a plain hash of "yes" or of a date can be guessed by whoever holds an export."""
    if value is None:
        return None
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, cls=DjangoJSONEncoder)
    return hmac.digest(digest_key(), f"{kind}\0{target}\0{text}".encode(), hashlib.sha256)


@cache
def digest_key() -> bytes:
    """The key of the digests: shared by all servers of an installation, kept outside the database."""
    return home.secret("ledger-digest").encode()


@cache
def server() -> str:
    """Which machine wrote a row."""
    return socket.gethostname()[:60]
