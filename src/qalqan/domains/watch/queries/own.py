"""A reporter's own report, by the key of the secret link. The key is kept as a hash only; whoever holds the
link is the reporter. Inside the program's scope."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from qalqan.domains.watch.models import Confirmation, Report
from qalqan.domains.watch.queries.clusters import ClusterView, whole
from qalqan.kernel.access.scope import scope


@dataclass(frozen=True, slots=True)
class OwnReport:
    """What the reporter sees. `cluster`: the work item, shown to others or not. `photos`: how many were
    sent; `says`: what was confirmed by this link, the newest last. `has_contact`: an e-mail is kept."""

    id: UUID
    cluster: ClusterView
    category: str
    text: str
    received_at: datetime
    moderation: str
    photos: int
    has_contact: bool
    is_taken_back: bool
    says: tuple[str, ...]


def row_of(secret: str) -> Report | None:
    """The report of a link, None if there is none (any more)."""
    if not 20 <= len(secret) <= 64 or not secret.isascii():
        return None
    rows = Report.objects.within(scope.current()).select_related("cluster")
    return rows.filter(secret_hash=hashlib.sha256(secret.encode()).digest()).first()


def own_report(secret: str) -> OwnReport | None:
    """The report of a link with all that became of it, None if there is none."""
    row = row_of(secret)
    if row is None:
        return None
    says = Confirmation.objects.filter(cluster=row.cluster, report_id=row.pk).order_by("at")
    return OwnReport(
        id=row.pk,
        cluster=whole(row.cluster),
        category=row.category,
        text=row.text,
        received_at=row.received_at,
        moderation=row.moderation,
        photos=row.photos.count(),
        has_contact=row.contact is not None,
        is_taken_back=row.moderation == "withdrawn",
        says=tuple(says.values_list("says", flat=True)),
    )
