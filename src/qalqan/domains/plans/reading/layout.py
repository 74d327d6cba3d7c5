"""Which column does each fragment belong to: one search over the whole table.

What came before the search: the extraction lost the table's grid and kept a reading order. On a page each
row gives its cells from left to right; a row cut by a page gives its upper halves, then its lower halves.
So along one page the column index never falls within a row, and falls only at a page cut or where the next
row begins. Blank lines mostly stand between cells, and not always; one line may hold the ends of two cells.

A hypothesis is (last row number, present column, state of each column's automaton). A fragment either stays
in the column, moves right, resumes an earlier column after a page cut, or opens a new row. Costs below are
in arbitrary units, about the negative log odds of the event; set by hand. Each was halved and doubled on the
decree (benches/layout_costs.py): only OPEN_CHAR doubled moves anything (three rows of 70); how far the others
may go together is not known. The search is exact but for a beam.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from .automaton import DEAD, START
from .grammar import MONEY_CODES, Column, data, fold, fold_case
from .lines import Line, Token
from .problems import PlanUnreadable
from .sections import is_heading_start, is_numbered

SECTION, NUMBERED = -1, -3  # a hypothesis stands in a heading; in one that began as a measure does
EMPTY, ASTRAY = START, -2  # column states beside those of its automaton

OPEN_CHAR = 0.1  # a title may say anything
CLOSED_CHAR = 0.02  # a fragment that its column's language expects
# A closed column that leaves its language: (once, per character). Forms of completion are many, and a word we
# do not know is less of a surprise there; money and codes are few.
WILD = {
    "form": (6.0, 0.15),
    "bodies": (8.0, 0.4),
    "deadline": (8.0, 0.6),
    "finance": (8.0, 0.4),
    "total": (8.0, 0.4),
}
WILD_OTHER = (25.0, 1.5)
ASTRAY_LATE = 4.0  # it began within its language
SPLIT_MONEY = 4.0  # one sum over two lines
MOVE_NUMERIC = 1.0  # within a line, to a dash or sum
IN_LINE = {"in": 3.5, "tail": 1.5}  # within a line, on from a closed column
FOREIGN = 6.0  # a budget's short name outside the columns of money, a body's code inside them
FOREIGN_OPEN = 1.0  # a title or a form may name a body
RESUME_PART = 0.3  # of the cost of a move, to a cell that a page cut left in the middle
RESUME_WHOLE = 4.0  # after a page cut the first cell to go on is one that had no end yet
SKIP, SKIP_IN = 1.5, 4.0  # moving over a column still empty; the same within a line
UNFINISHED = 10.0  # a column stops inside a word of its language
EMPTY_COST = {"title": 60.0, "number": 40.0, "form": 40.0, "bodies": 30.0, "deadline": 30.0}
EMPTY_OTHER = 8.0
WRONG_NUMBER = 15.0
NUMBERED_HEADING = 6.0  # "1." begins a measure sooner than a heading
SWALLOWED = 200.0  # and was one if the measure after it counts on
ENDS_IN_HEADING = 300.0  # no measure follows it: it is one, cut off
BEAM, WINDOW = 20, 25.0
BEAM_NO_CUTS = 100  # any empty line may be a cut: many more hypotheses live side by side

# Where a fragment stands against the one before it: in its line (or in the first line of a page, where the
# ends of several cut cells share a baseline), on the next line, after an empty line, at a link, after a cut.
# "maybe": after an empty line of a text whose empty lines were squeezed to one, so that any may be a cut.
STAY = {"in": 0.0, "tail": 0.0, "line": 0.0, "blank": 8.0, "link": 0.0, "cut": 0.0, "maybe": 3.0}
MOVE = {"in": 5.0, "tail": 4.0, "line": 3.0, "blank": 0.0, "link": 4.0, "cut": 1.0, "maybe": 0.0}
NEW_ROW = {"line": 6.0, "blank": 0.0, "link": 6.0, "cut": 0.5, "maybe": 0.0}
CAPITAL, SMALL = 3.0, 4.0
RESUME = {"cut": 1.0, "maybe": 4.0}

_QUOTE = 60  # characters of a word told in a refusal
_SUM = re.compile(r"\d+,\d+")


class Placed(NamedTuple):
    """A token with the column it was given (SECTION for a heading) and the row it stands in."""

    token: Token
    line: int
    column: int
    row: int


class _Key(NamedTuple):
    number: int
    column: int
    states: tuple[int, ...]


@dataclass(slots=True)
class _Node:
    cost: float
    column: int
    opens: bool
    back: "_Node | None"


@dataclass
class _Search:
    """Hypotheses before and after the present token, and what is worked out once for it."""

    live: dict[_Key, _Node]
    next: dict[_Key, _Node] = field(default_factory=dict)
    best: float = math.inf
    gap: str = "cut"
    folded: str = ""
    cased: str = ""
    number: int | None = None  # the token as a row's number
    emissions: dict[tuple[int, int, bool], tuple[int, float] | None] = field(default_factory=dict)

    def take(self, token: Token, gap: str, is_number: bool) -> None:
        self.next, self.best, self.gap, self.emissions = {}, math.inf, gap, {}
        self.folded, self.cased = fold(token.text), fold_case(token.text)
        self.number = int("".join(filter(str.isdigit, token.text))) if is_number else None

    def offer(self, key: _Key, cost: float, back: _Node, column: int, opens: bool) -> None:
        known = self.next.get(key)
        if known is None or cost < known.cost:
            self.next[key] = _Node(cost, column, opens, back)
            self.best = min(self.best, cost)


class Layout:
    """The search for one table. `place` gives every token its column."""

    def __init__(self, columns: tuple[Column, ...], codes: Iterable[str] = ()) -> None:
        self.columns = columns
        self.keys = tuple(column.key for column in columns)
        self.number = self.keys.index("number")
        self.title = self.keys.index("title")
        self._is_money = tuple(key.startswith(("total", "finance", "years")) for key in self.keys)
        self._is_short = tuple(key.startswith(("years", "sources", "programmes")) for key in self.keys)
        others = frozenset(each for code in codes if code not in MONEY_CODES for each in (code, fold(code)))
        money = ("total", "finance", "sources")
        self._foreign = tuple(
            others
            if key.startswith(money)
            else others | MONEY_CODES
            if key in ("title", "form")
            else MONEY_CODES
            for key in self.keys
        )
        self.blank_row = (EMPTY,) * len(columns)
        self._close_costs: dict[tuple[int, ...], float] = {}

    def place(self, lines: tuple[Line, ...]) -> list[Placed]:
        """Every token of `lines` with its column and row (rows count from 0 in order of appearance).

        Raises PlanUnreadable where a word may stand in no column.
        """
        search = _Search({_Key(0, SECTION, self.blank_row): _Node(0.0, SECTION, False, None)})
        beam = BEAM if not lines or lines[0].signs.cuts else BEAM_NO_CUTS
        for at, line in enumerate(lines):
            gap = _gap(line, at)
            for position, token in enumerate(line.tokens):
                here = gap if not position else "tail" if line.page_cut else "in"
                self._advance(search, line, token, here, position == 0, beam)
        best = min(search.live.items(), key=lambda item: item[1].cost + self._end(item[0]))
        return _trace(lines, best[1])

    def _advance(self, search: _Search, line: Line, token: Token, gap: str, first: bool, beam: int) -> None:
        numbers = self.columns[self.number].automaton
        search.take(token, gap, bool(numbers and numbers.matches(fold(token.text))))
        heading = 0.0 if first and is_heading_start(line) else math.inf
        if first and math.isinf(heading) and is_numbered(line):
            heading = NUMBERED_HEADING
        for key, node in search.live.items():
            if key.column >= 0:
                self._within(search, key, node, gap)
            elif node.back is not None:
                search.offer(key, node.cost + _section_cost(token, gap), node, SECTION, False)
            if first:
                self._open_row(search, key, node, gap, heading)
        if not search.next:
            last = min(search.live.items(), key=lambda item: item[1].cost)[0]
            place = f"after row {last.number}" if last.number else "header"
            raise PlanUnreadable("text.no_column", place, {"text": token.text[:_QUOTE]})
        places: dict[int, int] = {}
        search.live = {}
        for cost, key in sorted((node.cost, key) for key, node in search.next.items()):
            if cost > search.best + WINDOW:
                break
            # a beam for each row: one that has closed its row has paid already, the others are still to pay
            places[key.number] = places.get(key.number, 0) + 1
            if places[key.number] <= beam:
                search.live[key] = search.next[key]

    def _within(self, search: _Search, key: _Key, node: _Node, gap: str) -> None:
        """Stay, move right, or (after a page cut) resume any column of the same row."""
        here = key.column
        self._extend(search, key, node, here, STAY[gap])
        skipped = 0.0
        for column in range(here + 1, len(self.columns)):
            self._extend(search, key, node, column, self._move(key, column, gap) + skipped)
            if key.states[column] == EMPTY:
                skipped += SKIP_IN if gap in IN_LINE else SKIP
        if gap in RESUME:
            for column in range(here):
                whole = self._whole(column, key.states[column])
                cost = RESUME[gap] if column != self.number else MOVE["cut"]
                cost += self._capital(search, column)
                cost += RESUME_WHOLE if whole else 0.0
                self._extend(search, key, node, column, cost)

    def _move(self, key: _Key, column: int, gap: str) -> float:
        """What moving right from the present column to `column` costs."""
        cost = MOVE[gap]
        if gap in IN_LINE and (self._is_short[column] or key.column == self.number):
            cost = MOVE_NUMERIC
        elif gap in IN_LINE and not self.columns[key.column].is_open:
            cost = IN_LINE["in" if gap == "in" and key.states[column] == EMPTY else "tail"]
        if self._whole(column, key.states[column]):
            return cost + RESUME_WHOLE / 2
        if key.states[column] != EMPTY and not self.columns[column].is_open:
            return cost * RESUME_PART
        return cost

    def _open_row(self, search: _Search, key: _Key, node: _Node, gap: str, heading: float) -> None:
        closing = 0.0 if key.column < 0 else self._close(key)
        cost = node.cost + closing + NEW_ROW[gap]
        number = key.number
        if key.column >= 0 and key.states[self.number] == EMPTY:
            number += 1
        fresh = _Key(number, SECTION, self.blank_row)
        if math.isfinite(heading):
            column = NUMBERED if heading else SECTION
            search.offer(fresh._replace(column=column), cost + heading, node, SECTION, True)
        opened = _Node(cost, SECTION, True, node)
        for column in (self.number, self.title):
            skipped = SKIP + self._small(search) if column == self.title else 0.0
            if key.column == NUMBERED and search.number not in (key.number + 1, 1, None):
                skipped += SWALLOWED
            self._extend(search, fresh, opened, column, skipped, opens=True)

    def _capital(self, search: _Search, column: int) -> float:
        """Where page cuts are lost, what a capital says against going on with a title."""
        return (
            CAPITAL if search.gap == "maybe" and column == self.title and search.cased[:1].isupper() else 0.0
        )

    def _small(self, search: _Search) -> float:
        """And a small letter against beginning one."""
        return SMALL if search.gap == "maybe" and search.cased[:1].islower() else 0.0

    def _extend(
        self,
        search: _Search,
        key: _Key,
        node: _Node,
        at: int,
        cost: float,
        opens: bool = False,
    ) -> None:
        """Offer the hypothesis in which the present token belongs to column `at`."""
        state, number = key.states[at], key.number
        if at == self.number:
            if state != EMPTY or search.number is None:
                return
            after, emitted = 1, 0.0 if search.number == number + 1 else WRONG_NUMBER
            number = search.number
        else:
            known = (at, state, key.column == at)
            if known not in search.emissions:
                search.emissions[known] = self._emission(search, at, state, key.column == at)
            emission = search.emissions[known]
            if emission is None:
                return
            after, emitted = emission
        total = node.cost + cost + emitted
        if total <= search.best + WINDOW:
            states = (*key.states[:at], after, *key.states[at + 1 :])
            search.offer(_Key(number, at, states), total, (node.back or node) if opens else node, at, opens)

    def _emission(self, search: _Search, at: int, state: int, same: bool) -> tuple[int, float] | None:
        """The column's state after the present token and what that costs; None if it may not stand there."""
        column, gap = self.columns[at], search.gap
        text = search.folded if column.folds else search.cased
        bare = text.strip(",;.")
        cost = 0.0
        if bare in self._foreign[at]:
            cost = FOREIGN_OPEN if column.key in ("title", "form") and bare not in MONEY_CODES else FOREIGN
        if column.automaton is None:
            return 1, cost + OPEN_CHAR * len(text)
        if column.key == "deadline" and _SUM.fullmatch(text) and self._whole(at, state):
            return None  # "2024 год 11,0": a deadline is over where a sum of money stands
        after = column.automaton.step(state, text) if state != ASTRAY else DEAD
        cost += CLOSED_CHAR * len(text)
        if after == DEAD:
            if not same and (gap in IN_LINE or (gap == "line" and column.key != "form")):
                return None
            once, per_char = WILD.get(column.key, WILD_OTHER)
            cost += per_char * len(text) + (0.0 if state == ASTRAY else once)
            late = state > EMPTY and column.key != "form"
            return ASTRAY, cost + (ASTRAY_LATE if late else 0.0)
        if self._is_money[at] and text[:1] in "0123456789-":
            if (state != EMPTY and gap in IN_LINE) or text[-1:] == ".":
                return None
            cost += SPLIT_MONEY if state != EMPTY else 0.0
        return after, cost

    def _whole(self, at: int, state: int) -> bool:
        """Whether a closed column already holds a whole text of its language."""
        automaton = self.columns[at].automaton
        if automaton is None or state <= EMPTY or at == self.number or not automaton.accepts(state):
            return False
        return automaton.step(state, ",") != DEAD  # after "МИО," a list goes on

    def _end(self, key: _Key) -> float:
        """What it costs to end the table here."""
        return ENDS_IN_HEADING if key.column < 0 else self._close(key)

    def _close(self, key: _Key) -> float:
        """What it costs to leave the row as it stands."""
        if key.column < 0:
            return 0.0
        known = self._close_costs.get(key.states)
        if known is None:
            known = 0.0
            for column, state in zip(self.columns, key.states, strict=True):
                if state == EMPTY:
                    known += EMPTY_COST.get(column.key, EMPTY_OTHER)
                elif (
                    column.automaton
                    and column.key != "number"
                    and state != ASTRAY
                    and not column.automaton.accepts(state)
                ):
                    known += UNFINISHED
            self._close_costs[key.states] = known
        return known


def _gap(line: Line, at: int) -> str:
    if at == 0 or line.page_cut:
        return "cut"
    if line.blanks:
        if line.indented:
            return "link"
        return "blank" if line.signs.cuts else "maybe"
    return "line"


def _section_cost(token: Token, gap: str) -> float:
    letters = [char for char in token.text if char.isalpha()]
    capital = all(char.isupper() for char in letters)
    rate = data("sections")["capital_char"] if capital else data("sections")["small_char"]
    return STAY[gap] + float(rate) * len(token.text)


def _trace(lines: tuple[Line, ...], node: _Node) -> list[Placed]:
    steps: list[_Node] = []
    at: _Node | None = node
    while at is not None and at.back is not None:
        steps.append(at)
        at = at.back
    steps.reverse()
    placed: list[Placed] = []
    row, i = -1, 0
    for line_at, line in enumerate(lines):
        for token in line.tokens:
            step = steps[i]
            if step.opens and step.column != SECTION:
                row += 1
            placed.append(Placed(token, line_at, step.column, row))
            i += 1
    return placed
