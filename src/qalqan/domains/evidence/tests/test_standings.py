"""A cell of the map at a moment: whose word is independent, and from what progress is measured."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from qalqan.domains.evidence.indicators import indicators
from qalqan.domains.evidence.rules.contradict import Seen
from qalqan.domains.evidence.rules.indicator import Names
from qalqan.domains.evidence.rules.standing import Bound, MeasureBinding
from qalqan.domains.evidence.rules.standings import Cell, at

from .pairs import OUTDOOR, WARM
from .test_contradict import row

KNOWN = {one.key: one for one in indicators()}
WORDS = Names("а", "б", "c")
YEAR = (date(2021, 1, 1), date(2021, 12, 31))
LATER = datetime(2023, 1, 1, tzinfo=UTC)


def binding(key: str, target: int) -> MeasureBinding:
    bound = Bound(key, Decimal(target), None, closes=True, reason=WORDS)
    return MeasureBinding("p", 62, (bound,), "indicators", (), "region", "year", WORDS)


@pytest.mark.parametrize(
    ("body", "word"),
    [("akimat-61", "claimed"), ("edu-61", "claimed"), ("КОКСОН", "evidenced"), ("", "evidenced")],
)
def test_what_the_claimant_or_the_akimat_says_of_itself_is_not_independent(body: str, word: str) -> None:
    rows = [row(100, kind="claim", body="edu-61"), row(100, kind="registry", body=body, days=0)]
    cell = Cell(*YEAR, rows, (), (), owes=frozenset({"akimat-61"}))
    assert at(binding(WARM, 90), cell, KNOWN, LATER) == word


def test_progress_is_measured_from_what_was_seen_before_the_period() -> None:
    def left(value: float, days: int) -> Seen:
        return row(value, indicator=OUTDOOR, coverage=1.0, days=days)

    now = left(300, 0)
    for before, word in ((left(500, -400), "partly"), (left(200, -400), "none")):
        cell = Cell(*YEAR, [now], (), (), before=[before])
        assert at(binding(OUTDOOR, 0), cell, KNOWN, LATER) == word
