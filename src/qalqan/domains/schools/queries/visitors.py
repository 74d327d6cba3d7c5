"""Who is in the building and who was, as the open scope reaches them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from qalqan.domains.schools.models import Visitor
from qalqan.kernel import vault
from qalqan.kernel.access.scope import scope

ROWS = 200


@dataclass(frozen=True, slots=True)
class VisitorView:
    """A pass. `name` "": cut after 90 days. `is_over`: still inside after the pass ended."""

    id: UUID
    name: str
    entry: str
    visits: str
    reason: str
    badge: str
    came_at: datetime
    until: datetime
    left_at: datetime | None
    is_over: bool


def visitors(site_id: UUID) -> tuple[tuple[VisitorView, ...], tuple[VisitorView, ...]]:
    """Those who are inside, the longest first; and the newest who have left. Opens their names."""
    rows = Visitor.objects.within(scope.current()).filter(site_id=site_id)
    inside = list(rows.filter(left_at=None).order_by("came_at")[:ROWS])
    left = list(rows.filter(left_at__isnull=False).order_by("-came_at")[:ROWS])
    vault.open_many([*inside, *left], "name")
    return tuple(map(_view, inside)), tuple(map(_view, left))


def _view(row: Visitor) -> VisitorView:
    return VisitorView(
        row.pk,
        str(row.name or ""),
        row.entry,
        row.visits,
        row.reason,
        row.badge,
        row.came_at,
        row.until,
        row.left_at,
        row.left_at is None and row.until < timezone.now(),
    )
