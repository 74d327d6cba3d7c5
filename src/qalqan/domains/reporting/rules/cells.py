"""What a cell of the heat map says of one measure in one place for one period. Pure.

One word a cell, by a stated order: what is proven wrong first, then what is proven, then what is said, then
what is owed. Evidence outranks paper: a measure that sources show to be done is `evidenced` though its
report is late (the late list has that). Unknown is never good: a report that is owed and has not come makes
the cell `late`, and where the text leaves the day open it is `none`, "nothing is known". A report that was
sent back and not mended by its day is late too: what it claimed stands in no report, so the map says what the
late list and the region's page say.

A report that was signed is a claim, whatever it brought; when its own author says "not done", the cell says
that and not "claimed". docs/algorithms/heat-map.md has the table in words.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """The word of a cell, in the order in which the legend shows them."""

    CONTRADICTED = "contradicted"
    EVIDENCED = "evidenced"
    PARTLY = "partly"
    NOT_DONE = "not_done"
    CLAIMED = "claimed"
    LATE = "late"
    DUE = "due"
    NOT_DUE = "not_due"
    NONE = "none"


# Of several lines in one cell (halves of a year, several bodies of the nation) the worst one speaks. What is
# not due yet says nothing beside what is there already.
WORST_FIRST = (
    State.CONTRADICTED,
    State.LATE,
    State.NOT_DONE,
    State.NONE,
    State.CLAIMED,
    State.PARTLY,
    State.EVIDENCED,
    State.DUE,
    State.NOT_DUE,
)
RANK = {state: place for place, state in enumerate(WORST_FIRST)}
SIGNED = frozenset({"submitted", "accepted"})
UNMET = frozenset({"overdue", "returned"})  # past the day, nothing acceptable lies before the recipient
_STANDS = {
    "contradicted": State.CONTRADICTED,
    "evidenced": State.EVIDENCED,
    "partly": State.PARTLY,
}


def cell(standing: str, line_state: str, due: date | None, day: date, outcome: str = "") -> State:
    """The word of a cell on `day`.

    `standing`: as evidence keeps it (none, claimed, partly, evidenced, contradicted). `line_state`: of the
    report's line on that day, as `rules.lines.state_on` gives it; "" for no line. `due`: its day, None
    while the text leaves it open.
    `outcome`: what a signed line itself says (done, partly, not_done, unknown)."""
    if standing in _STANDS:
        return _STANDS[standing]
    if line_state in SIGNED:
        return State.NOT_DONE if outcome == "not_done" else State.CLAIMED
    if line_state in UNMET and due is not None and due < day:
        return State.LATE
    if standing == "claimed":
        return State.CLAIMED
    return _owed(line_state, due, day)


def _owed(line_state: str, due: date | None, day: date) -> State:
    if line_state == "not_due":
        return State.NOT_DUE
    if not line_state or due is None:
        return State.NONE
    return State.LATE if due < day else State.DUE


def worst(states: Iterable[State]) -> State:
    """The word of a cell that several lines share. ValueError for none."""
    return min(states, key=RANK.__getitem__)


class Share:
    """How many cells say what: the evidence share of a section, a region or the nation."""

    __slots__ = ("counts",)

    def __init__(self, states: Iterable[State] = ()) -> None:
        self.counts: dict[State, int] = dict.fromkeys(State, 0)
        for state in states:
            self.counts[state] += 1

    @property
    def total(self) -> int:
        """All cells."""
        return sum(self.counts.values())

    @property
    def asked(self) -> int:
        """Cells of which something may be asked by now: all but those that are not due yet."""
        return self.total - self.counts[State.NOT_DUE] - self.counts[State.DUE]

    def part(self, state: State) -> float | None:
        """The share 0..1 of a word among the asked; None when nothing is asked (never 0 or 1)."""
        return self.counts[state] / self.asked if self.asked else None

    def widths(self, whole: int = 1000) -> dict[State, int]:
        """Whole parts of a bar of `whole`, by largest remainder: they add up to `whole` exactly, and what is
        there at all has at least one. Empty when nothing is asked."""
        shown = [s for s in State if self.counts[s] and s not in (State.DUE, State.NOT_DUE)]
        exact = {state: self.counts[state] * whole / self.asked for state in shown}
        parts: dict[State, int] = {state: max(1, int(value)) for state, value in exact.items()}
        for state in sorted(shown, key=lambda s: int(exact[s]) - exact[s])[
            : max(0, whole - sum(parts.values()))
        ]:
            parts[state] += 1
        over = sum(parts.values()) - whole
        if shown and over > 0:
            parts[max(shown, key=parts.__getitem__)] -= over
        return parts
