"""Two clocks: whatever was said, in whatever order, the answer for a day of the world as known at a moment is
that of a plain replay of all statements; and nothing is ever lost."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qalqan.domains.schools.rules.history import Stretch, step

FIRST = date(2026, 1, 1)
DAYS = 12
ALWAYS = DAYS  # the last place of a replayed array stands for every later day

said = st.tuples(st.integers(0, DAYS - 1), st.none() | st.integers(1, DAYS)).map(
    lambda pair: (pair[0], None if pair[1] is None else min(pair[0] + pair[1], DAYS))
)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


class Register:
    """Rows as the table keeps them: (statement, since, until, known from, known until)."""

    def __init__(self) -> None:
        self.rows: list[list[object]] = []

    def state(self, number: int, since: int, until: int | None) -> None:
        held = [
            Stretch(place, row[1], row[2])  # type: ignore[arg-type]
            for place, row in enumerate(self.rows)
            if row[4] is None
        ]
        done = step(held, day(since), None if until is None else day(until))
        for place in done.ends:
            self.rows[place][4] = number
        for rest in done.rests:
            self.rows.append([self.rows[rest.of][0], rest.valid.since, rest.valid.until, number, None])
        self.rows.append([number, done.valid.since, done.valid.until, number, None])

    def answer(self, on: date, known: int) -> object:
        found = [
            row[0]
            for row in self.rows
            if row[1] <= on  # type: ignore[operator]
            and (row[2] is None or on < row[2])  # type: ignore[operator]
            and row[3] <= known  # type: ignore[operator]
            and (row[4] is None or known < row[4])  # type: ignore[operator]
        ]
        assert len(found) <= 1, "two states of one day"
        return found[0] if found else None


def replayed(statements: list[tuple[int, int | None]]) -> list[int | None]:
    """What is held of each day: an array and a loop, nothing clever."""
    held: list[int | None] = [None] * (DAYS + 1)
    begins: set[int] = set()
    for number, (since, until) in enumerate(statements):
        end = until
        if end is None:
            end = min((one for one in begins if one > since), default=DAYS + 1)
        for place in range(since, end):
            held[place] = number
        begins = {
            one
            for one in range(DAYS + 1)
            if held[one] is not None and (one == 0 or held[one] != held[one - 1])
        }
    return held


@given(st.lists(said, max_size=8))
def test_every_day_as_known_at_every_moment_equals_a_replay(statements: list[tuple[int, int | None]]) -> None:
    register = Register()
    for number, (since, until) in enumerate(statements):
        register.state(number, since, until)
    for known in range(-1, len(statements)):
        expected = replayed(statements[: known + 1])
        got = [register.answer(day(number), known) for number in range(DAYS)]
        assert got == expected[:DAYS]
        assert register.answer(day(400), known) == expected[ALWAYS]


@given(st.lists(said, max_size=8))
def test_nothing_is_lost(statements: list[tuple[int, int | None]]) -> None:
    """What was answered once about a moment is answered for ever: a later word changes no earlier answer."""
    register, seen = Register(), {}
    for number, (since, until) in enumerate(statements):
        before = len(register.rows)
        register.state(number, since, until)
        assert len(register.rows) > before
        seen |= {(on, number): register.answer(day(on), number) for on in range(DAYS)}
        for (on, known), told in seen.items():
            assert register.answer(day(on), known) == told


def test_a_late_word_stands_up_to_the_newer_news() -> None:
    register = Register()
    register.state(0, 0, None)
    register.state(1, 6, None)  # the school said this on day 6
    register.state(2, 4, None)  # the inspector's form of day 4 found a network only now
    assert [register.answer(day(on), 2) for on in range(8)] == [0, 0, 0, 0, 2, 2, 1, 1]
    assert [register.answer(day(on), 1) for on in range(8)] == [0, 0, 0, 0, 0, 0, 1, 1]
