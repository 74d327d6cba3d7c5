"""Whether a centre of others would get a work item that is handed over. Inside a scope."""

from uuid import UUID

from qalqan.domains.watch.models import ExchangeItem, ExchangePeer
from qalqan.domains.watch.rules.categories import category
from qalqan.kernel.access.scope import scope


def is_taken(region_id: UUID, kind: str, cluster_id: UUID) -> bool:
    """True when there is a centre, not ended, that we post this kind to, and the item is one of ours: what
    came from a centre does not leave again, and what helps to break in leaves for nobody. Handed over without
    that it would lie nowhere, and nobody would work on it."""
    if category(kind).is_guarded:
        return False
    s = scope.current()
    centres = ExchangePeer.objects.within(s).filter(
        region_id=region_id, is_sending=True, ended_at__isnull=True, codes__has_key=kind
    )
    theirs = ExchangeItem.objects.within(s).filter(
        region_id=region_id, cluster_id=cluster_id, direction="in", peer__isnull=False
    )
    return centres.exists() and not theirs.exists()
