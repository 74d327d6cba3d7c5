"""The golden table: each pair is counted by the rules, and was counted by something that shares no code with
them: an oracle with another source of days off and of time zones, or a person (hand.tsv)."""

from datetime import UTC, datetime

import pytest

from qalqan.kernel.clock import reading, rules
from qalqan.kernel.clock.tests import oracle

PAIRS = oracle.rows("pairs.tsv")
HAND = oracle.rows("hand.tsv")


def counted(rule: rules.Rule, region: str, start: datetime, stood: str = "-") -> str:
    zone = reading.zones().of_region(region)
    pauses = [
        rules.Pause(*(oracle.read(end, region) for end in text.split("..")))
        for text in ([] if stood == "-" else stood.split(";"))
    ]
    found = rules.count(rule, start, reading.working_calendar(), zone, pauses)
    if found.ends_the_day:
        assert zone.local(found.due - rules.INSTANT).date() == found.last_day
    return f"{found.due.astimezone(UTC):%Y-%m-%dT%H:%M}Z"


def test_there_are_more_than_300_pairs() -> None:
    assert len(PAIRS) >= 300
    assert len({tuple(row[:-1]) for row in PAIRS}) == len(PAIRS)
    assert [row[:-1] for row in PAIRS] == oracle.rows("cases.tsv")


@pytest.mark.parametrize("row", PAIRS, ids=lambda row: "-".join(row[1:3] + row[5:7]))
def test_pair(row: list[str]) -> None:
    why, unit, amount, shift, first_day, region, start, stood, due = row
    moment = oracle.read(start, region)
    rule = rules.Rule("golden", unit, int(amount), shift, first_day == "yes")
    if why.startswith("@"):  # the version in force is for the rules to find
        versions = [t.rule for t in reading.rules() if t.rule.code == why.split()[0].removeprefix("@")]
        day = reading.zones().of_region(region).local(moment).date()
        found = rules.in_force(versions, day)
        assert (found.unit, found.amount, found.shift) == (rule.unit, rule.amount, rule.shift)
        rule = found
    assert counted(rule, region, moment, stood) == due, why


@pytest.mark.parametrize("row", HAND, ids=lambda row: "-".join(row[:5]))
def test_pair_counted_by_hand(row: list[str]) -> None:
    unit, amount, shift, region, start, due, reasoning = row
    rule = rules.Rule("hand", unit, int(amount), shift)
    assert counted(rule, region, oracle.read(start, region)) == due, reasoning


def test_the_oracle_still_says_what_the_table_says() -> None:
    """A sample: the oracle is slow on purpose. `python -m ...tests.oracle` writes the whole table."""
    for row in PAIRS[::12]:
        assert oracle.of_case(row[:-1]) == row[-1], row
