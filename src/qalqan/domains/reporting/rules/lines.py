"""What a line of a report may do, when, and what it lacks before somebody may put a name under it. Pure.

The moves are data: what is not in MOVES cannot happen. A line starts open; a certificate submits it, the
ministry returns or accepts it, and reopens with a reason what was submitted or accepted by mistake. Every
move is a step that stays; see docs/algorithms/lines.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

OPEN, SUBMITTED, RETURNED, ACCEPTED = "open", "submitted", "returned", "accepted"
NOT_DUE, DUE, OVERDUE = "not_due", "due", "overdue"
STATES = (
    NOT_DUE,
    DUE,
    OVERDUE,
    SUBMITTED,
    RETURNED,
    ACCEPTED,
)  # of a line on a day, in the order of its life

# act -> what it may start from, and where it leads
MOVES: Mapping[str, tuple[frozenset[str], str]] = MappingProxyType(
    {
        "submit": (frozenset({OPEN, RETURNED}), SUBMITTED),
        "return": (frozenset({SUBMITTED}), RETURNED),
        "accept": (frozenset({SUBMITTED}), ACCEPTED),
        "reopen": (frozenset({SUBMITTED, ACCEPTED}), OPEN),
    }
)
WRITABLE = frozenset({OPEN, RETURNED})
NEEDS_REASON = frozenset({"return", "reopen"})
SHORTEST_REASON = 10
LONGEST_REASON = 4_000
LONGEST_TEXT = 20_000
LARGEST = Decimal(10) ** 15
LEAD = timedelta(days=30)
ROUNDING = Decimal("0.5")  # a percent may be rounded to a whole one


def may(act: str, state: str) -> bool:
    """Whether an act is possible from a kept state. KeyError for an act that is none."""
    return state in MOVES[act][0]


def after(act: str, state: str) -> str:
    """The kept state an act leads to. ValueError when it is not possible from `state`."""
    if not may(act, state):
        raise ValueError(f"{act} is not possible from {state}")
    return MOVES[act][1]


def reason_is_enough(text: str) -> bool:
    """Whether a reason says something: ten characters at least, 4,000 at most, blanks at the ends apart."""
    return SHORTEST_REASON <= len(text.strip()) <= LONGEST_REASON


def opens_on(due: date | None, period_end: date) -> date:
    """The first day on which a line is to be written: after its period; where the text wants the report
    before the period is over, 30 days before it is due."""
    if due is not None and due <= period_end:
        return due - LEAD
    return period_end + timedelta(days=1)


def state_on(state: str, due: date | None, period_end: date, day: date) -> str:
    """What a line is on a day, of STATES: an open one is not due until its period is over, then due, and
    overdue after its day. Without a day (the text leaves it open) it never becomes overdue."""
    if state != OPEN:
        return state
    if due is not None and day > due:
        return OVERDUE
    return NOT_DUE if day < opens_on(due, period_end) else DUE


def is_late(state: str, due: date | None, period_end: date, day: date) -> bool:
    """Whether nothing acceptable lies before the recipient after the line's day: never sent, or sent back.
    The one rule of the board, the report, the map and the late list. `state`: kept, or of the day."""
    return due is not None and due < day and state_on(state, due, period_end, day) in (OVERDUE, RETURNED)


@dataclass(frozen=True, slots=True)
class Fields:
    """What a reporter says. None, empty and "unknown" are "not said". `spend`: millions of tenge."""

    outcome: str = "unknown"
    text_kk: str = ""
    text_ru: str = ""
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    spend: Decimal | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said."""
        return self == Fields()

    def changed(self, other: "Fields") -> tuple[str, ...]:
        """The names of the fields in which two differ."""
        return tuple(name for name in NAMES if getattr(self, name) != getattr(other, name))


NAMES = tuple(f.name for f in fields(Fields))
# Fields that mean something only together are taken from one writer or from the other, never mixed.
GROUPS = (("outcome",), ("text_kk",), ("text_ru",), ("value", "numerator", "denominator"), ("spend",))


@dataclass(frozen=True, slots=True)
class Merged:
    """Two edits brought together. `conflicts`: fields that both changed, differently; `fields` holds theirs
    there."""

    fields: Fields
    conflicts: tuple[str, ...] = ()


def merge(base: Fields, mine: Fields, theirs: Fields) -> Merged:
    """Bring together what two people made of one text, field by field: who alone changed a field wins it;
    what both changed in the same way is no conflict."""
    found, conflicts = theirs, []
    for group in GROUPS:
        ours, others, was = (_part(one, group) for one in (mine, theirs, base))
        if ours in (was, others):
            continue
        if others == was:
            found = replace(found, **ours)
        else:
            conflicts += [name for name in group if ours[name] != others[name]]
    return Merged(found, tuple(conflicts))


