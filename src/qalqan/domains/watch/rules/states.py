"""The life of a work item as data: `data/states.toml`, checked as it is read. Pure.

What a move asks for beside who may make it: "reason" (for those who work on it), "public_note" (for the
witnesses), "photo_or_reason" (a picture of it mended, or why there is none), "body" (where to).
"""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from qalqan.kernel.names import LANGUAGES, Names

from .words import STEPPERS

FILE = Path(__file__).parents[1] / "data" / "states.toml"
ASKS = ("reason", "public_note", "photo_or_reason", "body")
CLOCK = ("", "meets", "runs")
START = ""  # before the first report


class StatesError(ValueError):
    """The file breaks a rule; the message names the entry and the mend."""


@dataclass(frozen=True, slots=True)
class State:
    """`is_open`: somebody has to do something; `is_final`: it is over, and only what proves that wrong leads
    out of it."""

    key: str
    names: Names
    is_open: bool
    is_final: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A step from one of `before` to `after`. `by`: of STEPPERS; `asks`: of ASKS; `clock`: "meets" or "runs"
    or ""; `is_told`: all witnesses hear of it."""

    key: str
    names: Names
    before: tuple[str, ...]
    after: str
    by: tuple[str, ...]
    asks: tuple[str, ...]
    clock: str
    is_told: bool


@dataclass(frozen=True, slots=True)
class Life:
    """All states and moves."""

    states: tuple[State, ...]
    moves: tuple[Move, ...]

    def state(self, key: str) -> State:
        """A state by its key. KeyError if there is none."""
        return next((one for one in self.states if one.key == key), None) or _missing(key)

    def move(self, key: str) -> Move:
        """A move by its key. KeyError if there is none."""
        return next((one for one in self.moves if one.key == key), None) or _missing(key)

    def allowed(self, state: str, kinds: Collection[str]) -> tuple[Move, ...]:
        """The moves that somebody of one of these kinds may make from a state, in the file's order."""
        return tuple(one for one in self.moves if state in one.before and set(one.by) & set(kinds))

    @property
    def open(self) -> tuple[str, ...]:
        """States in which somebody has to do something."""
        return tuple(one.key for one in self.states if one.is_open)

    @property
    def final(self) -> tuple[str, ...]:
        """States in which it is over."""
        return tuple(one.key for one in self.states if one.is_final)


def _missing(key: str) -> Any:
    raise KeyError(key)


@cache
def life() -> Life:
    """The life of a work item as it is shipped."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> Life:
    """A life from a file's text. StatesError names what is wrong in it."""
    data = tomllib.loads(text)
    states = tuple(
        State(row["key"], _names(row), row.get("open", False), row.get("final", False))
        for row in data["state"]
    )
    moves = tuple(_move(row) for row in data["move"])
    found = Life(states, moves)
    _check_words(found)
    _check_ways(found)
    return found


def _move(row: dict[str, Any]) -> Move:
    return Move(
        key=row["key"],
        names=_names(row),
        before=tuple(row["from"]),
        after=row["to"],
        by=tuple(row["by"]),
        asks=tuple(row.get("asks", ())),
        clock=row.get("clock", ""),
        is_told=row.get("told", False),
    )


def _check_words(of: Life) -> None:
    for rows in (of.states, of.moves):
        keys = [one.key for one in rows]
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise StatesError(f"{', '.join(sorted(twice))} stands twice")
    known = {one.key for one in of.states} | {START}
    for move in of.moves:
        if unknown := ({*move.before, move.after} - known) | ({move.after} & {START}):
            raise StatesError(f"{move.key}: no state {', '.join(sorted(unknown))!r}")
        if not move.before:
            raise StatesError(f"{move.key}: it leads from nowhere")
        if not move.by or (unknown := set(move.by) - set(STEPPERS)):
            raise StatesError(f"{move.key}: `by` is some of {', '.join(STEPPERS)}")
        if unknown := set(move.asks) - set(ASKS):
            raise StatesError(f"{move.key}: nobody can be asked for {', '.join(sorted(unknown))}")
        if move.clock not in CLOCK:
            raise StatesError(f"{move.key}: clock is one of meets, runs")


def _check_ways(of: Life) -> None:
    """Every state can be come to from the start and, unless it is final, left; and from each the end can be
    come to: no work item is caught in a ring."""
    for state in of.states:
        out = [move for move in of.moves if state.key in move.before]
        leads = bool(out)
        if state.is_final and (state.is_open or any(move.clock != "runs" for move in out)):
            raise StatesError(
                f"{state.key}: it is final: nobody owes anything, and only what lets the clock run leads out"
            )
        if not state.is_final and not leads:
            raise StatesError(f"{state.key}: nothing leads out of it; say final = true or give it a move")
        if state.key not in _reached(of, START):
            raise StatesError(f"{state.key}: no way leads to it")
        if not state.is_final and not (_reached(of, state.key) & set(of.final)):
            raise StatesError(f"{state.key}: no way leads from it to an end")


def _reached(of: Life, start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for move in of.moves:
            if here in move.before and move.after not in found:
                found.add(move.after)
                waiting.append(move.after)
    return found


def _names(row: dict[str, Any]) -> Names:
    if missing := [language for language in LANGUAGES if not row.get(language)]:
        raise StatesError(f"{row['key']}: no words in {', '.join(missing)}")
    return Names(row["kk"], row["ru"], row["en"])
