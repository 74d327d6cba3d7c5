"""Which backups lead to which moment, after restorations forked the past."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from qalqan.kernel.embedded.history import Restore, timeline, usable


@dataclass(frozen=True)
class Copy:
    finished: float


EARLY, MIDDLE, LATE = Copy(10), Copy(30), Copy(50)
BACK_TO_20 = Restore(target=20, done=40, timeline=2)


def test_without_restorations_any_earlier_backup_serves():
    assert usable([EARLY, MIDDLE, LATE], [], 35) == [EARLY, MIDDLE]
    assert usable([EARLY, MIDDLE, LATE], [], None) == [EARLY, MIDDLE, LATE]


def test_a_backup_of_the_undone_window_serves_only_moments_before_the_restoration():
    assert usable([EARLY, MIDDLE, LATE], [BACK_TO_20], None) == [EARLY, LATE]
    assert usable([EARLY, MIDDLE, LATE], [BACK_TO_20], 45) == [EARLY]
    assert usable([EARLY, MIDDLE, LATE], [BACK_TO_20], 35) == [EARLY, MIDDLE]


def test_a_restoration_to_the_newest_state_undoes_nothing():
    assert usable([MIDDLE], [Restore(None, 40, 2)], None) == [MIDDLE]


def test_the_timeline_is_that_of_the_moment():
    past = [BACK_TO_20, Restore(45, 60, 3)]
    assert [timeline(past, at) for at in (5, 39, 40, 59, 60, 99)] == [1, 1, 2, 2, 3, 3]


times = st.floats(0, 1000)


@given(st.lists(times), st.lists(st.tuples(times, times)), st.none() | times)
def test_what_is_usable_is_never_from_the_future_and_keeps_its_order(ends, pairs, at):
    past = [Restore(min(pair), max(pair), number + 2) for number, pair in enumerate(pairs)]
    copies = [Copy(end) for end in sorted(ends)]
    found = usable(copies, past, at)
    assert found == [copy for copy in copies if copy in found]
    assert all(at is None or copy.finished <= at for copy in found)