def _part(one: Fields, group: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(one, name) for name in group}


@dataclass(frozen=True, slots=True)
class Needs:
    """What a line must say before it is certified. `value`: an indicator is bound to the measure. `share`: it
    is a percentage, so how many of how many. `spend`: money is planned for the period. `claimed`: a value was
    certified before, so the next version must say one too: silence would leave the old claim standing."""

    value: bool = False
    share: bool = False
    whole: bool = False
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    spend: bool = False
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is missing or cannot be. `field` is a name of Fields; the words of `rule`, with the
    mend, stand in `line_labels.py`; `params` fill them."""

    field: str
    rule: str
    params: tuple[tuple[str, str], ...] = ()


def impossible(said: Fields) -> tuple[Problem, ...]:
    """What cannot be kept at all, not even as a draft: too long, or beyond any number that is meant."""
    found = []
    for name in ("text_kk", "text_ru"):
        if (length := len(getattr(said, name))) > LONGEST_TEXT:
            found.append(Problem(name, "too_long", (("length", str(length)), ("most", str(LONGEST_TEXT)))))
    for name in ("value", "numerator", "denominator", "spend"):
        number: Decimal | None = getattr(said, name)
        if number is not None and (not number.is_finite() or abs(number) >= LARGEST):
            found.append(Problem(name, "too_large"))
    return tuple(found)


def problems(said: Fields, needs: Needs) -> tuple[Problem, ...]:
    """What stands between these fields and a certificate, in the order of the form; none when it is ready."""
    found = [*impossible(said)]
    if said.outcome == "unknown":
        found.append(Problem("outcome", "outcome_missing"))
    found += [
        Problem(name, "text_missing") for name in ("text_kk", "text_ru") if not getattr(said, name).strip()
    ]
    if said.text_kk.strip() and said.text_kk.strip() == said.text_ru.strip():
        found.append(Problem("text_kk", "text_same"))
    found += _value_problems(said, needs)
    if said.spend is None and needs.spend:
        found.append(Problem("spend", "spend_missing"))
    if said.spend is not None and said.spend < 0:
        found.append(Problem("spend", "negative"))
    return tuple(found)


def _value_problems(said: Fields, needs: Needs) -> list[Problem]:
    is_silent = said.value is None and (
        not needs.share or (said.numerator is None and said.denominator is None)
    )
    if is_silent:
        is_wanted = needs.value and (said.outcome != "not_done" or needs.claimed)
        return [Problem("value", "share_missing" if needs.share else "value_missing")] if is_wanted else []
    return _share_problems(said, needs) if needs.share else _range_problems(said.value, needs)


def _share_problems(said: Fields, needs: Needs) -> list[Problem]:
    part, whole = said.numerator, said.denominator
    if part is None or whole is None:
        names = [name for name in ("numerator", "denominator") if getattr(said, name) is None]
        return [Problem(name, f"{name}_missing") for name in names]
    if whole <= 0:
        return [Problem("denominator", "denominator_zero")]
    if part < 0:
        return [Problem("numerator", "negative")]
    if part > whole:
        return [Problem("numerator", "part_beyond_whole", (("part", f"{part:f}"), ("whole", f"{whole:f}")))]
    counted = percent(part, whole)
    if said.value is not None and abs(said.value - counted) > ROUNDING:
        return [
            Problem("value", "share_disagrees", (("said", f"{said.value:f}"), ("counted", f"{counted:.1f}")))
        ]
    return _range_problems(counted, needs)


def _range_problems(value: Decimal | None, needs: Needs) -> list[Problem]:
    if value is None:
        return []
    if needs.minimum is not None and value < needs.minimum:
        return [Problem("value", "too_small", (("least", f"{needs.minimum:f}"),))]
    if needs.maximum is not None and value > needs.maximum:
        return [Problem("value", "too_big", (("most", f"{needs.maximum:f}"),))]
    if needs.whole and value != value.to_integral_value():
        return [Problem("value", "not_whole")]
    return []


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """100 x part / whole, six decimals. ZeroDivisionError (of decimal) when the whole is 0."""
    return (100 * part / whole).quantize(Decimal("0.000001"))


def stated(said: Fields, needs: Needs) -> Decimal | None:
    """The value as it goes into evidence: of a share, counted from its two numbers where both are said (a
    typed percentage is their rounding); else what was said."""
    if needs.share and said.numerator is not None and said.denominator:
        return percent(said.numerator, said.denominator)
    return said.value
