"""Drills and their counts, as the open scope reaches them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from qalqan.domains.schools.models import Drill, HeadCount
from qalqan.domains.schools.rules.drill import Count, newest
from qalqan.kernel.access.scope import scope

ROWS = 100


@dataclass(frozen=True, slots=True)
class DrillView:
    """A drill; the fields are those of `models.Drill`."""

    id: UUID
    site_id: UUID
    kind: str
    planned_for: datetime
    scenario: str
    is_announced: bool
    state: str
    started_at: datetime | None
    stopped_at: datetime | None
    closed_at: datetime | None
    lessons: str
    made_by: str
    witnessed_at: datetime | None
    witnessed_by: str

    @property
    def took(self) -> timedelta | None:
        """From the alarm until the building was empty."""
        return self.stopped_at - self.started_at if self.stopped_at and self.started_at else None

    @property
    def minutes(self) -> str:
        """The same as people read a stopwatch: "3:07"; empty while it runs."""
        seconds = int(self.took.total_seconds()) if self.took is not None else None
        return "" if seconds is None else f"{seconds // 60}:{seconds % 60:02}"


def _view(row: Drill) -> DrillView:
    return DrillView(**{name: getattr(row, name) for name in DrillView.__dataclass_fields__})


def drill(drill_id: UUID) -> DrillView | None:
    """One drill in reach."""
    row = Drill.objects.within(scope.current()).filter(pk=drill_id).first()
    return _view(row) if row else None


def drills(site_id: UUID | None = None) -> tuple[DrillView, ...]:
    """Drills in reach, the newest first; of one place if asked."""
    rows = Drill.objects.within(scope.current()).order_by("-planned_for", "-id")
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    return tuple(_view(row) for row in rows[:ROWS])


def counts_of(drill_id: UUID) -> tuple[Count, ...]:
    """The count that holds of each group."""
    rows = HeadCount.objects.within(scope.current()).filter(drill_id=drill_id)
    return newest(
        Count(*row)
        for row in rows.values_list(
            "group", "expected", "present", "excused", "missing_where", "at", "received_at"
        )
    )
