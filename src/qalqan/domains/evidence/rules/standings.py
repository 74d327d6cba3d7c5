"""Where a measure stood in a place for a period, moment by moment. Pure: `standing` says it for one moment,
this file walks through the moments at which something became known or ceased to hold.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from . import contradict, standing
from .indicator import Indicator
from .standing import Facts, MeasureBinding, Offered


class Paper(NamedTuple):
    """A proof with its two moments."""

    contract: str
    offered_at: datetime
    decided_at: datetime | None
    state: str
    author: str
    verifier: str | None
    end: date


type Span = tuple[datetime, datetime | None]


class Cell(NamedTuple):
    """All that bears on one measure in one place in one period. `open`: stretches of open contradictions.
    `before`: what others saw before the period, to measure progress from. `owes`: codes of bodies that answer
    for the place: what they say of themselves is never independent."""

    start: date
    end: date
    rows: Sequence[contradict.Seen]
    papers: Sequence[Paper]
    open: Sequence[Span]
    before: Sequence[contradict.Seen] = ()
    owes: frozenset[str] = frozenset()


def concerns(binding: MeasureBinding, start: date, end: date, as_of: date) -> bool:
    """Whether something that speaks of a day bears on a period: within it; for what is done once, before it
    too."""
    return as_of <= end and (binding.recurs == "once" or as_of >= start)


def at(binding: MeasureBinding, cell: Cell, known: Mapping[str, Indicator], moment: datetime) -> str:
    """The standing at a moment."""
    held = [row for row in cell.rows if _is_held(row, moment)]
    claims = {row.indicator: Decimal(str(row.value)) for row in held if row.kind == "claim"}
    claimants = {row.body for row in cell.rows if row.kind == "claim" and row.known_from <= moment}
    own = (cell.owes | claimants) - {""}
    facts = Facts(
        claims=claims,
        is_claimed=bool(claims),
        independent=_seen(held, own),
        earlier=_seen([row for row in cell.before if _is_held(row, moment)], own),
        proofs=tuple(_offered(one, moment) for one in cell.papers if one.offered_at <= moment),
        open_contradictions=sum(a <= moment and (b is None or b > moment) for a, b in cell.open),
    )
    return standing.standing(binding, facts, known)


def _is_held(row: contradict.Seen, moment: datetime) -> bool:
    return row.known_from <= moment and (row.known_until is None or row.known_until > moment)


def _seen(rows: Iterable[contradict.Seen], own: Collection[str]) -> dict[str, tuple[standing.Seen, ...]]:
    """What others saw, by indicator. `own`: bodies that claim or answer."""
    found: dict[str, list[standing.Seen]] = {}
    for row in rows:
        if row.kind == "claim" or row.body in own:
            continue
        part = None if row.coverage is None else Decimal(str(row.coverage))
        if row.method in contradict.BOUNDS:
            part = Decimal(0)  # a limit that was seen completes nothing
        one = standing.Seen(Decimal(str(row.value)), row.as_of, row.kind, part)
        found.setdefault(row.indicator, []).append(one)
    return {key: tuple(each) for key, each in found.items()}


def _offered(one: Paper, moment: datetime) -> Offered:
    is_decided = one.decided_at is not None and one.decided_at <= moment
    state = one.state if is_decided else "offered"
    return Offered(one.contract, state, one.author, one.verifier if is_decided else None)


def moments(cell: Cell, until: datetime) -> list[datetime]:
    """When anything about a cell changed, up to a moment."""
    rows = (*cell.rows, *cell.before)
    found = {row.known_from for row in rows} | {row.known_until for row in rows if row.known_until}
    found |= {one.offered_at for one in cell.papers} | {
        one.decided_at for one in cell.papers if one.decided_at
    }
    found |= {moment for span in cell.open for moment in span if moment}
    return sorted(moment for moment in found if moment <= until)


def track(
    binding: MeasureBinding, cell: Cell, known: Mapping[str, Indicator], until: datetime
) -> list[tuple[datetime, str]]:
    """The whole history: (from when, standing), without repeats; it begins with the first that is known."""
    found: list[tuple[datetime, str]] = []
    for moment in moments(cell, until):
        word = at(binding, cell, known, moment)
        if word != (found[-1][1] if found else "none"):
            found.append((moment, word))
    return found


def years(plan_years: Iterable[int], rows: Iterable[contradict.Seen]) -> list[tuple[date, date]]:
    """The periods of a measure: the calendar years in which it runs, and those in which it was claimed."""
    found = set(plan_years) | {row.end.year for row in rows if row.kind == "claim"}
    return [(date(year, 1, 1), date(year, 12, 31)) for year in sorted(found)]
