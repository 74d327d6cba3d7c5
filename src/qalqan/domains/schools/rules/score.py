"""What a round says of a place, as an interval. Pure. See docs/algorithms/assessment.md.

The score of a fully answered questionnaire is the weight of what is good over the weight of what applies, of
100; a critical question answered badly caps it. What is not known has not one value but two: the interval
runs from the score if every open question were bad to the score if every one were good. So silence widens it
and never counts as good, and each answer narrows it or leaves it: the new interval lies within the old one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor

from qalqan.domains.schools.rules.instrument import Instrument, Question

WORTH = {"good": 1.0, "partly": 0.5, "bad": 0.0}
SHORTEST_REASON = 3  # characters: "-" and "no" explain nothing


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was given, with its words."""

    answer: str
    note: str = ""

    @property
    def is_left_out(self) -> bool:
        """Whether the question is said not to apply, with a reason. Without one, nothing was answered."""
        return self.answer == "not_applicable" and len(self.note.strip()) >= SHORTEST_REASON


@dataclass(frozen=True, slots=True)
class Score:
    """Between which bounds, of 100. `asked`: questions that apply or may; `answered` of them; `left_out`:
    questions said not to apply. `capped_by`: critical questions answered badly."""

    low: float
    high: float
    asked: int
    answered: int
    left_out: int
    capped_by: tuple[str, ...]

    @property
    def shown(self) -> tuple[int, int]:
        """Whole numbers. Where nothing is open it is one number; else rounding never makes the interval
        narrower than it is."""
        if self.high - self.low < 1e-9:
            return round(self.low), round(self.low)
        return floor(self.low + 1e-9), ceil(self.high - 1e-9)

    @property
    def open(self) -> int:
        """How many questions nobody answered."""
        return self.asked - self.answered


def standing(question: Question, given: Given | None) -> str:
    """What an answer means for the place: good, partly, bad, or "" where nothing is known."""
    if given is None or given.answer not in ("yes", "no", "partly"):
        return ""
    if given.answer == "partly":
        return "partly"
    return "good" if given.answer == question.good else "bad"


def applies(question: Question, answers: Mapping[str, Given]) -> bool:
    """Whether a question is asked, or may have to be: only an answer given to its condition excludes it."""
    if question.when is None:
        return True
    before = answers.get(question.when.question)
    if before is None or before.answer == "unknown":
        return True
    if before.answer == "not_applicable" and not before.is_left_out:
        return True
    return before.answer in question.when.answers


def contradictions(instrument: Instrument, answers: Mapping[str, Given]) -> tuple[str, ...]:
    """Questions that were answered although another answer says they do not arise, by key."""
    return tuple(
        q.key for q in instrument.questions if standing(q, answers.get(q.key)) and not applies(q, answers)
    )


def score(
    instrument: Instrument, answers: Mapping[str, Given], *, site_kind: str = "", section: str = ""
) -> Score:
    """The interval of a whole questionnaire, or of one section, which no critical answer caps. A place of
    which nothing applies lies anywhere from 0 to 100: nothing was said of it."""
    questions = instrument.of(section, site_kind) if section else instrument.asked(site_kind)
    total = good = unknown = 0.0
    asked = answered = left_out = 0
    bad_critical: list[str] = []
    open_critical = False
    for question in questions:
        given = answers.get(question.key)
        word = standing(question, given)
        if not word and given is not None and given.is_left_out:
            left_out += 1
            continue
        if not word and not applies(question, answers):
            continue
        asked += 1
        total += question.weight.value
        if word:
            answered += 1
            good += WORTH[word] * question.weight.value
        else:
            unknown += question.weight.value
        if question.is_critical and word == "bad":
            bad_critical.append(question.key)
        open_critical = open_critical or (question.is_critical and not word)
    low, high = (100 * good / total, 100 * (good + unknown) / total) if total else (0.0, 100.0)
    if not section:
        high = min(high, instrument.cap) if bad_critical else high
        low = min(low, instrument.cap) if bad_critical or open_critical else low
    return Score(low, high, asked, answered, left_out, tuple(bad_critical))


def scores(
    instrument: Instrument, answers: Mapping[str, Given], site_kind: str = ""
) -> tuple[tuple[str, Score], ...]:
    """The interval of each section, in the order of the questionnaire."""
    return tuple(
        (one.key, score(instrument, answers, site_kind=site_kind, section=one.key))
        for one in instrument.sections
        if instrument.of(one.key, site_kind)
    )
