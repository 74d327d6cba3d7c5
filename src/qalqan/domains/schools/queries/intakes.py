"""Registers that came in as files, as frozen values, inside a scope."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from qalqan.domains.schools.models import RegisterIntake
from qalqan.domains.schools.rules.problem import Problem, Refused
from qalqan.kernel.access.scope import scope


@dataclass(frozen=True, slots=True)
class FaultView:
    """A problem of a row. `where`: the cell, "" for the whole row or file."""

    row: int
    column: str
    where: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class RowView:
    """What becomes of a row: `what` is fresh, changed or conflict; `key`: the known place or thing;
    `changes`: (name, before, after); `why`: terms of `rules/matching.py`."""

    row: int
    what: str
    title: str
    key: UUID | None
    changes: tuple[tuple[str, str, str], ...]
    why: tuple[str, ...]
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class IntakeView:
    """A file. `fresh`, `held`, `changed`, `conflicts` and `bad` add up to `read`."""

    id: UUID
    kind: str
    name: str
    state: str
    read: int
    fresh: int
    held: int
    changed: int
    conflicts: int
    bad: int
    written: int
    at: datetime
    post: str
    decided_at: datetime | None
    decided_post: str
    rows: tuple[RowView, ...]
    faults: tuple[FaultView, ...]

    @property
    def may_confirm(self) -> bool:
        """Whether there is anything to take over."""
        return self.state == "checked" and self.fresh + self.changed > 0

    @property
    def stays(self) -> int:
        """How many rows would stay out."""
        return self.bad + self.conflicts


def intakes(limit: int = 50) -> tuple[IntakeView, ...]:
    """The files that came in, the newest first, without their rows."""
    rows = RegisterIntake.objects.within(scope.current()).defer("content", "shown", "faults")
    return tuple(_view(row, [], []) for row in rows.order_by("-at", "-id")[:limit])


def intake(key: UUID) -> IntakeView:
    """One file with what would become of its rows. Refused("file-unknown")."""
    row = RegisterIntake.objects.within(scope.current()).defer("content").filter(pk=key).first()
    if row is None:
        raise Refused.of("file-unknown")
    return _view(row, row.shown, row.faults)


def _view(row: RegisterIntake, shown: list[list[Any]], faults: list[list[Any]]) -> IntakeView:
    return IntakeView(
        id=row.pk,
        kind=row.kind,
        name=row.name,
        state=row.state,
        read=row.rows_read,
        fresh=row.fresh,
        held=row.held,
        changed=row.changed,
        conflicts=row.conflicts,
        bad=row.bad,
        written=row.written,
        at=row.at,
        post=row.post,
        decided_at=row.decided_at,
        decided_post=row.decided_post,
        rows=tuple(map(_row, shown)),
        faults=tuple(FaultView(one[0], one[1], one[2], Problem(one[3], one[4])) for one in faults),
    )


def _row(kept: list[Any]) -> RowView:
    number, what, title, key, changes, why, problem = kept
    return RowView(
        number,
        what,
        title,
        UUID(key) if key else None,
        tuple((name, before, after) for name, before, after in changes),
        tuple(why),
        Problem(*problem) if problem else None,
    )
