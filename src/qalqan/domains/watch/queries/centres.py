"""Whether a centre of others would get a work item that is handed over. Inside a scope."""

from qalqan.domains.watch.models import Cluster, ExchangeItem, ExchangePeer
from qalqan.domains.watch.rules.categories import category
from qalqan.kernel.access.scope import scope


def is_taken(row: Cluster) -> bool:
    """True when there is a centre, not ended, that we post this kind to, and the item is one of ours: what
    came from a centre does not leave again, and what helps to break in leaves for nobody. Handed over without
    that it would lie nowhere, and nobody would work on it."""
    if category(row.category).is_guarded:
        return False
    s = scope.current()
    centres = ExchangePeer.objects.within(s).filter(
        region_id=row.region_id, is_sending=True, ended_at__isnull=True, codes__has_key=row.category
    )
    theirs = ExchangeItem.objects.within(s).filter(
        region_id=row.region_id, cluster_id=row.pk, direction="in", peer__isnull=False
    )
    return centres.exists() and not theirs.exists()
