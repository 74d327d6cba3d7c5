"""What somebody says of a thing, checked; and whether it may take the place of what is held. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from qalqan.kernel.geo import Point

from .confidence import is_better, stands
from .details import FIRST_DAY, checked
from .lines import line, middle
from .problem import Problem
from .words import ASSET_STATES

MOST_FILES = 20
LONGEST_REF = 300


@dataclass(frozen=True, slots=True)
class NewState:
    """A statement: `since`, `until` (not counted) are days of the world; no `until`: until further notice.
    `line`: [[lat, lon], ...]; then `point` is not asked. `source_kind`: of the program only; a person's is
    known from the post."""

    state: str
    since: date
    until: date | None = None
    point: Point | None = None
    line: Any = None
    owner_body: str = ""
    installed_on: date | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    source_kind: str = ""
    source_ref: str = ""
    file_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A checked statement: what is kept of it. `point` of a line is its middle."""

    state: str
    point: Point | None
    line: tuple[Point, ...] | None
    owner_body: str
    installed_on: date | None
    details: Mapping[str, Any]

    @property
    def seen(self) -> tuple[Any, ...]:
        """What an inspector's eyes verify: all but whose it is and how old."""
        return (self.state, self.point, self.line, dict(self.details))


@dataclass(frozen=True, slots=True)
class Standing:
    """What is held on the first day of the statement."""

    said: Said
    source_kind: str
    verified_at: date | None


def check(kind: str, new: NewState, today: date) -> tuple[Said | None, tuple[Problem, ...]]:
    """The statement as it is kept, or None and every problem with it."""
    wrong = [*_words(new), *_days(new, today)]
    details, bad = checked(kind, new.details, today)
    wrong += bad
    points = line(new.line) if new.line is not None else None
    if isinstance(points, Problem):
        wrong.append(points)
        points = None
    if wrong:
        return None, tuple(wrong)
    point = middle(points) if points else new.point
    return Said(new.state, point, points, new.owner_body, new.installed_on, details), ()


def _words(new: NewState) -> list[Problem]:
    wrong = []
    if new.state not in ASSET_STATES:
        wrong.append(Problem("word-unknown", {"text": new.state[:40]}, "state"))
    if len(new.owner_body) > 40:
        wrong.append(Problem("text-long", {"most": "40"}, "owner_body"))
    if len(new.source_ref) > LONGEST_REF:
        wrong.append(Problem("text-long", {"most": str(LONGEST_REF)}, "source_ref"))
    if len(new.file_ids) > MOST_FILES:
        wrong.append(Problem("detail-range", {"text": "", "least": "0", "most": str(MOST_FILES)}, "file_ids"))
    return wrong


def _days(new: NewState, today: date) -> list[Problem]:
    wrong = []
    for name, day in (("since", new.since), ("until", new.until), ("installed_on", new.installed_on)):
        if day is not None and day > today:
            wrong.append(Problem("day-future", {"day": f"{day:%d.%m.%Y}"}, name))
        elif day is not None and day < FIRST_DAY:
            wrong.append(Problem("day-past", {"day": f"{day:%d.%m.%Y}"}, name))
    if new.until is not None and new.until <= new.since:
        wrong.append(Problem("day-order", {}, "until"))
    return wrong


def against(kind: str, held: Standing | None, said: Said, source: str, today: date) -> Problem | None:
    """Why a statement that nobody verified may not take the place of what an independent person saw: it is
    better news, or it changes what was measured. Worse news is taken from anybody."""
    if held is None or source == "inspection" or not stands(kind, held.verified_at, today):
        return None
    is_worse = said.state != held.said.state and not is_better(kind, held.said.state, said.state)
    if held.said.seen == said.seen or (is_worse and said.state != "unknown"):
        return None
    day = held.verified_at or today
    return Problem("seen-otherwise", {"day": f"{day:%d.%m.%Y}"}, "state")


def carried(held: Standing | None, said: Said, source: str) -> tuple[str, date | None]:
    """Source and day of verification of a statement: whoever repeats what was seen (and adds whose it is)
    leaves the word of the one who saw it."""
    if held is not None and held.verified_at and source != "inspection" and held.said.seen == said.seen:
        return held.source_kind, held.verified_at
    return source, None
