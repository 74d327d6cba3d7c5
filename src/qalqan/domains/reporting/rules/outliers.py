"""What a reviewer is pointed at when twenty regions answer for one measure. Pure.

A note is a reason to read a line again, never a verdict: nothing is returned, hidden or ranked by it. Each
rule is stated with its numbers, so that who is pointed at can check it. See docs/algorithms/comparison.md.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

FAR = Decimal("3.5")  # modified z-score beyond which a value stands out (Iglewicz and Hoaglin, 1993)
TO_SIGMA = Decimal("0.6745")  # the median deviation of a normal distribution, in standard deviations
MEAN_TO_SIGMA = Decimal("0.7979")  # its mean deviation: stands in where more than half say the same
FEWEST = 5  # values below which nothing can stand out
SHORTEST = 60  # letters and digits of a text below which two texts are alike by chance
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Said:
    """What one body says of the measure: value and text, now and in the period before. None is "not said"."""

    value: Decimal | None = None
    texts: tuple[str, ...] = ()
    value_before: Decimal | None = None
    texts_before: tuple[str, ...] = ()

    @property
    def change(self) -> Decimal | None:
        """By how much the value moved since the period before; None unless both are said."""
        if self.value is None or self.value_before is None:
            return None
        return self.value - self.value_before


@dataclass(frozen=True, slots=True)
class Note:
    """Which rule points here. `median`, `score`: of `far` and `jump`; `others`: who says the same words."""

    rule: str  # far, jump, same_words, words_of_before
    median: Decimal | None = None
    score: Decimal | None = None
    others: tuple[Hashable, ...] = ()


def notes[K: Hashable](said: Mapping[K, Said]) -> dict[K, tuple[Note, ...]]:
    """The notes on each body that any rule points at, in the order far, jump, same_words, words_of_before."""
    found: dict[K, list[Note]] = defaultdict(list)
    for rule, values in (
        ("far", {key: one.value for key, one in said.items()}),
        ("jump", {key: one.change for key, one in said.items()}),
    ):
        stated = {key: value for key, value in values.items() if value is not None}
        middle = median(stated.values()) if stated else Decimal(0)
        for key, score in zip(stated, scores(list(stated.values())), strict=True):
            if abs(score) > FAR:
                found[key].append(Note(rule, middle, score))
    for key, others in _same_words(said).items():
        found[key].append(Note("same_words", others=others))
    for key, one in said.items():
        if {_plain(text) for text in one.texts} & {_plain(text) for text in one.texts_before} - {""}:
            found[key].append(Note("words_of_before"))
    return {key: tuple(listed) for key, listed in found.items()}


def scores(values: Sequence[Decimal]) -> list[Decimal]:
    """How far each value stands from the middle, in standard deviations that a few wild values cannot widen;
    all zero when there are too few values or all are the same."""
    if len(values) < FEWEST:
        return [Decimal(0)] * len(values)
    middle = median(values)
    deviations = [abs(value - middle) for value in values]
    spread = median(deviations) / TO_SIGMA
    if not spread:
        spread = sum(deviations, Decimal(0)) / len(values) / MEAN_TO_SIGMA
    return [(value - middle) / spread if spread else Decimal(0) for value in values]


def _same_words[K: Hashable](said: Mapping[K, Said]) -> dict[K, tuple[K, ...]]:
    """Who shares a text, in either language, with whom."""
    holders: dict[str, dict[K, None]] = defaultdict(dict)
    for key, one in said.items():
        for text in one.texts:
            if plain := _plain(text):
                holders[plain].setdefault(key)
    shared: dict[K, dict[K, None]] = defaultdict(dict)
    for keys in holders.values():
        for key in keys if len(keys) > 1 else ():
            shared[key].update((other, None) for other in keys if other != key)
    return {key: tuple(others) for key, others in shared.items()}


def _plain(text: str) -> str:
    """A text by its words and numbers alone; empty when it is too short to be compared."""
    words = WORD.findall(text.casefold())
    return " ".join(words) if sum(map(len, words)) >= SHORTEST else ""
