"""What changed between two rounds of one place, question by question. Pure. Two rounds of one side show what
became better; a school's own beside an inspector's shows where claim and evidence part."""

from collections.abc import Mapping
from dataclasses import dataclass

from .instrument import Instrument, Question
from .score import Given, standing

RANK = {"bad": 0, "partly": 1, "good": 2}
# how a pair is told apart: better, worse, first answered, no longer known, the same
WORDS = ("better", "worse", "answered", "lost", "same")


@dataclass(frozen=True, slots=True)
class Change:
    """One question in two rounds. None: not asked, or not answered, there."""

    question: Question
    before: Given | None
    after: Given | None
    word: str


def compare(form: Instrument, before: Mapping[str, Given], after: Mapping[str, Given]) -> tuple[Change, ...]:
    """Every question of the later round's questionnaire that was answered in at least one of the two."""
    found = []
    for question in form.questions:
        one, other = before.get(question.key), after.get(question.key)
        if one is None and other is None:
            continue
        found.append(Change(question, one, other, word(standing(question, one), standing(question, other))))
    return tuple(found)


def word(before: str, after: str) -> str:
    """What became of a question from one standing to another."""
    if before == after:
        return "same"
    if not before:
        return "answered"
    if not after:
        return "lost"
    return "better" if RANK[after] > RANK[before] else "worse"
