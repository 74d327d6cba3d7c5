"""Waiting times and what is told of a failure."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.kernel.outbox import rules


def test_it_waits_longer_each_time_and_at_most_an_hour():
    waits = [rules.backoff(attempt).total_seconds() for attempt in range(1, rules.ATTEMPTS)]
    assert waits == [2, 8, 32, 128, 512, 2048, 3600]
    assert sum(waits) / 3600 == pytest.approx(1.76, abs=0.01)


@given(st.integers(1, 10_000))
def test_the_wait_never_shrinks_nor_overflows(attempts):
    assert rules.backoff(attempts) <= rules.backoff(attempts + 1) <= timedelta(hours=1)


@given(st.integers(1, 50), st.integers(1, 50))
def test_the_last_attempt_is_the_allowed_one(attempts, allowed):
    assert rules.is_last(attempts, allowed) == (attempts >= allowed)


def test_an_error_is_told_by_class_and_place_only():
    def raiser():
        raise ValueError("ИИН 850101300123")

    with pytest.raises(ValueError, match="ИИН") as raised:
        raiser()
    kind, place = rules.described(raised.value)
    assert kind == "ValueError"
    assert place.startswith("qalqan.kernel.outbox.tests.test_rules:")
    assert "850101300123" not in kind + place


def test_the_place_is_the_innermost_of_ours():
    with pytest.raises(ValueError, match="Expecting") as raised:
        json.loads("{")  # raised deep in the standard library
    assert rules.described(raised.value)[1].startswith("qalqan.kernel.outbox.tests.test_rules:")
