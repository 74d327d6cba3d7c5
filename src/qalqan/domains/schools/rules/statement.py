"""What somebody says of a thing, checked; and whether it may take the place of what is held. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from qalqan.kernel.geo import Point
from qalqan.kernel.periods import Period

from .confidence import is_best, stands
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
    known from the post. `seen_from`: of an inspector's look, a word of `whereabouts.py`."""

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
    seen_from: str = ""


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
class Basis:
    """Whose word a statement is: kind of source, the day somebody independent looked, and what it rests on.
    The reference goes with the look, so that a look that is taken back is found wherever it is repeated; and
    so does where it was given, so that no repetition makes it surer."""

    source_kind: str
    verified_at: date | None = None
    source_ref: str = ""
    seen_from: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is held for some days that the statement speaks of."""

    said: Said
    basis: Basis
    valid: Period


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


def against(
    kind: str,
    touched: Iterable[Standing],
    said: Said,
    valid: Period,
    source: str,
    today: date,
    look: Standing | None = None,
) -> Problem | None:
    """Why a statement that nobody verified may not take the place of what an independent person saw.
    `touched`: all that is held of any of its days; `look`: the last one, held still or not.

    What was seen to be bad, and what was measured, stands until somebody independent looks again, however
    long that takes: no word makes it better, and no word makes it worse first to make it better then. What
    was seen to be good gives way to worse news from anybody, and to any news after its half-life."""
    if source == "inspection":
        return None
    firm = [one for one in touched if not repeats(one, said, valid) and _is_firm(kind, one, said, today)]
    if look is not None and _is_measured_otherwise(look, said):
        day = look.basis.verified_at
        firm += [look] if day is None or valid.until is None or valid.until > day else []
    for held in firm:
        if held.basis.verified_at:
            return Problem("seen-otherwise", {"day": f"{held.basis.verified_at:%d.%m.%Y}"}, "state")
    return None


def repeats(held: Standing, said: Said, valid: Period) -> bool:
    """Whether a statement says what was seen, of no other day than was seen."""
    return held.said.seen == said.seen and held.valid.covers(valid)


def _is_firm(kind: str, held: Standing, said: Said, today: date) -> bool:
    """Whether no claim may replace this look."""
    before = held.said
    if before.state == "unknown":  # a look that was taken back
        return False
    if not is_best(kind, before.state):
        return True
    if _is_measured_otherwise(held, said):
        return True
    is_worse = said.state not in (before.state, "unknown")
    return not is_worse and stands(kind, held.basis.verified_at, today)


def _is_measured_otherwise(look: Standing, said: Said) -> bool:
    """Whether a statement says other figures of a thing that stands as it did when they were taken."""
    measured = look.said.details.items()
    return said.state == look.said.state and any(said.details.get(name) != value for name, value in measured)


def carried(held: Standing | None, said: Said, valid: Period, basis: Basis) -> Basis:
    """On what a statement rests: whoever repeats what was seen (and adds whose it is) leaves the word of the
    one who saw it, and what that word rests on."""
    is_look = held is not None and held.basis.verified_at is not None and basis.source_kind != "inspection"
    return held.basis if held is not None and is_look and repeats(held, said, valid) else basis
