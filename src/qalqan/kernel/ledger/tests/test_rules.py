"""What is unusual: plain rules at their limits."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qalqan.kernel.ledger.rules import MANY, OFFICE_ROLES, Place, unusual

TUESDAY = datetime.datetime(2026, 3, 3, 10, 0)


def check(**given: object) -> tuple[str, ...]:
    usual = {"role": "class_teacher", "act": "people.read", "local": TUESDAY, "in_minute": 1, "post": Place()}
    return unusual(**usual | given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hour", "minute", "day", "found"),
    [
        (6, 59, 3, ("outside_hours",)),
        (7, 0, 3, ()),
        (19, 59, 3, ()),
        (20, 0, 3, ("outside_hours",)),
        (10, 0, 7, ()),  # Saturday
        (10, 0, 8, ("outside_hours",)),  # Sunday
    ],
)
def test_hours(hour: int, minute: int, day: int, found: tuple[str, ...]) -> None:
    assert check(local=TUESDAY.replace(day=day, hour=hour, minute=minute)) == found


def test_who_helps_at_night_is_not_pointed_at() -> None:
    assert check(role="doctor", local=TUESDAY.replace(hour=3)) == ()


def test_the_own_class_and_no_other() -> None:
    child = [Place("school", "7 A"), Place("clinic")]
    assert check(post=Place("school", "7 A"), child=child) == ()
    assert check(post=Place("school"), child=child) == ()
    assert check(post=Place("school", "7 B"), child=child) == ("beyond_own",)
    assert check(post=Place("another"), child=child) == ("beyond_own",)
    assert check(post=Place(), child=child) == ()  # a post of a district or a region
    assert check(post=Place("another"), child=None) == ()


@given(st.integers(0, 10_000), st.datetimes(), st.sampled_from(["doctor", *OFFICE_ROLES]))
def test_each_rule_speaks_for_itself(count: int, local: datetime.datetime, role: str) -> None:
    found = check(in_minute=count, local=local, role=role)
    assert ("many" in found) == (count > MANY)
    assert ("emergency" in found) is False
    assert ("outside_hours" in found) <= (role in OFFICE_ROLES)
    assert "emergency" in check(act="access.open_emergency", in_minute=count, local=local)
