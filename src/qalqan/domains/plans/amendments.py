"""Amendments as typed patches of rows, and the plan's wordings through time. Pure, no Django.

A plan's register is a fold: the text at hand, and the amendments in the order of their days in force. An
amendment that the text already holds (*consolidated*) is unfolded backwards: its `before` is the wording of
the days before it. An amendment that the text does not hold is folded forwards. Both give the same kind of
result, segments of legal time per row, so `as_of(day)` never asks which direction a wording came from.
See docs/algorithms/amendments.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from .cells import cells, matches, row_from, with_cell
from .reading.document import Measure
from .refusals import Refused


@dataclass(frozen=True, slots=True)
class Change:
    """One cell changed. `add` and `delete` come as one change for each cell of the row."""

    kind: str
    row: int
    column: str
    before: str | None
    after: str | None
    basis: str = "text"
    reason: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return f"row {self.row}, {self.column}"


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """What the patch itself leaves open; it becomes a gap of the register, in the patch's own words."""

    id: str
    rows: tuple[int, ...]
    column: str
    reason: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Patch:
    """An amending act. `is_consolidated` None: to be found out from the text at hand."""

    act_number: str
    act_date: date
    title: Mapping[str, str]
    in_force: date
    in_force_basis: str
    in_force_reason: Mapping[str, str]
    changes: tuple[Change, ...]
    questions: tuple[OpenQuestion, ...] = ()
    is_consolidated: bool | None = None
    sha256: str = ""

    @property
    def key(self) -> str:
        return f"{self.act_number} ({self.act_date:%d.%m.%Y})"


@dataclass(frozen=True, slots=True)
class Segment:
    """A row's wording from `start` (None: from ever) up to, not including, `end` (None: open).

    `cause` is the key of the amendment that the wording is known from; None for the wording of the text.
    """

    start: date | None
    end: date | None
    row: Measure
    cause: str | None


type State = dict[int, Measure]


def apply(state: State, changes: Iterable[Change], *, backwards: bool = False) -> State:
    """The rows after the changes (before them, when `backwards`). Each changed cell must hold what the patch
    says it held; Refused with the row and the column otherwise. Rows not named are the same objects."""
    result = dict(state)
    begun: dict[int, dict[str, str]] = {}
    gone: dict[int, Change] = {}
    for change in changes:
        old, new = (change.after, change.before) if backwards else (change.before, change.after)
        appears = change.kind == ("delete" if backwards else "add")
        disappears = change.kind == ("add" if backwards else "delete")
        if appears:
            if change.row in state:
                raise Refused("patch-row-exists", change.place)
            begun.setdefault(change.row, {})[change.column] = new or ""
            continue
        if change.row not in state:
            raise Refused("patch-row-unknown", change.place)
        held = cells(result[change.row]).get(change.column, "")
        if not matches(held, old):
            raise Refused("patch-before-differs", change.place, ours=held, theirs=old or "")
        if disappears:
            gone[change.row] = change
        else:
            result[change.row] = with_cell(result[change.row], change.column, new)
    for number in gone:
        del result[number]
    result.update({number: row_from(number, parts) for number, parts in begun.items()})
    return dict(sorted(result.items()))


def direction(text: State, patch: Patch) -> bool:
    """Whether the text at hand already holds the patch. Refused when it holds a part of it."""
    if patch.is_consolidated is not None:
        return patch.is_consolidated
    failures = []
    for backwards in (False, True):
        try:
            apply(text, patch.changes, backwards=backwards)
        except Refused as refusal:
            failures.append(refusal)
        else:
            return backwards
    some_held = [change for change in patch.changes if _fails(text, change, backwards=True) is None]
    if some_held and len(patch.changes) > len(some_held):
        raise Refused("patch-mixed", failures[0].place)
    raise failures[0]


def _fails(text: State, change: Change, *, backwards: bool) -> Refused | None:
    try:
        apply(text, [change], backwards=backwards)
    except Refused as refusal:
        return refusal
    return None


def states(
    text: State, patches: Iterable[Patch], start: date | None
) -> list[tuple[date | None, State, str | None, str | None]]:
    """The plan's states in the order of legal time: (from, rows, amendment that ends it backwards, amendment
    that began it forwards). The text at hand is one of them. Refused when an earlier amendment is missing
    from a text that holds a later one, or when one is in force before the plan is."""
    ordered = sorted(patches, key=lambda patch: (patch.in_force, patch.act_date))
    held = [patch for patch in ordered if patch.is_consolidated]
    coming = [patch for patch in ordered if not patch.is_consolidated]
    for patch in ordered:
        if start is not None and patch.in_force <= start:
            raise Refused("patch-too-early", patch.key, day=patch.in_force.isoformat())
    if held and coming and coming[0].in_force < held[-1].in_force:
        later, earlier = held[-1].in_force.isoformat(), coming[0].in_force.isoformat()
        raise Refused("patch-order", coming[0].key, later=later, earlier=earlier)
    found: list[tuple[date | None, State, str | None, str | None]] = []
    state = text
    until: str | None = None
    for patch in reversed(held):
        found.insert(0, (patch.in_force, state, until, None))
        state, until = apply(state, patch.changes, backwards=True), patch.key
    found.insert(0, (start, state, until, None))
    state = text
    for patch in coming:
        state = apply(state, patch.changes)
        found.append((patch.in_force, state, None, patch.key))
    return found


def timeline(text: State, patches: Iterable[Patch], start: date | None) -> dict[int, tuple[Segment, ...]]:
    """Per row number its wordings through legal time, in order. Neighbouring equal wordings are one segment,
    so a row that no amendment touches has exactly one, and it is the text's own row object."""
    rows: dict[int, list[Segment]] = {}
    moments = states(text, patches, start)
    for index, (begin, state, until, began) in enumerate(moments):
        end = moments[index + 1][0] if index + 1 < len(moments) else None
        for number, row in state.items():
            own = text.get(number)
            cause = None if own is not None and own == row else (until or began)
            earlier = rows.setdefault(number, [])
            if earlier and earlier[-1].end == begin and earlier[-1].row == row:
                earlier[-1] = replace(earlier[-1], end=end)
            else:
                earlier.append(Segment(begin, end, row, cause))
    return {number: tuple(rows[number]) for number in sorted(rows)}
