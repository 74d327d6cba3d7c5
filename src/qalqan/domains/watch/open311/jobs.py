"""The exchange by the clock: every five minutes each peer that is due, each in a job of its own and never in
two, so that one that hangs holds up nobody. The room's `jobs.py` imports this: there the worker looks."""

from uuid import UUID

from django.utils import timezone

from qalqan.domains.watch.models import ExchangePeer
from qalqan.kernel import jobs

from . import sync
from .peers import claimed, due, forget


@jobs.task(attempts=1, coalesce=True)
def exchange_one(region_id: str, peer_id: str) -> None:
    """One run with one peer, unless one is under way. Its trouble is noted with it; an ended peer is left
    alone."""
    if not claimed(UUID(region_id), UUID(peer_id), timezone.now()):
        return
    try:
        sync.exchange(UUID(region_id), UUID(peer_id))
    except ExchangePeer.DoesNotExist:
        return


@jobs.task(attempts=1)
def exchange_all() -> None:
    """A job for each peer that is due; and what is a year old is forgotten."""
    forget(timezone.now())
    for region_id, peer_id in due(timezone.now()):
        exchange_one.enqueue(str(region_id), str(peer_id))


jobs.every("*/5 * * * *", exchange_all)
