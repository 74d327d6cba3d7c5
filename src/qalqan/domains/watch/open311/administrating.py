"""Keys and peers, by the coordinator: made, changed, ended. A key is told once; a peer's own key is never
shown again. Ended ones stay, with what went through them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from qalqan.domains.territory import api as territory
from qalqan.domains.watch.actor import Actor, frame
from qalqan.domains.watch.models import ExchangeItem, ExchangeKey, ExchangePeer
from qalqan.domains.watch.rules.categories import categories
from qalqan.kernel import ledger
from qalqan.kernel.access.scope import scope
from qalqan.kernel.i18n.formatting import language

from .client import Client, text
from .keys import new_key
from .reading import GUARDED

ACT = "watch.exchange"


class NotKept(ValueError):  # noqa: N818 - a finding about input
    """What was asked cannot be kept. `rule`: name, name_taken, url, peer, region."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True, slots=True)
class NewPeer:
    """What the coordinator says of a peer. `api_key` "": the one kept stays. `codes`: category to their
    service code."""

    name: str
    url: str
    jurisdiction: str
    api_key: str
    is_sending: bool
    is_taking: bool
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key as the coordinator sees it: never the key."""

    id: UUID
    region_id: UUID
    region: str
    name: str
    peer: str
    made_at: datetime
    last_used_on: date | None
    ended_at: datetime | None
    reports: int


@dataclass(frozen=True, slots=True)
class PeerView:
    """A peer and how it goes. `counts`: items by direction and state; `refused`: what it took not, and why.
    `trouble`: why the last run ended early, "" if it did not."""

    id: UUID
    region_id: UUID
    region: str
    name: str
    url: str
    jurisdiction: str
    has_key: bool
    is_sending: bool
    is_taking: bool
    codes: Mapping[str, str]
    correlates: bool | None
    asked_at: datetime | None
    trouble: str
    ended_at: datetime | None
    sent: int = 0
    taken: int = 0
    waiting: int = 0
    refused: int = 0


def make_key(actor: Actor, region_id: UUID, name: str, peer_id: UUID | None = None) -> str:
    """A new key of a jurisdiction; the only time that it is told. NotKept for a name or region that is none,
    or a peer of another jurisdiction."""
    name = name.strip()[:120]
    if not name:
        raise NotKept("name")
    with frame(actor, ACT) as s:
        _region(region_id)
        if peer_id and not ExchangePeer.objects.within(s).filter(pk=peer_id, region_id=region_id).exists():
            raise NotKept("peer")
        told, kept = new_key()
        row = ExchangeKey.objects.create(
            region_id=region_id, name=name, digest=kept, peer_id=peer_id, made_by=actor.post
        )
        ledger.record("watch.make_key", kind="exchange_key", id=row.pk, region_id=region_id)
    return told


def end_key(actor: Actor, key_id: UUID) -> None:
    """Let a key open nothing any more. ExchangeKey.DoesNotExist for none."""
    with frame(actor, ACT) as s:
        row = ExchangeKey.objects.within(s).select_for_update().get(pk=key_id)
        if row.ended_at is None:
            row.ended_at = timezone.now()
            row.save(update_fields=["ended_at"])
            ledger.record("watch.end_key", kind="exchange_key", id=row.pk, region_id=row.region_id)


def keep_peer(actor: Actor, region_id: UUID, new: NewPeer, peer_id: UUID | None = None) -> UUID:
    """Add a peer, or change one; its id. NotKept with what is wrong."""
    name, url = new.name.strip()[:120], _sound_url(new.url)
    if not name:
        raise NotKept("name")
    known = {one.key for one in categories()} - set(GUARDED)
    codes = {key: code.strip()[:80] for key, code in new.codes.items() if key in known and code.strip()}
    with frame(actor, ACT) as s:
        _region(region_id)
        same = ExchangePeer.objects.within(s).filter(region_id=region_id, name=name)
        if same.exclude(pk=peer_id).exists():
            raise NotKept("name_taken")
        row = ExchangePeer(region_id=region_id)
        if peer_id is not None:
            row = ExchangePeer.objects.within(s).select_for_update().get(pk=peer_id, region_id=region_id)
        if row.url != url:
            row.correlates, row.cursor = None, None
        row.name, row.url, row.jurisdiction = name, url, new.jurisdiction.strip()[:80]
        row.is_sending, row.is_taking, row.codes = new.is_sending, new.is_taking, codes
        row.failures, row.trouble = 0, ""
        if new.api_key.strip():
            row.api_key = new.api_key.strip()[:200]
        row.save()
        act = "watch.change_peer" if peer_id else "watch.add_peer"
        ledger.record(
            act, kind="exchange_peer", id=row.pk, region_id=region_id, after={"url": url, "codes": codes}
        )
    return row.pk


def end_peer(actor: Actor, peer_id: UUID) -> None:
    """Speak with a peer no more; the keys given to it end with it."""
    with frame(actor, ACT) as s:
        row = ExchangePeer.objects.within(s).select_for_update().get(pk=peer_id)
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        ExchangeKey.objects.within(s).filter(peer=row, ended_at__isnull=True).update(ended_at=row.ended_at)
        ledger.record("watch.end_peer", kind="exchange_peer", id=row.pk, region_id=row.region_id)


def offered(actor: Actor, peer_id: UUID) -> list[tuple[str, str]]:
    """The services that a peer offers today, code and name. Trouble if it does not answer as it should."""
    with frame(actor, ACT) as s:
        row = ExchangePeer.objects.within(s).get(pk=peer_id)
        client = Client(row.url, jurisdiction=row.jurisdiction)
    return [(text(one, "service_code"), text(one, "service_name")) for one in client.services()][:500]


def _region(region_id: UUID) -> None:
    try:
        territory.region(region_id, timezone.localdate())
    except territory.UnknownRegionError:
        raise NotKept("region") from None


def _region_name(region_id: UUID) -> str:
    return territory.region_name(region_id, timezone.localdate(), language())


def _sound_url(given: str) -> str:
    url = given.strip().rstrip("/")
    parts = urlsplit(url)
    schemes = ("https", "http") if parts.hostname in settings.OPEN311_INSIDE else ("https",)
    if (
        len(url) > 300
        or parts.scheme not in schemes
        or not parts.hostname
        or parts.username is not None
        or parts.query
        or parts.fragment
        or not url.isascii()
        or any(letter.isspace() for letter in url)
    ):
        raise NotKept("url")
    return url


def key_views() -> tuple[KeyView, ...]:
    """All keys within reach, living ones first. In an open scope."""
    rows = (
        ExchangeKey.objects.within(scope.current())
        .select_related("peer")
        .annotate(reports=Count("items"))
        .order_by("-ended_at", "name", "pk")
    )
    found = [
        KeyView(
            row.pk,
            row.region_id,
            _region_name(row.region_id),
            row.name,
            row.peer.name if row.peer else "",
            row.made_at,
            row.last_used_on,
            row.ended_at,
            row.reports,
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.ended_at is not None, one.region, one.name)))


def peer_views(peer_id: UUID | None = None) -> tuple[PeerView, ...]:
    """All peers within reach or one, living ones first. In an open scope."""
    rows = ExchangePeer.objects.within(scope.current())
    if peer_id is not None:
        rows = rows.filter(pk=peer_id)
    counts: dict[UUID, dict[str, int]] = {}
    for row in (
        ExchangeItem.objects.within(scope.current())
        .filter(peer__isnull=False)
        .values("peer_id")
        .annotate(
            sent=Count("pk", filter=Q(direction="out", state="known")),
            taken=Count("pk", filter=Q(direction="in")),
            waiting=Count("pk", filter=Q(state__in=("queued", "sending"))),
            refused=Count("pk", filter=Q(state="refused")),
        )
    ):
        counts[row.pop("peer_id")] = row
    found = [
        PeerView(
            row.pk,
            row.region_id,
            _region_name(row.region_id),
            row.name,
            row.url,
            row.jurisdiction,
            row.api_key is not None,
            row.is_sending,
            row.is_taking,
            dict(row.codes),
            row.correlates,
            row.asked_at,
            row.trouble,
            row.ended_at,
            **counts.get(row.pk, {}),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.ended_at is not None, one.region, one.name)))
