"""How answers of phones meet. Pure. See docs/algorithms/assessment.md.

A phone works without a network for hours, sends late, twice, out of order, and its clock may be wrong; two
phones may hold one round. So an answer carries the moment at which it was given, and of two answers to one
question the later one stands, whichever came first. Equal moments are settled by the words themselves: every
order of arrival ends in the same round.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qalqan.kernel.geo import Point

from .details import checked
from .instrument import LOOKED, Instrument
from .problem import Problem
from .words import ANSWERS

SKEW = timedelta(minutes=5)  # a slow network looks like a slow clock; more than this is the clock
OLDEST = timedelta(days=14)  # a phone keeps no draft for longer
LONGEST_NOTE = 1000
MOST_ANSWERS = 300  # of one sending


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer as a phone sends it. `at`: by the phone's clock, with its zone. `lat`, `lon`: where the thing
    stands, when the one who answers stands at it. `here`: where the phone was; None when it did not say."""

    question: str
    answer: str
    at: datetime
    note: str = ""
    lat: float | None = None
    lon: float | None = None
    here: Point | None = None


def moment(at: datetime, sent_at: datetime | None, received: datetime) -> datetime:
    """When it was answered, by our clock. A phone that says at sending what its clock shows is corrected by
    the difference; what then still lies ahead of us is as of now."""
    if sent_at is not None and abs(received - sent_at) > SKEW:
        at += _whole(received - sent_at)
    return min(at, received)


def _whole(skew: timedelta) -> timedelta:
    """In whole seconds: what the network adds must not reorder answers of one moment."""
    return timedelta(seconds=round(skew.total_seconds()))


def rank(at: datetime, answer: str, note: str) -> tuple[datetime, str, str]:
    """Of two answers to a question the one of the higher rank stands."""
    return at, answer, note


def problem_of(instrument: Instrument, new: NewAnswer, at: datetime, received: datetime) -> Problem | None:
    """Why an answer cannot be kept, with the question as its field."""
    if not any(one.key == new.question for one in instrument.questions):
        return Problem("round-question", {"text": new.question[:60]}, new.question[:60])
    if new.answer not in ANSWERS:
        return Problem("word-unknown", {"text": new.answer[:40]}, new.question)
    if len(new.note) > LONGEST_NOTE or "\0" in new.note:
        return Problem("text-long", {"most": str(LONGEST_NOTE)}, new.question)
    if received - at > OLDEST + SKEW:
        return Problem("round-old", {"days": str(OLDEST.days)}, new.question)
    return None


def figure(note: str) -> int | None:
    """The number that a note begins with or holds, None if it holds none."""
    found = re.search(r"\d{1,6}", note)
    return int(found[0]) if found else None


def lacks_figure(instrument: Instrument, question: str, answer: str, note: str) -> bool:
    """Whether an answer that is below what was asked does not say how much was seen."""
    evidence = instrument.question(question).evidence
    is_below = answer in ("partly", "no")
    return bool(evidence and evidence.figure and is_below and figure(note) is None)


def wrong_figure(
    instrument: Instrument, question: str, answer: str, note: str, today: date
) -> Problem | None:
    """What is wrong with the figure of a note as the register takes it: 30 lines make no picture."""
    evidence = instrument.question(question).evidence
    number = figure(note)
    if evidence is None or not evidence.figure or answer not in LOOKED or number is None:
        return None
    wrong = checked(evidence.kind, {evidence.figure: number}, today)[1]
    return Problem(wrong[0].rule, wrong[0].params, question) if wrong else None
