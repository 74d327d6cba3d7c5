"""What the rooms above ask of a plan to know who owes what: decisions that close gaps, and measures by the
times at which they are to be done."""

from dataclasses import dataclass
from datetime import date, datetime

from .. import gaps, models, rules
from ..reading.document import Deadline
from .common import find
from .snapshot import snapshot


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision that holds on a gap; its signature was checked."""

    value: str
    reason: str
    decided_at: datetime
    decided_by: str
    post: str


def decided(plan_code: str, gap_place: str) -> Decided | None:
    """The newest decision on the gap at a place ("paragraph 2.2"); None while nobody has decided, when the
    text no longer leaves it open, or when a signature of that gap does not verify: an unsigned word closes
    nothing. Refused: `plan-unknown`."""
    plan = find(plan_code)
    held = models.GapDecision.objects.filter(gap__plan=plan, gap__place=gap_place, gap__withdrawn_at=None)
    newest = held.order_by("gap__position", "-sequence").first()
    if newest is None or any(bad.gap_id == newest.gap_id for bad in gaps.verify(plan_code)):
        return None
    return Decided(newest.value, newest.reason, newest.decided_at, newest.decided_by, newest.post)


@dataclass(frozen=True, slots=True)
class OwedMeasure:
    """A measure in force: the bodies it names in their order, the first leads; `functions` with which they
    answer, None for a code's default; the times at which it is to be done (none: no date)."""

    number: int
    bodies: tuple[str, ...]
    functions: tuple[str | None, ...]
    occurrences: tuple[rules.Period, ...]


def owed(plan_code: str, day: date) -> tuple[OwedMeasure, ...]:
    """The measures of a plan in force on a day, by number. Refused: `plan-unknown`."""
    plan = find(plan_code)
    known = models.FunctionOverride.objects.filter(plan=plan)
    functions = {
        (number, code): key
        for number, code, key in known.values_list("measure_number", "body_code", "function")
    }
    found = []
    for row in snapshot(plan_code, day, plan.language).rows:
        bodies = tuple(duty.body.code for duty in row.duties)
        found.append(
            OwedMeasure(
                row.number,
                bodies,
                tuple(functions.get((row.number, code), functions.get((None, code))) for code in bodies),
                rules.occurrences(Deadline(row.deadline.original, row.start, row.end)),
            )
        )
    return tuple(found)
