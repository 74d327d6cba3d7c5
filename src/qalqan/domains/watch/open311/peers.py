"""A peer as a value, with its key opened for one run, and what is noted of it afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q

from qalqan.domains.watch.actor import PURPOSE
from qalqan.domains.watch.models import ExchangeItem, ExchangePeer
from qalqan.kernel.access.scope import Service, scope

from .client import Client

LONGEST_PAUSE = timedelta(hours=1)
RUN = timedelta(minutes=3)  # of one run; what is left over waits for the next
HELD = timedelta(minutes=4, seconds=30)  # longer than a run and its last call, shorter than the clock's step
KEPT = timedelta(days=365)  # as everything else of a report that may lead to a person


@dataclass(frozen=True, slots=True)
class Peer:
    """`codes`: our category to its service code. `correlates`: it knows our mark; None: not asked yet."""

    id: UUID
    region_id: UUID
    name: str
    client: Client = field(repr=False)
    codes: Mapping[str, str]
    is_sending: bool
    is_taking: bool
    correlates: bool | None
    cursor: datetime | None

    def category_of(self, code: str) -> str:
        """Our category of its service code; "" for a service that is not exchanged."""
        return next((key for key, theirs in self.codes.items() if theirs == code), "")


def service(region_id: UUID) -> Service:
    """The program, in the region that a peer belongs to and in no other."""
    return Service("watch.open311", regions=(region_id,))


def peer_of(region_id: UUID, peer_id: UUID) -> Peer:
    """A living peer. ExchangePeer.DoesNotExist if there is none."""
    with scope(service(region_id), PURPOSE) as s:
        row = ExchangePeer.objects.within(s).get(region_id=region_id, pk=peer_id, ended_at__isnull=True)
        client = Client(row.url, jurisdiction=row.jurisdiction, api_key=str(row.api_key or ""))
        return Peer(
            row.pk,
            row.region_id,
            row.name,
            client,
            dict(row.codes),
            row.is_sending,
            row.is_taking,
            row.correlates,
            row.cursor,
        )


def learn(peer: Peer, **known: object) -> None:
    """Keep what was learnt of a peer: its cursor, whether it knows our mark."""
    with scope(service(peer.region_id), PURPOSE) as s:
        ExchangePeer.objects.within(s).filter(region_id=peer.region_id, pk=peer.id).update(**known)


def claimed(region_id: UUID, peer_id: UUID, now: datetime) -> bool:
    """Take a peer for a run of the clock. Of several jobs for one peer, however late they start, one gets it:
    a slow centre occupies one worker and never two."""
    with scope(service(region_id), PURPOSE) as s:
        rows = ExchangePeer.objects.within(s).filter(region_id=region_id, pk=peer_id, ended_at__isnull=True)
        free = rows.filter(Q(asked_at__isnull=True) | Q(asked_at__lte=now - HELD))
        return bool(free.update(asked_at=now))


def settle(peer: Peer, trouble: str) -> None:
    """Note how a run ended."""
    failures = F("failures") + 1 if trouble else 0
    learn(peer, trouble=trouble[:40], failures=failures)


class Living(NamedTuple):
    """A peer that is not ended, and how its last runs went."""

    region_id: UUID
    id: UUID
    name: str
    asked_at: datetime | None
    failures: int


def living() -> list[Living]:
    """Every peer that is not ended, in all regions."""
    with scope(Service("watch.open311"), PURPOSE) as s:
        rows = ExchangePeer.objects.within(s).filter(ended_at__isnull=True).order_by("pk")
        return [Living(*row) for row in rows.values_list("region_id", "pk", "name", "asked_at", "failures")]


def forget(now: datetime) -> int:
    """Drop the addresses of pictures that were sent along a year ago: they may lead to who sent them."""
    with scope(Service("watch.open311"), PURPOSE) as s:
        old = ExchangeItem.objects.within(s).filter(made_at__lt=now - KEPT).exclude(link="")
        return old.update(link="")


def due(now: datetime) -> list[tuple[UUID, UUID]]:
    """Region and id of the peers that it is time to speak with: one that failed is left alone longer each
    time, up to an hour."""
    return [
        (one.region_id, one.id)
        for one in living()
        if one.asked_at is None or now - one.asked_at >= pause(one.failures)
    ]


def pause(failures: int) -> timedelta:
    """How long a peer is left alone after so many failures in a row."""
    return min(timedelta(minutes=2 ** min(failures, 10)), LONGEST_PAUSE) if failures else timedelta()
