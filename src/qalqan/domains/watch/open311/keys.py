"""Keys of those who may post, and the door that asks for them.

A key is random, shown once, kept as SHA-256 and good in one jurisdiction: what leaks in one city opens no
other. 256 random bits need no slow hash. A wrong key costs one look by index.
"""

import hashlib
import secrets
from uuid import UUID

from django.utils import timezone

from qalqan.domains.watch.models import ExchangeKey
from qalqan.kernel.access.scope import Scope
from qalqan.kernel.vault import search_key

from .params import Fault, Refused

PREFIX = "qk_"
LONGEST = 200


def new_key() -> tuple[str, bytes]:
    """A fresh key and what is kept of it."""
    text = PREFIX + secrets.token_urlsafe(32)
    return text, digest(text)


def digest(text: str) -> bytes:
    """What is kept of a key."""
    return hashlib.sha256(text.encode()).digest()


def find(s: Scope, region_id: UUID, text: str) -> ExchangeKey | None:
    """The living key of a jurisdiction; None for any other."""
    if not text or len(text) > LONGEST:
        return None
    return (
        ExchangeKey.objects.within(s)
        .select_related("peer")
        .filter(region_id=region_id, digest=digest(text), ended_at__isnull=True)
        .first()
    )


def demanded(s: Scope, region_id: UUID, text: str) -> ExchangeKey:
    """The key that a call must have. Refused with 403, and its use noted once a day."""
    if not text:
        raise Refused(Fault("key_missing", status=403))
    found = find(s, region_id, text)
    if found is None:
        raise Refused(Fault("key_unknown", status=403))
    today = timezone.localdate()
    if found.last_used_on != today:
        ExchangeKey.objects.filter(region_id=region_id, pk=found.pk).update(last_used_on=today)
    return found


def client_id(party: UUID, mark: UUID) -> UUID:
    """How a report of another centre is known here, whichever way it comes: posted by its key, or read there
    by us. Keyed, so that nobody who reads a public id takes the place of a report still to come."""
    return UUID(bytes=search_key("watch.open311.mark", f"{party}/{mark}"))


def pace(party: UUID) -> bytes:
    """The bucket of what a party sends, whichever way it comes."""
    return search_key("watch.open311.key", str(party))


def party(key: ExchangeKey) -> UUID:
    """Whose reports come by this key: the centre's it was given to, else its own."""
    return key.peer_id or key.pk
