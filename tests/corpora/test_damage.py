"""Whatever happens to a file on its way: it is read, or refused in three languages. Nothing else."""

from functools import cache

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from qalqan.domains.plans.reading.api import read_plan
from qalqan.domains.plans.reading.problems import PlanUnreadable
from qalqan.kernel.names import LANGUAGES
from tests.corpora.small import small_plan
from tests.corpora.test_bad_rows import WRITERS

PLACE = st.floats(0, 1, exclude_max=True)
EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), PLACE, st.binary(min_size=1, max_size=8)),
        st.tuples(st.just("insert"), PLACE, st.binary(min_size=1, max_size=40)),
        st.tuples(st.just("delete"), PLACE, st.integers(1, 400)),
        st.tuples(st.just("repeat"), PLACE, st.integers(1, 400)),
        st.tuples(st.just("cut"), PLACE, st.just(0)),
    ),
    min_size=1,
    max_size=5,
)


@cache
def whole(format: str) -> bytes:
    return WRITERS[format](small_plan())


def damaged(data: bytes, edits: list[tuple[str, float, bytes | int]]) -> bytes:
    for kind, place, what in edits:
        at = int(place * len(data))
        head, tail = data[:at], data[at:]
        if isinstance(what, bytes):
            data = head + what + (tail if kind == "insert" else tail[len(what) :])
        elif kind == "cut":
            data = head
        else:
            data = head + (tail[what:] if kind == "delete" else tail[:what] + tail)
    return data


@pytest.mark.parametrize("format", WRITERS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=EDITS)
@example(edits=[("delete", 0.375, 235), ("delete", 0.4375, 230), ("delete", 0.3984375, 29)])  # a row's middle
def test_a_damaged_file_is_read_or_refused(format: str, edits: list[tuple[str, float, bytes | int]]) -> None:
    try:
        document = read_plan(damaged(whole(format), edits))
    except PlanUnreadable as refusal:
        said = [word for language in LANGUAGES for word in refusal.words(language).values()]
    else:
        said = [measure.title for measure in document.measures]
    assert said
    assert all(said)
